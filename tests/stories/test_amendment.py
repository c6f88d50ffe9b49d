"""A national amendment reaches the running variants; regions come and go while the measure runs."""

from __future__ import annotations

import pytest

from store.check import check
from store.reader import reading
from tests.stories.test_undo import clocks, replays, undo
from tests.world import World
from workflow.amendment import divergences, moved_by
from workflow.deadline import DeadlineStatus
from workflow.errors import Forbidden, Refused
from workflow.model import Conflict


def running(world: World) -> str:
    """A campaign in two regions, of which the first has made the target group its own."""
    world.at("2024-04-15 10:00")
    measure = world.approved(regions="KZ-75,KZ-71", target_group="students", co_executors="MOE")
    world.at("2024-04-22 10:00").move(f"{measure}/KZ-75", "tailor", "kz-75", target_group="drivers")
    return measure


def amend(world: World, measure: str, **changes: object):
    return world.move(measure, "amend", "hq", comment="decision 14", **changes)


def sound(world: World, *measures: str) -> None:
    with reading(world.location) as reader:
        assert list(check(reader)) == []
    for measure in measures:
        replays(world, measure)


def test_a_region_that_left_the_text_follows_and_one_that_changed_it_keeps_its_own_and_decides(world: World):
    measure = running(world)
    moved = amend(world, measure, target_group="pupils")
    tailored, untouched = world.measure(f"{measure}/KZ-75"), world.measure(f"{measure}/KZ-71")

    assert untouched.data["target_group"] == "pupils"
    assert untouched.conflicts == {}
    assert tailored.data["target_group"] == "drivers"
    assert tailored.conflicts == {"target_group": Conflict(old="students", new="pupils")}
    assert [s.entry.event for s in moved.decisions] == ["amend", "merge", "merge"]
    sound(world, measure, tailored.id, untouched.id)


def test_the_region_decides_with_a_deadline_that_ends_with_the_decision(world: World):
    measure = running(world)
    variant = f"{measure}/KZ-75"
    amend(world.at("2024-04-24 10:00"), measure, target_group="pupils")
    assert clocks(world, variant)["reconciliation"].status is DeadlineStatus.RUNNING
    world.tick("2024-05-02 18:40")
    assert any(rungs for d, rungs in world.deadlines(variant) if d.name == "reconciliation")
    world.move(variant, "settle", "kz-75", target_group="pupils and drivers")

    assert world.measure(variant).conflicts == {}
    assert world.measure(variant).data["target_group"] == "pupils and drivers"
    assert "reconciliation" not in clocks(world, variant)
    sound(world, variant)


def test_only_the_regional_coordinator_decides_and_only_what_is_in_conflict(small_world: World):
    measure = running(small_world)
    variant = f"{measure}/KZ-75"
    with pytest.raises(Refused, match="nothing is in conflict"):
        small_world.move(variant, "settle", "kz-75")
    amend(small_world, measure, target_group="pupils")
    before = small_world.counts()
    with pytest.raises(Forbidden):
        small_world.move(variant, "settle", "kz-71", target_group="x")
    with pytest.raises(Refused, match="say what holds for target_group"):
        small_world.move(variant, "settle", "kz-75")
    with pytest.raises(Refused, match="not reach"):
        small_world.move(variant, "settle", "kz-75", target_group="x", reach=5)
    assert small_world.counts() == before


def test_titles_are_merged_by_language_and_lists_entry_by_entry(world: World):
    measure = running(world)
    amend(world, measure, title={"ru": "Новое название"}, co_executors="MOH")
    for region in ("KZ-75", "KZ-71"):
        variant = world.measure(f"{measure}/{region}")
        assert variant.titles["ru"] == "Новое название"
        assert variant.co_executors == ("MOH",)
        assert variant.conflicts == {}
    sound(world, measure, f"{measure}/KZ-75")


