"""`qadam forecast`: the coming weeks, if nobody acts; with other rules, what they would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing, nullcontext
from datetime import timedelta
from itertools import islice
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, app_of
from commands.catalogue import OwnTitles
from commands.options import command
from commands.output import Shown
from commands.translations.told import told_in
from commands.wording import rung_words
from workflow.errors import Invalid
from workflow.noun import dataclass

if TYPE_CHECKING:
    from commands.forecast.otherwise import Blocked
    from store.foretold import Foretold, Told
    from workflow.sweep import Trouble

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
    from commands.forecast.otherwise import put_otherwise
    from commands.forecast.playing import play
    from store.foretold import Foretold
    from store.private_copy import copied

    app = app_of(ctx)
    now, until = app.now, app.now + timedelta(days=days)
    calendar = _calendar(calendar_file) if calendar_file else None
    documents = _documents(folder) if folder else {}
    with TemporaryDirectory(prefix="qadam-forecast-") as place, ExitStack() as opened:
        path, other = Path(place) / "copy.db", Path(place) / "other.db"
        with app.reading() as reader:
            location = copied(reader, path)
        otherwise = None
        if calendar is not None or documents:
            copyfile(path, other)
            elsewhere = type(location)(kind="sqlite", path=other)
            blocked = put_otherwise(elsewhere, now, calendar, documents)
            otherwise = Otherwise(
                course=opened.enter_context(closing(Foretold(elsewhere, now, until))), blocked=blocked
            )
            play(otherwise.course)
        course = opened.enter_context(closing(Foretold(location, now, until)))
        troubles = play(course)
        _tell(app, course, troubles, otherwise, by_week=by_week, limit=limit)


@dataclass(frozen=True, kw_only=True)
class Otherwise:
    """What comes under other rules, and the measures that stay on their own."""

    course: Foretold
    blocked: tuple[Blocked, ...]


def _tell(
    app: App,
    course: Foretold,
    troubles: Sequence[Trouble],
    otherwise: Otherwise | None,
    *,
    by_week: bool,
    limit: int,
) -> None:
    from commands.forecast.load import load

    document: dict[str, Any] = {
        "from": course.now,
        "to": course.until,
        "items": map(_item, course.items),
        "due": map(vars_of, course.due),
        "load": map(vars_of, load(course, app.zone)),
        "errors": [{"deadline": trouble.deadline, "why": trouble.why} for trouble in troubles],
    }
    columns: tuple[str, ...] = COLUMNS
    found: Told[Any] | Sequence[Any] = course.items
    if by_week:
        columns, found = WEEKS, tuple(load(course, app.zone))
    if otherwise is not None:
        columns, found = SHIFTS, course.shifts(otherwise.course)
        document |= {
            "difference": map(vars_of, found),
            "blocked": [vars_of(each) for each in otherwise.blocked],
            "load_then": map(vars_of, load(otherwise.course, app.zone)),
        }
    number = len(found)
    shown = number if app.output.mode else min(number, limit)
    told = [
        app.output.words(
            "{} to {}: {:deadline falls|deadlines fall} due, {:rung fires|rungs fire}, {:mail|mails}",
            app.output.time(course.now),
            app.output.time(course.until),
            len(course.due),
            len(course.items),
            course.mails,
        )
    ]
    if otherwise is not None:
        told.append(app.output.words("at another time, or not at all: {}", number))
        told += [
            app.output.words("stays on its own rules: {}: {}", b.measure, _why(app, b.why)) for b in otherwise.blocked
        ]
    told += [app.output.words("could not: {}", f"{t.deadline}: {_why(app, t.why)}") for t in troubles]
    if number > shown:
        wording = "{:more line|more lines}; --limit {} shows all, --load sums up by week"
        told.append(app.output.words(wording, number - shown, str(number)))
    heads = {"to": app.output.words("to whom")}
    with app.reading() if app.output.at_terminal else nullcontext() as reader:
        titles = OwnTitles(reader, app.settings.lang) if reader else None
        lines = (_line(each, app.settings.lang, titles) for each in islice(found, shown))
        app.output.answer(
            document, columns if number else (), lines, after="\n".join(told), spare=("deadline",), heads=heads
        )


def _why(app: App, reason: str) -> str:
    return told_in(app.settings.lang, reason)


def _line(noun: Any, language: str, titles: OwnTitles | None) -> dict[str, Any]:
    line = _item(noun)
    if titles is not None and "deadline" in line:
        line["deadline"] = Shown(line["deadline"], titles.deadline(line["measure"], line["deadline"]))
    if titles is not None and line.get("event"):
        line["event"] = Shown(line["event"], titles.event(line["measure"], line["event"]))
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
