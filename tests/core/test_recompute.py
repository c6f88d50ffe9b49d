"""Moving running deadlines to a changed calendar: what moves, what stays, and what is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.core.errand import CALENDAR, DOCUMENT, NOW, at
from tests.core.life import Life
from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.deadline import DeadlineStatus, EarlierDue
from workflow.definition_document import definition_from
from workflow.recompute import recompute
from workflow.working_days import SpecialDay

ERRAND = definition_from(DOCUMENT, "0" * 64)
ANSWER = "7/KZ-10#answer@1"
DUE, SOONER = at("2024-05-15 18:00"), at("2024-05-14 18:00")
WHEN = at("2024-05-02 10:00")


def with_holidays(*days: date) -> Calendar:
    return replace(CALENDAR, days={day: SpecialDay(working=False, names={"en": "Holiday"}) for day in days})


HOLIDAY = with_holidays(date(2024, 5, 15))
"""The day on which the errand is due is not worked after all."""


def moved(life: Life, calendar: Calendar = HOLIDAY, now=WHEN):
    life.calendar = calendar
    return recompute(life.definition, life.measure, life.context(earlier={CALENDAR.version: CALENDAR}), "hq", now)


def variant() -> Life:
    return Life.of_variant(ERRAND)


def test_a_deadline_moves_with_the_calendar_and_its_earlier_date_stays_on_record():
    life = variant()
    before = life.deadlines[ANSWER]
    step, _ = moved(life)
    (clock,) = step.changed

    assert clock.due_at == SOONER
    assert clock.earlier == (EarlierDue(WHEN, DUE, "recomputed"),)
    assert clock.calendar == HOLIDAY.version
    assert clock.next_fire_at == at("2024-05-07 18:00")
    assert replace(clock, due_at=DUE, earlier=(), calendar=before.calendar, next_fire_at=before.next_fire_at) == before
    assert step.measure.due_at == SOONER


def test_its_entry_names_the_calendar_and_every_date_that_moved():
    life = variant()
    before = life.measure
    step, _ = moved(life)
    entry = step.entry

    assert (entry.measure, entry.seq, entry.at, entry.actor) == ("7/KZ-10", 2, WHEN, "hq")
    assert (entry.event, entry.source, entry.target, entry.type_version) == ("recompute", "open", "open", 1)
    assert entry.data == {
        "calendar": HOLIDAY.version,
        "deadlines": {ANSWER: ["2024-05-15T18:00:00+00:00", "2024-05-14T18:00:00+00:00"]},
    }
    assert entry.prev_hash == before.head
    assert replace(step.measure, version=1, head=before.head, due_at=before.due_at) == before


def test_replaying_it_gives_the_moved_deadlines_again():
    life = variant()
    step, _ = moved(life)
    life.take(step)
    almanac = Almanac(
        calendars={CALENDAR.version: CALENDAR, HOLIDAY.version: HOLIDAY},
        in_force=((NOW, CALENDAR.version), (WHEN, HOLIDAY.version)),
    )

    assert life.replayed(almanac) == (life.measure, life.deadlines)


def test_the_rungs_that_speak_at_another_time_are_told_with_both_times():
    _, (told,) = moved(variant())

    assert told.changes
    assert told.rungs[0] == ("before 5 working days", at("2024-05-08 18:00"), at("2024-05-07 18:00"))
    assert [key for key, _, _ in told.rungs] == ["before 5 working days", "before 1 working day", "due"]


def test_a_rung_that_has_fired_is_not_told_again():
    life = variant()
    life.fire("2024-05-08 18:00")
    _, (told,) = moved(life, now=at("2024-05-09 10:00"))

    assert [key for key, _, _ in told.rungs] == ["before 1 working day", "due"]


def test_a_date_that_stays_keeps_its_ledger_and_only_changes_its_calendar():
    elsewhere = with_holidays(date(2024, 9, 2))
    step, (told,) = moved(variant(), elsewhere)

    assert not told.changes
    assert step.changed[0].earlier == ()
    assert step.changed[0].calendar == elsewhere.version
    assert step.entry.data["deadlines"] == {}


def test_a_holiday_before_the_due_day_moves_reminders_but_not_the_date():
    step, (told,) = moved(variant(), with_holidays(date(2024, 5, 14)))

    assert told.changes
    assert step.changed[0].due_at == DUE
    assert step.entry.data["deadlines"] == {}


def test_nothing_happens_where_the_calendar_is_the_same():
    assert moved(variant(), CALENDAR) is None


def test_what_is_overdue_keeps_the_calendar_it_had():
    assert moved(variant(), now=DUE) is None
    assert moved(variant(), now=at("2024-05-15 17:59")) is None  # it would be moved into the past


def test_what_is_closed_keeps_its_verdict():
    life = variant()
    life.move("finish", "mia", "2024-04-16 10:00", data={"amount": 3})

    assert moved(life) is None


def test_a_clock_that_stands_still_is_moved_and_tells_of_no_rungs():
    life = variant()
    life.move("hold", "hq", "2024-04-16 10:00")
    step, (told,) = moved(life)

    assert step.changed[0].status is DeadlineStatus.PAUSED
    assert (step.changed[0].due_at, told.rungs) == (SOONER, ())
    assert step.measure.due_at is None


def test_of_several_clocks_those_that_can_move_do():
    life = variant()
    closed = replace(life.deadlines[ANSWER], id="7/KZ-10#answer@0", status=DeadlineStatus.MET, closed_at=NOW)
    life.deadlines = {closed.id: closed, **life.deadlines}
    step, _ = moved(life)

    assert [clock.id for clock in step.changed] == [ANSWER]
    assert step.measure.due_at == SOONER


def test_whoever_the_deadline_reminds_is_told_of_its_new_date():
    step, _ = moved(variant())

    assert {mail.person for mail in step.mails} == {"mia", "north"}
    assert {(mail.measure, mail.template) for mail in step.mails} == {("7/KZ-10", "extended")}
    assert moved(variant(), with_holidays(date(2024, 9, 2)))[0].mails == ()
