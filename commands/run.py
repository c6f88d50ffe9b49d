"""`qadam run`: the daemon."""

from __future__ import annotations

import logging
import sys

import click

from commands.app import App, app_of
from commands.options import command
from commands.tick import one_pass, told
from workflow.clock import Clock
from workflow.errors import QadamError
from workflow.scheduler import beat_until_stopped

log = logging.getLogger("qadam")


@command("run")
@click.option("--beat", type=click.IntRange(min=1), help="Seconds between beats.  [QADAM_BEAT; 30]")
def run(ctx: click.Context, beat: int | None) -> None:
    """Run until stopped: fire what is due and send what waits, at every beat.

    Any number of them may run on one database. SIGTERM finishes what was begun.

    \b
    Example:
      qadam run --beat 60
    """
    app = app_of(ctx)
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    clock = app.clock
    app.store  # noqa: B018 - fails here, before the first beat, when there is no database
    seconds = beat or app.settings.beat
    log.info("running on %s, a beat every %s s", app.location, seconds)
    beat_until_stopped(lambda: _beat(app, clock), seconds=seconds)
    log.info("stopped")


def _beat(app: App, clock: Clock) -> None:
    """One pass; a database or server that is away for a while only costs the beat."""
    try:
        document = one_pass(app, clock())
        if any(document[key] for key in document if key != "at"):
            log.info("%s", told(document, app))
    except QadamError as error:
        log.error("%s", error.message)  # noqa: TRY400 - refusals need no traceback
    except Exception:
        log.exception("a beat failed")
