"""A pass over the deadlines: each rung once, oldest first, nothing stops the others."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.world import World, local
from workflow import sweep as sweeping
from workflow.model import Decision

TAILORING = [
    ("before 3 working days", "2024-04-24 18:30"),
    ("due", "2024-04-29 18:30"),
    ("after 2 working days", "2024-05-02 18:30"),
    ("after 5 working days", "2024-05-06 18:30"),
    ("after 10 working days", "2024-05-16 18:30"),
]
"""The ladder of a campaign approved on Monday 15 April 2024 in the morning: over the first of May, the working
Saturday of the fourth, and the days off from the seventh to the ninth."""


def spoken(world: World, measure: str) -> list[str]:
    return [rung.rung for _, fired in world.deadlines(measure) for rung in fired if not rung.collapsed]


def test_a_silent_region_is_taken_up_its_ladder_rung_by_rung(world: World):
    (child,) = world.children(world.approved(regions="KZ-75"))
    for number, (rung, moment) in enumerate(TAILORING, start=1):
        done = world.tick(moment)

        assert spoken(world, child.id)[:number][-1] == rung
        assert done.rungs_fired >= 1
        assert world.tick(moment).rungs_fired == 0
    assert world.measure(child.id).state == "in_execution"
    assert world.history(child.id)[-1].actor == "system"


def test_nothing_fires_a_minute_early(world: World):
    world.approved(regions="KZ-75")

    assert world.tick("2024-04-24 18:29") == sweeping.Ticked(at=world.now)


def test_a_rung_s_mails_are_written_with_it(world: World):
    (child,) = world.children(world.approved(regions="KZ-75"))
    before = len(world.mails(child.id))
    done = world.tick("2024-04-24 18:30")

    assert done.mails_queued == len(world.mails(child.id)) - before == 1
    assert world.mails(child.id)[-1].template == "reminder"


def test_after_downtime_one_rung_speaks_for_all_that_were_missed(world: World):
    (child,) = world.children(world.approved(regions="KZ-75"))
    before = len(world.mails(child.id))
    done = world.tick("2024-05-06 18:30")
    ((_, fired),) = world.deadlines(child.id)

    assert (done.rungs_fired, done.rungs_collapsed) == (1, 3)
    assert spoken(world, child.id) == ["after 5 working days"]
    assert all(rung.fired_at == world.now >= rung.at for rung in fired)
    assert len(world.mails(child.id)) - before == 2  # the heads, once each


def test_after_a_long_downtime_the_event_happens_and_the_ladder_goes_on_from_there(world: World):
    (child,) = world.children(world.approved(regions="KZ-75", due_on="2024-05-24"))
    world.tick("2024-08-01 09:00")

    assert world.measure(child.id).state == "in_execution"
    assert spoken(world, child.id) == ["after 10 working days"]

    world.tick("2024-08-01 09:30")
    assert spoken(world, child.id) == ["after 10 working days"] * 2  # of the execution as well, whose date has passed


def test_a_clock_that_jumps_back_fires_nothing_twice(world: World):
    (child,) = world.children(world.approved(regions="KZ-75"))
    world.tick("2024-04-29 18:30")
    before = spoken(world, child.id)
    world.tick("2024-04-24 18:30")
    world.tick("2024-04-29 18:30")

    assert spoken(world, child.id) == before


def test_a_met_deadline_is_silent(world: World):
    (child,) = world.children(world.approved(regions="KZ-75"))
    world.at("2024-04-20 10:00").move(child.id, "tailor", "kz-75", target_group="x")
    world.tick("2024-04-29 18:30")

    assert "due" not in spoken(world, child.id)


def test_a_held_measure_is_silent_and_goes_on_later(world: World):
    (child,) = world.children(world.approved(regions="KZ-75"))
    world.move(child.id, "tailor", "kz-75", target_group="x")
    world.move(child.id, "start", "mia")
    world.at("2024-04-16 10:00").move(child.id, "hold", "hq", comment="flood")
    world.tick("2024-07-03 18:30")
    assert not [rung for deadline, fired in world.deadlines(child.id) if deadline.name == "execution" for rung in fired]
    world.at("2024-07-08 10:00").move(child.id, "resume", "hq")
    running = next(deadline for deadline, _ in world.deadlines(child.id) if deadline.name == "execution")

    assert running.due_at > world.now
    assert running.next_fire_at is not None


def test_small_batches_do_the_same_as_one_large_one(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sweeping, "BATCH", 3)
    measure = world.approved()
    done = world.tick("2024-05-06 18:30")

    assert done.rungs_fired >= 20
    assert all(spoken(world, child.id) == ["after 5 working days"] for child in world.children(measure))


def test_a_backlog_of_one_region_does_not_keep_the_others_waiting(world: World, monkeypatch: pytest.MonkeyPatch):
    """Astana's only measure is due after twenty of Almaty, and is in the first transaction all the same."""
    monkeypatch.setattr(sweeping, "BATCH", 4)
    oldest, older = (
        {f"{world.at(day).approved(regions='KZ-75')}/KZ-75" for _ in range(10)}
        for day in ("2024-04-15 10:00", "2024-04-16 10:00")
    )
    late = f"{world.at('2024-04-17 10:00').approved(regions='KZ-71')}/KZ-71"
    told: list[Decision] = []
    done = sweeping.sweep(world.store, local("2024-05-06 18:30"), told.append)

    fired = [decision.measure.id for decision in told]
    assert late in fired[:4]
    fired.remove(late)
    assert (set(fired[:10]), set(fired[10:])) == (oldest, older)
    assert done.rungs_fired == 21


