"""Working time at its edges: midnight, the ends of years, days off, hours of none, what is beyond reckoning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.core.test_calendar import PLAIN, WITH_DAYS, at
from workflow.calendar import Calendar
from workflow.durations import Duration, length
from workflow.errors import Invalid
from workflow.working_days import SpecialDay
from workflow.working_time import FIRST_YEAR, LAST_YEAR

BARREN = Calendar(name="odd", zone="UTC", hours=((),) * 7)
"""Nobody works on it."""


def test_no_time_at_all_is_the_nearest_working_moment_on_its_side() -> None:
    night, morning, evening = at("2026-11-24 22:00"), at("2026-11-25 09:00"), at("2026-11-24 18:00")

    assert PLAIN.add_working_time(night, timedelta()) == morning
    assert PLAIN.subtract_working_time(night, timedelta()) == evening
    for moment in (morning, evening, at("2026-11-24 10:00")):
        assert PLAIN.add_working_time(moment, timedelta()) == moment
        assert PLAIN.subtract_working_time(moment, timedelta()) == moment


@pytest.mark.parametrize(
    ("end", "amount", "start"),
    [
        ("2026-11-24 15:00", "2 working hours", "2026-11-24 12:00"),
        ("2026-11-24 18:00", "2 working days", "2026-11-20 18:00"),
        ("2026-11-24 22:00", "1 working day", "2026-11-23 18:00"),
        ("2026-11-24 10:00", "5 days", "2026-11-19 10:00"),
        ("2026-11-24 10:00", "2 weeks", "2026-11-10 10:00"),
        ("2026-03-31 10:00", "1 month", "2026-02-28 10:00"),
        ("2026-01-15 10:00", "1 month", "2025-12-15 10:00"),
        ("2026-11-24 10:00", "12 hours", "2026-11-23 22:00"),
    ],
)
def test_a_length_before_an_instant(end: str, amount: str, start: str) -> None:
    fresh = Calendar(zone="UTC", hours=PLAIN.hours)

    assert fresh.subtract(at(end), Duration.parse(amount)) == at(start)


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-11-20 10:30", "1 working day", "2026-11-23 10:30"),
        ("2026-11-20 13:30", "1 working day", "2026-11-23 14:00"),  # at noon nobody works
        ("2026-11-20 18:00", "1 working day", "2026-11-23 18:00"),
        ("2026-12-15 10:00", "1 month", "2027-01-15 10:00"),
        ("2026-11-20 10:00", "2 weeks", "2026-12-04 10:00"),
        ("2026-11-20 10:00", "30 minutes", "2026-11-20 10:30"),
    ],
)
def test_a_length_after_an_instant(start: str, amount: str, end: str) -> None:
    fresh = Calendar(zone="UTC", hours=PLAIN.hours)

    assert fresh.add(at(start), Duration.parse(amount)) == at(end)


def test_what_is_reckoned_once_is_not_mixed_up_with_the_other_direction() -> None:
    fresh = Calendar(zone="UTC", hours=PLAIN.hours)
    noon = at("2026-11-25 10:00")
    for _ in range(2):
        assert fresh.add(noon, Duration.parse("1 working day")) == at("2026-11-26 10:00")
        assert fresh.subtract(noon, Duration.parse("1 working day")) == at("2026-11-24 10:00")


def test_work_begins_with_the_first_hours_of_the_day_and_at_midnight_on_a_day_off() -> None:
    assert PLAIN.opening_of(date(2026, 11, 24)) == at("2026-11-24 09:00")
    assert PLAIN.opening_of(date(2026, 11, 22)) == at("2026-11-22 00:00")


def test_the_horizon_itself_is_decided() -> None:
    day, last = date(2026, 11, 25), date(2026, 12, 31)

    assert not WITH_DAYS.provisional(last)
    assert WITH_DAYS.provisional(date(2027, 1, 1))
    assert not WITH_DAYS.provisional_between(date(2026, 11, 26), last)
    assert WITH_DAYS.provisional_between(date(2026, 11, 26), date(2027, 1, 1))
    assert WITH_DAYS.provisional_between(day, day)
    assert WITH_DAYS.provisional_between(date(2026, 11, 20), day)
    assert WITH_DAYS.provisional_between(day, date(2026, 11, 30))
    assert not PLAIN.provisional_between(day, date(2090, 1, 1))


def test_days_off_between_two_days_are_those_after_the_first_up_to_the_last() -> None:
    saturday, sunday = date(2026, 11, 21), date(2026, 11, 22)

    assert PLAIN.skipped(saturday, sunday) == [(sunday, "Sunday")]
    assert PLAIN.skipped(date(2026, 11, 20), saturday, "ru") == [(saturday, "суббота")]
    assert WITH_DAYS.skipped(date(2026, 11, 24), date(2026, 11, 25), "ru") == [(date(2026, 11, 25), "Праздник")]


def test_a_day_is_called_in_english_unless_asked_otherwise() -> None:
    assert PLAIN.why(date(2026, 11, 22)) == "Sunday"
    assert PLAIN.why(date(2026, 11, 24)) == "working day"
    assert WITH_DAYS.why(date(2026, 11, 25)) == "Feast"


def test_a_calendar_without_horizon_and_days_with_hours_of_their_own_survive_their_json() -> None:
    short = SpecialDay(working=True, names={"en": "Eve"}, source="decree 1", hours=((9 * 60, 12 * 60),))
    said = Calendar(name="mine", zone="UTC", hours=PLAIN.hours, days={date(2026, 12, 31): short})
    again = Calendar.from_json(said.to_json())

    assert again == said
    assert (again.name, again.valid_until) == ("mine", None)
    assert again.close_of(date(2026, 12, 31)) == at("2026-12-31 12:00")


@pytest.mark.parametrize(
    ("spans", "said", "possible"),
    [
        (((600, 540),), "calendar odd: 600-540 are no minutes of a day", "0 to 1440, in order"),
        (((0, 1441),), "calendar odd: 0-1441 are no minutes of a day", "0 to 1440, in order"),
        (((-1, 10),), "calendar odd: -1-10 are no minutes of a day", "0 to 1440, in order"),
        (((60, 120), (90, 180)), "calendar odd: open hours overlap", "hours in order, with breaks between"),
    ],
)
def test_hours_that_are_none_name_the_calendar(spans: tuple[tuple[int, int], ...], said: str, possible: str) -> None:
    with pytest.raises(Invalid) as refused:
        Calendar(name="odd", zone="UTC", hours=(spans,) * 7)

    assert (refused.value.message, refused.value.possible) == (said, possible)


def test_a_week_has_seven_days_and_a_zone_is_one_there_is() -> None:
    with pytest.raises(Invalid) as refused:
        Calendar(name="odd", zone="UTC", hours=PLAIN.hours[:6])
    assert refused.value.message == "calendar odd: hours are needed for 7 weekdays, not 6"
    with pytest.raises(Invalid) as refused:
        Calendar(name="odd", zone="Asia/Qazaqstan", hours=PLAIN.hours)
    assert refused.value.message == "calendar odd: there is no time zone 'Asia/Qazaqstan'"
    assert refused.value.possible == "Asia/Almaty"


def test_a_calendar_on_which_nobody_works_says_what_to_do() -> None:
    barren = Calendar(name="odd", zone="UTC", hours=((),) * 7)
    with pytest.raises(Invalid) as refused:
        barren.next_working_day(date(2026, 11, 24))
    assert refused.value.message == "calendar odd has no working day near 2026-11-24"
    assert refused.value.possible == "give it weekly hours"
    with pytest.raises(Invalid) as refused:
        barren.next_opening(at("2026-11-24 10:00"))
    assert (refused.value.message, refused.value.possible) == (
        "the calendar has no open hours",
        "give it weekly hours",
    )


def test_working_hours_at_both_ends_of_the_calendar_s_years() -> None:
    """A year's last and first working moments are one after the other."""
    last, first = at("2026-12-31 18:00"), at("2027-01-01 09:00")

    assert PLAIN.add_working_time(last, timedelta(hours=1)) == at("2027-01-01 10:00")
    assert PLAIN.subtract_working_time(first, timedelta(hours=1)) == at("2026-12-31 17:00")
    assert PLAIN.previous_closing(at("2027-01-01 08:00")) == last
    assert PLAIN.next_opening(at("2026-12-31 18:00")) == first
    assert PLAIN.between(at("2026-12-31 17:00"), at("2027-01-01 10:00")) == timedelta(hours=2)
    assert PLAIN.subtract_working_time(at("2027-01-01 10:00"), timedelta(days=200)) < at("2024-12-31 10:00")
    assert PLAIN.between(first, first) == timedelta()


