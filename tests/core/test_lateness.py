"""Lateness is split by cause, every working minute once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.errand import CALENDAR, ERRAND, at, clock
from tests.core.life import Life
from workflow.deadline import Deadline
from workflow.lateness import Cause, Stay, lateness, stays, whose_move

DUE = at("2024-05-15 18:00")
"""A Wednesday's closing."""


def late(until: str, *stays: tuple[str, str], pauses=(), outages=()) -> dict[Cause, timedelta]:
    deadline = Deadline(**{**vars(clock()), "pauses": pauses})
    history = [Stay(state="open", since=at("2024-04-15 10:00")), *(Stay(state=s, since=at(m)) for s, m in stays)]
    return lateness(ERRAND, "regional", deadline, history, outages, at(until), CALENDAR)


def hours(**parts: float) -> dict[Cause, timedelta]:
    return {Cause[name]: timedelta(hours=number) for name, number in parts.items()}


def test_what_is_in_time_is_nobodys():
    assert late("2024-05-15 18:00") == {}
    assert late("2024-05-15 22:00") == {}  # no working hour has passed


def test_each_state_waits_for_whoever_could_carry_it_on():
    assert whose_move(ERRAND, "open", "regional") is Cause.AGENCY
    assert whose_move(ERRAND, "open", "national") is Cause.REGION
    assert whose_move(ERRAND, "checked", "regional") is Cause.HEADQUARTERS


def test_time_is_given_to_whoever_had_it():
    assert late("2024-05-20 12:00", ("checked", "2024-05-17 14:00")) == hours(AGENCY=9 + 5, HEADQUARTERS=4 + 3)


def test_our_downtime_is_ours_and_a_pause_is_a_pause():
    night = ((at("2024-05-16 12:00"), at("2024-05-17 12:00")),)

    assert late("2024-05-17 18:00", outages=night) == hours(AGENCY=3 + 6, DOWNTIME=6 + 3)
    assert late("2024-05-17 18:00", pauses=((at("2024-05-17 09:00"), None),), outages=night) == hours(
        AGENCY=3, DOWNTIME=6, PAUSED=9
    )


@pytest.mark.parametrize(
    ("by", "cause"),
    [
        (("national.coordinator", "regional.coordinator"), Cause.HEADQUARTERS),
        (("regional.head", "agency.officer"), Cause.REGION),
        (("agency.officer", "national.coordinator"), Cause.AGENCY),
        (("system", "agency.officer"), Cause.AGENCY),
        (("system",), Cause.HEADQUARTERS),
        (("auditor",), Cause.HEADQUARTERS),
    ],
)
def test_of_several_who_could_carry_it_on_it_waits_for_the_one_named_first(by, cause):
    finish = next(way for way in ERRAND.transitions if way.event == "finish")
    only = replace(ERRAND, transitions=(replace(finish, by=by),))

    assert whose_move(only, "open", "regional") is cause


def test_a_way_that_is_the_systems_alone_is_passed_over_for_the_next():
    lapse, finish = (next(way for way in ERRAND.transitions if way.event == event) for event in ("gather", "finish"))
    alone = replace(lapse, level="regional", when_children=None, by=("system",))

    assert whose_move(replace(ERRAND, transitions=(alone, finish)), "open", "regional") is Cause.AGENCY


def test_what_nobody_can_carry_on_waits_for_the_headquarters():
    assert whose_move(ERRAND, "done", "regional") is Cause.HEADQUARTERS


def test_a_measure_stands_where_it_came_to_and_not_where_it_stayed():
    life = Life.of_variant(ERRAND)
    life.move("nudge", "hq", "2024-04-18 10:00")
    life.move("finish", "mia", "2024-05-16 10:00", data={"amount": 1})

    assert stays(life.entries) == (
        Stay(state="open", since=at("2024-04-15 10:00")),
        Stay(state="checked", since=at("2024-05-16 10:00")),
    )


def test_a_deadline_that_was_met_is_late_no_further():
    met = replace(clock(), closed_at=at("2024-05-16 12:00"))
    history = [Stay(state="open", since=at("2024-04-15 10:00"))]

    assert lateness(ERRAND, "regional", met, history, (), at("2024-06-20 12:00"), CALENDAR) == hours(AGENCY=3)


def test_the_level_decides_who_could_have_carried_it_on():
    history = [Stay(state="open", since=at("2024-04-15 10:00"))]
    until = at("2024-05-16 12:00")

    assert lateness(ERRAND, "national", clock(), history, (), until, CALENDAR) == hours(REGION=3)


def test_before_anything_is_known_of_it_a_measure_waits_for_the_headquarters():
    history = [Stay(state="open", since=at("2024-05-16 12:00"))]

    assert lateness(ERRAND, "regional", clock(), history, (), at("2024-05-16 14:00"), CALENDAR) == hours(
        HEADQUARTERS=3, AGENCY=2
    )


def test_a_state_counts_from_the_very_moment_it_was_come_to():
    history = [Stay(state="open", since=at("2024-04-15 10:00")), Stay(state="checked", since=DUE)]

    assert lateness(ERRAND, "regional", clock(), history, (), at("2024-05-16 12:00"), CALENDAR) == hours(HEADQUARTERS=3)


def test_a_pause_counts_before_our_own_downtime_and_both_end_when_they_end():
    down = ((at("2024-05-16 09:00"), at("2024-05-16 15:00")),)
    still = ((at("2024-05-16 12:00"), at("2024-05-16 17:00")),)

    assert late("2024-05-16 18:00", pauses=still, outages=down) == hours(DOWNTIME=3, PAUSED=5, AGENCY=1)


def test_what_was_over_before_it_was_due_explains_nothing():
    early = ((at("2024-05-10 09:00"), at("2024-05-13 12:00")),)

    assert late("2024-05-16 12:00", pauses=early, outages=early) == hours(AGENCY=3)


def test_what_began_before_it_was_due_counts_from_then_on():
    down = ((at("2024-05-13 09:00"), at("2024-05-16 11:00")),)

    assert late("2024-05-16 12:00", outages=down) == hours(DOWNTIME=2, AGENCY=1)


def test_the_same_cause_twice_is_one_sum():
    down = tuple((at(f"2024-05-{day} 10:00"), at(f"2024-05-{day} 11:00")) for day in (16, 17))

    assert late("2024-05-17 18:00", outages=iter(down)) == hours(DOWNTIME=2, AGENCY=16)


minutes = st.integers(-3_000, 20_000).map(lambda n: DUE + timedelta(minutes=n))


@given(
    st.lists(st.tuples(st.sampled_from(["open", "checked", "hold"]), minutes), max_size=5),
    st.lists(minutes, max_size=6),
    st.lists(minutes, max_size=6),
    minutes,
)
@settings(deadline=None)
def test_the_parts_add_up_to_the_whole(moves, pauses, outages, now):
    moves.sort(key=lambda move: move[1])
    history = [Stay(state=state, since=since) for state, since in moves]
    ledger, down = (tuple(zip(sorted(each)[::2], sorted(each)[1::2], strict=False)) for each in (pauses, outages))
    deadline = Deadline(**{**vars(clock()), "pauses": ledger})

    split = lateness(ERRAND, "regional", deadline, history, down, now, CALENDAR)

    assert sum(split.values(), timedelta()) == CALENDAR.between(DUE, max(now, DUE))
    assert all(part > timedelta() for part in split.values())