def test_a_second_amendment_that_agrees_with_the_region_ends_the_conflict(world: World):
    measure = running(world)
    amend(world, measure, target_group="pupils")
    amend(world, measure, target_group="drivers")

    assert world.measure(f"{measure}/KZ-75").conflicts == {}
    assert "reconciliation" not in clocks(world, f"{measure}/KZ-75")
    sound(world, f"{measure}/KZ-75")


def test_a_second_amendment_keeps_where_the_region_started_from(small_world: World):
    measure = running(small_world)
    amend(small_world, measure, target_group="pupils")
    amend(small_world, measure, target_group="parents")

    conflict = small_world.measure(f"{measure}/KZ-75").conflicts["target_group"]
    assert conflict == Conflict(old="students", new="parents")


def test_an_amendment_taken_back_is_taken_back_from_the_regions_it_reached(world: World):
    measure = running(world)
    amend(world, measure, target_group="pupils")
    undo(world, measure)

    assert world.measure(measure).data["target_group"] == "students"
    assert world.measure(f"{measure}/KZ-71").data["target_group"] == "students"
    assert world.measure(f"{measure}/KZ-75").conflicts == {}
    sound(world, measure, f"{measure}/KZ-75", f"{measure}/KZ-71")


def test_a_closed_variant_is_left_as_it_was_closed(small_world: World):
    measure = running(small_world)
    small_world.move(f"{measure}/KZ-71", "waive", "hq", comment="x")
    amend(small_world, measure, target_group="pupils")

    assert small_world.measure(f"{measure}/KZ-71").data["target_group"] == "students"


def test_the_map_of_divergence_says_how_far_each_region_has_moved(small_world: World):
    measure = running(small_world)
    national = small_world.measure(measure)
    moved = {c.region: divergences(national, c) for c in small_world.children(measure)}

    assert moved["KZ-71"] == ()
    (one,) = moved["KZ-75"]
    assert (one.field, one.national, one.regional, one.conflict) == ("target_group", "students", "drivers", False)
    assert 0 < moved_by(national, moved["KZ-75"]) < 1
    assert moved_by(national, moved["KZ-71"]) == 0


def test_a_region_added_while_the_measure_runs_gets_a_variant_of_the_present_text(world: World):
    measure = running(world)
    amend(world, measure, target_group="pupils")
    added = world.move(measure, "add_region", "hq", comment="decision 15", regions="KZ-75,KZ-71,KZ-79")
    variant = world.measure(f"{measure}/KZ-79")

    assert [c.measure.id for c in added.decisions[0].children] == [variant.id]
    assert (variant.state, variant.data["target_group"]) == ("approved", "pupils")
    assert "tailoring" in clocks(world, variant.id)
    sound(world, measure, variant.id)


def test_a_region_cannot_be_lost_in_adding_nor_added_twice(small_world: World):
    measure = running(small_world)
    with pytest.raises(Refused, match="KZ-71 would be dropped"):
        small_world.move(measure, "add_region", "hq", comment="x", regions="KZ-75,KZ-79")
    with pytest.raises(Refused, match="has its variant already"):
        small_world.move(measure, "add_region", "hq", comment="x", regions="KZ-75,KZ-71")
    with pytest.raises(Refused, match="name the regions that remain"):
        small_world.move(measure, "drop_region", "hq", comment="x", regions="KZ-75,KZ-79")


def test_the_last_unfinished_region_dropped_lets_the_measure_be_complete_once(world: World):
    measure = running(world)
    world.move(f"{measure}/KZ-75", "start", "mia")
    world.move(f"{measure}/KZ-75", "report", "mia", events_held=1, reach=10, evidence=1)
    world.move(f"{measure}/KZ-75", "accept", "hq")
    assert world.measure(measure).state == "approved"
    moved = world.move(measure, "drop_region", "hq", comment="decision 16", regions="KZ-75")

    assert [s.entry.event for s in moved.decisions] == ["drop_region", "drop_region", "complete"]
    assert world.measure(f"{measure}/KZ-71").state == "not_needed"
    assert world.measure(measure).state == "reported"
    sound(world, measure, f"{measure}/KZ-71")
