"""APScheduler as a heartbeat, and nothing more: no deadline lives in its job store, the rows decide.

A beat that comes while the last one still works is left out; beats missed while asleep come as one.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from workflow.errors import Invalid

LOOKED_BACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=8), timedelta(days=32))


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


class Cron:
    """A time that comes again and again, as cron writes it (`0 9 * * mon-fri`), in local time."""

    def __init__(self, text: str, zone: ZoneInfo) -> None:
        """Raises Invalid for what cron cannot read."""
        try:
            self._trigger = CronTrigger.from_crontab(text, timezone=zone)
        except ValueError as error:
            raise Invalid(f"{text!r} is no time for cron: {error}", possible="e.g. 0 9 * * mon-fri, or off") from error

    def after(self, now: datetime) -> datetime | None:
        """The first time later than a moment."""
        return self._at_or_after(now + timedelta(microseconds=1))

    def last(self, now: datetime) -> datetime | None:
        """The last time at or before a moment; None where there was none for a month."""
        for back in LOOKED_BACK:
            found, at = None, self._at_or_after(now - back)
            while at is not None and at <= now:
                found, at = at, self.after(at)
            if found is not None:
                return found
        return None

    def _at_or_after(self, moment: datetime) -> datetime | None:
        at = self._trigger.get_next_fire_time(None, moment)
        return None if at is None else at.astimezone(UTC)
