"""A measure rebuilt from nothing but its history. What it gives must equal what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from workflow.calendar import Calendar
from workflow.deadlines import follow
from workflow.decide import after_entry, with_values
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.fields import read_values
from workflow.model import ENGINE_KEYS, TYPE, Deadline, Entry, Measure
from workflow.seal import GENESIS

Definitions = Callable[[str, int], Definition]


def replay(
    entries: Iterable[Entry], definitions: Definitions, directory: Directory, calendar: Calendar
) -> tuple[Measure, tuple[Deadline, ...]]:
    """The measure and all its deadlines as its entries, in order, made them. Raises ValueError for no entries.

    Deadlines come out as `calendar` reckons them; rungs that fired are not part of the history.
    """
    measure: Measure | None = None
    deadlines: dict[str, Deadline] = {}
    for entry in entries:
        before, measure, definition = measure, *_after(measure, entry, definitions, directory)
        running = [deadline for deadline in deadlines.values() if deadline.is_open]
        clocks = follow(definition, before, measure, running, entry.at, calendar)
        deadlines.update({deadline.id: deadline for deadline in (*clocks.changed, *clocks.opened)})
        measure = replace(measure, due_at=clocks.due_at)
    return _some(measure), tuple(deadlines.values())


def rebuilt(entries: Iterable[Entry], definitions: Definitions, directory: Directory) -> Measure:
    """The measure alone, without its deadlines. Raises ValueError for no entries."""
    measure: Measure | None = None
    for entry in entries:
        measure, _ = _after(measure, entry, definitions, directory)
    return _some(measure)


def _after(
    measure: Measure | None, entry: Entry, definitions: Definitions, directory: Directory
) -> tuple[Measure, Definition]:
    definition = definitions(str(entry.data[TYPE]) if measure is None else measure.type, entry.type_version)
    values = read_values(
        definition, {name: value for name, value in entry.data.items() if name not in ENGINE_KEYS}, directory
    )
    return after_entry(with_values(measure or _born(entry, definition), values), entry, definition), definition


def _some(measure: Measure | None) -> Measure:
    if measure is None:
        raise ValueError("a measure without history cannot be rebuilt")
    return measure


def _born(entry: Entry, definition: Definition) -> Measure:
    parent, _, region = entry.measure.partition("/")
    return Measure(
        id=entry.measure,
        type=definition.type,
        type_version=entry.type_version,
        level="regional" if region else "national",
        parent=parent if region else None,
        region=region or None,
        titles={},
        state=entry.target,
        since=entry.at,
        version=0,
        head=GENESIS,
        author=entry.actor,
    )
