"""After downtime missed rungs come as one, and the record says that we were down and for how long."""

from __future__ import annotations

from datetime import timedelta

from store.outages import known_outages
from store.reader import reading
from tests.world import World, local


def beating(world: World, start: str, end: str) -> None:
    """A daemon at work from one moment to another, a beat every ten minutes."""
    moment = local(start)
    while moment <= local(end):
        world.store.beat("host:1", moment, 600)
        moment += timedelta(minutes=10)


def rungs(world: World, measure: str):
    return next(rungs for clock, rungs in world.deadlines(measure) if clock.name == "tailoring")


def test_missed_rungs_collapse_into_the_highest_and_each_says_how_long_we_were_down(world):
    variant = f"{world.approved()}/KZ-75"  # due on 29 April
    beating(world, "2024-04-15 10:00", "2024-04-23 10:00")
    world.store.beat("host:1", local("2024-05-02 20:00"), 600)

    ticked = world.tick("2024-05-02 20:00")

    spoken = {rung.rung: rung for rung in rungs(world, variant)}
    assert (ticked.rungs_fired, ticked.rungs_collapsed) == (20, 40)
    assert [key for key, rung in spoken.items() if not rung.collapsed] == ["after 2 working days"]
    lower, due, highest = spoken.values()
    assert lower.outage == (local("2024-05-02 20:00") - local("2024-04-24 18:30")).total_seconds()
    assert due.outage == (local("2024-05-02 20:00") - local("2024-04-29 18:30")).total_seconds()
    assert highest.outage == (local("2024-05-02 20:00") - highest.at).total_seconds()


def test_what_comes_late_although_we_ran_is_no_outage(small_world):
    variant = f"{small_world.approved()}/KZ-75"
    beating(small_world, "2024-04-15 10:00", "2024-04-24 20:00")

    small_world.tick("2024-04-24 20:00")

    assert [rung.outage for rung in rungs(small_world, variant)] == [0]


def test_a_daemon_that_beats_on_keeps_one_row_and_a_gap_begins_another(world):
    beating(world, "2024-04-15 10:00", "2024-04-15 12:00")
    beating(world, "2024-04-15 15:00", "2024-04-15 16:00")

    with reading(world.location) as reader:
        found = reader.all("SELECT * FROM heartbeat")
        gaps = known_outages(reader, local("2024-04-15 16:05"))

    assert len(found) == 2
    assert gaps == ((local("2024-04-15 12:00"), local("2024-04-15 15:00")),)


def test_a_clock_that_jumps_back_records_nothing_until_it_has_caught_up(small_world):
    small_world.store.beat("host:1", local("2024-04-15 12:00"), 600)
    small_world.store.beat("host:1", local("2024-04-15 11:00"), 600)
    small_world.store.beat("host:1", local("2024-04-15 12:10"), 600)

    with reading(small_world.location) as reader:
        (row,) = reader.all("SELECT * FROM heartbeat")
        assert known_outages(reader, local("2024-04-15 12:10")) == ()
    assert row["started_at"] < row["seen_at"]


def test_runs_that_ended_long_ago_are_forgotten(world):
    world.store.beat("host:1", local("2023-01-10 10:00"), 60)
    world.store.beat("host:2", local("2024-04-15 10:00"), 60)
    with reading(world.location) as reader:
        assert [row["worker"] for row in reader.all("SELECT worker FROM heartbeat")] == ["host:2"]
