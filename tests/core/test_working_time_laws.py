"""Laws of working time, on calendars nobody would have thought of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workflow.calendar import Calendar
from workflow.deadline_rule import DeadlineRule
from workflow.deadlines import after_pause
from workflow.durations import Duration, Unit
from workflow.working_days import Hours, SpecialDay

ZONES = ("Asia/Almaty", "UTC", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia")
START = date(2023, 12, 1)
BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)

amounts = st.integers(1, 60 * 400).map(lambda minutes: timedelta(minutes=minutes))
instants = st.integers(0, 730 * 24 * 60).map(lambda minutes: BEGINNING + timedelta(minutes=minutes))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=0, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple((start, end) for start, end in pairs)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    weekly = [draw(hours()) for _ in range(7)]
    weekly[draw(st.integers(0, 6))] = ((9 * 60, 18 * 60),)
    special = draw(st.dictionaries(st.integers(0, 900), st.booleans(), max_size=30))
    return Calendar(
        zone=draw(st.sampled_from(ZONES)),
        hours=tuple(weekly),
        days={START + timedelta(days=n): SpecialDay(working=working) for n, working in special.items()},
        yearly={(5, 1): {"en": "May Day"}, (12, 31): {"en": "Last Day"}},
    )


def a_working_moment(calendar: Calendar, at: datetime) -> datetime:
    return calendar.next_opening(at)


@given(calendars(), instants, amounts)
@settings(deadline=None)
def test_subtracting_what_was_added_returns_to_the_start(calendar: Calendar, at: datetime, amount: timedelta) -> None:
    start = a_working_moment(calendar, at)

    assert calendar.subtract_working_time(calendar.add_working_time(start, amount), amount) == start


@given(calendars(), instants, amounts)
@settings(deadline=None)
def test_the_time_between_is_what_was_added(calendar: Calendar, at: datetime, amount: timedelta) -> None:
    assert calendar.between(at, calendar.add_working_time(at, amount)) == amount


@given(calendars(), instants, amounts, amounts)
@settings(deadline=None)
def test_more_working_time_never_ends_sooner(
    calendar: Calendar, at: datetime, one: timedelta, other: timedelta
) -> None:
    less, more = sorted((one, other))

    assert calendar.add_working_time(at, less) <= calendar.add_working_time(at, more)


@given(calendars(), instants, instants, amounts)
@settings(deadline=None)
def test_a_later_start_never_ends_sooner(calendar: Calendar, one: datetime, other: datetime, amount: timedelta) -> None:
    first, second = sorted((one, other))

    assert calendar.add_working_time(first, amount) <= calendar.add_working_time(second, amount)


@given(calendars(), instants, instants, instants)
@settings(deadline=None)
def test_time_between_is_additive(calendar: Calendar, one: datetime, two: datetime, three: datetime) -> None:
    a, b, c = sorted((one, two, three))

    assert calendar.between(a, b) + calendar.between(b, c) == calendar.between(a, c)


@given(calendars(), instants, st.integers(0, 60 * 24 * 9))
@settings(deadline=None)
def test_time_between_is_what_counting_every_minute_gives(calendar: Calendar, at: datetime, minutes: int) -> None:
    start = at.replace(second=0, microsecond=0)
    counted = sum(calendar.is_open(start + timedelta(minutes=n)) for n in range(minutes))

    assert calendar.between(start, start + timedelta(minutes=minutes)) == timedelta(minutes=counted)


@given(calendars(), instants, st.integers(1, 40))
@settings(deadline=None)
def test_a_deadline_in_working_days_closes_the_last_of_them(calendar: Calendar, at: datetime, days: int) -> None:
    due = calendar.due(at, Duration(amount=days, unit=Unit.WORKING_DAYS))
    first, last = calendar.local(at).date(), calendar.local(due - timedelta(microseconds=1)).date()

    assume(calendar.close_of(last) == due)  # a zone may skip the whole day
    assert calendar.working_days_between(first, last) == days


@given(calendars(), instants, st.integers(0, 60 * 40), st.lists(st.tuples(instants, amounts), max_size=4))
@settings(deadline=None)
def test_pauses_that_overlap_count_once(
    calendar: Calendar, at: datetime, minutes: int, ledger: list[tuple[datetime, timedelta]]
) -> None:
    pauses = [(start, start + length) for start, length in ledger]
    end = calendar.add_working_time(at, timedelta(minutes=minutes), pauses)
    worked = timedelta()
    reached = at
    for start, stop in sorted(pauses):
        if stop > reached:
            worked += calendar.between(reached, min(max(start, reached), end))
            reached = max(reached, stop)
    worked += calendar.between(reached, end)

    assert worked == timedelta(minutes=minutes)


holds = st.lists(st.integers(0, 5_000), max_size=10)


@given(calendars(), instants, st.integers(1, 20), holds)
@settings(deadline=None)
def test_any_sequence_of_holds_equals_their_union(calendar: Calendar, at: datetime, days: int, gaps: list[int]) -> None:
    rule = DeadlineRule(name="answer", titles={}, ladder=(), within=Duration(amount=days, unit=Unit.WORKING_DAYS))
    due = calendar.due(at, Duration(amount=days, unit=Unit.WORKING_DAYS))
    budget = calendar.between(at, due)
    ledger, moment, now = [], at, due
    for run, still in zip(gaps[::2], gaps[1::2], strict=False):
        start = moment + timedelta(minutes=run)
        moment = start + timedelta(minutes=still)
        if start < now:
            ledger.append((start, moment))
        now = after_pause(rule, now, start, moment, calendar)

    assume(budget and calendar.add_working_time(at, budget) == due)  # a zone may skip the closing itself
    assert now == calendar.add_working_time(at, budget, ledger)