def test_a_day_told_by_the_period_rolls_as_told() -> None:
    told = length("day 3 after year")  # 3 January 2027, a Sunday

    assert PLAIN.due(at("2026-11-24 10:00"), told, on_day_off="after") == at("2027-01-04 18:00")


def test_a_day_may_open_and_close_at_any_minute() -> None:
    almaty = Calendar(hours=(((9 * 60 + 5, 13 * 60), (14 * 60 + 30, 18 * 60 + 30)),) * 7)

    assert almaty.opening_of(date(2026, 11, 24)) == at("2026-11-24 04:05")
    assert almaty.close_of(date(2026, 11, 24)) == at("2026-11-24 13:30")
    assert almaty.close_of(date(2026, 11, 24)).tzinfo is UTC


def test_an_instant_is_shown_in_the_zone_of_the_calendar() -> None:
    assert Calendar(hours=PLAIN.hours).local(at("2026-11-24 20:00")).isoformat() == "2026-11-25T01:00:00+05:00"


def test_a_pause_that_was_over_before_does_not_hide_the_next() -> None:
    pauses = [(at("2026-11-23 10:00"), at("2026-11-23 12:00")), (at("2026-11-24 10:00"), at("2026-11-24 12:00"))]

    assert PLAIN.add_working_time(at("2026-11-24 09:00"), timedelta(hours=2), pauses) == at("2026-11-24 13:00")


