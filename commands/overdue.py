"""`qadam overdue`: what is late, how late, whose move it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import click

from commands.app import App, app_of
from commands.blame import Blame, blame_document, blame_words
from commands.catalogue import place_names
from commands.documents import measure_document
from commands.filters import filters, wanted
from commands.lateness import day_words, days_between, late_words
from commands.options import command
from commands.output import Shown
from commands.reckoning import calendar_in_force
from commands.wording import phrase, rung_words, who_words
from store import queries
from store.reader import Reader
from store.shelf import DefinitionShelf
from workflow.calendar import Calendar
from workflow.deadline import FiredRung
from workflow.definition import Definition
from workflow.lateness import Cause
from workflow.model import Measure
from workflow.noun import dataclass
from workflow.waiting import waiting_for, ways_on

COLUMNS = ("measure", "late", "due", "waiting_for", "last_rung", "type", "title")
SPARE = ("type", "due", "last_rung")

Line = dict[str, Any]


@command("overdue", table=True, watch=True)
@filters("state", "type", "region", "agency", "level", "parent", "search")
@click.option("--as-of", metavar="ISO", help="As it was at this moment, from history.")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True)
def overdue(ctx: click.Context, as_of: str | None, limit: int, **given: Any) -> None:
    """List late measures, the latest first: how late, whose move it is, which rung fired last.

    \b
    Example:
      qadam overdue --region KZ-75
      qadam overdue --agency MIA --columns measure,late,title
    """
    app = app_of(ctx)
    with app.reading() as reader:
        now = app.moment(as_of) if as_of else app.now
        asked = wanted(app, reader, {**given, "overdue": True}, now)
        if as_of:
            from store.as_of import measures_as_of

            found, total = measures_as_of(reader, asked, now, sort="due", limit=limit)
        else:
            found, total = queries.each_measure(reader, asked, sort="due", limit=limit)
        late = _late(reader, found, now)
        if app.output.at_terminal:
            _show(app, reader, list(late), total)
            return
        calendar = calendar_in_force(reader)
        document = {"measures": (_document(app, each, calendar) for each in late), "total": total}
        lines = () if app.output.mode == "json" else _lines(app, reader, late)
        app.output.answer(document, COLUMNS, lines)


def _show(app: App, reader: Reader, late: Sequence[_Late], total: int) -> None:
    """To a person, for whom columns are as wide as what they hold."""
    language, shown = app.settings.lang, len(late)
    after = phrase("more", language, n=total - shown, total=total) if total > shown else None
    if not late:
        after = phrase("nothing_late", language)
    app.output.answer({}, app.output.columns_for(COLUMNS, late), _lines(app, reader, late), after=after, spare=SPARE)


def _lines(app: App, reader: Reader, late: Iterable[_Late]) -> Iterator[Line]:
    places, calendar = place_names(reader, app.settings.lang), calendar_in_force(reader)
    return (_line(app, each, calendar, places) for each in late)


def _late(reader: Reader, found: Iterator[Measure], now: datetime) -> Iterator[_Late]:
    """Late measures with what is told of each; what is read of many at once is read of a portion."""
    shelf = DefinitionShelf(reader)
    blame = Blame(reader, now)
    while some := list(islice(found, queries.PORTION)):
        clocks = queries.open_deadlines(reader, [measure.id for measure in some])
        spoken = queries.last_rungs(reader, [clock.id for running in clocks.values() for clock in running])
        for measure in some:
            if measure.due_at is None:
                continue
            definition = shelf.get(measure.type, measure.type_version)
            rungs = [spoken[clock.id] for clock in clocks[measure.id] if clock.id in spoken]
            last = next((rung for rung in reversed(rungs) if rung.fired_at <= now), None)
            clock = next((clock for clock in clocks[measure.id] if clock.due_at == measure.due_at), None)
            split = blame.of(definition, measure, clock) if clock else {}
            yield _Late(measure=measure, definition=definition, due_at=measure.due_at, now=now, last=last, split=split)


@dataclass(frozen=True, kw_only=True)
class _Late:
    measure: Measure
    definition: Definition
    due_at: datetime
    now: datetime
    last: FiredRung | None
    split: Mapping[Cause, timedelta]

    @property
    def whose(self) -> tuple[str, ...]:
        return waiting_for(self.definition, self.measure)


def _working_days(late: _Late, calendar: Calendar) -> int:
    return calendar.working_days_between(calendar.day(late.due_at), calendar.day(late.now))


def _document(app: App, late: _Late, calendar: Calendar) -> dict[str, Any]:
    measure, last = late.measure, late.last
    return {
        **measure_document(measure, late.definition, late.now, app.settings.lang),
        "late_by_days": days_between(late.due_at, late.now, app.output),
        "late_by_working_days": _working_days(late, calendar),
        "lateness": blame_document(late.split),
        "waiting_for": list(late.whose),
        "last_rung": {"key": last.rung, "at": last.at, "fired_at": last.fired_at} if last else None,
        "try": [f"qadam move {measure.id} {way.event}" for way in ways_on(late.definition, measure)],
    }


def _line(app: App, late: _Late, calendar: Calendar, places: Mapping[str, str]) -> Line:
    measure, definition, language = late.measure, late.definition, app.settings.lang
    whose = f" {phrase('or', language)} ".join(who_words(each, language, places) for each in late.whose)
    return {
        "measure": measure.id,
        "late": Shown(
            _working_days(late, calendar), lambda: late_words(late.due_at, late.now, calendar, language), "late"
        ),
        "due": Shown(late.due_at, lambda: day_words(late.due_at, late.now, calendar, language)),
        "waiting_for": Shown(" or ".join(late.whose), whose),
        "last_rung": Shown(late.last.rung, rung_words(late.last.rung, language)) if late.last else None,
        "type": Shown(measure.type, app.output.text(definition.titles)),
        "title": app.output.text(measure.titles),
        "state": Shown(measure.state, app.output.text(definition.states[measure.state].titles)),
        "region": Shown(measure.region, places.get(measure.region or "", "")),
        "agency": Shown(measure.agency, places.get(measure.agency or "", "")),
        "because": blame_words(late.split, language),
        "late_days": days_between(late.due_at, late.now, app.output),
    }
