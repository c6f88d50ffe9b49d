"""Taking back the last move: the measure and its clocks are as they were, and what happened stays on record."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest

from tests.core.errand import CALENDAR, DOCUMENT, at, person, with_people
from tests.core.life import Life
from workflow.calendar import Calendar
from workflow.deadline import DeadlineStatus, EarlierDue
from workflow.definition_document import definition_from
from workflow.directory import Grant, Substitution
from workflow.errors import Forbidden, Refused
from workflow.model import Command
from workflow.replay import points
from workflow.undo import decide_undo, restored
from workflow.working_days import SpecialDay

HQ = "national.coordinator"
DUE = at("2024-05-15 18:00")
LATER = at("2024-05-20 18:00")


def _forgiving(**undo):
    document = copy.deepcopy(DOCUMENT)
    document["undo"] = {"by": ["national.coordinator", "regional.coordinator"], **undo}
    return definition_from(document, "5" * 64)


FORGIVING = _forgiving(within="2 working days")


def variant(definition=FORGIVING) -> Life:
    return Life.of_variant(definition)


def clock(life: Life):
    return life.deadlines["7/KZ-10#answer@1"]


def refusal(life: Life, actor="hq", when="2024-04-17 11:00", **more) -> Refused:
    with pytest.raises(Refused) as caught:
        life.undo(actor, when, **more)
    return caught.value


def test_the_measure_is_as_it_was_before_the_move_and_one_event_further():
    life = variant()
    before = life.measure
    done = life.move("finish", "mia", "2024-04-17 10:00", data={"amount": 3, "note": "n"})
    step = life.undo("hq", "2024-04-17 11:00")

    assert replace(life.measure, version=before.version, head=before.head) == before
    assert (life.measure.version, life.measure.head) == (3, step.entry.hash)
    assert step.entry.prev_hash == done.entry.hash


def test_its_entry_says_which_move_it_takes_back_who_did_it_and_why():
    life = variant()
    life.move("finish", "mia", "2024-04-17 10:00", data={"amount": 3})
    entry = life.undo("hq", "2024-04-17 11:00", comment=" wrong figure\x07 ", request_id="r-1").entry

    assert (entry.measure, entry.seq, entry.at) == ("7/KZ-10", 3, at("2024-04-17 11:00"))
    assert (entry.event, entry.source, entry.target, entry.type_version) == ("undo", "checked", "open", 1)
    assert (entry.actor, entry.on_behalf_of, entry.comment) == ("hq", None, "wrong figure")
    assert (entry.data, entry.request_id) == ({"undoes": 2}, "r-1")


def test_a_clock_that_the_move_closed_runs_again_with_its_reminders():
    life = variant()
    running = clock(life)
    life.move("finish", "mia", "2024-04-17 10:00", data={"amount": 3})
    assert clock(life).status is DeadlineStatus.MET
    step = life.undo("hq", "2024-04-17 11:00")

    assert clock(life) == running
    assert step.changed == (running,)
    assert life.measure.due_at == DUE


def test_what_fired_before_does_not_fire_again():
    life = variant()
    life.fire("2024-05-08 18:00")
    spent = clock(life)
    life.move("finish", "mia", "2024-05-10 10:00", data={"amount": 3})
    life.undo("hq", "2024-05-10 11:00")

    assert spent.fired == ("before 5 working days",)
    assert clock(life) == spent


def test_an_extension_taken_back_is_one_more_step_of_the_ledger():
    life = variant()
    life.move("extend", "hq", "2024-04-17 10:00", data={"due_on": "2024-05-20"})
    assert clock(life).due_at == LATER
    life.undo("hq", "2024-04-18 10:00")

    assert clock(life).due_at == DUE
    assert clock(life).earlier == (
        EarlierDue(at("2024-04-17 10:00"), DUE, "extended"),
        EarlierDue(at("2024-04-18 10:00"), LATER, "undone"),
    )
    assert life.measure.due_on == date(2024, 5, 15)
    assert life.measure.due_at == DUE
    assert life.replayed() == (life.measure, life.deadlines)


def test_rungs_that_fired_for_the_old_date_stay_fired_and_those_of_the_other_date_do_not_count():
    life = variant()
    life.fire("2024-05-08 18:00")
    life.move("extend", "hq", "2024-05-10 10:00", data={"due_on": "2024-05-20"})
    life.fire("2024-05-13 18:00")
    life.fire("2024-05-17 18:00")
    assert clock(life).fired == ("before 5 working days", "before 1 working day")
    forgiven = replace(FORGIVING, undo=replace(FORGIVING.undo, within=None))
    life.definition = life.definitions[1] = forgiven
    life.undo("hq", "2024-05-17 19:00")

    assert clock(life).fired == ("before 5 working days",)


def test_a_hold_taken_back_leaves_no_pause_behind():
    life = variant()
    running = clock(life)
    life.move("hold", "hq", "2024-04-17 10:00")
    assert clock(life).status is DeadlineStatus.PAUSED
    life.undo("hq", "2024-04-18 10:00")

    assert clock(life) == running


def test_a_resumption_taken_back_lets_the_clock_stand_still_again():
    life = variant()
    life.move("hold", "hq", "2024-04-17 10:00")
    standing = clock(life)
    life.move("resume", "hq", "2024-04-24 10:00")
    assert clock(life).due_at > DUE
    life.undo("hq", "2024-04-24 12:00")

    assert clock(life) == standing
    assert life.measure.due_at is None
    assert life.replayed() == (life.measure, life.deadlines)


def test_a_clock_the_move_opened_is_cancelled():
    life = Life.born(FORGIVING)
    life.move("edit", "hq", data={"note": "x"})
    document = copy.deepcopy(DOCUMENT)
    document["undo"] = {"by": HQ}
    for transition in document["transitions"]:
        transition.pop("fan_out", None)
    definition = definition_from(document, "6" * 64)
    life.definition = life.definitions[1] = definition
    life.move("approve", "hq2")
    opened = life.deadlines["7#watch@3"]
    step = life.undo("hq", "2024-04-17 10:00")

    assert step.changed == (
        replace(opened, status=DeadlineStatus.CANCELLED, closed_at=at("2024-04-17 10:00"), next_fire_at=None),
    )
    assert life.measure.due_at is None


def test_moves_are_taken_back_one_by_one_in_reverse():
    life = variant()
    life.move("nudge", "hq", "2024-04-17 10:00")
    life.move("hold", "hq", "2024-04-17 11:00")
    life.undo("hq", "2024-04-17 12:00")
    second = life.undo("hq", "2024-04-17 13:00")

    assert second.entry.data == {"undoes": 2}
    assert life.measure.state == "open"
    assert [point.entry.seq for point in life.points()] == [1]
    assert "cannot be taken back" in refusal(life).message


def test_the_birth_of_a_measure_is_not_taken_back():
    refused = refusal(variant())

    assert refused.message == "7/KZ-10: 'fan_out' cannot be taken back"
    assert (refused.possible, refused.measure) == ("qadam show 7/KZ-10", "7/KZ-10")


def test_a_fan_out_is_not_taken_back_and_what_to_do_instead_is_said():
    life = Life.born(FORGIVING)
    life.move("approve", "hq2")
    refused = refusal(life)

    assert refused.message == "7: 'approve' made regional variants, and those stay"
    assert (refused.possible, refused.measure) == ("cancel it instead: qadam move 7 cancel", "7")


def test_where_the_definition_says_nothing_nothing_is_taken_back():
    life = variant(definition_from(DOCUMENT, "0" * 64))
    life.move("hold", "hq", "2024-04-17 10:00")
    refused = refusal(life)

    assert refused.message == "7/KZ-10: nothing is taken back in a errand"
    assert refused.possible == "add 'undo: {by: national.coordinator}' to the definition of errand"
    assert refused.measure == "7/KZ-10"


def test_where_only_the_reason_is_missing_the_refusal_says_what_to_type():
    life = variant()
    life.move("hold", "hq", "2024-04-17 10:00")

    assert refusal(life, when="2024-04-17 10:01", comment=" ").possible == "qadam undo 7/KZ-10 --comment …"


def test_a_reason_must_be_given_and_not_too_late_and_both_are_said():
    life = variant()
    life.move("hold", "hq", "2024-04-17 10:00")
    refused = refusal(life, when="2024-04-19 10:01", comment=" ")

    assert refused.reasons == ("a comment must say why", "'hold' was done more than 2 working days ago")
    assert refused.message == "7/KZ-10: cannot take back 'hold': " + "; ".join(refused.reasons)
    assert (refused.possible, refused.measure) == ("qadam history 7/KZ-10", "7/KZ-10")


def test_the_last_moment_still_counts():
    life = variant()
    life.move("hold", "hq", "2024-04-17 10:00")

    assert life.undo("hq", "2024-04-19 10:00")


def test_who_may_not_take_back_is_told_whom_to_ask_in_the_measure_s_own_scope():
    life = variant()
    life.move("hold", "hq", "2024-04-17 10:00")
    with pytest.raises(Forbidden) as refused:
        life.undo("south", "2024-04-17 11:00")

    assert refused.value.message == "7/KZ-10: south may not take anything back"
    assert refused.value.possible == "ask national.coordinator or regional.coordinator of KZ-10"
    assert refused.value.measure == "7/KZ-10"
    assert life.undo("north", "2024-04-17 11:00").entry.actor == "north"


def test_the_system_takes_back_where_a_parent_follows_its_child():
    life = variant()
    life.move("hold", "hq", "2024-04-17 10:00")

    assert life.undo("system", "2024-04-17 11:00").entry.actor == "system"


def test_a_substitute_takes_back_in_the_other_s_name_while_the_days_last():
    life = variant()
    life.directory = with_people(
        person("temp", Grant(role="agency.officer", agency="MOH")),
        substitutions=(
            Substitution(absent="hq", substitute="temp", starts_on=date(2024, 4, 17), ends_on=date(2024, 4, 17)),
        ),
    )
    life.move("hold", "hq", "2024-04-17 10:00")
    with pytest.raises(Forbidden):
        life.undo("temp", "2024-04-18 11:00")
    entry = life.undo("temp", "2024-04-17 11:00").entry

    assert (entry.actor, entry.on_behalf_of) == ("temp", "hq")


def test_those_who_were_told_of_the_move_are_told_that_it_is_taken_back():
    life = variant()
    told = life.move("finish", "mia", "2024-04-17 10:00", data={"amount": 3}).mails
    untold = life.undo("hq", "2024-04-17 11:00").mails

    assert [mail.person for mail in untold] == [mail.person for mail in told] == ["north", "hq", "hq2"]
    assert {mail.template for mail in untold} == {"moved"}
    assert {mail.occasion.facts["event"] for mail in untold if mail.occasion} == {"undo"}
    assert not {mail.key for mail in untold} & {mail.key for mail in told}


def test_a_clock_returns_with_the_calendar_it_had():
    life = variant()
    life.move("finish", "mia", "2024-04-17 10:00", data={"amount": 3})
    was = life.points()[0]
    weekends = Calendar(zone="UTC", hours=((), (), (), (), (), ((9 * 60, 18 * 60),), ((9 * 60, 18 * 60),)))
    (back,) = restored(
        FORGIVING.deadlines, was, life.deadlines.values(), (), at("2024-04-17 11:00"), weekends,
        {CALENDAR.version: CALENDAR},
    )  # fmt: skip

    assert back == was.deadlines[back.id]


@pytest.mark.parametrize("status", [DeadlineStatus.MET, DeadlineStatus.LATE])
def test_a_report_given_for_a_period_is_given_again_when_its_return_is_taken_back(status):
    life = variant()
    given = replace(
        clock(life), period="2024-Q2", status=status, closed_at=at("2024-04-16 10:00"),
        accepted_at=at("2024-04-16 12:00"), next_fire_at=None,
    )  # fmt: skip
    sent_back = replace(
        given, status=DeadlineStatus.RUNNING, closed_at=None, accepted_at=None, next_fire_at=at("2024-05-07 18:00")
    )
    point = replace(life.points()[0], deadlines={given.id: given})

    assert restored(FORGIVING.deadlines, point, [sent_back], (), at("2024-04-17 11:00"), CALENDAR) == (given,)


def test_what_was_over_then_and_is_over_now_stays_as_it_ended():
    life = variant()
    was = replace(clock(life), status=DeadlineStatus.LATE, closed_at=at("2024-04-16 10:00"))
    point = replace(life.points()[0], deadlines={was.id: was})
    running = replace(was, status=DeadlineStatus.RUNNING, closed_at=None)
    now = at("2024-04-17 11:00")

    assert restored(FORGIVING.deadlines, point, [was], (), now, CALENDAR) == (was,)
    (ended,) = restored(FORGIVING.deadlines, point, [running], (), now, CALENDAR)
    assert (ended.status, ended.closed_at) == (DeadlineStatus.CANCELLED, now)
    (met,) = restored(FORGIVING.deadlines, replace(point, deadlines={}), [was], (), now, CALENDAR)
    assert met == was  # opened since, and over: nobody calls it off


def test_a_clock_follows_the_version_it_followed_and_an_extension_taken_back_its_calendar():
    life = variant()
    point = life.points()[0]
    was = replace(clock(life), type_version=1)
    row = replace(
        was, type_version=2, calendar="newer", due_at=LATER, earlier=(EarlierDue(at("2024-04-16 10:00"), was.due_at),)
    )
    (back,) = restored(
        FORGIVING.deadlines, replace(point, deadlines={was.id: was}), [row], (), at("2024-04-17 11:00"), CALENDAR
    )

    assert (back.type_version, back.calendar, back.due_at) == (1, was.calendar, was.due_at)


def test_what_a_plan_file_knows_a_measure_by_stays_and_its_nearest_date_returns():
    life = variant()
    life.move("finish", "mia", "2024-04-17 10:00", data={"amount": 3})
    life.measure = replace(life.measure, plan_key="plan.xlsx#7")
    after = life.undo("hq", "2024-04-17 11:00").measure

    assert (after.plan_key, after.due_at) == ("plan.xlsx#7", DUE)


def test_an_administrator_takes_back_with_the_actors_own_grants_only():
    life = variant()
    life.directory = with_people(
        person("temp", Grant(role="agency.officer", agency="MOH")),
        person("admin", Grant(role="administrator")),
        substitutions=(
            Substitution(absent="hq", substitute="temp", starts_on=date(2024, 4, 17), ends_on=date(2024, 4, 17)),
        ),
    )
    life.move("hold", "hq", "2024-04-17 10:00")

    with pytest.raises(Forbidden):
        life.undo("temp", "2024-04-17 11:00", through="admin")
    entry = life.undo("hq", "2024-04-17 11:00", through="admin").entry
    assert (entry.actor, entry.on_behalf_of) == ("admin", "hq")


def test_the_last_of_many_moves_is_the_one_taken_back():
    life = variant()
    life.move("nudge", "hq", "2024-04-17 10:00")
    life.move("extend", "hq", "2024-04-17 10:30", data={"due_on": "2024-05-20"})
    life.move("finish", "mia", "2024-04-17 11:00", data={"amount": 3})

    assert life.undo("hq", "2024-04-17 12:00").entry.data == {"undoes": 4}


def test_a_clock_runs_again_on_the_calendar_it_was_opened_with():
    life = variant()
    running = clock(life)
    life.move("finish", "mia", "2024-04-17 10:00", data={"amount": 3})
    feasts = dict.fromkeys((date(2024, 5, 13), date(2024, 5, 14)), SpecialDay(working=False))
    life.calendar = Calendar(zone="UTC", hours=CALENDAR.hours, days=feasts)
    command = Command(measure=life.measure.id, event="undo", actor="hq", comment="a mistake")
    within = life.context(earlier={CALENDAR.version: CALENDAR})
    standing = points(life.entries, lambda _, version: life.definitions[version], life.directory, CALENDAR)
    step = decide_undo(life.definition, standing, life.measure, command, within, (), at("2024-04-17 11:00"))

    assert step.changed == (replace(running, fired=()),)