def test_time_that_runs_out_as_a_pause_begins_does_not_wait_for_its_end() -> None:
    pause = (at("2026-11-24 10:00"), at("2026-11-24 12:00"))

    assert PLAIN.add_working_time(at("2026-11-24 09:00"), timedelta(hours=1), [pause]) == at("2026-11-24 10:00")


def test_a_day_on_which_nobody_ever_works_closes_at_midnight() -> None:
    assert BARREN.close_of(date(2026, 11, 24), on_day_off="same") == at("2026-11-25 00:00")
    assert PLAIN.close_of(date(2026, 11, 22), on_day_off="same") == at("2026-11-22 18:00")


def test_a_yearly_holiday_is_off() -> None:
    assert not WITH_DAYS.is_working(date(2026, 12, 16))  # a Wednesday
    assert WITH_DAYS.is_working(date(2026, 12, 17))


def test_spans_may_touch_but_have_to_last() -> None:
    assert Calendar(zone="UTC", hours=(((540, 600), (600, 660)),) * 7).working_day == timedelta(hours=2)
    with pytest.raises(Invalid, match="540-540 are no minutes of a day"):
        Calendar(zone="UTC", hours=(((540, 540),),) * 7)


def test_the_first_and_the_last_year_are_reckoned_with_and_no_other() -> None:
    for year in (FIRST_YEAR, LAST_YEAR):
        tuesday = next(day for n in range(1, 8) if (day := date(year, 6, n)).weekday() == 1)
        assert PLAIN.is_open(datetime(year, 6, tuesday.day, 10, tzinfo=UTC))
    for year in (FIRST_YEAR - 1, LAST_YEAR + 1):
        with pytest.raises(Invalid, match=f"the year {year} is not reckoned with"):
            PLAIN.is_open(datetime(year, 6, 3, 10, tzinfo=UTC))


def test_months_lead_as_far_as_the_last_year_and_back_to_the_first_there_is() -> None:
    assert PLAIN.add(at(f"{LAST_YEAR}-11-24 10:00"), Duration.parse("1 month")) == at(f"{LAST_YEAR}-12-24 10:00")
    assert PLAIN.subtract(datetime(2, 1, 15, 10, tzinfo=UTC), Duration.parse("1 month")).year == 1
    for reckon in (
        lambda: PLAIN.add(at(f"{LAST_YEAR}-12-24 10:00"), Duration.parse("1 month")),
        lambda: PLAIN.subtract(datetime(1, 1, 15, 10, tzinfo=UTC), Duration.parse("1 month")),
    ):
        with pytest.raises(Invalid, match=r"1 month from .* is too far to reckon with"):
            reckon()


def test_hours_beyond_the_end_of_time_are_refused_in_words() -> None:
    with pytest.raises(Invalid) as refused:
        PLAIN.add(datetime(9999, 12, 31, 20, tzinfo=UTC), Duration.parse("12 hours"))
    assert refused.value.message == "that is too far to reckon with"


def test_what_runs_out_with_the_last_hour_of_a_year_ends_in_that_year() -> None:
    assert PLAIN.add_working_time(at("2026-12-31 17:00"), timedelta(hours=1)) == at("2026-12-31 18:00")
    assert PLAIN.previous_closing(at("2027-01-01 13:30")) == at("2027-01-01 13:00")
