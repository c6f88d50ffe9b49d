"""One command, one transaction: done whole, refused without a trace, or answered as it was before."""

from __future__ import annotations

import pytest

from tests.world import World
from workflow.errors import Conflict, Forbidden, Invalid, NotFound, NotPossible, QadamError, Refused
from workflow.model import Command, Creation

REFUSALS = {
    "four eyes": (Refused, {"event": "approve", "by": "hq"}),
    "scope": (Forbidden, {"event": "approve", "by": "kz-10"}),
    "a stranger": (NotFound, {"event": "approve", "by": "ghost"}),
    "the wrong state": (NotPossible, {"event": "accept", "by": "hq"}),
    "an unknown event": (NotPossible, {"event": "explode", "by": "hq"}),
    "a value that cannot be read": (Invalid, {"event": "edit", "by": "hq", "due_on": "soon"}),
    "a field nobody knows": (Invalid, {"event": "edit", "by": "hq", "colour": "red"}),
    "the system": (Forbidden, {"event": "approve", "by": "system"}),
}


def test_a_refused_command_leaves_no_row_anywhere(world: World):
    measure = world.create()
    before, stood = world.counts(), world.measure(measure)
    for kind, asked in REFUSALS.values():
        with pytest.raises(kind) as refusal:
            world.move(measure, **asked)
        assert refusal.value.message

    assert world.counts() == before
    assert world.measure(measure) == stood


def test_a_command_at_nothing_is_told_so(small_world: World):
    with pytest.raises(NotFound, match="there is no measure 99"):
        small_world.move("99", "approve", "hq")


def test_a_step_and_its_history_deadlines_children_and_mails_are_there_together(world: World):
    before = world.counts()
    measure = world.approved(regions="KZ-75,KZ-71")
    after = world.counts()

    assert after["measure"] - before["measure"] == 3
    assert after["history"] - before["history"] == 4  # created, approved, and one for each variant
    assert after["deadline"] - before["deadline"] == 4  # approval, oversight, two to tailor by
    assert after["outbox"] > before["outbox"]
    assert world.measure(measure).version == len(world.history(measure)) == 2


def test_a_dry_run_answers_the_same_and_changes_nothing(world: World):
    measure = world.create()
    before = world.counts()
    tried = world.move(measure, "approve", "hq2", dry_run=True)

    assert world.counts() == before
    assert world.measure(measure).state == "draft"
    assert tried.decisions == world.move(measure, "approve", "hq2").decisions


# Repeating a request


def test_a_repeated_request_does_nothing_and_gives_the_first_answer(world: World):
    measure = world.create()
    first = world.move(measure, "approve", "hq2", request_id="r1")
    before = world.counts()
    again = world.at("2024-04-16 12:00").move(measure, "approve", "hq2", request_id="r1")

    assert world.counts() == before
    assert again.repeated
    assert (again.source, again.target, again.version, again.at) == (
        first.source,
        first.target,
        first.version,
        first.at,
    )


def test_a_repeated_creation_makes_no_second_measure(world: World):
    asked = Creation(type="campaign", actor="hq", data={"title": "Once"}, request_id="c1")
    first, again = world.engine.create(asked), world.engine.create(asked)

    assert (again.repeated, again.measure) == (True, first.measure)
    assert world.counts()["measure"] == 1


def test_a_request_id_used_for_something_else_is_refused(small_world: World):
    measure, other = small_world.create(), small_world.create()
    small_world.move(measure, "approve", "hq2", request_id="r1")

    with pytest.raises(Conflict, match="request r1 was used to 'approve' 1"):
        small_world.move(other, "approve", "hq2", request_id="r1")
    with pytest.raises(Conflict, match="request r1 was used"):
        small_world.move(measure, "amend", "hq2", request_id="r1", comment="x")


def test_a_refused_request_may_be_tried_again_under_its_id(small_world: World):
    measure = small_world.create()
    with pytest.raises(Refused):
        small_world.move(measure, "approve", "hq", request_id="r1")

    assert not small_world.move(measure, "approve", "hq2", request_id="r1").repeated


# Versions


def test_an_expected_version_that_is_gone_names_what_happened_meanwhile(world: World):
    measure = world.create()
    world.move(measure, "edit", "hq2", starts_on="2024-05-20", expected_version=1)

    with pytest.raises(Conflict) as refusal:
        world.move(measure, "approve", "hq2", expected_version=1)

    assert refusal.value.message == "1 is at version 2, not 1: hq2 did 'edit' meanwhile"
    assert refusal.value.possible == "qadam show 1, then decide again"
    assert world.measure(measure).state == "draft"


def test_versions_are_gapless(world: World):
    measure = world.create()
    for day in (20, 21, 22):
        world.move(measure, "edit", "hq", starts_on=f"2024-05-{day}")

    assert [entry.seq for entry in world.history(measure)] == [1, 2, 3, 4]
    assert world.measure(measure).version == 4


# Numbers


def test_a_measure_without_a_number_gets_the_next_one(world: World):
    assert [world.create(), world.create(number="41"), world.create(), world.create(number="П-7"), world.create()] == [
        "1", "41", "42", "П-7", "43",
    ]  # fmt: skip


def test_a_taken_number_is_answered_with_the_next_free_one(world: World):
    world.create(number="7")

    with pytest.raises(Conflict, match="there is a measure 7 already") as refusal:
        world.create(number="7")
    assert refusal.value.possible == "the next free number is 8"


def test_every_refusal_of_the_engine_is_one_of_ours(small_world: World):
    """Whatever a program puts into a command, it is done or refused, never failed."""
    measure = small_world.create()
    for data in ({"title": {"xx": 5}}, {"regions": 5}, {"plan": []}, {"due_on": object()}, {"lead_agency": []}):
        with pytest.raises(QadamError):
            small_world.engine.move(Command(measure=measure, event="edit", actor="hq", data=data))
