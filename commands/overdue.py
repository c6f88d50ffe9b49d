"""`qadam overdue`: what is late, how late, whose move it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
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
from workflow.definition import Definition
from workflow.lateness import Cause
from workflow.model import FiredRung, Measure
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
    language = app.settings.lang
    with app.reading() as reader:
        now = app.moment(as_of) if as_of else app.now
        asked = wanted(app, reader, {**given, "overdue": True}, now)
        if as_of:
            from store.as_of import measures_as_of

            found, total = measures_as_of(reader, asked, now, sort="due", limit=limit)
        else:
            found, total = queries.measures(reader, asked, sort="due", limit=limit)
        told = _told(app, reader, found, now)
    after = phrase("more", language, n=total - len(found), total=total) if total > len(found) else None
    if not found:
        after = phrase("nothing_late", language)
    document = {"measures": [document for document, _ in told], "total": total}
    columns = app.output.columns_for(COLUMNS, found)
    app.output.answer(document, columns, [line for _, line in told], after=after, spare=SPARE)


def _told(app: App, reader: Reader, found: Sequence[Measure], now: datetime) -> list[tuple[dict[str, Any], Line]]:
    """For each late measure its document and its line."""
    shelf = DefinitionShelf(reader)
    clocks = queries.open_deadlines(reader, [measure.id for measure in found])
    spoken = queries.last_rungs(reader, [clock.id for running in clocks.values() for clock in running])
    places = place_names(reader, app.settings.lang)
    calendar = calendar_in_force(reader)
    blame = Blame(reader, now)
    told = []
    for measure in found:
        definition = shelf.get(measure.type, measure.type_version)
        rungs = [spoken[clock.id] for clock in clocks[measure.id] if clock.id in spoken]
        last = next((rung for rung in reversed(rungs) if rung.fired_at <= now), None)
        if measure.due_at is not None:
            clock = next((clock for clock in clocks[measure.id] if clock.due_at == measure.due_at), None)
            split = blame.of(definition, measure, clock) if clock else {}
            late = _Late(measure=measure, definition=definition, due_at=measure.due_at, now=now, last=last, split=split)
            told.append((_document(app, late, calendar), _line(app, late, calendar, places)))
    return told


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
    return calendar.working_days_between(calendar.local(late.due_at).date(), calendar.local(late.now).date())


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
