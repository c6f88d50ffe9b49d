"""`qadam explain`: why a measure is due when it is, whose lateness it is, and its ladders, fired and to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import click

from commands.app import App, app_of
from commands.blame import Blame, blame_document, blame_words
from commands.documents import deadline_document
from commands.options import command
from commands.reckoning import rungs_to_come
from store import queries
from store.calendars import almanac
from store.places import agencies, regions
from store.reader import Reader
from store.shelf import DefinitionShelf
from workflow.directory import Directory
from workflow.explanation import Counted, Explanation, Leg, explain
from workflow.model import Deadline, FiredRung, Measure
from workflow.replay import rebuilt

SATURDAY = 5
INDENT = " " * 11


@command("explain")
@click.argument("measure")
def explain_(ctx: click.Context, measure: str) -> None:
    """Explain when a measure is due and why, so that it can be checked by hand.

    The rule and its line, every step of the reckoning with the days passed over, pauses, earlier dates, the
    calendar, whose lateness it is, and the ladder.

    \b
    Example:
      qadam explain 12/KZ-75
    """
    app = app_of(ctx)
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
        shelf = DefinitionShelf(reader)
        calendars, blame = almanac(reader), Blame(reader, app.now)
        lives = _Lives(reader, noun, shelf)
        documents, told = [], []
        for deadline, fired in queries.deadlines(reader, measure):
            definition = shelf.get(noun.type, deadline.type_version)
            to_come = rungs_to_come(reader, definition, deadline)
            then = lives.during(deadline)
            found = explain(definition.deadlines[deadline.name], then, deadline, calendars, app.settings.lang)
            split = blame.of(definition, noun, deadline)
            documents.append(
                deadline_document(deadline, fired, to_come)
                | {
                    "rule": found.rule,
                    "line": found.line,
                    "calendar": found.calendar,
                    "provisional": found.provisional,
                    "period": deadline.period,
                    "accepted_at": deadline.accepted_at,
                    "working_days": sum(day.number is not None for leg in found.legs for day in leg.days),
                    "skipped": [
                        {"date": day.day, "why": day.why}
                        for leg in found.legs
                        for day in leg.days
                        if day.number is None and day.day.weekday() < SATURDAY
                    ],
                    "legs": [_leg(leg) for leg in found.legs],
                    "reckoned_due_at": found.due_at,
                    "agrees": found.due_at == deadline.due_at,
                    "earlier": [{"at": was.at, "due": was.due, "why": was.why} for was in deadline.earlier],
                    "lateness": blame_document(split),
                }
            )
            told += [*_told(app, deadline, found), *_ladder(app, fired, to_come)]
            if split:
                told.append(f"  late     {blame_words(split, app.settings.lang)}")
    app.output.answer(
        {"measure": measure, "deadlines": documents}, after="\n".join(told) or f"{measure} has no deadline"
    )


class _Lives:
    """What a measure was while one of its deadlines ran: a date set later is not the one it was reckoned from."""

    def __init__(self, reader: Reader, measure: Measure, shelf: DefinitionShelf) -> None:
        self._measure = measure
        self._shelf = shelf
        self._entries = queries.history(reader, measure.id)
        self._directory = Directory(regions=regions(reader), agencies=agencies(reader))

    def during(self, deadline: Deadline) -> Measure:
        ended = deadline.closed_at
        entries = [entry for entry in self._entries if ended is None or entry.at < ended]
        if ended is None or not entries:
            return self._measure
        return rebuilt(entries, self._shelf.get, self._directory)


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "says": leg.says,
        "at": leg.at,
        "days": [{"day": day.day, "number": day.number, "why": day.why} for day in leg.days],
        "spans": [{"from": start, "to": end} for start, end in leg.spans],
    }


def _told(app: App, deadline: Deadline, found: Explanation) -> Iterator[str]:
    period = f" {deadline.period}" if deadline.period else ""
    line = f" (line {found.line} of the definition)" if found.line else ""
    yield f"{deadline.name}{period}: {deadline.status.value}"
    yield f"  rule     {found.rule}{line}"
    for leg in found.legs:
        yield f"  reckon   {leg.says}"
        yield from _days(leg.days)
        if leg.spans:
            whole = sum((end - start for start, end in leg.spans), timedelta())
            first, last = app.output.time(leg.spans[0][0]), app.output.time(leg.spans[-1][1])
            yield f"{INDENT}{len(leg.spans)} spans of open hours from {first} to {last}, {_hours(whole)} in all"
    for was in deadline.earlier:
        yield f"  {was.why} at {app.output.time(was.at)}: until then due {app.output.time(was.due)}"
    yield f"  due      {app.output.time(deadline.due_at)}" + (" (provisional)" if found.provisional else "")
    if found.due_at != deadline.due_at:
        yield f"  BUT      reckoned again it comes to {app.output.time(found.due_at)}; try: qadam db check"
    if deadline.closed_at is not None:
        yield f"  ended    {app.output.time(deadline.closed_at)}"
    if deadline.accepted_at is not None:
        yield f"  accepted {app.output.time(deadline.accepted_at)}"
    yield f"  calendar {found.calendar}"


def _days(days: Iterable[Counted]) -> Iterator[str]:
    """The days counted, in runs; each one passed over, and each worked weekend day, by its name."""
    run: list[Counted] = []
    for day in days:
        if day.number is not None and day.day.weekday() < SATURDAY:
            run.append(day)
            continue
        yield from _run(run)
        run = []
        number = "passed over" if day.number is None else f"day {day.number}"
        yield f"{INDENT}{day.day}  {number}: {day.why}"
    yield from _run(run)


def _run(run: list[Counted]) -> Iterator[str]:
    if len(run) == 1:
        yield f"{INDENT}{run[0].day}  day {run[0].number}"
    elif run:
        yield f"{INDENT}{run[0].day} to {run[-1].day}  days {run[0].number} to {run[-1].number}"


def _ladder(app: App, fired: Iterable[FiredRung], to_come: Iterable[tuple[str, datetime]]) -> Iterator[str]:
    for rung in fired:
        late = rung.fired_at - rung.at
        remarks = [
            *(["collapsed into a higher one"] if rung.collapsed else []),
            *([f"{_hours(late)} late"] if late >= timedelta(minutes=2) else []),
            *([f"we were down for {_hours(timedelta(seconds=rung.outage))} of it"] if rung.outage else []),
            *([f"refused: {rung.refusal}"] if rung.refusal else []),
        ]
        said = f" ({', '.join(remarks)})" if remarks else ""
        yield f"  rung     {app.output.time(rung.fired_at)} {rung.rung}{said}"
    for key, at in to_come:
        yield f"  to come  {app.output.time(at)} {key}"


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
