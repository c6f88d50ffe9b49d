"""`qadam tick`: one pass over what is due, then the mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from commands.app import App, app_of
from commands.options import command
from commands.post import cron_name, send_due
from commands.sealing import seal_day
from commands.translations.told import told_in
from store.health import mails_waiting, rungs_waiting
from workflow.clock import utc_now


@command("tick")
@click.option(
    "--every",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="When cron runs it again, so that downtime is known.  [QADAM_TICK_EVERY; 3600]",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
def tick(ctx: click.Context, every: int | None, *, dry_run: bool) -> None:
    """Do one pass: fire the rungs that are due, then send the mails that wait. For cron, tests and people.

    Each pass leaves a heartbeat, as those of `qadam run` do; one that comes later than three times --every is
    downtime, and told apart from lateness that is somebody's. A sandbox whose clock stands beats only with --every.

    \b
    Example:
      qadam tick
      qadam tick --every 300
    """
    app = app_of(ctx)
    if dry_run:
        _would_do(app)
        return
    if every is not None or app.clock is utc_now:
        app.store.beat(cron_name(), app.now, every or app.settings.tick_every)
    document = one_pass(app, app.now)
    app.remember_clock()
    figures: dict[str, Any] = {key: value for key, value in document.items() if isinstance(value, int) and value}
    app.log("ticked", **figures)
    app.output.answer(document, after=told(document, app))


def _would_do(app: App) -> None:
    """What the pass would begin with; which rungs those are, and to whom they write, is told by `qadam forecast`."""
    with app.reading() as reader:
        rungs, _ = rungs_waiting(reader, app.now)
        mails = mails_waiting(reader, app.now)
    document = {"at": app.now, "dry_run": True, "deadlines_due": rungs, "mails_due": mails}
    wording = "{}: {:deadline has|deadlines have} a rung due, {:mail waits|mails wait}; nothing is done"
    app.output.answer(document, after=app.output.words(wording, app.output.time(app.now), rungs, mails))


def one_pass(app: App, now: datetime) -> dict[str, Any]:
    """The pass of `tick` and of every beat of `run`, and what it did."""
    ticked = app.engine.tick(now)
    delivered = send_due(app, now)
    sealed = seal_day(app, now)
    errors = [{"deadline": trouble.deadline, "why": trouble.why} for trouble in ticked.errors]
    return {
        "at": now,
        "rungs_fired": ticked.rungs_fired,
        "rungs_collapsed": ticked.rungs_collapsed,
        "events_triggered": ticked.events_triggered,
        "mails_queued": ticked.mails_queued,
        "mails_sent": delivered.sent,
        "mails_failed": delivered.failed + delivered.dead,
        "mails_skipped": delivered.skipped,
        "checkpoint": sealed.number if sealed else None,
        "errors": [*errors, *({"mail": str(error)} for error in delivered.errors)],
    }


def told(document: dict[str, Any], app: App) -> str:
    figures = (
        document[name] for name in ("rungs_fired", "rungs_collapsed", "events_triggered", "mails_sent", "mails_failed")
    )
    summary = app.output.words(
        "{}: {:rung|rungs} fired, {} collapsed, {:event|events}, {:mail|mails} sent, {} failed",
        app.output.time(document["at"]),
        *figures,
    )
    troubles = (
        ", ".join(f"{what} {told_in(app.settings.lang, why)}" for what, why in error.items())
        for error in document["errors"]
    )
    return "\n".join([summary, *(f"  {app.output.words('could not: {}', trouble)}" for trouble in troubles)])
