"""A national measure and its regional variants: fanned out once, joined once, called off together."""

from __future__ import annotations

import multiprocessing
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.world import World
from workflow.errors import NotPossible

THREE = "KZ-75,KZ-71,KZ-79"


def reported(world: World, regions: str = THREE) -> str:
    """A campaign whose variants are all reported."""
    measure = world.approved(regions=regions)
    for variant in world.children(measure):
        world.move(variant.id, "tailor", str(variant.region).lower(), target_group="students")
        world.move(variant.id, "start", "mia")
        world.move(variant.id, "report", "mia", events_held=1, reach=10, evidence=1)
    return measure


def close(world: World, variant: str) -> None:
    world.move(variant, "accept", "hq")


# Fan-out


def test_twenty_regions_get_a_variant_each_with_deadline_and_mail(world: World):
    measure = world.approved()
    children = world.children(measure)

    assert len({child.region for child in children}) == len(children) == 20
    for child in children:
        assert child.id == f"{measure}/{child.region}"
        assert child.due_at is not None
        assert [mail.template for mail in world.mails(child.id)] == ["assigned"]


def test_approving_again_makes_no_second_set(world: World):
    measure = world.approved()
    with pytest.raises(NotPossible):
        world.move(measure, "approve", "hq2")

    assert len(world.children(measure)) == 20


def test_two_coordinators_approving_at_once_make_one_set(world: World):
    measure = world.create()
    barrier = threading.Barrier(2)

    def approve() -> str:
        barrier.wait()
        try:
            return world.move(measure, "approve", "hq2").target
        except NotPossible as refusal:
            return refusal.message

    with ThreadPoolExecutor(2) as pool:
        answers = [answer.result() for answer in [pool.submit(approve), pool.submit(approve)]]

    assert sorted(answers) == [f"{measure} is 'approved': cannot 'approve'", "approved"]
    assert len(world.children(measure)) == 20


# The parent's lock


def test_a_variant_moves_although_somebody_holds_its_parent(postgres_url: str):
    """But not into a state the parent looks at."""
    with World(postgres_url) as world:
        measure = world.approved()
        first, second, *_ = (child.id for child in world.children(measure))
        with world.store.begin() as holder:
            holder.lock(measure)

            assert world.move(first, "tailor", first[-5:].lower(), target_group="x").target == "tailored"
            with world.store.begin(dry_run=True) as tx:
                assert tx.lock_parent(tx.lock_alone(second)) is None


def test_a_parent_nobody_holds_is_locked_with_the_variant(world: World):
    measure = world.approved()
    with world.store.begin(dry_run=True) as tx:
        parent = tx.lock_parent(tx.lock_alone(world.children(measure)[0].id))
    assert parent == world.measure(measure)


# Join


def test_the_last_region_moves_the_parent_in_its_own_transaction(world: World):
    measure = reported(world)
    first, second, third = (child.id for child in world.children(measure))
    close(world, first)
    close(world, second)
    assert world.measure(measure).state == "approved"
    moved = world.move(third, "accept", "hq")

    assert [step.entry.event for step in moved.decisions if step.entry] == ["accept", "complete"]
    assert world.measure(measure).state == "reported"
    assert world.history(measure)[-1].actor == "system"


def test_a_waived_region_is_not_waited_for(world: World):
    measure = world.approved(regions=THREE)
    waived, *others = (child.id for child in world.children(measure))
    for variant in others:
        world.move(variant, "tailor", variant[-5:].lower(), target_group="x")
        world.move(variant, "start", "mia")
        world.move(variant, "report", "mia", events_held=1, reach=1, evidence=1)
        close(world, variant)
    assert world.measure(measure).state == "approved"
    world.move(waived, "waive", "hq", comment="no schools there")

    assert world.measure(measure).state == "reported"


def test_a_dropped_last_region_does_not_strand_its_parent(world: World):
    measure = reported(world, "KZ-75,KZ-71")
    first, second = (child.id for child in world.children(measure))
    close(world, first)
    world.move(second, "cancel", "hq", comment="x", decision_number="1")

    assert world.measure(measure).state == "reported"


def test_the_join_fires_once_when_the_last_regions_close_at_the_same_moment(world: World):
    """Threads with connections of their own, all let go at once, over and over."""
    for _ in range(3):
        measure = reported(world, THREE)
        children = [child.id for child in world.children(measure)]
        barrier = threading.Barrier(len(children))

        def accept(variant: str, barrier: threading.Barrier = barrier) -> None:
            barrier.wait()
            close(world, variant)

        with ThreadPoolExecutor(len(children)) as pool:
            list(pool.map(accept, children))

        assert [entry.event for entry in world.history(measure)].count("complete") == 1
        assert world.measure(measure).state == "reported"


def _close_in_a_process(url: str, variant: str, start: object) -> None:
    mine = World(url)
    mine.at("2024-04-15 11:00")
    start.wait()
    close(mine, variant)
    mine.close()


def test_the_join_fires_once_when_processes_close_the_last_two_regions(world: World):
    measure = reported(world, "KZ-75,KZ-71")
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2)
    workers = [
        spawn.Process(target=_close_in_a_process, args=(world.url, child.id, start))
        for child in world.children(measure)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert [worker.exitcode for worker in workers] == [0, 0]
    assert [entry.event for entry in world.history(measure)].count("complete") == 1


def test_two_moves_of_one_measure_at_once_are_one_after_the_other(world: World):
    """Four workers report the same variant: one does it, the others hear that it is done."""
    measure = world.approved(regions="KZ-75")
    (child,) = world.children(measure)
    world.move(child.id, "tailor", "kz-75", target_group="x")
    world.move(child.id, "start", "mia")
    barrier = threading.Barrier(4)

    def report(_: int) -> str:
        barrier.wait()
        try:
            return world.move(child.id, "report", "mia", events_held=1, reach=1, evidence=1).target
        except NotPossible:
            return "refused"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(report, range(4)))

    assert sorted(answers) == ["refused", "refused", "refused", "reported"]
    assert [entry.seq for entry in world.history(child.id)] == [1, 2, 3, 4]


# Cascade


def test_cancelling_the_national_measure_cancels_what_is_still_open(world: World):
    measure = reported(world)
    first, second, third = (child.id for child in world.children(measure))
    close(world, first)
    world.move(measure, "cancel", "hq", comment="called off", decision_number="12-р")

    assert world.measure(measure).state == "cancelled"
    assert [world.measure(child).state for child in (first, second, third)] == ["closed", "cancelled", "cancelled"]
    assert world.history(second)[-1].comment == "called off"
    assert all(not deadline.is_open for child in (measure, second, third) for deadline, _ in world.deadlines(child))


def test_a_cascade_is_undone_whole_when_it_fails(small_world: World, monkeypatch: pytest.MonkeyPatch):
    """The fortieth write fails: the parent and all its children stand where they stood."""
    from store.transaction import SqlTransaction

    measure = small_world.approved()
    before, saves = small_world.counts(), []
    honest = SqlTransaction.save

    def failing(self, *decisions):
        saves.append(decisions)
        if len(saves) == 15:
            raise OSError("no space left on device")
        honest(self, *decisions)

    monkeypatch.setattr(SqlTransaction, "save", failing)
    with pytest.raises(OSError, match="no space"):
        small_world.move(measure, "cancel", "hq", comment="x", decision_number="1")

    assert small_world.counts() == before
    assert {child.state for child in small_world.children(measure)} == {"approved"}
    assert small_world.measure(measure).state == "approved"
