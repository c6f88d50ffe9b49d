"""Running measures are brought to another version: what a dry run says is what happens, and no rung speaks twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from definitions.loader import MEASURE_TYPES, read_source
from store.check import check
from store.reader import reading
from tests.stories.test_undo import clocks, replays
from tests.world import World
from workflow.deadline import DeadlineStatus
from workflow.errors import Conflict, NotFound
from workflow.migrating import FamilyProspect, carry_out, examine, revert, start, take_over
from workflow.migration import MigrationPlan, MigrationStatus

CAMPAIGN = (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8")
RENAMED = [
    ("tailored:", "adapted:"),
    ("to: tailored", "to: adapted"),
    ("tailored]", "adapted]"),
    ("from: tailored", "from: adapted"),
]


def load(world: World, *edits: tuple[str, str], version: int = 2) -> None:
    text = CAMPAIGN.replace("version: 1", f"version: {version}", 1)
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    source = read_source(text, MEASURE_TYPES / "campaign.yaml")
    with world.store.register() as register:
        register.put_definition("campaign", version, source.digest, source.text, source.document, world.now)


def plan(**states: str) -> MigrationPlan:
    return MigrationPlan(type="campaign", to=2, states=states)


def dry(world: World, plan: MigrationPlan) -> dict[str, object]:
    return {m.measure.id: m for family in examine(world.store, plan, "admin", world.now) for m in family.members}


def migrate(world: World, plan: MigrationPlan, **options: int) -> list[FamilyProspect]:
    migration = start(world.store, plan, "admin", "one", world.now)
    return list(carry_out(world.store, migration, "admin", lambda: world.now, **options))


def executing(world: World) -> str:
    measure = world.at("2024-04-15 10:00").approved(regions="KZ-75,KZ-71")
    world.at("2024-04-22 10:00").move(f"{measure}/KZ-75", "tailor", "kz-75", target_group="students")
    world.at("2024-04-29 10:00").move(f"{measure}/KZ-75", "start", "mia")
    return measure


def sound(world: World, *measures: str) -> None:
    with reading(world.location) as reader:
        assert list(check(reader)) == []
    for measure in measures:
        replays(world, measure)


def test_a_family_changes_version_together_and_history_shows_it(world: World):
    measure = executing(world)
    load(world)
    before = {name: world.measure(name) for name in (measure, f"{measure}/KZ-75", f"{measure}/KZ-71")}
    running = clocks(world, f"{measure}/KZ-75")
    (family,) = migrate(world.at("2024-05-06 10:00"), plan())

    assert family.safe
    for name, was in before.items():
        now = world.measure(name)
        assert now == replace(was, type_version=2, version=was.version + 1, head=now.head)
        entry = world.history(name)[-1]
        assert (entry.event, entry.actor, entry.type_version) == ("migrate", "admin", 2)
    assert clocks(world, f"{measure}/KZ-75") == {n: replace(d, type_version=2) for n, d in running.items()}
    world.move(f"{measure}/KZ-75", "report", "mia", events_held=1, reach=10, evidence=1)
    sound(world, *before)


def test_the_dry_run_says_what_then_happens_and_changes_nothing(world: World):
    measure = executing(world)
    load(world, ("    until: due_on\n    plus: 5 working days", "    until: due_on\n    plus: 2 working days"))
    rows = world.counts()
    told = dry(world.at("2024-05-06 10:00"), plan())
    assert world.counts() == rows
    done = {m.measure.id: m for family in migrate(world, plan()) for m in family.members}

    variant = told[f"{measure}/KZ-75"]
    assert variant.verdict == "safe"
    assert variant.measure.due_at > variant.decision.measure.due_at
    for name, said in told.items():
        assert said.decision.measure.due_at == done[name].decision.measure.due_at == world.measure(name).due_at
    sound(world, *told)


def test_a_rung_that_has_fired_never_fires_again_and_a_new_one_of_the_past_is_not_made_up_for(world: World):
    measure = executing(world)
    variant = f"{measure}/KZ-75"
    world.tick("2024-06-28 10:00")  # five working days before the due instant
    spoken = [r.rung for d, rungs in world.deadlines(variant) if d.name == "execution" for r in rungs]
    load(
        world,
        (
            "      - {before: 10 working days, notify: [responsible]}\n",
            "      - {before: 12 working days, notify: [responsible]}\n"
            "      - {before: 10 working days, notify: [responsible]}\n",
        ),
        ("    until: due_on\n    plus: 5 working days", "    until: due_on\n    plus: 7 working days"),
    )
    told = dry(world, plan())[variant]
    migrate(world, plan())
    world.tick("2024-06-28 10:05")
    after = [r.rung for d, rungs in world.deadlines(variant) if d.name == "execution" for r in rungs]

    assert spoken
    assert told.firing == ()
    assert after == spoken
    world.tick("2024-07-09 10:00")
    later = [r.rung for d, rungs in world.deadlines(variant) if d.name == "execution" for r in rungs]
    assert len(later) == len(set(later))
    assert len(later) > len(spoken)
    sound(world, variant)


def test_a_state_that_is_gone_needs_a_mapping_and_then_is_carried_over(world: World):
    measure = world.at("2024-04-15 10:00").approved(regions="KZ-75,KZ-71")
    world.move(f"{measure}/KZ-75", "tailor", "kz-75", target_group="students")
    load(world, *RENAMED)
    told = dry(world, plan())
    assert told[f"{measure}/KZ-75"].verdict == "needs_mapping"
    assert "--map tailored=…" in told[f"{measure}/KZ-75"].reasons[0]
    assert not any(family.safe for family in migrate(world, plan()))
    assert world.measure(measure).type_version == 1, "a family moves together or not at all"

    assert all(family.safe for family in migrate(world, plan(tailored="adapted")))
    variant = world.measure(f"{measure}/KZ-75")
    assert (variant.state, variant.type_version) == ("adapted", 2)
    assert clocks(world, variant.id)["launch"].status is DeadlineStatus.RUNNING
    sound(world, measure, variant.id)


@pytest.mark.parametrize(
    ("states", "why"),
    [({"in_execution": "closed"}, "would close it"), ({"in_execution": "nowhere"}, "no state 'nowhere'"),
     ({"in_execution": "draft"}, "nothing leads a regional measure on")],
)  # fmt: skip
def test_a_mapping_that_cannot_work_is_blocked_with_the_reason(small_world: World, states, why):
    measure = executing(small_world)
    load(small_world)
    told = dry(small_world, plan(**states))[f"{measure}/KZ-75"]

    assert told.verdict == "blocked"
    assert why in told.reasons[0]


def test_a_field_that_is_gone_is_renamed_or_dropped_by_the_plan(world: World):
    measure = executing(world)
    load(world, ("target_group", "audience"))
    assert dry(world, plan())[f"{measure}/KZ-75"].verdict == "needs_mapping"
    migrate(world, replace(plan(), fields={"target_group": "audience"}))

    assert world.measure(f"{measure}/KZ-75").data == {"audience": "students"}
    sound(world, f"{measure}/KZ-75")


def test_a_deadline_that_is_gone_is_cancelled_and_a_new_one_begins_now(world: World):
    measure = executing(world)
    variant = f"{measure}/KZ-71"
    load(
        world,
        ("deadline: [tailoring, oversight]", "deadline: [welcome, oversight]"),
        ("  tailoring:\n    level", "  welcome:\n    level"),
    )
    migrate(world.at("2024-05-02 10:00"), plan())
    found = {d.name: d for d, _ in world.deadlines(variant)}

    assert found["tailoring"].status is DeadlineStatus.CANCELLED
    assert found["welcome"].opened_at == world.now
    sound(world, variant)


def test_a_migration_is_stopped_resumed_and_finished(world: World):
    measures = [executing(world) for _ in range(5)]
    load(world)
    migration = start(world.store, plan(), "admin", "one", world.now)
    some = list(carry_out(world.store, migration, "admin", lambda: world.now, batch=2, limit=3))
    assert len(some) == 3
    assert sorted(world.measure(m).type_version for m in measures) == [1, 1, 2, 2, 2]

    taken = take_over(world.store, "campaign", "two", MigrationStatus.RUNNING)
    assert list(carry_out(world.store, migration, "admin", lambda: world.now)) == [], "the first one has lost it"
    list(carry_out(world.store, taken, "admin", lambda: world.now, batch=2))
    assert {world.measure(m).type_version for m in measures} == {2}
    with pytest.raises(Conflict, match="is done"):
        take_over(world.store, "campaign", "three", MigrationStatus.RUNNING)
    sound(world)


def test_of_two_migrations_at_once_one_runs_and_the_other_is_refused(world: World):
    executing(world)
    load(world)

    def attempt(runner: str) -> str:
        try:
            return start(world.store, plan(), "admin", runner, world.now).runner
        except Conflict as refusal:
            return refusal.message

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, ("one", "two", "three", "four")))
    assert sum(answer in ("one", "two", "three", "four") for answer in answers) == 1


def test_a_migration_is_reverted_with_deadlines_as_they_were_and_what_moved_on_stays(world: World):
    first, second = executing(world), executing(world)
    load(world, ("    until: due_on\n    plus: 5 working days", "    until: due_on\n    plus: 2 working days"))
    running = clocks(world, f"{first}/KZ-75")
    migrate(world.at("2024-05-06 10:00"), plan())
    world.move(f"{second}/KZ-75", "report", "mia", events_held=1, reach=10, evidence=1)
    back = take_over(world.store, "campaign", "two", MigrationStatus.REVERTING)
    found = {f.root: f for f in revert(world.store, back, "admin", "wrong", lambda: world.now)}

    assert found[first].safe
    assert not found[second].safe
    assert [world.measure(m).type_version for m in (first, second)] == [1, 2]
    assert {n: d.due_at for n, d in clocks(world, f"{first}/KZ-75").items()} == {
        n: d.due_at for n, d in running.items()
    }
    assert [e.event for e in world.history(first)][-2:] == ["migrate", "revert"]
    world.at("2024-05-08 10:00").move(f"{first}/KZ-75", "report", "mia", events_held=1, reach=10, evidence=1)
    sound(world, first, f"{first}/KZ-75", second, f"{second}/KZ-75")


def test_new_measures_take_the_newest_version_and_running_ones_stay(small_world: World):
    measure = executing(small_world)
    load(small_world)
    assert small_world.measure(small_world.create()).type_version == 2
    assert small_world.measure(measure).type_version == 1
    assert {c.type_version for c in small_world.children(measure)} == {1}


def test_a_version_that_is_not_there_is_refused(small_world: World):
    with pytest.raises(NotFound, match="version 2"):
        start(small_world.store, plan(), "admin", "one", small_world.now)
