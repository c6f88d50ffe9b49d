"""Whatever people try and whenever the scheduler wakes: history tells the truth, and no path leaves the definition.

Hypothesis draws lives: valid and invalid commands by anybody, at any hour, with passes of the scheduler in between.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import queries
from store.reader import Reader, reading
from store.shelf import DefinitionShelf
from tests.world import World
from workflow.calendar import Calendar
from workflow.deadline import Deadline
from workflow.definition import Definition
from workflow.directory import SYSTEM, Directory
from workflow.engine_events import ENGINE_EVENTS, FAN_OUT, MERGE
from workflow.errors import QadamError
from workflow.facts import PERIOD
from workflow.model import Command, Creation, Entry
from workflow.replay import replay
from workflow.seal import first_break
from workflow.transition import Transition

TYPES = ("campaign", "treatment", "rehabilitation", "legislation", "operation", "finance", "study")
REGIONS = ("KZ-75", "KZ-62")
PEOPLE = ("hq", "hq2", "head", "kz-75", "kz-62", "kz-10", "akim-kz-75", "mia", "mia-head", "moh", "admin", "ghost")

VALUES = {
    "string": "words", "integer": 3, "number": "1.5", "boolean": "yes", "date": "2024-09-16", "list": "a,b",
    "title": "Другое название", "lead_agency": "MIA", "co_executors": "MOH", "regions": ",".join(REGIONS),
    "starts_on": "2024-05-20", "due_on": "2024-09-30", "plan": {"section": "A"},
}  # fmt: skip
"""A good value for every type of field, and for the facts every measure has."""

RARELY = ("explode", "to_closed", "lapse", "complete", "create", "fan_out", "", "cancel")
"""Events that nobody can do, and the one that ends a life."""


@dataclass(frozen=True)
class Try:
    """Somebody tries something, some hours after the last try."""

    measure: int
    event: int
    """Index into the events that are possible, or beyond them into what is rarely done."""
    who: str | None
    """None: somebody the definition allows."""
    hours: int
    careless: bool
    """Leaves out what is required."""
    tick: bool


TRIES = st.lists(
    st.builds(
        Try,
        st.integers(0, 6),
        st.integers(0, 30),
        st.none() | st.sampled_from(PEOPLE),
        st.sampled_from([0, 1, 5, 26, 24 * 4, 24 * 12, 24 * 45, 24 * 190]),
        st.sampled_from([False, False, False, True]),
        st.booleans(),
    ),
    min_size=8,
    max_size=35,
)


@contextmanager
def a_world(template: Path) -> Iterator[World]:
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "qadam.db"
        shutil.copyfile(template, copy)
        with World(f"sqlite:///{copy}") as world:
            yield world


def live(world: World, type: str, tries: list[Try]) -> None:
    facts = {"title": "x", "lead_agency": "MIA", "due_on": "2024-07-15", "regions": ",".join(REGIONS)}
    world.engine.create(Creation(type=type, actor="hq", data=facts))
    with reading(world.location) as reader:
        definition = DefinitionShelf(reader).get(type, 1)
    for one in tries:
        world.now += timedelta(hours=one.hours)
        if one.tick:
            world.engine.tick(world.now)
        with reading(world.location) as reader:
            known, _ = queries.measures(reader, queries.Wanted())
        measure = known[one.measure % len(known)]
        ways = definition.leaving(measure.state, measure.level)
        events = [*dict.fromkeys(way.event for way in ways if way.event not in RARELY)] * 3 + [*RARELY]
        event = events[one.event % len(events)]
        way = next((way for way in ways if way.event == event), None)
        roles = [role for role in way.by if role != SYSTEM] if way else []
        who = one.who or _holder(roles[one.event % len(roles)], measure.region) if roles else one.who or "hq"
        data = {} if one.careless or way is None else _values(definition, way)
        evidence = tuple(
            {"url": f"https://e.kz/{n}"} for n in range(0 if one.careless or way is None else way.evidence)
        )
        command = Command(
            measure=measure.id, event=event, actor=who, data=data, comment=None if one.careless else "why",
            evidence=evidence,
        )  # fmt: skip
        try:
            world.engine.move(command)
        except QadamError:
            assert world.measure(measure.id) == measure


def _holder(role: str, region: str | None) -> str:
    return {
        "national.coordinator": "hq2",
        "national.head": "head",
        "regional.coordinator": (region or "KZ-75").lower(),
        "regional.head": f"akim-{(region or 'KZ-75').lower()}",
        "agency.officer": "mia",
        "agency.head": "mia-head",
    }[role]


def _values(definition: Definition, way: Transition) -> dict[str, Any]:
    """Everything the step may set, but no period: the oldest is meant then."""
    return {name: _value(definition, name) for name in way.settable() if name != PERIOD}


def _value(definition: Definition, name: str) -> Any:
    if name in VALUES:
        return VALUES[name]
    rule = definition.fields[name]
    return rule.choices[0] if rule.type == "choice" else VALUES[rule.type]


def _clock(deadline: Deadline) -> Deadline:
    """A deadline without its rungs, which are no part of the history of the measure."""
    return replace(deadline, fired=(), next_fire_at=None)


def _tells_the_truth(reader: Reader, calendar: Calendar, directory: Directory) -> None:
    shelf = DefinitionShelf(reader)
    measures, _ = queries.measures(reader, queries.Wanted())
    for measure in measures:
        entries = queries.history(reader, measure.id)
        again, clocks = replay(entries, shelf.get, directory, calendar)

        assert again == measure
        assert {_clock(clock) for clock in clocks} == {_clock(d) for d, _ in queries.deadlines(reader, measure.id)}
        assert first_break(entries, measure.head) is None
        assert measure.version == len(entries)


def _stays_within(definition: Definition, entries: list[Entry], level: str) -> None:
    first, *steps = entries
    assert first.source is None
    assert first.event == FAN_OUT or first.target == definition.initial
    for before, step in zip(entries, steps, strict=False):
        assert step.source == before.target
        if step.event == MERGE:  # an amendment reached a variant: values may change, the state does not
            assert step.target == step.source
            continue
        if step.event in ENGINE_EVENTS:
            continue  # a merge of an amendment is no move; that it is right the replay has shown
        ways = [t for t in definition.leaving(str(step.source), level) if t.event == step.event]
        assert step.target in {way.target for way in ways}
        assert (step.actor == SYSTEM) <= any(SYSTEM in way.by for way in ways)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(type=st.sampled_from(TYPES), tries=TRIES)
def test_replaying_the_history_of_any_life_gives_what_is_stored(sqlite_template: Path, type: str, tries: list[Try]):
    with a_world(sqlite_template) as world:
        live(world, type, tries)
        with world.store.begin(dry_run=True) as tx:
            calendar, directory = tx.calendar(), tx.directory()
        with reading(world.location) as reader:
            _tells_the_truth(reader, calendar, directory)
            definition = DefinitionShelf(reader).get(type, 1)
            for measure in queries.measures(reader, queries.Wanted())[0]:
                _stays_within(definition, queries.history(reader, measure.id), measure.level)


def test_the_lives_drawn_here_get_somewhere(sqlite_template: Path):
    """A fixed life reaches execution and beyond, so that the property above is about more than drafts."""
    draw = Random(4)
    tries = [
        Try(measure=draw.randrange(3), event=draw.randrange(31), who=None, hours=26, careless=False, tick=True)
        for _ in range(60)
    ]
    reached = set()
    for type in TYPES:
        with a_world(sqlite_template) as world:
            live(world, type, tries)
            with reading(world.location) as reader:
                measures, _ = queries.measures(reader, queries.Wanted())
                reached |= {entry.target for m in measures for entry in queries.history(reader, m.id)}

    assert {"approved", "tailored", "in_execution", "cancelled"} <= reached
