"""A measure rebuilt from nothing but its history. What it gives must equal what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.deadline import Deadline
from workflow.deadlines import nearest
from workflow.decide import after_entry, followed, with_values
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.engine_events import ENGINE_KEYS, MIGRATE, RECOMPUTE, TYPE, UNDOES
from workflow.fields import read_values
from workflow.guards import Context
from workflow.migration import carried, migrated
from workflow.model import Entry, Measure
from workflow.numbers import national_id, region_of
from workflow.recompute import recomputed
from workflow.seal import GENESIS
from workflow.undo import Point, restored, returned, taken_back

NO_HISTORY = "a measure without history cannot be rebuilt"

Definitions = Callable[[str, int], Definition]


def replay(
    entries: Iterable[Entry], definitions: Definitions, directory: Directory, calendars: Almanac | Calendar
) -> tuple[Measure, tuple[Deadline, ...]]:
    """The measure and all its deadlines as its entries, in order, made them. Raises ValueError for no entries.

    Deadlines come out as the calendar of their time reckons them; rungs that fired are not part of the history.
    """
    standing = points(entries, definitions, directory, calendars)
    if not standing:
        raise ValueError(NO_HISTORY)
    return standing[-1].measure, tuple(standing[-1].deadlines.values())


def points(
    entries: Iterable[Entry], definitions: Definitions, directory: Directory, calendars: Almanac | Calendar
) -> list[Point]:
    """What the measure was after each of its moves that stand, the birth first; a move taken back is not among them.

    The last one is the measure as it is now.
    """
    almanac = Almanac.of(calendars) if isinstance(calendars, Calendar) else calendars
    standing: list[Point] = []
    for entry in entries:
        before = standing[-1] if standing else None
        if (back := taken_back(standing, entry)) is not None and before is not None:
            standing[-1] = _returned(back, before, entry, definitions, almanac)
            continue
        if entry.event == MIGRATE and before is not None:
            standing.append(_migrated(before, entry, definitions, almanac.at(entry.at)))
            continue
        was, deadlines = (before.measure, dict(before.deadlines)) if before else (None, {})
        measure, definition = _after(was, entry, definitions, directory)
        context = Context(
            directory=directory,
            calendar=almanac.at(entry.at),
            deadlines=tuple(deadlines.values()),
            earlier=almanac.calendars,
        )
        if entry.event == RECOMPUTE and was is not None:
            clocks = recomputed(definition, was, entry, context)
        else:
            clocks = followed(definition, was, measure, entry, context)
        deadlines.update({deadline.id: deadline for deadline in (*clocks.changed, *clocks.opened)})
        standing.append(Point(entry=entry, measure=replace(measure, due_at=clocks.due_at), deadlines=deadlines))
    return standing


def _migrated(before: Point, entry: Entry, definitions: Definitions, calendar: Calendar) -> Point:
    was = before.measure
    old, new = definitions(was.type, was.type_version), definitions(was.type, entry.type_version)
    measure = migrated(was, entry, new)
    clocks = carried(old, new, measure, before.deadlines.values(), entry.at, calendar)
    deadlines = {**before.deadlines, **{deadline.id: deadline for deadline in (*clocks.changed, *clocks.opened)}}
    return Point(entry=entry, measure=replace(measure, due_at=clocks.due_at), deadlines=deadlines)


def _returned(back: Point, before: Point, entry: Entry, definitions: Definitions, almanac: Almanac) -> Point:
    rules = definitions(back.measure.type, back.measure.type_version).deadlines
    clocks = restored(rules, back, before.deadlines.values(), (), entry.at, almanac.at(entry.at), almanac.calendars)
    measure = replace(returned(back.measure, entry), due_at=nearest(clocks))
    return replace(back, measure=measure, deadlines={deadline.id: deadline for deadline in clocks})


def rebuilt(entries: Iterable[Entry], definitions: Definitions, directory: Directory) -> Measure:
    """The measure alone, without its deadlines. Raises ValueError for no entries."""
    standing: list[Measure] = []
    for entry in entries:
        if UNDOES in entry.data:
            standing.pop()
            standing[-1] = returned(standing[-1], entry)
        else:
            standing.append(_after(standing[-1] if standing else None, entry, definitions, directory)[0])
    if not standing:
        raise ValueError(NO_HISTORY)
    return standing[-1]


def _after(
    measure: Measure | None, entry: Entry, definitions: Definitions, directory: Directory
) -> tuple[Measure, Definition]:
    if entry.event == MIGRATE and measure is not None:
        definition = definitions(measure.type, entry.type_version)
        return migrated(measure, entry, definition), definition
    definition = definitions(str(entry.data[TYPE]) if measure is None else measure.type, entry.type_version)
    own = () if entry.event == RECOMPUTE else entry.data.items()
    values = read_values(definition, {name: value for name, value in own if name not in ENGINE_KEYS}, directory)
    return after_entry(with_values(measure or _born(entry, definition), values), entry, definition), definition


def _born(entry: Entry, definition: Definition) -> Measure:
    region = region_of(entry.measure)
    return Measure(
        id=entry.measure,
        type=definition.type,
        type_version=entry.type_version,
        level="regional" if region else "national",
        parent=national_id(entry.measure) if region else None,
        region=region,
        titles={},
        state=entry.target,
        since=entry.at,
        version=0,
        head=GENESIS,
        author=entry.actor,
    )
