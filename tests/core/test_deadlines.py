"""Clocks on states: opened, kept, paused, resumed, moved and closed by the steps of their measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.errand import CALENDAR, DOCUMENT, ERRAND, NOW, at, clock, context, draft, move, variant
from workflow.calendar import Calendar
from workflow.deadline import Deadline, DeadlineStatus, EarlierDue
from workflow.deadline_rule import DeadlineRule
from workflow.deadlines import after_pause, due_at, follow, opened, reckoned, stood_at
from workflow.decide import decide_rung
from workflow.definition_document import definition_from
from workflow.durations import Duration
from workflow.errors import Invalid
from workflow.ladder import firing, rung_times

ANSWER = ERRAND.deadlines["answer"]
DUE = at("2024-05-15 18:00")
HOURS = 3600


def rule(**changes) -> DeadlineRule:
    return replace(DeadlineRule(name="answer", titles={}, ladder=()), **changes)


def opened_in(step, name="answer") -> Deadline:
    (found,) = [deadline for deadline in step.opened if deadline.name == name]
    return found


def changed_in(step) -> Deadline:
    (found,) = step.changed
    return found


# When a rule is due


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ({"within": Duration.parse("10 working days")}, "2024-04-29 18:00"),
        ({"within": Duration.parse("6 hours")}, "2024-04-15 16:00"),
        ({"until": "due_on"}, "2024-05-15 18:00"),
        ({"until": "due_on", "plus": Duration.parse("5 working days")}, "2024-05-22 18:00"),
        ({"until": "due_on", "plus": Duration.parse("10 days")}, "2024-05-24 18:00"),  # 25 May is a Saturday
        ({"until": "due_on", "plus": Duration.parse("10 days"), "on_day_off": "after"}, "2024-05-27 18:00"),
        ({"on": date(2024, 6, 1)}, "2024-05-31 18:00"),
        ({"on": date(2024, 6, 1), "on_day_off": "same"}, "2024-06-01 18:00"),
    ],
)
def test_a_rule_is_a_length_a_field_or_a_fixed_day(said, due):
    assert due_at(rule(**said), variant(), NOW, CALENDAR) == at(due)


def test_without_the_date_it_waits_for_a_rule_is_not_due():
    assert due_at(rule(until="due_on"), replace(variant(), due_on=None), NOW, CALENDAR) is None
    assert due_at(rule(until="day"), replace(variant(), data={"day": "2024-05-15"}), NOW, CALENDAR) == DUE


# What a step does to the clocks of its measure


def test_entering_a_state_opens_its_deadlines_of_the_same_level():
    step = move(draft(), "approve", "hq2")

    assert [deadline.name for deadline in step.opened] == ["watch"]
    assert opened_in(step.children[0]).id == "7/KZ-10#answer@1"
    assert opened_in(step.children[0]).due_at == DUE
    assert opened_in(step.children[0]).status is DeadlineStatus.RUNNING


def test_leaving_a_state_in_time_meets_its_deadline():
    step = move(
        variant(), "finish", "mia", data={"amount": 1}, evidence=1, within=context(deadlines=(clock(),)), now=DUE
    )

    assert changed_in(step).status is DeadlineStatus.MET
    assert changed_in(step).closed_at == DUE
    assert changed_in(step).next_fire_at is None
    assert step.measure.due_at is None


def test_leaving_it_a_minute_later_is_late_for_ever():
    late = at("2024-05-15 18:01")
    step = move(
        variant(), "finish", "mia", data={"amount": 1}, evidence=1, within=context(deadlines=(clock(),)), now=late
    )

    assert changed_in(step).status is DeadlineStatus.LATE


def test_calling_the_work_off_cancels_its_deadline():
    step = move(variant(), "drop", "hq", within=context(deadlines=(clock(),)))

    assert changed_in(step).status is DeadlineStatus.CANCELLED


def test_a_step_that_stays_leaves_the_clock_alone():
    step = move(variant(), "nudge", "hq", within=context(deadlines=(clock(),)), now=at("2024-04-20 10:00"))

    assert step.changed == step.opened == ()
    assert step.measure.due_at == DUE


def test_a_hold_stops_the_clock_and_a_resume_gives_back_what_was_left():
    held = move(variant(), "hold", "hq", within=context(deadlines=(clock(),)), now=at("2024-05-13 10:00"))
    still = changed_in(held)

    assert (still.status, still.next_fire_at) == (DeadlineStatus.PAUSED, None)
    assert still.pauses == ((at("2024-05-13 10:00"), None),)
    assert held.measure.due_at is None

    resumed = move(held.measure, "resume", "hq", within=context(deadlines=(still,)), now=at("2024-06-03 10:00"))
    again = changed_in(resumed)

    assert again.status is DeadlineStatus.RUNNING
    assert again.due_at == at("2024-06-05 18:00")  # a Monday morning to the Wednesday evening, as before
    assert again.pauses == ((at("2024-05-13 10:00"), at("2024-06-03 10:00")),)
    assert resumed.measure.due_at == again.due_at


def test_what_was_overdue_when_it_stopped_stays_overdue():
    late = at("2024-05-16 10:00")
    held = move(variant(), "hold", "hq", within=context(deadlines=(clock(),)), now=late)
    resumed = move(
        held.measure, "resume", "hq", within=context(deadlines=held.changed), now=at("2024-06-03 10:00")
    )  # fmt: skip

    assert changed_in(resumed).due_at == DUE


def test_cancelling_what_is_on_hold_closes_the_ledger():
    held = move(variant(), "hold", "hq", within=context(deadlines=(clock(),)))
    dropped = move(held.measure, "drop", "hq", within=context(deadlines=held.changed), now=at("2024-05-01 10:00"))

    assert changed_in(dropped).status is DeadlineStatus.CANCELLED
    assert changed_in(dropped).pauses == ((NOW, at("2024-05-01 10:00")),)


@given(st.lists(st.integers(0, 30 * 24 * 60), min_size=2, max_size=12, unique=True).map(sorted))
def test_any_holds_keep_the_remaining_working_time(minutes):
    """However often it is stopped, the clock runs for the same working time in all."""
    moments = [NOW + (at("2024-04-15 10:01") - NOW) * minute for minute in minutes]
    measure, deadline = variant(), clock()
    budget = CALENDAR.between(NOW, deadline.due_at)
    ran = budget * 0
    since = NOW
    for number, moment in enumerate(moments):
        if number % 2 == 0 and moment >= deadline.due_at:
            break
        event = "hold" if number % 2 == 0 else "resume"
        step = move(measure, event, "hq", within=context(deadlines=(deadline,)), now=moment)
        ran += CALENDAR.between(since, moment) if event == "hold" else budget * 0
        measure, deadline, since = step.measure, changed_in(step), moment
    if deadline.status is DeadlineStatus.RUNNING:
        assert ran + CALENDAR.between(since, deadline.due_at) == budget


def test_an_extension_moves_the_due_instant_and_keeps_the_first_one():
    step = move(
        variant(), "extend", "hq", data={"due_on": "2024-05-20"}, comment="x", within=context(deadlines=(clock(),))
    )
    moved = changed_in(step)

    assert (moved.due_at, moved.first_due_at) == (at("2024-05-20 18:00"), DUE)
    assert moved.earlier == (EarlierDue(NOW, DUE, "extended"),)
    assert moved.epoch == 1
    assert moved.fired == ()
    assert step.measure.due_at == at("2024-05-20 18:00")


def test_a_deadline_a_later_state_carries_on_runs_on():
    document = {**DOCUMENT, "states": {**DOCUMENT["states"], "checked": {"title": {}, "deadline": "answer"}}}
    definition = definition_from(document, "4" * 64)
    step = move(
        variant(), "finish", "mia", data={"amount": 1}, evidence=1, within=context(deadlines=(clock(),)),
        definition=definition,
    )  # fmt: skip

    assert step.changed == step.opened == ()
    assert step.measure.due_at == DUE


# The ladder


def test_a_ladder_becomes_instants_in_order():
    assert [(rung.key, when) for rung, when in rung_times(ANSWER, clock(), CALENDAR)] == [
        ("before 5 working days", at("2024-05-08 18:00")),
        ("before 1 working day", at("2024-05-14 18:00")),
        ("due", DUE),
        ("after 2 working days", at("2024-05-17 18:00")),
        ("after 4 working days", at("2024-05-21 18:00")),
    ]


def test_the_first_rung_to_come_is_what_the_scheduler_waits_for():
    assert clock().next_fire_at == at("2024-05-08 18:00")


def test_a_reminder_from_before_the_ladder_was_armed_is_no_part_of_it():
    soon = clock(due_on="2024-04-17")  # opened on the 15th, due on the 17th

    assert next(rung.key for rung, _ in rung_times(ANSWER, soon, CALENDAR)) == "before 1 working day"


def test_an_extension_arms_the_ladder_anew():
    fired = replace(clock(), fired=("before 5 working days", "before 1 working day"))
    step = move(
        variant(), "extend", "hq", data={"due_on": "2024-05-30"}, comment="x", within=context(deadlines=(fired,)),
        now=at("2024-05-10 10:00"),
    )  # fmt: skip

    assert changed_in(step).next_fire_at == at("2024-05-23 18:00")


def fire(deadline, now):
    return decide_rung(ERRAND, variant(), deadline, context(), at(now))


@pytest.mark.parametrize("now", ["2024-04-15 10:00", "2024-05-08 17:59"])
def test_nothing_fires_early(now):
    assert fire(clock(), now) is None


def test_a_rung_fires_at_its_moment_and_the_next_is_armed():
    due, step = fire(clock(), "2024-05-08 18:00")

    assert due.rung.key == "before 5 working days"
    assert step.entry is None
    assert step.measure == variant()
    assert changed_in(step).fired == ("before 5 working days",)
    assert changed_in(step).next_fire_at == at("2024-05-14 18:00")
    assert [mail.person for mail in step.mails] == ["mia"]
    assert all(mail.deadline == clock().id for mail in step.mails)


def test_a_rung_on_record_does_not_fire_again():
    _, step = fire(clock(), "2024-05-08 18:00")

    assert fire(changed_in(step), "2024-05-08 18:00") is None
    assert fire(changed_in(step), "2024-05-01 10:00") is None  # nor when the clock jumps back


@pytest.mark.parametrize("status", [s for s in DeadlineStatus if s is not DeadlineStatus.RUNNING])
def test_only_a_running_deadline_fires(status):
    assert fire(replace(clock(), status=status), "2024-06-30 10:00") is None


def test_missed_rungs_collapse_into_the_highest_due():
    due, step = fire(clock(), "2024-05-17 18:00")

    assert due.rung.key == "after 2 working days"
    assert [(rung.rung, rung.collapsed) for rung in step.fired] == [
        ("before 5 working days", True),
        ("before 1 working day", True),
        ("due", True),
        ("after 2 working days", False),
    ]
    assert (step.fired[0].fired_at - step.fired[0].at).days == 9  # how late it was
    assert [mail.person for mail in step.mails] == ["akim"]


def test_nothing_collapses_past_a_rung_that_triggers_an_event():
    later = replace(ANSWER.ladder[-2], key="later", distance=Duration.parse("9 working days"))
    extended = replace(ANSWER, ladder=(*ANSWER.ladder, later))
    due = firing(extended, clock(), at("2024-07-01 10:00"), CALENDAR)

    assert due.rung.event == "lapse"
    assert "later" not in {rung.key for rung, _ in due.collapsed}


def test_a_mail_of_a_rung_with_an_event_is_sent_though_the_deadline_ends():
    _, step = fire(replace(clock(), fired=tuple(rung.key for rung in ANSWER.ladder[:4])), "2024-05-21 18:00")

    assert all(mail.deadline is None for mail in step.mails)


# The past


def test_a_deadline_stood_then_as_it_was_then():
    extended = replace(
        clock(), due_at=at("2024-05-30 18:00"), earlier=(EarlierDue(at("2024-05-10 10:00"), DUE),),
        pauses=((at("2024-05-02 10:00"), at("2024-05-03 10:00")),), closed_at=at("2024-05-28 10:00"),
        status=DeadlineStatus.MET,
    )  # fmt: skip

    assert stood_at(extended, at("2024-04-01 10:00")) is None
    assert stood_at(extended, at("2024-05-01 10:00")).due_at == DUE
    assert stood_at(extended, at("2024-05-02 12:00")) is None
    assert stood_at(extended, at("2024-05-11 10:00")).due_at == at("2024-05-30 18:00")
    assert stood_at(extended, at("2024-05-28 10:00")) is None


def test_a_calendar_without_working_days_says_so_instead_of_looking_for_ever():
    barren = Calendar(zone="UTC", hours=((),) * 7)

    with pytest.raises(Invalid):
        due_at(rule(within=Duration.parse("3 working days")), variant(), NOW, barren)


# Edges


def test_the_summary_of_a_date_not_set_yet_is_not_due_either():
    first = rule(until="due_on")

    assert (
        due_at(rule(follows=first, plus=Duration.parse("1 day")), replace(variant(), due_on=None), NOW, CALENDAR)
        is None
    )
    assert due_at(rule(follows=first), variant(), NOW, CALENDAR) == DUE
    within = rule(within=Duration.parse("1 working day"))
    assert due_at(rule(follows=within, plus=Duration.parse("2 days")), variant(), NOW, CALENDAR) == at(
        "2024-04-18 18:00"
    )


def test_a_day_off_is_rolled_as_the_rule_says_whatever_the_length():
    """Twelve days after the fifteenth of April is Saturday the 27th."""
    twelve = {"within": Duration.parse("12 days")}

    assert due_at(rule(**twelve, on_day_off="after"), variant(), NOW, CALENDAR) == at("2024-04-29 18:00")
    first = rule(within=Duration.parse("1 day"))
    follows = rule(follows=first, plus=Duration.parse("11 days"), on_day_off="after")
    assert due_at(follows, variant(), NOW, CALENDAR) == at("2024-04-29 18:00")


def test_what_is_due_at_the_very_moment_it_stops_is_overdue_already():
    hold, back = at("2024-05-15 18:00"), at("2024-05-20 10:00")

    assert after_pause(rule(until="due_on"), DUE, hold, back, CALENDAR) == DUE
    assert after_pause(rule(within=Duration.parse("6 hours")), DUE, at("2024-05-15 17:00"), back, CALENDAR) == DUE + (
        back - at("2024-05-15 17:00")
    )


def test_a_pause_before_the_last_extension_is_over():
    """The date given by an extension stands, whatever pauses there were before."""
    said = rule(until="due_on")
    extended = replace(
        clock(), due_at=at("2024-05-15 18:00"), earlier=(EarlierDue(at("2024-05-03 10:00"), at("2024-05-01 18:00")),),
        pauses=((at("2024-05-02 10:00"), at("2024-05-03 10:00")), (at("2024-05-06 10:00"), None)),
    )  # fmt: skip

    assert reckoned(said, variant(), extended, CALENDAR) == DUE
    later = replace(extended, pauses=((at("2024-05-06 10:00"), at("2024-05-07 10:00")),))
    assert reckoned(said, variant(), later, CALENDAR) == at("2024-05-16 18:00")
    assert reckoned(said, replace(variant(), due_on=None), later, CALENDAR) is None


def test_an_opened_clock_is_written_down_with_its_measure_version_and_calendar():
    opened = clock()

    assert replace(opened, next_fire_at=None) == Deadline(
        id="7/KZ-10#answer@1", measure="7/KZ-10", name="answer", type_version=1, opened_at=NOW, due_at=DUE,
        calendar=CALENDAR.version,
    )  # fmt: skip


def test_a_length_counts_from_the_moment_the_state_is_entered():
    document = {**DOCUMENT, "deadlines": {**DOCUMENT["deadlines"]}}
    document["deadlines"]["answer"] = {"title": {}, "level": "regional", "within": "2 working days", "ladder": []}
    definition = definition_from(document, "c" * 64)
    now = at("2024-04-18 10:00")
    step = move(draft(), "approve", "hq2", now=now, definition=definition)

    assert step.children[0].opened[0].due_at == at("2024-04-22 18:00")


def test_several_holds_each_keep_their_place_in_the_ledger():
    measure, deadlines = variant(), (clock(),)
    for event, when in (("hold", "2024-04-16 10:00"), ("resume", "2024-04-17 10:00"), ("hold", "2024-04-18 10:00"),
                        ("resume", "2024-04-19 10:00")):  # fmt: skip
        step = move(measure, event, "hq", within=context(deadlines=deadlines), now=at(when))
        measure, deadlines = step.measure, step.changed

    assert deadlines[0].pauses == (
        (at("2024-04-16 10:00"), at("2024-04-17 10:00")),
        (at("2024-04-18 10:00"), at("2024-04-19 10:00")),
    )
    assert deadlines[0].due_at == at("2024-05-17 18:00")


def test_an_extension_is_called_one_and_arms_the_clock_by_its_own_calendar():
    sundays = replace(CALENDAR, hours=(*CALENDAR.hours[:5], CALENDAR.hours[0], CALENDAR.hours[0]))
    deadline = replace(clock(), calendar=sundays.version)
    within = replace(context(deadlines=(deadline,)), earlier={sundays.version: sundays})
    step = move(variant(), "extend", "hq", data={"due_on": "2024-05-19"}, comment="x", within=within)

    assert changed_in(step).due_at == at("2024-05-19 18:00")  # a Sunday, worked in the calendar it follows
    assert changed_in(step).earlier == (EarlierDue(NOW, DUE, "extended"),)


def test_a_date_taken_away_moves_no_clock():
    step = move(draft(), "edit", "hq", data={"due_on": ""})

    assert step.changed == ()
    emptied = follow(ERRAND, variant(), replace(variant(), due_on=None), (clock(),), NOW, CALENDAR)
    assert emptied.changed == ()
    assert emptied.due_at == DUE


def test_a_final_state_that_is_no_calling_off_meets_what_was_in_time():
    closed = follow(ERRAND, variant(), replace(variant(), state="done"), (clock(),), DUE, CALENDAR)
    dropped = follow(ERRAND, variant(), replace(variant(), state="dropped"), (clock(),), DUE, CALENDAR)

    assert [deadline.status for deadline in closed.changed] == [DeadlineStatus.MET]
    assert [deadline.status for deadline in dropped.changed] == [DeadlineStatus.CANCELLED]


def test_opened_are_those_the_measure_should_have_and_has_not():
    assert [deadline.id for deadline in opened(ERRAND, variant(), (), NOW, CALENDAR)] == ["7/KZ-10#answer@1"]
    assert opened(ERRAND, variant(), (clock(),), NOW, CALENDAR) == ()
    assert opened(ERRAND, replace(variant(), due_on=None), (), NOW, CALENDAR) == ()


@pytest.mark.parametrize(
    ("moment", "stood"),
    [
        ("2024-04-15 10:00", True),  # the moment it was opened
        ("2024-05-02 10:00", False),  # the moment it stopped
        ("2024-05-03 10:00", True),  # the moment it went on
        ("2024-05-28 10:00", False),  # the moment it ended
    ],
)
def test_at_the_moment_of_a_change_it_stood_as_it_was_afterwards(moment, stood):
    closed = replace(
        clock(), pauses=((at("2024-05-02 10:00"), at("2024-05-03 10:00")),), closed_at=at("2024-05-28 10:00"),
        status=DeadlineStatus.MET, earlier=(EarlierDue(at("2024-05-03 10:00"), DUE),), due_at=at("2024-05-30 18:00"),
    )  # fmt: skip
    found = stood_at(closed, at(moment))

    assert (found is not None) is stood
    if found is not None:
        assert found.status is DeadlineStatus.RUNNING
        assert found.due_at == (DUE if moment < "2024-05" else at("2024-05-30 18:00"))
