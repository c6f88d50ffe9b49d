"""A changed calendar changes no deadline that runs, until somebody recomputes it; and never the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from store.calendars import almanac
from store.check import check
from store.reader import reading
from tests.world import World, local
from workflow.deadline import DeadlineStatus
from workflow.working_days import SpecialDay

DECREE = SpecialDay(working=False, names={"en": "Decree day"}, source="Order 1")


def decree(world: World, *days: str) -> None:
    """A calendar in which these days are off comes into force."""
    with reading(world.location) as reader:
        known = almanac(reader).now
    special = dict(known.days) | {date.fromisoformat(day): DECREE for day in days}
    with world.store.register() as register:
        register.put_calendar(replace(known, days=special), world.now)


def tailoring(world: World, measure: str):
    return next(clock for clock, _ in world.deadlines(measure) if clock.name == "tailoring")


def healthy(world: World) -> bool:
    with reading(world.location) as reader:
        found = list(check(reader))
    assert found == []
    return True


def test_a_new_calendar_leaves_running_deadlines_as_they_are(world):
    variant = f"{world.approved()}/KZ-75"
    before = tailoring(world, variant)

    decree(world, "2024-04-24", "2024-04-25")
    world.tick("2024-04-24 10:00")

    assert replace(tailoring(world, variant), fired=before.fired, next_fire_at=before.next_fire_at) == before
    assert healthy(world)


def test_a_recompute_moves_them_keeps_the_old_date_and_leaves_history(world):
    variant = f"{world.approved()}/KZ-75"
    before = tailoring(world, variant)
    decree(world.at("2024-04-16 10:00"), "2024-04-24", "2024-04-25")

    (moved,) = world.engine.recompute(variant, "hq")

    after = tailoring(world, variant)
    assert after == moved.after
    assert after.due_at == local("2024-05-02 18:30")  # 29 April, and two days more: 30 April and 2 May
    assert [(was.due, was.why) for was in after.earlier] == [(before.due_at, "recomputed")]
    assert after.first_due_at == before.due_at
    last = world.history(variant)[-1]
    assert (last.event, last.actor, last.source, last.target) == ("recompute", "hq", "approved", "approved")
    assert last.data["deadlines"] == {before.id: [before.due_at.isoformat(), after.due_at.isoformat()]}
    assert world.measure(variant).due_at == after.due_at
    assert healthy(world)


def test_a_dry_run_says_the_same_and_changes_nothing(world):
    variant = f"{world.approved()}/KZ-75"
    decree(world, "2024-04-24")
    counts, before = world.counts(), tailoring(world, variant)

    (moved,) = world.engine.recompute(variant, "hq", dry_run=True)

    assert moved.after.due_at > before.due_at
    assert [key for key, _, _ in moved.rungs][:2] == ["before 3 working days", "due"]
    assert (world.counts(), tailoring(world, variant)) == (counts, before)


def test_recomputing_again_changes_nothing(small_world):
    variant = f"{small_world.approved()}/KZ-75"
    decree(small_world, "2024-04-24")
    small_world.engine.recompute(variant, "hq")
    counts = small_world.counts()

    assert small_world.engine.recompute(variant, "hq") == ()
    assert small_world.counts() == counts


def test_what_is_overdue_or_closed_keeps_the_verdict_of_its_calendar(small_world):
    world = small_world
    first, second = f"{world.approved()}/KZ-75", f"{world.approved()}/KZ-10"
    world.move(second, "tailor", "kz-10", target_group="everybody")
    world.at("2024-05-02 10:00")
    overdue, closed = tailoring(world, first), tailoring(world, second)

    decree(world, "2024-04-24", "2024-04-25", "2024-04-26")
    world.engine.recompute(first, "hq")
    world.engine.recompute(second, "hq")

    assert tailoring(world, first) == overdue
    assert (tailoring(world, second), closed.status) == (closed, DeadlineStatus.MET)
    assert healthy(world)


def test_nothing_moves_into_the_past(small_world):
    world = small_world
    variant = f"{world.approved()}/KZ-75"
    decree(world, "2024-04-24")
    world.engine.recompute(variant, "hq")
    before = tailoring(world, variant)
    world.at("2024-04-30 10:00")

    with reading(world.location) as reader:
        kept = almanac(reader).calendars
    original = next(calendar for calendar in kept.values() if calendar.is_working(date(2024, 4, 24)))
    with world.store.register() as register:
        register.put_calendar(original, world.now)

    assert world.engine.recompute(variant, "hq") == ()
    assert tailoring(world, variant) == before  # the old calendar would have had it due on the 29th


def test_fired_rungs_do_not_fire_again_and_the_others_follow_the_new_date(small_world):
    world = small_world
    variant = f"{world.approved()}/KZ-75"
    world.tick("2024-04-24 18:31")  # the reminder three working days before
    decree(world, "2024-04-26")
    world.engine.recompute(variant, "hq")

    world.tick("2024-04-30 18:31")

    _, rungs = next((clock, rungs) for clock, rungs in world.deadlines(variant) if clock.name == "tailoring")
    assert [(rung.rung, rung.at) for rung in rungs] == [
        ("before 3 working days", local("2024-04-24 18:30")),
        ("due", local("2024-04-30 18:30")),
    ]
    assert healthy(world)


def test_a_hold_after_a_recompute_keeps_the_budget_of_the_new_calendar(small_world):
    world = small_world
    variant = f"{world.approved()}/KZ-75"
    world.move(variant, "tailor", "kz-75", target_group="everybody")
    world.move(variant, "start", "kz-75")
    decree(world, "2024-06-27")
    world.engine.recompute(variant, "hq")
    execution = next(clock for clock, _ in world.deadlines(variant) if clock.name == "execution")

    world.now += timedelta(days=1)
    world.move(variant, "hold", "hq", comment="Wait")
    world.now += timedelta(days=7)
    world.move(variant, "resume", "hq")

    resumed = next(clock for clock, _ in world.deadlines(variant) if clock.name == "execution")
    assert resumed.calendar == execution.calendar
    assert healthy(world)


def test_whoever_is_reminded_of_a_date_is_told_the_new_one_once(world):
    variant = f"{world.approved()}/KZ-75"
    decree(world.at("2024-04-16 10:00"), "2024-04-24", "2024-04-25")
    before = {mail.key for mail in world.mails(variant)}

    world.engine.recompute(variant, "hq")
    assert world.engine.recompute(variant, "hq") == ()

    told = [mail for mail in world.mails(variant) if mail.key not in before]
    assert {mail.template for mail in told} == {"extended"}
    assert sorted(str(mail.person) for mail in told) == ["kz-75", "mia"]


def test_a_date_that_stays_is_told_to_nobody(world):
    variant = f"{world.approved()}/KZ-75"
    decree(world.at("2024-04-16 10:00"), "2024-06-24")
    before = len(world.mails())

    (moved,) = world.engine.recompute(variant, "hq")

    assert not moved.changes
    assert len(world.mails()) == before
