"""`qadam calendar load` and `recompute`: a changed calendar, and what it changes for deadlines that run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import app_of
from commands.options import command
from commands.reckoning import calendar_in_force
from commands.spool import Spool
from store.clocks import how_many_on_another_calendar, on_another_calendar

if TYPE_CHECKING:
    from workflow.recompute import Moved

COLUMNS = ("measure", "deadline", "old_due", "new_due", "rungs")


@command("load", changes=True, administers="calendar")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def load(ctx: click.Context, file: Path) -> None:
    """Put a calendar file in force. Deadlines that run keep theirs until they are recomputed.

    The file adds hours, names and days of its own to Kazakhstan's public holidays; definitions/calendar.yaml is
    the one that comes with Qadam, to be copied and changed.

    \b
    Example:
      qadam calendar load calendar-2027.yaml
      qadam calendar recompute --dry-run
    """
    from definitions.calendar_kz import calendar_from
    from definitions.loader import read_text

    app = app_of(ctx)
    wanted = calendar_from(read_text(file), file.name)
    with app.reading() as reader:
        before = calendar_in_force(reader)
        left = how_many_on_another_calendar(reader, wanted.version, app.now)
    with app.store.register(dry_run=app.dry_run) as register:
        result = register.put_calendar(wanted, app.now)
    days = [
        {"date": day, "working": wanted.is_working(day), "why": wanted.why(day, app.settings.lang)}
        for day in sorted({*before.days, *wanted.days})
        if before.hours_of(day) != wanted.hours_of(day)
    ]
    document = {
        "calendar": wanted.version,
        "result": result,
        "before": before.version,
        "valid_until": wanted.valid_until,
        "days": days,
        "measures_on_another": left,
    }
    lines = [{**day, "working": app.output.shown("working" if day["working"] else "off")} for day in days]
    became = app.output.words(result)
    if wanted.valid_until:
        told = [app.output.words("calendar {}, decided until {}: {}", wanted.version, wanted.valid_until, became)]
    else:
        told = [app.output.words("calendar {}: {}", wanted.version, became)]
    if left:
        wording = "{:measure keeps|measures keep} the calendar their deadlines were opened with"
        told.append(app.output.words(wording, left))
        told.append(app.output.words("next: {}", "qadam calendar recompute --dry-run"))
    app.output.answer(document, ("date", "working", "why") if days else (), lines, after="\n".join(told))


@command("recompute", changes=True, administers="calendar")
def recompute(ctx: click.Context) -> None:
    """Move the deadlines that run to the calendar in force: what is due when, before and after.

    What is closed or overdue keeps the verdict of its own calendar; nothing moves into the past, and what fired
    does not fire again. Every measure that is moved gets a row of history, and whom its deadline reminds is told the
    new date. Stopped half-way, it goes on where it was.

    \b
    Example:
      qadam calendar recompute --dry-run
      qadam calendar recompute
    """
    app = app_of(ctx)
    with app.reading() as reader:
        version = calendar_in_force(reader).version
    number, documents = 0, Spool()
    for measure in on_another_calendar(app.location, version, app.now):
        for each in app.engine.recompute(measure, app.settings.actor or "system", dry_run=app.dry_run):
            number += 1
            if each.changes:
                documents.add(_document(measure, each))
    document = {
        "calendar": version,
        "deadlines": iter(documents),
        "recomputed": number,
        "changed": len(documents),
        "dry_run": app.dry_run,
    }
    lines = ({**each, "rungs": ", ".join(rung["key"] for rung in each["rungs"])} for each in documents)
    wording = (
        "{:deadline|deadlines} would be moved to calendar {}, {} of them with another time"
        if app.dry_run
        else "{:deadline|deadlines} moved to calendar {}, {} of them with another time"
    )
    told = app.output.words(wording, number, version, len(documents))
    app.output.answer(document, COLUMNS if documents else (), lines, after=told)


def _document(measure: str, moved: Moved) -> dict[str, Any]:
    return {
        "measure": measure,
        "deadline": moved.before.name if moved.before.period is None else f"{moved.before.name} {moved.before.period}",
        "id": moved.before.id,
        "old_due": moved.before.due_at,
        "new_due": moved.after.due_at,
        "rungs": [{"key": key, "old": old, "new": new} for key, old, new in moved.rungs],
    }
