"""One measure against what its own history, definition and calendar make of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import datetime
from itertools import pairwise
from typing import Any

from workflow.almanac import Almanac
from workflow.compact import compact
from workflow.deadline import Deadline, FiredRung
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.engine_events import FAN_OUT
from workflow.errors import QadamError
from workflow.guards import join_lacks
from workflow.ladder import armed
from workflow.model import Entry, Measure, Variant
from workflow.noun import dataclass
from workflow.numbers import variant_id
from workflow.replay import replay
from workflow.seal import instant

NOT_IN_HISTORY = ("plan_key",)
"""Facts of a measure that no entry tells; they never change."""

OF_DEADLINE = (
    "name", "type_version", "opened_at", "due_at", "earlier", "status", "closed_at", "pauses", "calendar", "period",
    "accepted_at",
)  # fmt: skip
"""What a measure's history tells of its deadlines; the rungs that fired have a record of their own."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    what: str
    """What is not as it should be: a measure, a deadline, a counter, the file."""
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What measures are checked against."""

    definitions: Callable[[str, int], Definition]
    directory: Directory
    almanac: Almanac


@dataclass(frozen=True, kw_only=True)
class Life:
    """Everything stored of one measure."""

    measure: Measure
    entries: list[Entry]
    deadlines: list[tuple[Deadline, list[FiredRung]]]
    parent: Measure | None
    children: list[Measure]


def differences(life: Life, known: Known) -> Iterator[Difference]:
    measure = life.measure
    if not life.entries:
        return  # the chain has said so already
    try:
        definition = known.definitions(measure.type, measure.type_version)
        yield from _steps(life, known)
        yield from _replayed(life, known)
        yield from _ladders(life, known)
        yield from _family(life, definition)
    except (QadamError, LookupError, TypeError, ValueError) as error:
        yield Difference(what=measure.id, why=f"its history cannot be replayed: {error}")


def _steps(life: Life, known: Known) -> Iterator[Difference]:
    """Every entry starts where the one before it led, by a way its definition knows."""
    for before, after in pairwise(life.entries):
        where = f"{life.measure.id}, entry {after.seq}"
        if after.source != before.target:
            yield Difference(
                what=where, why=f"it starts from {after.source!r}, the one before led to {before.target!r}"
            )
        definition = known.definitions(life.measure.type, after.type_version)
        if after.event not in definition.events or after.type_version != before.type_version:
            continue
        ways = definition.leaving(after.source or "", life.measure.level)
        if not any(way.event == after.event and way.target == after.target for way in ways):
            yield Difference(what=where, why=f"{after.event!r} does not lead from {after.source!r} to {after.target!r}")


def _replayed(life: Life, known: Known) -> Iterator[Difference]:
    again, deadlines = replay(life.entries, known.definitions, known.directory, known.almanac)
    names = [each.name for each in fields(Measure) if each.name not in NOT_IN_HISTORY]
    yield from _unlike(life.measure.id, names, life.measure, again)
    stored = {deadline.id: deadline for deadline, _ in life.deadlines}
    opened = {deadline.id: deadline for deadline in deadlines}
    for name in stored.keys() | opened.keys():
        if name not in stored:
            yield Difference(what=name, why="its measure's history opened it, and it is not stored")
        elif name not in opened:
            yield Difference(what=name, why="it is stored, and its measure's history never opened it")
        else:
            yield from _unlike(name, OF_DEADLINE, stored[name], opened[name])


def _unlike(what: str, names: Any, stored: Any, reckoned: Any) -> Iterator[Difference]:
    for name in names:
        have, want = _plain(getattr(stored, name)), _plain(getattr(reckoned, name))
        if have != want:
            yield Difference(what=what, why=f"{name} is stored as {have}, reckoned as {want}")


def _plain(value: Any) -> str:
    """A value in one spelling, whether it came from a row or was reckoned."""
    return compact(_jsonable(value))


def _jsonable(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, Mapping):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _ladders(life: Life, known: Known) -> Iterator[Difference]:
    """The rungs a deadline remembers are those on record, and the next one fires when its rule says."""
    for deadline, record in life.deadlines:
        ever = {rung.rung for rung in record}
        on_record = {rung.rung for rung in record if rung.epoch == deadline.epoch}
        if not on_record <= set(deadline.fired) <= ever:  # an old date that returned brings its fired rungs along
            have, want = sorted(deadline.fired), sorted(on_record)
            yield Difference(what=deadline.id, why=f"fired rungs are stored as {have}, on record are {want}")
        rule = known.definitions(life.measure.type, deadline.type_version).deadlines.get(deadline.name)
        if rule is None:
            yield Difference(what=deadline.id, why=f"version {deadline.type_version} has no deadline {deadline.name}")
            continue
        own = known.almanac.own(deadline.calendar)
        yield from _unlike(deadline.id, ["next_fire_at"], deadline, armed(rule, deadline, own))


def _family(life: Life, definition: Definition) -> Iterator[Difference]:
    measure, parent = life.measure, life.parent
    if parent is not None:
        if (parent.type, parent.type_version) != (measure.type, measure.type_version):
            theirs = f"{parent.type} version {parent.type_version}"
            yield Difference(what=measure.id, why=f"it is of version {measure.type_version}, its parent is {theirs}")
        if measure.id != variant_id(parent.id, measure.region or ""):
            yield Difference(what=measure.id, why=f"it is the variant of {measure.region} of {parent.id}")
        if life.entries[0].event != FAN_OUT:
            yield Difference(what=measure.id, why="it is a variant that was not fanned out")
    variants = tuple(Variant(region=child.region or "", state=child.state) for child in life.children)
    for way in definition.joins(measure.state, measure.level):
        join = way.when_children
        if join is None or join_lacks(join, variants) is not None:
            continue
        moved = [child.since for child in life.children if child.state in join.states | join.ignores]
        if max(moved) > measure.since:  # else a person put it there with its children as they are
            yield Difference(
                what=measure.id, why=f"it stands in {measure.state!r} though its join {way.event!r} is met"
            )
