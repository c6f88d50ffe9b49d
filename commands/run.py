"""`qadam run`: the daemon."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import ExitStack
from time import monotonic
from typing import Any

import click

from commands.app import App, app_of
from commands.logs import set_up, take_down, tell
from commands.options import command
from commands.post import worker_name
from commands.telemetry import Telemetry, listening
from commands.tick import one_pass
from workflow.clock import Clock
from workflow.errors import QadamError
from workflow.scheduler import beat_until_stopped


@command("run")
@click.option("--beat", type=click.IntRange(min=1), help="Seconds between beats.  [QADAM_BEAT; 30]")
@click.option("--log", "log_file", metavar="FILE", help="Write the log to this file as well.  [QADAM_LOG]")
@click.option(
    "--metrics",
    type=click.IntRange(1, 65_535),
    metavar="PORT",
    help="Answer /health and /metrics on 127.0.0.1:PORT.  [QADAM_METRICS]",
)
def run(ctx: click.Context, beat: int | None, log_file: str | None, metrics: int | None) -> None:
    """Run until stopped: fire what is due and send what waits, at every beat.

    Any number of them may run on one database. SIGTERM finishes what was begun. The log has one line for each beat
    that did something; --metrics tells a monitor of backlog, mail and refusals in Prometheus' format.

    \b
    Example:
      qadam run --beat 60
      qadam run --metrics 9464 --log /var/log/qadam/qadam.log
    """
    app = app_of(ctx)
    set_up(log_file or app.settings.log)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    clock = app.clock
    app.store  # noqa: B018 - fails here, before the first beat, when there is no database
    seconds = beat or app.settings.beat
    telemetry = Telemetry(beat=seconds, started_at=clock())
    with ExitStack() as stack:
        stack.callback(take_down)
        port = metrics or app.settings.metrics
        if port:
            stack.enter_context(listening(port, telemetry, app.reading, clock))
        tell("started", database=str(app.location), beat=seconds, metrics=port or None)
        beat_until_stopped(lambda: beat_once(app, clock, telemetry), seconds=seconds)
        tell("stopped", beats=telemetry.beats)


def beat_once(app: App, clock: Clock, telemetry: Telemetry) -> None:
    """One pass; a database or server that is away for a while only costs the beat."""
    began, now, did = monotonic(), clock(), None
    refusals: Counter[str] = Counter()
    try:
        app.store.beat(worker_name(), now, telemetry.beat)
        did = one_pass(app, now)
        refusals.update(next(iter(error)) for error in did["errors"])
        figures: dict[str, Any] = {key: value for key, value in did.items() if isinstance(value, int) and value}
        if figures or did["errors"]:
            tell("beat", **figures, seconds=round(monotonic() - began, 3))
        for error in did["errors"]:
            tell("could_not", level=logging.WARNING, **error)
    except QadamError as error:
        refusals[error.kind] += 1
        tell("beat_failed", level=logging.ERROR, kind=error.kind, why=error.message)
    except Exception as error:
        refusals["unexpected"] += 1
        tell("beat_failed", level=logging.ERROR, error=error, kind=type(error).__name__)
    telemetry.passed(now, monotonic() - began, did, refusals)
