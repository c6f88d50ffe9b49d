"""Lateness is split by cause, every working minute once."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.errand import CALENDAR, ERRAND, at, clock
from workflow.lateness import Cause, Stay, lateness, whose_move
from workflow.model import Deadline

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


minutes = st.integers(-3_000, 20_000).map(lambda n: DUE + timedelta(minutes=n))


@given(
    st.lists(st.tuples(st.sampled_from(["open", "checked", "hold"]), minutes), max_size=5),
    st.lists(minutes, max_size=6),
    st.lists(minutes, max_size=6),
    minutes,
)
@settings(deadline=None, max_examples=2 * settings.default.max_examples)
def test_the_parts_add_up_to_the_whole(moves, pauses, outages, now):
    moves.sort(key=lambda move: move[1])
    history = [Stay(state=state, since=since) for state, since in moves]
    ledger, down = (tuple(zip(sorted(each)[::2], sorted(each)[1::2], strict=False)) for each in (pauses, outages))
    deadline = Deadline(**{**vars(clock()), "pauses": ledger})

    split = lateness(ERRAND, "regional", deadline, history, down, now, CALENDAR)

    assert sum(split.values(), timedelta()) == CALENDAR.between(DUE, max(now, DUE))
    assert all(part > timedelta() for part in split.values())
