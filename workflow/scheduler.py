"""APScheduler as a heartbeat, and nothing more: no deadline lives in its job store, the rows decide.

A beat that comes while the last one still works is left out; beats missed while asleep come as one.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler


def beat_until_stopped(beat: Callable[[], None], *, seconds: int) -> None:
    """Beat at once and then every so many seconds, until SIGTERM or SIGINT; the beat in progress is finished.

    The beat must not raise: what it cannot do it has to report itself.
    """
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask_to_stop) for number in (signal.SIGTERM, signal.SIGINT)}
    scheduler = BackgroundScheduler(timezone="UTC")
    try:
        beat()
        scheduler.add_job(beat, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None)
        scheduler.start()
        stop.wait()
    finally:
        if scheduler.running:
            scheduler.shutdown(wait=True)
        for number, handler in before.items():
            signal.signal(number, handler)
