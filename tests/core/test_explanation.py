"""An explanation counts day by day and span by span, and comes to the second the deadline was reckoned to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.errand import NOW, at, variant
from tests.core.test_working_time_laws import calendars
from workflow.almanac import Almanac
from workflow.calendar import Calendar, SpecialDay
from workflow.deadlines import due_at, reckoned
from workflow.definition import DeadlineRule
from workflow.durations import Duration, Unit, length
from workflow.explanation import explain
from workflow.model import Deadline
from workflow.periods import Every, Period, PeriodDay

FEAST = SpecialDay(working=False, names={"en": "Feast", "ru": "Праздник"})
CALENDAR = Calendar(
    zone="UTC",
    hours=(((9 * 60, 13 * 60), (14 * 60, 18 * 60)),) * 5 + ((), ()),
    days={date(2024, 4, 17): FEAST, date(2024, 4, 20): SpecialDay(working=True, names={"en": "worked Saturday"})},
    valid_until=date(2024, 12, 31),
)
MEASURE = replace(variant(), due_on=date(2024, 5, 18))
"""A Saturday."""


def rule(**changes) -> DeadlineRule:
    return replace(DeadlineRule(name="answer", titles={}, ladder=(), line=7), **changes)


def deadline(said: DeadlineRule, calendar: Calendar = CALENDAR, **changes) -> Deadline:
    period = Period.named(changes["period"]) if "period" in changes else None
    opened = changes.pop("opened_at", NOW)
    due = due_at(said, MEASURE, opened, calendar, period)
    assert due is not None
    made = Deadline(
        id="7/KZ-10#answer@1", measure="7/KZ-10", name="answer", type_version=1, opened_at=opened, due_at=due,
        calendar=calendar.version, **changes,
    )  # fmt: skip
    return replace(made, due_at=reckoned(said, MEASURE, made, calendar) or due)


def told(said: DeadlineRule, clock: Deadline, calendar: Calendar = CALENDAR, language: str = "en"):
    return explain(said, MEASURE, clock, Almanac.of(calendar), language)


def test_every_day_counted_or_passed_over_is_named():
    said = rule(within=length("5 working days"))

    found = told(said, deadline(said))

    assert [(str(day.day), day.number, day.why) for day in found.legs[-1].days] == [
        ("2024-04-16", 1, "working day"),
        ("2024-04-17", None, "Feast"),
        ("2024-04-18", 2, "working day"),
        ("2024-04-19", 3, "working day"),
        ("2024-04-20", 4, "worked Saturday"),
        ("2024-04-21", None, "Sunday"),
        ("2024-04-22", 5, "working day"),
    ]
    assert found.due_at == at("2024-04-22 18:00")
    assert (str(found.rule), found.line, found.calendar) == ("within 5 working days", 7, CALENDAR.version)


def test_a_due_day_that_is_a_day_off_says_where_it_went_and_why():
    said = rule(until="due_on")

    (leg,) = told(said, deadline(said), language="ru").legs

    assert "due_on is 2024-05-18, a day off (суббота): the last working day before is 2024-05-17" in str(leg.says)


def test_a_pause_tells_what_was_left_and_counts_it_on():
    said = rule(within=length("2 working days"))
    clock = deadline(said, pauses=((at("2024-04-16 12:00"), at("2024-04-22 10:00")),))

    found = told(said, clock)

    assert "13 h of working time were left" in str(
        found.legs[-1].says
    )  # one hour and four on the 16th, eight on the 18th
    assert found.legs[-1].spans[0] == (at("2024-04-22 10:00"), at("2024-04-22 13:00"))
    assert found.due_at == clock.due_at == at("2024-04-23 16:00")


def test_a_summary_tells_the_executors_date_first():
    first = rule(name="quarterly", every=Every.QUARTER, until="due_on", by_day=5)
    said = rule(name="summary", follows=first, every=Every.QUARTER, until="due_on", plus=Duration.parse("15 days"))
    clock = deadline(said, period="2024-Q2")

    found = told(said, clock)

    assert str(found.legs[0].says).startswith("quarterly: period 2024-Q2 ends on 2024-06-30; day 5 after it")
    assert str(found.rule) == "follows quarterly, plus 15 days"
    assert found.due_at == at("2024-07-19 18:00")


@pytest.mark.parametrize(("day", "provisional"), [(date(2024, 12, 30), False), (date(2025, 1, 8), True)])
def test_what_lies_beyond_the_decided_calendar_is_said_to(day, provisional):
    said = rule(on=day)

    assert told(said, deadline(said)).provisional is provisional


rules = st.one_of(
    st.builds(
        lambda amount, unit, off: rule(within=Duration(amount=amount, unit=unit), on_day_off=off),
        st.integers(1, 40),
        st.sampled_from([unit for unit in Unit if unit is not Unit.MONTHS]),
        st.sampled_from(["before", "after", "same"]),
    ),
    st.builds(
        lambda every, day: rule(within=PeriodDay(every=every, day=day)),
        st.sampled_from(Every),
        st.none() | st.integers(1, 31),
    ),
    st.builds(lambda n: rule(until="due_on", plus=Duration(amount=n, unit=Unit.WORKING_DAYS)), st.integers(1, 20)),
    st.builds(
        lambda n: rule(until="due_on", plus=Duration(amount=n, unit=Unit.MONTHS), on_day_off="after"), st.integers(1, 5)
    ),
)
moments = st.integers(0, 90 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(calendars(), rules, moments, st.lists(st.integers(1, 20_000), max_size=8))
@settings(deadline=None, max_examples=3 * settings.default.max_examples)
def test_of_random_lives_it_comes_to_the_same_second(calendar, said, opened, gaps):
    ledger: list[tuple[datetime, datetime]] = []
    at_last = opened
    for run, still in zip(gaps[::2], gaps[1::2], strict=False):
        start = at_last + timedelta(minutes=run)
        at_last = start + timedelta(minutes=still)
        ledger.append((start, at_last))
    clock = deadline(said, calendar, opened_at=opened, pauses=tuple(ledger))

    found = told(said, clock, calendar)

    assert found.due_at == clock.due_at
    for leg in found.legs:
        assert all(calendar.is_working(day.day) == (day.number is not None) for day in leg.days)
        assert all(calendar.between(start, end) == end - start for start, end in leg.spans)
