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
from workflow.calendar import Calendar
from workflow.deadline import Deadline, EarlierDue
from workflow.deadline_rule import DeadlineRule
from workflow.deadlines import due_at, reckoned
from workflow.durations import Duration, Unit, length
from workflow.explanation import explain, say
from workflow.periods import Every, Period, PeriodDay
from workflow.working_days import SpecialDay

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


QUARTERLY = rule(name="quarterly", every=Every.QUARTER, until="due_on", by_day=5)
BY_DAY_5 = "period 2024-Q2 ends on 2024-06-30; day 5 after it, 2024-07-05 (working day): until its close"
OPENED = "opened 2024-04-15 10:00"


@pytest.mark.parametrize(
    ("said", "in_words", "told_as"),
    [
        (
            rule(within=length("5 working days")),
            "within 5 working days",
            [OPENED, "5 working days after 2024-04-15, until the close of 2024-04-22 (working day)"],
        ),
        (
            rule(within=length("10 working hours")),
            "within 10 working hours",
            [OPENED, "10 working hours counted from 2024-04-15 10:00, until 2024-04-16 12:00"],
        ),
        (rule(within=length("90 minutes")), "within 90 minutes", [OPENED, "90 minutes after 2024-04-15 10:00"]),
        (
            rule(within=length("1 week")),
            "within 1 week",
            [OPENED, "1 week after 2024-04-15, 2024-04-22 (working day): until its close"],
        ),
        (
            rule(within=length("5 days")),
            "within 5 days",
            [OPENED, "5 days after 2024-04-15, 2024-04-20 (worked Saturday): until its close"],
        ),
        (
            rule(within=length("2 days"), on_day_off="after"),
            "within 2 days",
            [
                OPENED,
                "2 days after 2024-04-15, a day off (Feast): the first working day after is 2024-04-18 (working day), "
                "until its close",
            ],
        ),
        (
            rule(within=length("day 5 after month")),
            "within day 5 after month",
            [
                OPENED,
                "day 5 after month: period 2024-04 ends on 2024-04-30, a day off (Sunday): the last working day before "
                "is 2024-05-03 (working day), until its close",
            ],
        ),
        (
            rule(within=length("end of month"), on_day_off="after"),
            "within end of month",
            [OPENED, "end of month: period 2024-04 ends on 2024-04-30, 2024-04-30 (working day): until its close"],
        ),
        (
            rule(until="due_on", on_day_off="after"),
            "until due_on",
            [
                "due_on is 2024-05-18, a day off (Saturday): the first working day after is 2024-05-20 (working day), "
                "until its close"
            ],
        ),
        (
            rule(until="due_on", plus=Duration.parse("1 working day")),
            "until due_on, plus 1 working day",
            [
                "due_on is 2024-05-18, 2024-05-18 (Saturday): until its close",
                "1 working day after 2024-05-18, until the close of 2024-05-20 (working day)",
            ],
        ),
        (
            rule(within=length("2 days"), on_day_off="before"),
            "within 2 days",
            [
                OPENED,
                "2 days after 2024-04-15, a day off (Feast): the last working day before is 2024-04-16 (working day), "
                "until its close",
            ],
        ),
        (
            rule(until="due_on", plus=Duration.parse("1 day")),
            "until due_on, plus 1 day",
            [
                "due_on is 2024-05-18, 2024-05-18 (Saturday): until its close",
                "1 day after 2024-05-18, a day off (Sunday): the last working day before is 2024-05-17 (working day), "
                "until its close",
            ],
        ),
        (
            rule(follows=rule(name="first", until="due_on"), plus=Duration.parse("1 hour")),
            "follows first, plus 1 hour",
            [
                "first: due_on is 2024-05-18, a day off (Saturday): the last working day before is 2024-05-17 "
                "(working day), until its close",
                "1 hour after 2024-05-17 18:00",
            ],
        ),
        (
            rule(on=date(2024, 4, 18)),
            "on 2024-04-18",
            ["the fixed day 2024-04-18, 2024-04-18 (working day): until its close"],
        ),
        (
            rule(on=date(2024, 4, 17), plus=Duration.parse("3 days"), on_day_off="after"),
            "on 2024-04-17, plus 3 days",
            [
                "the fixed day 2024-04-17, 2024-04-17 (Feast): until its close",
                "3 days after 2024-04-17, 2024-04-20 (worked Saturday): until its close",
            ],
        ),
        (
            rule(every=Every.QUARTER, until="due_on"),
            "every quarter until due_on",
            [
                "period 2024-Q2 ends on 2024-06-30, a day off (Sunday): the last working day before is 2024-06-28 "
                "(working day), until its close"
            ],
        ),
        (QUARTERLY, "every quarter until due_on, by day 5 of the month after it", [BY_DAY_5]),
        (rule(follows=QUARTERLY, every=Every.QUARTER), "follows quarterly", [f"quarterly: {BY_DAY_5}"]),
        (
            rule(follows=QUARTERLY, every=Every.QUARTER, plus=Duration.parse("2 days"), on_day_off="after"),
            "follows quarterly, plus 2 days",
            [
                f"quarterly: {BY_DAY_5}",
                "2 days after 2024-07-05, a day off (Sunday): the first working day after is 2024-07-08 (working day), "
                "until its close",
            ],
        ),
        (
            rule(follows=rule(name="first", within=length("1 working day")), plus=Duration.parse("2 hours")),
            "follows first, plus 2 hours",
            [
                OPENED,
                "first: 1 working day after 2024-04-15, until the close of 2024-04-16 (working day)",
                "2 hours after 2024-04-16 18:00",
            ],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_rule_is_told_in_its_own_words(said, in_words, told_as):
    clock = deadline(said, **({"period": "2024-Q2"} if said.every else {}))
    found = told(said, clock)

    assert str(found.rule) == in_words
    assert [str(leg.says) for leg in found.legs] == told_as
    assert found.due_at == clock.due_at


def test_an_executors_days_and_spans_are_shown_in_the_summarys_reckoning():
    first = rule(name="first", within=length("2 days"))
    hours = rule(name="first", within=length("10 working hours"))
    by_days, by_hours = rule(follows=first), rule(follows=hours)

    assert [day.why for day in told(by_days, deadline(by_days)).legs[-1].days] == ["Feast"]
    assert told(by_hours, deadline(by_hours)).legs[-1].spans == (
        (at("2024-04-15 10:00"), at("2024-04-15 13:00")),
        (at("2024-04-15 14:00"), at("2024-04-15 18:00")),
        (at("2024-04-16 09:00"), at("2024-04-16 12:00")),
    )


def test_every_leg_leads_to_a_moment():
    said = rule(until="due_on", plus=Duration.parse("1 working day"))

    assert [leg.at for leg in told(said, deadline(said)).legs] == [at("2024-05-18 18:00"), at("2024-05-20 18:00")]
    for within in ("1 day", "end of month"):
        assert told(rule(within=length(within)), deadline(rule(within=length(within)))).legs[0].at == NOW


def test_a_deadline_is_explained_with_the_calendar_it_keeps_though_another_is_in_force():
    said, newer = rule(within=length("5 working days")), replace(CALENDAR, days={})
    clock = deadline(said)
    both = Almanac(
        calendars={CALENDAR.version: CALENDAR, newer.version: newer},
        in_force=((at("2024-01-01 00:00"), CALENDAR.version), (at("2024-04-16 00:00"), newer.version)),
    )

    found = explain(said, MEASURE, clock, both)
    assert (found.calendar, found.due_at) == (CALENDAR.version, clock.due_at)
    assert "Feast" in {day.why for day in found.legs[-1].days}


@pytest.mark.parametrize(
    ("opened", "months", "day"),
    [
        ("2024-01-31 10:00", 1, "2024-02-29"),
        ("2024-01-31 10:00", 11, "2024-12-31"),
        ("2024-01-31 10:00", 12, "2025-01-31"),
        ("2024-12-31 10:00", 2, "2025-02-28"),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_a_shorter_month(opened, months, day):
    said = rule(within=Duration(amount=months, unit=Unit.MONTHS), on_day_off="same")

    assert told(said, deadline(said, opened_at=at(opened))).due_at == at(f"{day} 18:00")


def test_days_passed_over_on_the_way_to_a_working_day_are_named_from_the_due_day_on():
    before, after = rule(until="due_on"), rule(until="due_on", on_day_off="after")
    days = [
        [(str(each.day), each.number, each.why) for each in told(said, deadline(said), language="ru").legs[0].days]
        for said in (before, after)
    ]

    assert days == [
        [("2024-05-18", None, "суббота")],
        [("2024-05-18", None, "суббота"), ("2024-05-19", None, "воскресенье")],
    ]


def test_days_are_called_in_the_readers_language_wherever_they_are_named():
    said, clock = rule(within=length("2 working days")), deadline(rule(within=length("2 working days")))
    last = told(said, clock, language="ru").legs[-1]

    assert [each.why for each in last.days] == ["рабочий день", "Праздник", "рабочий день"]
    assert str(last.says).endswith("until the close of 2024-04-18 (рабочий день)")


def stood_still(said: DeadlineRule, start: str, end: str | None, **more) -> list[tuple[str, datetime]]:
    """What an explanation says of one pause, after what it was called, and where it leads."""
    clock = deadline(said, pauses=((at(start), at(end) if end else None),), **more)
    found = told(said, clock)
    assert found.due_at == clock.due_at
    intro = f"stood still from {start} to {end}: "
    return [
        (str(leg.says).removeprefix(intro), leg.at) for leg in found.legs if str(leg.says).startswith("stood still")
    ]


def test_a_pause_is_told_by_what_it_did_to_the_date():
    assert stood_still(rule(within=length("2 working days")), "2024-04-16 12:00", "2024-04-22 10:00") == [
        (
            "13 h of working time were left, counted from 2024-04-22 10:00, until 2024-04-23 16:00",
            at("2024-04-23 16:00"),
        )
    ]
    assert stood_still(rule(within=length("2 working days")), "2024-04-18 18:00", "2024-04-26 10:00") == [
        ("it was due already, so that changes nothing", at("2024-04-18 18:00"))
    ]
    assert stood_still(rule(within=length("3 hours")), "2024-04-15 11:00", "2024-04-15 15:05") == [
        ("4 h 5 min later", at("2024-04-15 17:05"))
    ]
    assert stood_still(rule(until="due_on", on_day_off="same"), "2024-05-18 10:00", "2024-05-21 10:00") == [
        ("no working time was left", at("2024-05-21 10:00"))
    ]


def test_a_pause_that_still_lasts_has_changed_nothing_yet():
    assert stood_still(rule(within=length("2 working days")), "2024-04-16 12:00", None) == []


def test_the_day_of_a_report_for_a_period_stays_unless_it_passed_in_a_pause():
    said = rule(every=Every.QUARTER, until="due_on")

    assert stood_still(said, "2024-04-16 12:00", "2024-04-17 15:05", period="2024-Q2") == [
        ("the day of a report for a period stays, being still to come", at("2024-06-28 18:00"))
    ]
    assert stood_still(said, "2024-06-27 14:00", "2024-07-17 09:00", period="2024-Q2") == [
        (
            "12 h of working time were left, counted from 2024-07-17 09:00, until 2024-07-18 13:00",
            at("2024-07-18 13:00"),
        )
    ]
    assert stood_still(said, "2024-06-27 14:00", "2024-06-28 18:00", period="2024-Q2") == [
        (
            "12 h of working time were left, counted from 2024-06-28 18:00, until 2024-07-02 13:00",
            at("2024-07-02 13:00"),
        )
    ]


def test_a_pause_before_the_last_extension_is_over():
    said = rule(until="due_on")
    paused = (at("2024-04-16 12:00"), at("2024-04-17 12:00"))
    extended = EarlierDue(due=at("2024-05-10 18:00"), at=paused[1])
    clock = replace(deadline(said), pauses=(paused,), earlier=(extended,))

    assert len(told(said, clock).legs) == 1
    assert len(told(said, replace(clock, earlier=())).legs) == 2


def test_what_is_provisional_is_asked_of_the_days_reckoned_with_and_no_others():
    def told_of(said: DeadlineRule, opened: str) -> bool:
        return told(said, deadline(said, opened_at=at(opened))).provisional

    assert told_of(rule(within=length("2 days")), "2025-01-07 10:00")
    assert not told_of(rule(within=length("2 days")), "2024-12-20 10:00")
    assert told_of(rule(within=length("20 working days")), "2024-12-20 10:00")
    assert not told_of(rule(on=date(2024, 5, 2)), "2025-03-03 10:00")  # the day it is due alone: it was due at once


def test_a_date_that_is_not_set_is_named():
    clock = deadline(rule(until="due_on"))

    with pytest.raises(ValueError, match=r"^7/KZ-10 has no day$"):
        told(rule(until="day"), clock)
    with pytest.raises(ValueError, match=r"^deadline answer has no date$"):
        told(rule(), clock)


def test_a_date_of_the_types_own_fields_is_read_from_its_stored_form():
    said = rule(until="day")
    measure = replace(MEASURE, data={"day": "2024-04-21"})

    found = explain(said, measure, deadline(rule(until="due_on")), Almanac.of(CALENDAR))

    assert [str(leg.says) for leg in found.legs] == [
        "day is 2024-04-21, a day off (Sunday): the last working day before is 2024-04-20 (worked Saturday), "
        "until its close"
    ]


@pytest.mark.parametrize(
    ("length_of_time", "spelled"),
    [
        (timedelta(hours=27, minutes=5), "27 h 5 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(minutes=1, seconds=1), "1 min 1 s"),
        (timedelta(seconds=59.6), "1 min"),
        (timedelta(0), "0 min"),
    ],
)
def test_lengths_of_time_are_spelled_in_hours_minutes_and_seconds(length_of_time, spelled):
    assert str(say("{} later", length_of_time)) == f"{spelled} later"


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
@settings(deadline=None)
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
