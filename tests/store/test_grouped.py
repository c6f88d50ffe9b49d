"""Many steps in one transaction: what they decided is written together, and each can still be undone alone."""

from __future__ import annotations

from contextlib import suppress

import pytest

from store.counters import counters_differ
from store.reader import reading
from store.verification import verify
from tests.store.test_save import decision
from tests.world import World
from workflow.engine import Moved
from workflow.errors import Conflict
from workflow.model import Command


def tailored(variant: str, **more: object) -> Command:
    by = variant.partition("/")[2].lower()
    return Command(measure=variant, event="tailor", actor=by, data={"target_group": "pupils", **more})


def started(variant: str) -> Command:
    return Command(measure=variant, event="start", actor=variant.partition("/")[2].lower())


def whole(world: World) -> bool:
    with reading(world.location) as reader:
        return not verify(reader).bad and not counters_differ(reader)


def test_of_many_moves_each_is_answered_and_a_refusal_holds_up_none(world: World):
    measure = world.approved()
    variants = [child.id for child in world.children(measure)]
    commands = [
        *map(tailored, variants[:12]),
        Command(measure=variants[0], event="accept", actor="hq"),
        tailored("99"),
        tailored(variants[12], colour="red"),
        *map(started, variants[:12]),
    ]
    answers = world.engine.move_each(commands)

    moved = [answer.target for answer in answers if isinstance(answer, Moved)]
    refused = [getattr(answer, "kind", None) for answer in answers if not isinstance(answer, Moved)]
    assert moved == ["tailored"] * 12 + ["in_execution"] * 12
    assert refused == ["not_possible", "not_found", "invalid"]
    assert [world.measure(variant).version for variant in variants[:13]] == [3] * 12 + [1]
    assert len(world.mails(variants[0])) == len(world.mails(variants[11])) > 0
    assert whole(world)


def test_a_part_that_was_written_before_it_failed_is_undone_alone(world: World):
    first, second = world.create(), world.create()
    made, other = decision(world, first), decision(world, second)
    with world.store.group([first, second]) as tx:
        with tx.attempt():
            tx.save(made)
        with suppress(RuntimeError), tx.attempt():
            tx.save(other)
            tx.flush()
            assert tx.history(second)[-1].seq == tx.lock(second).measure.version == 2
            raise RuntimeError
        assert tx.lock(second).measure.version == 1
        assert tx.lock(first).measure.version == tx.last_entry(first).seq == 2

    assert [world.measure(each).version for each in (first, second)] == [2, 1]
    assert whole(world)


def test_a_part_within_a_part_goes_with_it(small_world: World):
    first, second = small_world.create(), small_world.create()
    made, other = decision(small_world, first), decision(small_world, second)
    with small_world.store.group([first, second]) as tx:
        with suppress(RuntimeError), tx.attempt():
            with tx.attempt():
                tx.save(made)
                tx.flush()
            raise RuntimeError
        with tx.attempt(), tx.attempt():
            tx.save(other)

    assert [small_world.measure(each).version for each in (first, second)] == [1, 2]


def test_a_request_is_done_once_in_one_group_as_well(small_world: World):
    measure = small_world.create()
    command = Command(measure=measure, event="edit", actor="hq", comment="x", request_id="same")
    first, again = small_world.engine.move_each([command, command])

    assert isinstance(first, Moved)
    assert isinstance(again, Moved)
    assert (first.repeated, again.repeated, again.version) == (False, True, first.version)
    assert small_world.measure(measure).version == 2


def test_what_cannot_be_written_fails_the_whole_group_whoever_asked_for_it_to_be_written(small_world: World):
    first, second = small_world.create(), small_world.create()
    stale = decision(small_world, first)
    small_world.move(first, "edit", "hq2", starts_on="2024-05-20")
    fresh = decision(small_world, second)

    def group() -> None:
        with small_world.store.group([first, second]) as tx:
            with tx.attempt():
                tx.save(stale)
            with suppress(Conflict), tx.attempt():
                tx.variants(second)
            tx.save(fresh)

    with pytest.raises(Conflict, match="moved it first"):
        group()
    assert [small_world.measure(each).version for each in (first, second)] == [2, 1]


def test_a_dry_group_leaves_nothing(small_world: World):
    measure = small_world.approved()
    variants = [child.id for child in small_world.children(measure)]
    before = small_world.counts()
    answers = small_world.engine.move_each([tailored(each) for each in variants], dry_run=True)

    assert all(isinstance(answer, Moved) for answer in answers)
    assert small_world.counts() == before
