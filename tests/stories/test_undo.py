"""The last move is taken back by an event with a reason; the measure and its deadlines are again as they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from definitions.calendar_kz import kazakhstan
from store import places, queries
from store.as_of import measure_as_of
from store.check import check
from store.places import agencies
from store.reader import reading
from store.shelf import DefinitionShelf
from tests.world import World, local
from workflow.deadline import Deadline, DeadlineStatus
from workflow.directory import Directory
from workflow.errors import Forbidden, Refused
from workflow.replay import replay


def reported(world: World, regions: str = "KZ-75,KZ-71") -> str:
    measure = world.at("2024-04-15 10:00").approved(regions=regions)
    for variant in world.children(measure):
        world.at("2024-04-22 10:00").move(variant.id, "tailor", str(variant.region).lower(), target_group="students")
        world.at("2024-04-29 10:00").move(variant.id, "start", "mia")
    return measure


def report(world: World, variant: str) -> None:
    world.move(variant, "report", "mia", events_held=1, reach=10, evidence=1)


def undo(world: World, measure: str, by: str = "hq", comment: str | None = "by mistake", **options):
    return world.move(measure, "undo", by, comment=comment, **options)


def clocks(world: World, measure: str) -> dict[str, Deadline]:
    return {d.name: replace(d, fired=()) for d, _ in world.deadlines(measure) if d.is_open}


def replays(world: World, measure: str) -> None:
    with reading(world.location) as reader:
        directory = Directory(regions=places.regions(reader), agencies=agencies(reader))
        shelf = DefinitionShelf(reader)
        again, deadlines = replay(queries.history(reader, measure), shelf.get, directory, kazakhstan())
    assert again == world.measure(measure)
    stored = {d.id: replace(d, fired=(), next_fire_at=None) for d, _ in world.deadlines(measure)}
    assert {d.id: replace(d, fired=(), next_fire_at=None) for d in deadlines} == stored


def test_a_wrong_report_is_taken_back_and_the_deadline_runs_as_before(world: World):
    measure = reported(world)
    variant = f"{measure}/KZ-75"
    before, running = world.measure(variant), clocks(world, variant)
    world.at("2024-05-06 10:00")
    report(world, variant)
    moved = undo(world.at("2024-05-08 10:00"), variant)

    after = world.measure(variant)
    assert moved.target == "in_execution"
    assert after == replace(before, version=before.version + 2, head=after.head)
    assert clocks(world, variant) == running
    assert [e.event for e in world.history(variant)][-2:] == ["report", "undo"]
    assert world.history(variant)[-1].data == {"undoes": before.version + 1}
    assert {d.status for d, _ in world.deadlines(variant) if d.name == "acceptance"} == {DeadlineStatus.CANCELLED}
    replays(world, variant)


def test_mails_not_yet_sent_are_withdrawn_and_the_same_people_are_told(small_world: World):
    measure = reported(small_world)
    variant = f"{measure}/KZ-75"
    report(small_world.at("2024-05-06 10:00"), variant)
    told = {mail.person for mail in small_world.mails(variant, "pending")[-3:]}
    undo(small_world, variant)
    mails = small_world.mails(variant)

    assert {m.person for m in mails if m.status == "skipped" and m.last_error == "what it tells was taken back"} == told
    assert {m.person for m in mails[-3:] if m.template == "moved" and m.status == "pending"} == told


def test_moves_are_taken_back_in_reverse_down_to_the_birth_and_no_further(world: World):
    measure = reported(world)
    variant = f"{measure}/KZ-75"
    for state in ("tailored", "approved"):
        undo(world, variant)
        assert world.measure(variant).state == state
        replays(world, variant)
    with pytest.raises(Refused, match="'fan_out' cannot be taken back"):
        undo(world, variant)


def test_an_extension_taken_back_returns_the_old_date_and_no_rung_speaks_twice(world: World):
    measure = reported(world)
    variant = f"{measure}/KZ-75"
    due = clocks(world, variant)["execution"].due_at
    world.tick("2024-06-20 19:00")
    spoken = [rung.rung for d, rungs in world.deadlines(variant) if d.name == "execution" for rung in rungs]
    assert spoken
    world.at("2024-06-20 19:30").move(variant, "extend", "hq", due_on="2024-09-30", comment="asked")
    undo(world, variant)
    deadline = clocks(world, variant)["execution"]
    world.tick("2024-06-20 20:00")

    assert deadline.due_at == due
    assert world.measure(variant).due_on.isoformat() == "2024-06-26"
    rungs = [rung.rung for d, rungs in world.deadlines(variant) if d.name == "execution" for rung in rungs]
    assert rungs == spoken
    replays(world, variant)


def test_a_hold_taken_back_costs_no_time(world: World):
    measure = reported(world)
    variant = f"{measure}/KZ-75"
    running = clocks(world, variant)
    world.at("2024-05-06 10:00").move(variant, "hold", "hq", comment="x")
    undo(world.at("2024-05-13 10:00"), variant)

    assert clocks(world, variant) == running
    replays(world, variant)


def test_a_resume_taken_back_leaves_the_clock_standing_since_the_hold(world: World):
    measure = reported(world)
    variant = f"{measure}/KZ-75"
    world.at("2024-05-06 10:00").move(variant, "hold", "hq", comment="x")
    standing = clocks(world, variant)
    world.at("2024-05-13 10:00").move(variant, "resume", "hq")
    undo(world, variant)

    assert clocks(world, variant) == standing
    replays(world, variant)


def closed(world: World) -> str:
    measure = reported(world)
    for variant in world.children(measure):
        report(world.at("2024-05-06 10:00"), variant.id)
        world.move(variant.id, "accept", "hq")
    return measure


def test_a_parent_that_followed_by_its_join_goes_back_and_follows_again_once(world: World):
    measure = closed(world)
    assert world.measure(measure).state == "reported"
    moved = undo(world, f"{measure}/KZ-75")

    assert [step.entry.measure for step in moved.decisions] == [f"{measure}/KZ-75", measure]
    assert world.measure(measure).state == "approved"
    world.move(f"{measure}/KZ-75", "accept", "hq")
    assert world.measure(measure).state == "reported"
    assert [e.event for e in world.history(measure)].count("complete") == 2
    replays(world, measure)


def test_a_parent_that_has_moved_on_since_keeps_its_child_where_it_is(world: World):
    measure = closed(world)
    world.move(measure, "accept", "hq2")
    before = world.counts()
    with pytest.raises(Refused, match="has moved on since: accept") as refused:
        undo(world, f"{measure}/KZ-75")

    assert refused.value.possible == f"qadam undo {measure}, and then this"
    assert world.counts() == before


def test_a_cancellation_taken_back_brings_the_children_back_that_went_with_it(world: World):
    measure = reported(world)
    world.at("2024-05-06 10:00").move(f"{measure}/KZ-71", "cancel", "hq", decision_number="1", comment="before")
    world.at("2024-05-07 10:00").move(measure, "cancel", "hq", decision_number="2", comment="x")
    undo(world, measure)

    assert {c.region: c.state for c in world.children(measure)} == {"KZ-75": "in_execution", "KZ-71": "cancelled"}
    for name in (measure, f"{measure}/KZ-75"):
        replays(world, name)


def test_a_fan_out_is_not_taken_back(small_world: World):
    measure = small_world.approved(regions="KZ-75")
    with pytest.raises(Refused, match="made regional variants, and those stay") as refused:
        undo(small_world, measure)
    assert "cancel" in refused.value.possible


def test_only_the_role_the_definition_names_with_a_reason_and_in_time(small_world: World):
    measure = reported(small_world)
    variant = f"{measure}/KZ-75"
    before = small_world.counts()
    with pytest.raises(Forbidden, match="kz-75 may not take anything back"):
        undo(small_world, variant, "kz-75")
    with pytest.raises(Refused, match="a comment must say why"):
        undo(small_world, variant, comment=None)
    with pytest.raises(Refused, match="more than 5 working days ago"):
        undo(small_world.at("2024-05-20 10:00"), variant)
    assert small_world.counts() == before


def test_a_dry_run_changes_nothing(small_world: World):
    measure = reported(small_world)
    before = small_world.counts()
    assert undo(small_world, f"{measure}/KZ-75", dry_run=True).target == "tailored"
    assert small_world.counts() == before


def test_four_eyes_and_limits_are_as_before_the_move(small_world: World):
    measure = reported(small_world)
    variant = f"{measure}/KZ-75"
    small_world.move(variant, "extend", "hq", due_on="2024-09-30", comment="asked")
    undo(small_world, variant)
    small_world.move(variant, "extend", "hq", due_on="2024-08-30", comment="asked")

    assert small_world.measure(variant).deeds["extend"].times == 1


def test_what_the_board_said_in_between_is_still_what_it_says_of_then(world: World):
    measure = reported(world)
    variant = f"{measure}/KZ-75"
    report(world.at("2024-05-06 10:00"), variant)
    then = world.measure(variant)
    undo(world.at("2024-05-08 10:00"), variant)
    with reading(world.location) as reader:
        assert measure_as_of(reader, variant, local("2024-05-07 10:00")) == then


def test_a_database_with_corrections_checks_out(world: World):
    measure = closed(world)
    undo(world, f"{measure}/KZ-75")
    world.move(f"{measure}/KZ-71", "reopen", "hq", comment="wrongly closed", due_on="2024-07-26")
    with reading(world.location) as reader:
        assert list(check(reader)) == []


def test_a_wrongly_closed_variant_put_back_on_control_runs_to_its_new_date(world: World):
    measure = closed(world)
    variant = f"{measure}/KZ-75"
    ended = {d.id: d for d, _ in world.deadlines(variant)}
    world.at("2024-05-08 10:00").move(variant, "reopen", "hq", comment="closed by mistake", due_on="2024-08-30")
    found = {d.id: d for d, _ in world.deadlines(variant)}

    assert {name: found[name] for name in ended} == ended, "what had ended stays as it ended"
    assert clocks(world, variant).keys() == {"execution"}
    assert world.measure(variant).due_at > world.now
    report(world, variant)
    world.move(variant, "accept", "hq")
    assert world.measure(variant).closed
    replays(world, variant)
