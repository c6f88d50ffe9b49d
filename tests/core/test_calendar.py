"""Working time by example."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from workflow.calendar import Calendar
from workflow.durations import Duration, length
from workflow.errors import Invalid
from workflow.working_days import SpecialDay

NINE_TO_SIX = ((9 * 60, 13 * 60), (14 * 60, 18 * 60))
PLAIN = Calendar(zone="UTC", hours=(NINE_TO_SIX,) * 5 + ((), ()))
HOLIDAY = SpecialDay(working=False, names={"en": "Feast", "ru": "Праздник"}, provisional=True)
WITH_DAYS = Calendar(
    zone="UTC",
    hours=PLAIN.hours,
    days={date(2026, 11, 25): HOLIDAY, date(2026, 11, 28): SpecialDay(working=True)},
    yearly={(12, 16): {"en": "Independence Day"}},
    valid_until=date(2026, 12, 31),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_time_that_runs_out_exactly_at_closing_stays_at_closing() -> None:
    assert PLAIN.add(at("2026-11-24 14:00"), Duration.parse("4 working hours")) == at("2026-11-24 18:00")
    assert PLAIN.add(at("2026-11-24 17:00"), Duration.parse("2 working hours")) == at("2026-11-25 10:00")


def test_the_break_at_noon_does_not_count() -> None:
    assert PLAIN.add(at("2026-11-24 12:00"), Duration.parse("2 working hours")) == at("2026-11-24 15:00")


def test_the_day_of_the_start_does_not_count() -> None:
    assert PLAIN.due(at("2026-11-24 08:00"), Duration.parse("1 working day")) == at("2026-11-25 18:00")


def test_a_holiday_is_skipped_and_a_working_saturday_counts() -> None:
    due = WITH_DAYS.due(at("2026-11-24 10:00"), Duration.parse("3 working days"))

    assert due == at("2026-11-28 18:00")  # Thu 26, Fri 27, Sat 28; Wed 25 is the feast


def test_calendar_days_that_end_on_a_day_off_roll_as_told() -> None:
    start, length = at("2026-11-20 10:00"), Duration.parse("9 days")  # Sunday 29 November

    assert WITH_DAYS.due(start, length) == at("2026-11-28 18:00")
    assert WITH_DAYS.due(start, length, on_day_off="after") == at("2026-11-30 18:00")
    assert WITH_DAYS.due(start, length, on_day_off="same") == at("2026-11-29 18:00")


def test_hours_run_on_through_the_night() -> None:
    assert PLAIN.due(at("2026-11-24 22:00"), Duration.parse("6 hours")) == at("2026-11-25 04:00")


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert PLAIN.add(at("2026-01-31 10:00"), Duration.parse("1 month")) == at("2026-02-28 10:00")


def test_working_days_keep_the_time_of_day_and_the_closing_moment() -> None:
    assert PLAIN.subtract(at("2026-11-27 18:00"), Duration.parse("3 working days")) == at("2026-11-24 18:00")
    assert PLAIN.add(at("2026-11-27 18:00"), Duration.parse("1 working day")) == at("2026-11-30 18:00")


def test_pauses_do_not_count() -> None:
    pauses = [(at("2026-11-24 10:00"), at("2026-11-24 11:00")), (at("2026-11-24 12:00"), at("2026-11-25 09:00"))]

    assert PLAIN.add_working_time(at("2026-11-24 09:00"), timedelta(hours=3), pauses) == at("2026-11-25 10:00")


def test_working_days_between_two_days_count_the_last_and_not_the_first() -> None:
    assert WITH_DAYS.working_days_between(date(2026, 11, 24), date(2026, 11, 30)) == 4
    assert WITH_DAYS.working_days_between(date(2026, 11, 30), date(2026, 11, 24)) == -4


def test_skipped_days_are_named() -> None:
    assert WITH_DAYS.skipped(date(2026, 11, 24), date(2026, 11, 29)) == [
        (date(2026, 11, 25), "Feast"),
        (date(2026, 11, 29), "Sunday"),
    ]


def test_a_name_missing_in_a_language_falls_back_to_another() -> None:
    assert WITH_DAYS.why(date(2026, 11, 25), "ru") == "Праздник"
    assert WITH_DAYS.why(date(2026, 12, 16), "kk") == "Independence Day"


def test_estimates_and_what_lies_beyond_the_horizon_are_provisional() -> None:
    assert WITH_DAYS.provisional(date(2026, 11, 25))
    assert WITH_DAYS.provisional(date(2027, 1, 1))
    assert not WITH_DAYS.provisional(date(2026, 11, 26))


def test_the_closing_moment_is_not_open_any_more() -> None:
    assert PLAIN.is_open(at("2026-11-24 09:00"))
    assert not PLAIN.is_open(at("2026-11-24 18:00"))
    assert PLAIN.next_opening(at("2026-11-24 18:00")) == at("2026-11-25 09:00")
    assert PLAIN.previous_closing(at("2026-11-24 13:30")) == at("2026-11-24 13:00")


def test_an_hour_skipped_by_daylight_saving_is_not_worked() -> None:
    berlin = Calendar(zone="Europe/Berlin", hours=(((0, 1440),),) * 7)

    spring, autumn = at("2026-03-28 23:00"), at("2026-10-24 22:00")

    assert berlin.between(spring, spring + timedelta(hours=23)) == timedelta(hours=23)
    assert berlin.close_of(date(2026, 3, 29)) - berlin.opening_of(date(2026, 3, 29)) == timedelta(hours=23)
    assert berlin.close_of(date(2026, 10, 25)) - berlin.opening_of(date(2026, 10, 25)) == timedelta(hours=25)
    assert berlin.between(autumn, autumn + timedelta(hours=25)) == timedelta(hours=25)


def test_a_calendar_survives_its_json_and_keeps_its_version() -> None:
    again = Calendar.from_json(WITH_DAYS.to_json())

    assert again == WITH_DAYS
    assert again.version == WITH_DAYS.version != PLAIN.version


@pytest.mark.parametrize(
    "reckon",
    [
        lambda empty: empty.add_working_time(at("2026-11-24 10:00"), timedelta(hours=1)),
        lambda empty: empty.subtract_working_time(at("2026-11-24 10:00"), timedelta(hours=1)),
        lambda empty: empty.due(at("2026-11-24 10:00"), Duration.parse("1 working day")),
        lambda empty: empty.next_opening(at("2026-11-24 10:00")),
        lambda empty: empty.previous_closing(at("2026-11-24 10:00")),
    ],
)
def test_a_calendar_without_working_time_says_so_instead_of_looking_for_ever(reckon: object) -> None:
    with pytest.raises(Invalid, match=r"no (open hours|working day)"):
        reckon(Calendar(zone="UTC", hours=((),) * 7))


@pytest.mark.parametrize("amount", ["100000 months", "100000 working hours"])
def test_a_length_beyond_reckoning_is_refused(amount: str) -> None:
    far = Calendar(zone="UTC", hours=(NINE_TO_SIX,) + ((),) * 6)

    with pytest.raises(Invalid, match="reckon"):
        far.due(at("2190-01-01 10:00"), Duration.parse(amount))


@pytest.mark.parametrize("amount", ["100000 days", "100000 working days"])
def test_a_length_of_centuries_is_reckoned(amount: str) -> None:
    far = Calendar(zone="UTC", hours=(NINE_TO_SIX,) + ((),) * 6)

    assert far.due(at("2190-01-01 10:00"), Duration.parse(amount)).year > 2400


@pytest.mark.parametrize("spans", [((600, 500),), ((0, 1500),), ((540, 800), (700, 900))])
def test_hours_out_of_order_are_refused(spans: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(Invalid, match="calendar"):
        Calendar(zone="UTC", hours=(spans, *((),) * 6))


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("end of month", "2026-11-30 18:00"),
        ("end of quarter", "2026-12-31 18:00"),
        ("end of half-year", "2026-12-31 18:00"),
        ("5th day of the month after the quarter", "2027-01-05 18:00"),
        ("day 10 after month", "2026-12-10 18:00"),
        ("day 3 after year", "2027-01-01 18:00"),  # the 3rd is a Sunday
    ],
)
def test_a_day_told_by_the_period_closes_that_day_or_the_working_day_before(text: str, due: str) -> None:
    assert PLAIN.due(at("2026-11-24 10:00"), length(text)) == at(due)
