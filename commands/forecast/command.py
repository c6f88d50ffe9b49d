"""`qadam forecast`: the coming weeks, if nobody acts; with other rules, what they would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, app_of
from commands.options import command
from commands.output import Shown
from commands.translations.told import told_in
from commands.wording import rung_words
from workflow.errors import Invalid

if TYPE_CHECKING:
    from commands.forecast.otherwise import Blocked
    from commands.forecast.playing import Course

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
        changed: Course | None = None
        blocked: tuple[Blocked, ...] = ()
        if otherwise:
            elsewhere = type(location)(kind="sqlite", path=other)
            blocked = put_otherwise(elsewhere, now, calendar, documents)
            changed = play(elsewhere, now, until)
    document: dict[str, Any] = {
        "from": now,
        "to": until,
        "items": map(_item, course.items),
        "due": map(vars_of, course.due),
        "load": map(vars_of, load(course, app.zone)),
        "errors": [{"deadline": trouble.deadline, "why": trouble.why} for trouble in course.troubles],
    }
    columns: tuple[str, ...] = COLUMNS
    found: Sequence[Any] = course.items
    if by_week:
        columns, found = WEEKS, tuple(load(course, app.zone))
    if changed is not None:
        columns, found = SHIFTS, tuple(difference(course, changed))
        document |= {
            "difference": map(vars_of, found),
            "blocked": [vars_of(each) for each in blocked],
            "load_then": map(vars_of, load(changed, app.zone)),
        }
    shown = found if app.output.mode else found[:limit]
    told = [
        app.output.words(
            "{} to {}: {:deadline falls|deadlines fall} due, {:rung fires|rungs fire}, {:mail|mails}",
            app.output.time(now),
            app.output.time(until),
            len(course.due),
            len(course.items),
            sum(len(item.to) for item in course.items),
        )
    ]
    if changed is not None:
        told.append(app.output.words("at another time, or not at all: {}", len(found)))
        told += [app.output.words("stays on its own rules: {}: {}", b.measure, _why(app, b.why)) for b in blocked]
    told += [app.output.words("could not: {}", f"{t.deadline}: {_why(app, t.why)}") for t in course.troubles]
    if len(found) > len(shown):
        wording = "{:more line|more lines}; --limit {} shows all, --load sums up by week"
        told.append(app.output.words(wording, len(found) - len(shown), str(len(found))))
    lines = (_line(each, app.settings.lang) for each in shown)
    heads = {"to": app.output.words("to whom")}
    app.output.answer(
        document, columns if found else (), lines, after="\n".join(told), spare=("deadline",), heads=heads
    )


def _why(app: App, reason: str) -> str:
    return told_in(app.settings.lang, reason)


def _line(noun: Any, language: str) -> dict[str, Any]:
    line = _item(noun)
    if isinstance(line.get("rung"), str):
        line["rung"] = Shown(line["rung"], rung_words(line["rung"], language))
    return line | {"to": ", ".join(line["to"])} if "to" in line else line


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
