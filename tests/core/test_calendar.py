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
        reckon(Calendar(zone="UTC", hours=((),) * 7))  # type: ignore[operator]


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


# Edges


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