@pytest.mark.parametrize(("window", "batch"), [(1, 1), (5, 3), (20, 20), (7, 100)])
def test_windows_and_batches_of_any_size_fire_the_same(
    small_world: World, monkeypatch: pytest.MonkeyPatch, window: int, batch: int
):
    monkeypatch.setattr(sweeping, "WINDOW", window)
    monkeypatch.setattr(sweeping, "BATCH", batch)
    measure = small_world.approved()

    assert small_world.tick("2024-05-06 18:30").rungs_fired == 20
    assert all(spoken(small_world, child.id) == ["after 5 working days"] for child in small_world.children(measure))
    assert small_world.tick("2024-05-06 18:30").rungs_fired == 0


def test_many_workers_at_once_fire_each_rung_once(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sweeping, "BATCH", 4)
    measure = world.approved()
    world.at("2024-05-16 18:30")  # every variant lapses
    barrier = threading.Barrier(4)

    def pass_(_: int) -> int:
        barrier.wait()
        return world.engine.tick(world.now).rungs_fired

    with ThreadPoolExecutor(4) as pool:
        fired = sum(pool.map(pass_, range(4)))
    fired += world.tick().rungs_fired  # what a worker passed over because another held it

    recorded = [rung for child in world.children(measure) for _, rungs in world.deadlines(child.id) for rung in rungs]
    own = [rung for _, rungs in world.deadlines(measure) for rung in rungs]
    assert fired == sum(not rung.collapsed for rung in (*recorded, *own))
    assert {child.state for child in world.children(measure)} == {"in_execution"}
    assert all(
        [entry.event for entry in world.history(child.id)] == ["fan_out", "lapse"] for child in world.children(measure)
    )


def test_one_broken_measure_does_not_stop_the_others(world: World):
    measure = world.approved(regions="KZ-75,KZ-71")
    broken, sound = (child.id for child in world.children(measure))
    with world.store.register() as register:
        from sqlalchemy import text

        register._connection.execute(
            text("UPDATE deadline SET name = 'no such rule' WHERE measure = :id"), {"id": broken}
        )
    done = world.tick("2024-04-29 18:30")

    assert [trouble.deadline.partition("#")[0] for trouble in done.errors] == [broken]
    assert spoken(world, sound) == ["due"]
    assert world.tick("2024-04-29 18:30").errors  # and it is reported again, not forgotten


def test_a_rung_whose_event_is_refused_is_on_record_with_the_reason(world: World, monkeypatch: pytest.MonkeyPatch):
    """A guard that refuses even the system: the rung does not come back at every beat."""
    from workflow import guards

    (child,) = world.children(world.approved(regions="KZ-75"))

    def never(transition: Any, *_: object) -> str | None:
        return "not today" if transition.event == "lapse" else None

    monkeypatch.setattr(guards, "GUARDS", (*guards.GUARDS, never))
    done = world.tick("2024-05-16 18:30")

    assert [trouble.why for trouble in done.errors] == [f"{child.id}: cannot 'lapse': not today"]
    ((deadline, fired),) = world.deadlines(child.id)
    assert next(rung.refusal for rung in fired if not rung.collapsed) == f"{child.id}: cannot 'lapse': not today"
    assert deadline.is_open
    assert world.tick("2024-05-16 18:31").errors == ()
