"""Months, quarters, half-years and years."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import Invalid
from workflow.periods import Every, Period, PeriodDay, periods

days = st.dates(date(1990, 1, 1), date(2190, 1, 1))


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_a_name_a_first_and_a_last_day(name: str, start: date, end: date) -> None:
    period = Period.named(name)

    assert (str(period), period.start, period.end) == (name, start, end)


@pytest.mark.parametrize("name", ["", "26-Q1", "2026-Q5", "2026-H3", "2026-13", "2026-00", "0000", "2026-X1", "спустя"])
def test_a_name_of_no_period_is_refused_with_examples(name: str) -> None:
    with pytest.raises(Invalid, match="no period") as refusal:
        Period.named(name)

    assert "2026-Q1" in str(refusal.value.possible)


@given(days, st.sampled_from(Every))
def test_a_period_holds_its_day_and_the_next_one_begins_the_day_after(day: date, every: Every) -> None:
    period = Period.of(day, every)

    assert period.start <= day <= period.end
    assert (period.next.start - period.end).days == 1
    assert Period.named(str(period)) == period


@given(days, st.integers(0, 3000), st.sampled_from(Every))
def test_periods_cover_a_span_without_gaps(first: date, length: int, every: Every) -> None:
    last = date.fromordinal(first.toordinal() + length)
    found = list(periods(every, first, last))

    assert found[0].start <= first
    assert found[-1].start <= last <= found[-1].end
    assert all(one.next == other for one, other in pairwise(found))


def test_the_fifth_day_after_a_quarter_lies_in_the_next_month() -> None:
    assert Period.named("2026-Q4").day_after(5) == date(2027, 1, 5)
    assert Period.named("2026-01").day_after(31) == date(2026, 2, 28)


@given(st.sampled_from(Every), st.none() | st.integers(1, 31))
def test_a_day_told_by_its_period_is_written_and_read_alike(every: Every, day: int | None) -> None:
    said = PeriodDay(every=every, day=day)

    assert PeriodDay.parse(str(said)) == said


@pytest.mark.parametrize("text", ["end of", "day 0 after quarter", "day 32 after month", "5th day", "10 days"])
def test_other_words_are_no_day_of_a_period(text: str) -> None:
    assert PeriodDay.parse(text) is None


def test_years_begin_with_the_first_and_end_with_the_last_there_is():
    assert Period.named("0001").start == date(1, 1, 1)
    with pytest.raises(Invalid, match="is no period"):
        Period.named("0000")
    assert Period.named("9999-11").next == Period.named("9999-12")
    for last in ("9999-12", "9999"):
        with pytest.raises(Invalid, match=r"^that is too far to reckon with$"):
            _ = Period.named(last).next
        with pytest.raises(Invalid, match=r"^that is too far to reckon with$"):
            Period.named(last).day_after(1)
