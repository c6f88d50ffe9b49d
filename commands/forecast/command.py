"""`qadam forecast`: the coming weeks, if nobody acts; with other rules, what they would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import click

from commands.app import App, app_of
from commands.options import command
from workflow.errors import Invalid

COLUMNS = ("at", "measure", "deadline", "rung", "to", "event")
SHIFTS = ("measure", "deadline", "rung", "old", "new")
WEEKS = ("week", "agency", "due", "rungs", "mails")

LONGEST = 3_660
"""Days: ten years."""


@command("forecast")
@click.option("--days", type=click.IntRange(1, LONGEST), default=30, show_default=True, help="How far to look.")
@click.option(
    "--calendar", "calendar_file", type=click.Path(path_type=Path), help="What if this calendar were in force?"
)
@click.option("--definitions", "folder", type=click.Path(path_type=Path), help="What if these measure types were?")
@click.option("--load", "by_week", is_flag=True, help="Per agency and week instead of rung by rung.")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True, help="Lines to show.")
def forecast(
    ctx: click.Context, *, days: int, calendar_file: Path | None, folder: Path | None, by_week: bool, limit: int
) -> None:
    """Play the coming weeks: what falls due, which rungs fire, who gets which mail, if nobody acts.

    It is the engine itself at work, under a virtual clock and on a private copy: nothing is changed. With --calendar
    or --definitions the same portfolio is played under those rules too, and the difference is shown.

    \b
    Example:
      qadam forecast --days 14
      qadam forecast --days 365 --load
      qadam forecast --days 90 --calendar calendar-2027.yaml
    """
    from commands.forecast.difference import difference
    from commands.forecast.load import load
    from commands.forecast.otherwise import put_otherwise
    from commands.forecast.playing import play
    from store.private_copy import copied

    app = app_of(ctx)
    now, until = app.now, app.now + timedelta(days=days)
    calendar = _calendar(calendar_file) if calendar_file else None
    documents = _documents(folder) if folder else {}
    with TemporaryDirectory(prefix="qadam-forecast-") as place:
        path, other = Path(place) / "copy.db", Path(place) / "other.db"
        with app.reading() as reader:
            location = copied(reader, path)
        otherwise = calendar is not None or bool(documents)
        if otherwise:
            copyfile(path, other)
        course = play(location, now, until)
        document: dict[str, Any] = {
            "from": now,
            "to": until,
            "items": [_item(item) for item in course.items],
            "due": [vars_of(due) for due in course.due],
            "load": [vars_of(week) for week in load(course, app.zone)],
            "errors": [{"deadline": trouble.deadline, "why": trouble.why} for trouble in course.troubles],
        }
        if otherwise:
            elsewhere = type(location)(kind="sqlite", path=other)
            blocked = put_otherwise(elsewhere, now, calendar, documents)
            changed = play(elsewhere, now, until)
            document |= {
                "difference": [vars_of(shift) for shift in difference(course, changed)],
                "blocked": [vars_of(each) for each in blocked],
                "load_then": [vars_of(week) for week in load(changed, app.zone)],
            }
    _answer(app, document, by_week=by_week, limit=limit)


def _answer(app: App, document: dict[str, Any], *, by_week: bool, limit: int) -> None:
    columns: tuple[str, ...] = COLUMNS
    lines = [{**item, "to": ", ".join(item["to"])} for item in document["items"]]
    if "difference" in document:
        columns, lines = SHIFTS, document["difference"]
    elif by_week:
        columns, lines = WEEKS, document["load"]
    shown = lines if app.output.mode else lines[:limit]
    period = f"{app.output.time(document['from'])} to {app.output.time(document['to'])}"
    mails = sum(len(item["to"]) for item in document["items"])
    told = [f"{period}: {len(document['due'])} deadlines fall due, {len(document['items'])} rungs fire, {mails} mails"]
    if "difference" in document:
        told.append(f"{len(document['difference'])} of these would be at another time, or not at all")
        told += [f"stays on its own rules: {each['measure']}: {each['why']}" for each in document["blocked"]]
    told += [f"could not: {error['deadline']}: {error['why']}" for error in document["errors"]]
    if len(lines) > len(shown):
        told.append(f"{len(lines) - len(shown)} more lines; --limit {len(lines)} shows all, --load sums up by week")
    app.output.answer(document, columns if lines else (), shown, after="\n".join(told))


def _item(item: Any) -> dict[str, Any]:
    """As the contract has it: `event` is there only where the rung triggers one."""
    document = vars_of(item)
    return {name: value for name, value in document.items() if name not in ("event", "refusal") or value is not None}


def vars_of(noun: Any) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in noun.__dataclass_fields__}


def _calendar(file: Path) -> Any:
    from definitions.calendar_kz import calendar_from
    from definitions.loader import read_text

    return calendar_from(read_text(file), file.name)


def _documents(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    from definitions.loader import load_source

    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not files:
        raise Invalid(f"{folder} is no folder with measure types", possible="a folder of *.yaml files")
    sources = [load_source(file) for file in files]
    return {source.definition.type: source.document for source in sources}
