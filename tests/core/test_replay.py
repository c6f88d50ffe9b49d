"""A measure rebuilt from its history alone is the measure that is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.core.errand import CALENDAR, DIRECTORY, DOCUMENT, ERRAND, HQ, NOW, at, context, move
from tests.core.life import Life
from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.decide import decide_creation
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.migration import MigrationPlan, prospect
from workflow.model import Command, Creation
from workflow.replay import points, rebuilt, replay
from workflow.undo import decide_undo
from workflow.working_days import SpecialDay


def definitions(_type: str, version: int) -> Definition:
    return ERRAND if version == 1 else replace(ERRAND, version=version)


def lived():
    """A variant's whole life, with an extension, a hold, a return: its entries, end and deadlines."""
    creation = Creation(type="errand", actor="hq", data={"title": "x", "lead_agency": "MIA", "due_on": "2024-05-15"})
    first = decide_creation(ERRAND, creation, "7", context(), NOW)
    step = move(first.measure, "approve", "hq2").children[0]
    entries, deadlines = [step.entry], {d.id: d for d in step.opened}
    for event, actor, when, data in (
        ("extend", "hq", "2024-04-17 10:00", {"due_on": "2024-05-20"}),
        ("hold", "hq", "2024-04-18 10:00", {}),
        ("resume", "hq", "2024-05-02 11:30", {}),
        ("finish", "mia", "2024-05-20 10:00", {"amount": "5", "note": "n"}),
        ("return", "north", "2024-05-21 10:00", {}),
        ("finish", "mia", "2024-06-20 10:00", {"amount": "6"}),
        ("accept", "hq", "2024-06-21 10:00", {}),
    ):
        running = tuple(d for d in deadlines.values() if d.is_open)
        step = move(
            step.measure, event, actor, data=data, comment="why", evidence=1, within=context(deadlines=running),
            now=at(when),
        )  # fmt: skip
        entries.append(step.entry)
        deadlines.update({d.id: d for d in (*step.changed, *step.opened)})
    return entries, step.measure, deadlines


def test_replay_gives_state_data_version_and_deadlines():
    entries, measure, deadlines = lived()
    again, clocks = replay(entries, definitions, DIRECTORY, CALENDAR)

    assert again == measure
    assert {clock.id: clock for clock in clocks} == deadlines


def test_every_prefix_of_a_history_is_a_life_of_its_own():
    entries, _, _ = lived()
    for length in range(1, len(entries) + 1):
        measure, _ = replay(entries[:length], definitions, DIRECTORY, CALENDAR)

        assert measure.version == length
        assert measure.state == entries[length - 1].target
        assert rebuilt(entries[:length], definitions, DIRECTORY) == replace(measure, due_at=None)


def test_a_measure_without_history_cannot_be_rebuilt():
    with pytest.raises(ValueError, match="without history"):
        replay([], definitions, DIRECTORY, CALENDAR)


def test_the_type_is_told_by_the_first_entry():
    entries, measure, _ = lived()
    asked = []

    def noting(type: str, version: int) -> Definition:
        asked.append((type, version))
        return ERRAND

    rebuilt(entries, noting, DIRECTORY)
    assert set(asked) == {("errand", 1)}
    assert DOCUMENT["type"] == measure.type


def test_what_was_taken_back_or_migrated_is_rebuilt_with_and_without_deadlines():
    forgiving = definition_from({**DOCUMENT, "undo": {"by": HQ}}, "5" * 64)
    second = definition_from({**DOCUMENT, "version": 2, "undo": {"by": HQ}}, "6" * 64)
    life = Life.of_variant(forgiving)
    life.definitions[2] = second
    life.move("nudge", "hq", "2024-04-17 10:00")
    life.move("hold", "hq", "2024-04-17 11:00")
    life.undo("hq", "2024-04-17 12:00")
    plan = MigrationPlan(type="errand", to=2)
    found = prospect(forgiving, second, life.measure, plan, "hq", 1, life.context(), at("2024-04-18 10:00"))
    life.take(found.decision)
    life.definition = second
    life.move("finish", "mia", "2024-04-19 10:00", data={"amount": 5})
    life.undo("hq", "2024-04-19 11:00")

    def known(type: str, version: int) -> Definition:
        assert type == "errand"
        return life.definitions[version]

    assert life.replayed(definitions=known) == (life.measure, life.deadlines)
    assert rebuilt(life.entries, known, DIRECTORY) == replace(life.measure, due_at=None)
    assert [point.entry.event for point in life.points()] == ["fan_out", "nudge", "migrate"]
    with pytest.raises(ValueError, match="without history"):
        rebuilt([], known, DIRECTORY)


def test_each_step_is_reckoned_again_with_the_calendar_of_its_time():
    """A move taken back and a migration after the calendar changed, with a clock that was opened before."""
    feasts = dict.fromkeys((date(2024, 5, 13), date(2024, 5, 14)), SpecialDay(working=False))
    other = Calendar(zone="UTC", hours=CALENDAR.hours, days=feasts)
    changed = ((at("2024-01-01 00:00"), CALENDAR.version), (at("2024-04-17 11:00"), other.version))
    almanac = Almanac(calendars={CALENDAR.version: CALENDAR, other.version: other}, in_force=changed)
    forgiving = definition_from({**DOCUMENT, "undo": {"by": HQ}}, "5" * 64)
    answer = {**DOCUMENT["deadlines"]["answer"], "plus": "2 working days"}
    longer = {**DOCUMENT, "version": 2, "deadlines": {**DOCUMENT["deadlines"], "answer": answer}}
    life = Life.of_variant(forgiving)
    life.definitions[2] = definition_from(longer, "6" * 64)
    life.move("finish", "mia", "2024-04-17 10:00", data={"amount": 5})

    life.calendar = other
    within = life.context(earlier=almanac.calendars)
    standing = points(life.entries, lambda _, version: life.definitions[version], DIRECTORY, almanac)
    back = Command(measure=life.measure.id, event="undo", actor="hq", comment="a mistake")
    life.take(decide_undo(forgiving, standing, life.measure, back, within, (), at("2024-04-17 12:00")))
    assert life.replayed(almanac) == (life.measure, life.deadlines)

    plan = MigrationPlan(type="errand", to=2)
    step = prospect(forgiving, life.definitions[2], life.measure, plan, "hq", 1, life.context(), at("2024-04-18 10:00"))
    life.take(step.decision)
    assert life.replayed(almanac) == (life.measure, life.deadlines)
