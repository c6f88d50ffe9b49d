"""Reports that recur: one deadline per period, each reported, returned and accepted on its own."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.core.errand import CALENDAR, DOCUMENT, NOW, at, context, in_state, move, variant
from workflow.deadline import Deadline, DeadlineStatus
from workflow.deadlines import follow
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.errors import Invalid, Refused
from workflow.model import Decision, Measure


def _reporting() -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    titles = {"title": {"en": "E", "ru": "Р", "kk": "К"}}
    document["states"]["open"]["deadline"] = ["quarterly", "summary"]
    document["deadlines"] = {
        "quarterly": {
            **titles,
            "every": "quarter",
            "until": "due_on",
            "by_day": 5,
            "ladder": [
                {"before": "3 working days", "notify": ["responsible"]},
                {"at": "due", "notify": ["responsible"]},
            ],
        },
        "summary": {
            **titles,
            "follows": "quarterly",
            "plus": "15 days",
            "ladder": [{"at": "due", "notify": ["author"]}],
        },
    }
    for event, deed in (("give", "reports"), ("take", "accepts"), ("send_back", "returns")):
        document["events"][event] = titles
        by = "agency.officer" if deed == "reports" else "national.coordinator"
        document["transitions"].append({"event": event, "from": "open", "to": "same", "by": by, deed: "quarterly"})
    return document


REPORTING = definition_from(_reporting(), "1" * 64)


def running(**facts) -> tuple[Measure, tuple[Deadline, ...]]:
    measure = replace(in_state(variant(), "open"), due_on=date(2025, 1, 31), **facts)
    return measure, follow(REPORTING, None, measure, (), NOW, CALENDAR).opened


def after(step: Decision, deadlines: tuple[Deadline, ...]) -> tuple[Deadline, ...]:
    changed = {deadline.id: deadline for deadline in step.changed}
    return (*(changed.get(deadline.id, deadline) for deadline in deadlines), *step.opened)


def of(deadlines, period, name="quarterly") -> Deadline:
    return next(d for d in deadlines if (d.name, d.period) == (name, period))


def do(measure, deadlines, event, actor="mia", now=NOW, **data) -> Decision:
    return move(measure, event, actor, data=data, within=context(deadlines=deadlines), now=now, definition=REPORTING)


def test_each_quarter_has_a_deadline_on_the_fifth_of_the_month_after_it():
    _, deadlines = running()

    assert [(d.period, d.due_at) for d in deadlines if d.name == "quarterly"] == [
        ("2024-Q2", at("2024-07-05 18:00")),
        ("2024-Q3", at("2024-10-04 18:00")),  # the 5th is a Saturday
        ("2024-Q4", at("2025-01-03 18:00")),  # a Sunday
        ("2025-Q1", at("2025-04-04 18:00")),  # a Saturday
    ]
    assert of(deadlines, "2024-Q2").id == "7/KZ-10#quarterly@2024-Q2"


def test_the_leads_summary_follows_the_executors_date_of_every_period():
    _, deadlines = running()

    assert of(deadlines, "2024-Q2", "summary").due_at == at("2024-07-19 18:00")  # 15 days on is a Saturday
    assert of(deadlines, "2024-Q4", "summary").due_at == at("2025-01-17 18:00")


def test_a_period_that_was_due_before_the_clock_began_is_not_owed():
    _, deadlines = running(starts_on=date(2023, 10, 1))

    assert min(d.period for d in deadlines if d.name == "quarterly") == "2024-Q2"


def test_a_report_without_a_period_is_for_the_oldest_owed_and_history_says_which():
    measure, deadlines = running()

    step = do(measure, deadlines, "give", now=at("2024-07-04 12:00"))

    assert step.entry.data == {"period": "2024-Q2"}
    assert of(step.changed, "2024-Q2").status is DeadlineStatus.MET
    assert step.measure.state == "open"
    assert "period" not in step.measure.data


def test_a_named_period_is_reported_late_and_the_others_run_on():
    measure, deadlines = running()

    step = do(measure, deadlines, "give", now=at("2024-10-07 12:00"), period="2024-q3")

    assert of(step.changed, "2024-Q3").status is DeadlineStatus.LATE
    assert of(after(step, deadlines), "2024-Q2").status is DeadlineStatus.RUNNING


def test_a_report_is_accepted_once_and_only_after_it_was_given():
    measure, deadlines = running()
    with pytest.raises(Refused, match="no period is reported and not accepted"):
        do(measure, deadlines, "take", "hq")
    given = do(measure, deadlines, "give", now=at("2024-07-04 12:00"))
    deadlines = after(given, deadlines)

    accepted = do(given.measure, deadlines, "take", "hq", now=at("2024-07-08 12:00"))

    assert of(accepted.changed, "2024-Q2").accepted_at == at("2024-07-08 12:00")
    assert of(accepted.changed, "2024-Q2").status is DeadlineStatus.MET
    with pytest.raises(Refused, match="period 2024-Q2 of 'quarterly' is none that is reported and not accepted"):
        do(accepted.measure, after(accepted, deadlines), "take", "hq", period="2024-Q2")


def test_a_returned_report_is_owed_again_by_the_same_date():
    measure, deadlines = running()
    given = do(measure, deadlines, "give", now=at("2024-07-03 12:00"))

    returned = do(given.measure, after(given, deadlines), "send_back", "hq", now=at("2024-07-04 12:00"))

    again = of(returned.changed, "2024-Q2")
    assert (again.status, again.closed_at, again.due_at) == (DeadlineStatus.RUNNING, None, at("2024-07-05 18:00"))
    assert again.next_fire_at is not None


def test_what_is_not_a_period_is_refused():
    measure, deadlines = running()

    with pytest.raises(Invalid, match="no period"):
        do(measure, deadlines, "give", period="summer")
    with pytest.raises(Refused, match="period 2031-Q1"):
        do(measure, deadlines, "give", period="2031-Q1")


def test_periods_no_longer_owed_end_with_the_work_and_late_ones_stay_late():
    measure, deadlines = running()

    step = do(measure, deadlines, "drop", "hq", now=at("2024-08-01 12:00"))
    assert {d.status for d in step.changed} == {DeadlineStatus.CANCELLED}

    closed = follow(REPORTING, measure, in_state(measure, "checked"), deadlines, at("2024-08-01 12:00"), CALENDAR)
    assert of(closed.changed, "2024-Q2").status is DeadlineStatus.LATE
    assert of(closed.changed, "2024-Q3").status is DeadlineStatus.CANCELLED
    assert closed.due_at is None


def test_coming_back_to_the_work_the_periods_to_come_are_owed_again():
    measure, deadlines = running()
    now = at("2024-08-01 12:00")
    closed = follow(REPORTING, measure, in_state(measure, "checked"), deadlines, now, CALENDAR)

    back = follow(REPORTING, in_state(measure, "checked"), measure, closed.changed, now, CALENDAR)

    assert of(back.changed, "2024-Q3").status is DeadlineStatus.RUNNING
    assert [d.period for d in back.changed if d.name == "quarterly"] == ["2024-Q3", "2024-Q4", "2025-Q1"]
    assert back.opened == ()


def test_a_later_last_day_brings_more_periods_and_an_earlier_one_takes_them_away():
    measure, deadlines = running()
    longer, shorter = replace(measure, due_on=date(2025, 6, 30)), replace(measure, due_on=date(2024, 9, 30))

    more = follow(REPORTING, measure, longer, deadlines, NOW, CALENDAR)
    fewer = follow(REPORTING, measure, shorter, deadlines, NOW, CALENDAR)

    assert [d.period for d in more.opened if d.name == "quarterly"] == ["2025-Q2"]
    assert {d.period for d in fewer.changed if d.status is DeadlineStatus.CANCELLED} == {"2024-Q4", "2025-Q1"}


def test_a_hold_leaves_the_day_of_a_later_report_where_the_calendar_has_it():
    measure, deadlines = running()
    held = follow(REPORTING, measure, in_state(measure, "hold"), deadlines, at("2024-07-01 09:00"), CALENDAR)

    back = follow(REPORTING, in_state(measure, "hold"), measure, held.changed, at("2024-07-15 09:00"), CALENDAR)

    assert of(back.changed, "2024-Q2").due_at == at("2024-07-19 18:00")  # the five days that were left
    assert of(back.changed, "2024-Q3").due_at == at("2024-10-04 18:00")


def test_a_slip_in_a_year_is_refused_rather_than_followed():
    measure, _ = running()

    with pytest.raises(Invalid, match="would be") as refusal:
        follow(REPORTING, None, replace(measure, due_on=date(9024, 1, 31)), (), NOW, CALENDAR)

    assert "120 periods" in str(refusal.value.possible)


def _with_figures() -> Definition:
    document = _reporting()
    (give,) = [rule for rule in document["transitions"] if rule["event"] == "give"]
    give["requires"] = ["amount"]
    return definition_from(document, "2" * 64)


def test_the_figures_of_a_period_are_given_anew_for_each():
    definition = _with_figures()
    measure, deadlines = running(data={"amount": 7})
    with pytest.raises(Refused) as caught:
        move(measure, "give", "mia", within=context(deadlines=deadlines), definition=definition)
    assert caught.value.reasons == ("amount must be given for the period",)

    given = move(measure, "give", "mia", data={"amount": 7}, within=context(deadlines=deadlines), definition=definition)
    assert given.entry.data == {"amount": 7, "period": "2024-Q2"}
    with pytest.raises(Refused, match="amount must be given for the period"):
        move(given.measure, "give", "mia", data={"amount": ""}, within=context(deadlines=deadlines),
             definition=definition)  # fmt: skip


def test_a_report_owed_soon_does_not_stop_more_time_for_the_whole():
    document = _reporting()
    document["states"]["open"]["deadline"] = ["quarterly", "answer"]
    document["deadlines"] |= {"answer": DOCUMENT["deadlines"]["answer"]}
    del document["deadlines"]["summary"]
    definition = definition_from(document, "3" * 64)
    measure = replace(in_state(variant(), "open"), due_on=date(2024, 12, 20))
    deadlines = follow(definition, None, measure, (), NOW, CALENDAR).opened
    now = at("2024-07-05 12:00")  # the second quarter's report is due today

    extended = move(
        measure, "extend", "hq", data={"due_on": "2025-02-20"}, comment="floods",
        within=context(deadlines=deadlines), now=now, definition=definition,
    )  # fmt: skip
    assert extended.measure.due_on == date(2025, 2, 20)


def refused(measure, deadlines, event, actor="mia", **data) -> tuple[str, ...]:
    with pytest.raises(Refused) as caught:
        do(measure, deadlines, event, actor, **data)
    return caught.value.reasons


def test_a_period_that_does_not_fit_is_answered_with_those_that_do():
    measure, deadlines = running()

    assert refused(measure, deadlines, "give", period="2031-Q1") == (
        "period 2031-Q1 of 'quarterly' is none that waits for a report: those are 2024-Q2, 2024-Q3, 2024-Q4, 2025-Q1",
    )
    assert refused(measure, deadlines, "take", "hq", period="2024-Q2") == (
        "period 2024-Q2 of 'quarterly' is none that is reported and not accepted: there is none",
    )
    assert refused(measure, deadlines, "send_back", "hq") == ("no period is reported",)
    assert refused(measure, (), "give") == ("no period waits for a report",)


def test_a_period_accepted_is_neither_accepted_nor_returned_again():
    measure, deadlines = running()
    given = do(measure, deadlines, "give")
    deadlines = after(given, deadlines)
    accepted = do(given.measure, deadlines, "take", "hq")
    deadlines = after(accepted, deadlines)

    assert refused(accepted.measure, deadlines, "send_back", "hq") == ("no period is reported",)
    assert given.changed == (of(deadlines, "2024-Q2"),) or accepted.changed == (of(deadlines, "2024-Q2"),)


def test_what_is_done_to_one_period_leaves_the_deadlines_of_others_as_they_are():
    measure, deadlines = running()
    step = do(measure, deadlines, "give", period="2024-Q3")

    assert step.changed == (of(step.changed, "2024-Q3"),)
    assert step.measure.due_at == of(deadlines, "2024-Q2").due_at


def test_a_closed_period_is_not_owed_again_by_an_ordinary_step():
    measure, deadlines = running()
    given = do(measure, deadlines, "give")
    step = do(given.measure, after(given, deadlines), "nudge", "hq", now=at("2024-04-18 10:00"))

    assert step.changed == step.opened == ()


def test_a_slip_in_a_year_names_the_measure_and_the_number_of_reports():
    measure, _ = running()
    with pytest.raises(Invalid) as refusal:
        follow(REPORTING, None, replace(measure, due_on=date(9024, 1, 31)), (), NOW, CALENDAR)

    assert refusal.value.message == "7/KZ-10: a report every quarter until 9024-01-31 would be 28,000 reports"
    assert refusal.value.possible == "a last day at most 120 periods away"
    assert refusal.value.measure == "7/KZ-10"
    edge = follow(REPORTING, None, replace(measure, due_on=date(2054, 12, 31)), (), NOW, CALENDAR)
    assert edge.opened[-1].period is not None  # thirty years of quarters are 120


def test_each_clock_of_a_period_is_written_down_with_its_measure_version_and_calendar():
    measure, deadlines = running()
    first = of(replace_all(deadlines, next_fire_at=None), "2024-Q2")

    assert first == Deadline(
        id="7/KZ-10#quarterly@2024-Q2", measure="7/KZ-10", name="quarterly", type_version=measure.type_version,
        opened_at=NOW, due_at=at("2024-07-05 18:00"), calendar=CALENDAR.version, period="2024-Q2",
    )  # fmt: skip


def replace_all(deadlines, **changes) -> tuple[Deadline, ...]:
    return tuple(replace(deadline, **changes) for deadline in deadlines)


def test_a_period_due_at_this_very_moment_is_owed_no_more():
    measure, _ = running()
    late = follow(REPORTING, None, measure, (), at("2024-07-05 18:00"), CALENDAR).opened

    assert "2024-Q2" not in {d.period for d in late if d.name == "quarterly"}


def test_a_period_is_not_owed_when_the_work_ends_at_its_very_moment():
    measure, deadlines = running()
    ended = follow(REPORTING, measure, in_state(measure, "checked"), deadlines, at("2024-07-05 18:00"), CALENDAR)

    assert of(ended.changed, "2024-Q2").status is DeadlineStatus.CANCELLED


def test_a_period_that_is_due_this_very_moment_is_not_owed_any_more():
    measure = replace(in_state(variant(), "open"), due_on=date(2025, 1, 31))
    opened = follow(REPORTING, None, measure, (), at("2024-07-05 18:00"), CALENDAR).opened

    assert min(d.period for d in opened if d.name == "quarterly") == "2024-Q3"


@pytest.mark.parametrize(
    ("last", "status"), [(date(2025, 1, 1), DeadlineStatus.RUNNING), (date(2024, 12, 31), DeadlineStatus.CANCELLED)]
)
def test_a_period_is_owed_as_long_as_the_last_day_lies_in_it_and_no_date_of_another_moves(last, status):
    measure, deadlines = running()
    followed = follow(REPORTING, measure, replace(measure, due_on=last), deadlines, at("2024-05-02 10:00"), CALENDAR)
    stands = {d.id: d for d in (*deadlines, *followed.changed)}.values()

    assert of(stands, "2025-Q1").status is status
    assert all(d.earlier == () for d in stands)
    assert [d.due_at for d in stands] == [d.due_at for d in deadlines]


def test_a_period_cut_off_at_the_moment_it_is_due_is_cancelled_and_not_missed():
    measure, deadlines = running()
    now = of(deadlines, "2024-Q3").due_at
    cut = follow(REPORTING, measure, replace(measure, due_on=date(2024, 6, 30)), deadlines, now, CALENDAR)

    assert of(cut.changed, "2024-Q3").status is DeadlineStatus.CANCELLED


def test_what_was_called_off_stays_so_while_nothing_is_owed():
    measure, deadlines = running()
    checked, now = in_state(measure, "checked"), at("2024-05-02 10:00")
    ended = {d.id: d for d in (*deadlines, *follow(REPORTING, measure, checked, deadlines, now, CALENDAR).changed)}
    assert {d.status for d in ended.values()} == {DeadlineStatus.CANCELLED}

    assert follow(REPORTING, checked, checked, tuple(ended.values()), at("2024-05-03 10:00"), CALENDAR).changed == ()
