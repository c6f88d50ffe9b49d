"""Bringing a running measure to another version: what is carried over, what stands in the way, and what fires then."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.core.errand import CALENDAR, DOCUMENT, NOW, at, context
from tests.core.life import Life
from workflow.calendar import Calendar
from workflow.deadline import DeadlineStatus, EarlierDue
from workflow.decide import decide_creation
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.errors import Invalid
from workflow.migration import MigrationPlan, Prospect, migrated, plan_of, prospect
from workflow.model import Creation, Vote
from workflow.replay import rebuilt
from workflow.working_days import SpecialDay

TITLES = {"title": {"en": "E", "ru": "Р", "kk": "К"}}
WHEN = at("2024-04-17 10:00")
DUE = at("2024-05-15 18:00")
ANSWER = "7/KZ-10#answer@1"


def second(**changes: Any) -> Definition:
    """The second version of an errand; `changes` replace whole parts of its document."""
    document = copy.deepcopy(DOCUMENT) | {"version": 2} | changes
    return definition_from(document, "2" * 64)


def clocks(**changes: Any) -> dict[str, Any]:
    """The deadlines with `answer` changed."""
    return {**DOCUMENT["deadlines"], "answer": {**DOCUMENT["deadlines"]["answer"], **changes}}


def variant(**data: Any) -> Life:
    life = Life.of_variant(definition_from(DOCUMENT, "0" * 64))
    life.measure = replace(life.measure, data=data)
    return life


def done(life: Life, new: Definition, *, now=WHEN, **plan: Any) -> Prospect:
    life.definitions[new.version] = new
    wanted = MigrationPlan(type="errand", to=new.version, **plan)
    return prospect(life.definition, new, life.measure, wanted, "hq", 4, life.context(), now)


def reasons(life: Life, new: Definition, **plan: Any) -> tuple[str, tuple[str, ...]]:
    found = done(life, new, **plan)
    assert (found.decision, found.firing, found.mails, found.measure) == (None, (), (), life.measure)
    return found.verdict, found.reasons


def renamed(old: str, new: str) -> dict[str, Any]:
    """The document's parts with one state called otherwise."""
    document = copy.deepcopy(DOCUMENT)
    document["states"][new] = document["states"].pop(old)
    for transition in document["transitions"]:
        for end in ("from", "to"):
            transition[end] = new if transition[end] == old else transition[end]
    return {"states": document["states"], "transitions": document["transitions"]}


# What is carried over


def test_nothing_but_the_version_changes_where_the_new_one_says_the_same():
    life = variant(amount=3)
    found = done(life, second())
    step = found.decision

    assert (found.verdict, found.reasons, found.firing, found.mails) == ("safe", (), (), ())
    assert found.measure == life.measure
    assert step.measure == replace(
        life.measure, type_version=2, version=2, head=step.entry.hash, due_at=life.measure.due_at
    )
    assert step.changed == (replace(life.deadlines[ANSWER], type_version=2),)
    assert step.opened == ()


def test_its_entry_says_which_migration_it_was_from_which_version_and_what_became_of_the_fields():
    life = variant(amount=3, note="n")
    entry = done(life, second(), fields={"note": None, "day": "note"}).decision.entry

    assert (entry.measure, entry.seq, entry.at, entry.actor) == ("7/KZ-10", 2, WHEN, "hq")
    assert (entry.event, entry.source, entry.target, entry.type_version) == ("migrate", "open", "open", 2)
    assert entry.data == {"migration": {"number": 4, "from": 1, "fields": {"note": None}}}
    assert entry.prev_hash == life.measure.head
    assert entry.hash


def test_fields_are_renamed_or_left_behind_as_the_plan_says():
    life = variant(amount=3, note="n", urgent=True)
    fields = {name: rule for name, rule in DOCUMENT["fields"].items() if name not in ("amount", "note")}
    new = second(fields={**fields, "number": {"type": "integer"}})
    life.entries[0] = replace(life.entries[0], data={**life.entries[0].data, "amount": 3, "note": "n", "urgent": True})
    after = life.take(done(life, new, fields={"amount": "number", "note": None}).decision).measure

    assert after.data == {"number": 3, "urgent": True}
    assert life.replayed()[0] == after
    known = life.definitions
    assert rebuilt(life.entries, lambda _, version: known[version], life.directory) == replace(after, due_at=None)


def test_a_state_is_called_as_the_plan_says_and_has_been_stood_in_as_long_as_before():
    life = variant()
    after = life.take(done(life, second(**renamed("open", "at_work")), states={"open": "at_work"}).decision).measure

    assert (after.state, after.since) == ("at_work", NOW)
    assert life.deadlines[ANSWER].is_open
    assert life.replayed() == (after, life.deadlines)


def test_answers_to_an_approval_that_is_gone_are_dropped():
    life = variant()
    votes = {"old": {"MIA": Vote(answer="agree", by="mia")}, "kept": {"MOH": Vote(answer="refuse", by="moh")}}
    life.measure = replace(life.measure, votes=votes)
    new = second(approvals={"kept": {**TITLES, "asks": "MOH"}})

    assert done(life, new).decision.measure.votes == {"kept": votes["kept"]}


# Deadlines


def test_a_rule_that_changed_gives_another_date_and_a_ladder_armed_anew():
    life = variant()
    life.fire("2024-05-08 18:00")
    now = at("2024-05-09 10:00")
    step = done(life, second(deadlines=clocks(plus="5 working days")), now=now).decision
    (clock,) = step.changed

    assert clock.due_at == at("2024-05-22 18:00")
    assert clock.earlier == (EarlierDue(now, DUE, "migrated"),)
    assert (clock.type_version, clock.opened_at, clock.calendar) == (2, NOW, CALENDAR.version)
    assert clock.fired == ("before 5 working days",)
    assert clock.next_fire_at == at("2024-05-21 18:00")
    assert step.measure.due_at == clock.due_at


def test_other_words_for_a_deadline_are_no_other_rule():
    life = variant()
    new = second(deadlines=clocks(title={"en": "Other", "ru": "Р", "kk": "К"}))

    assert done(life, new).decision.changed == (replace(life.deadlines[ANSWER], type_version=2),)


def test_a_deadline_without_a_rule_is_cancelled():
    life = variant()
    states = {**DOCUMENT["states"], "open": {**TITLES, "deadline": "watch"}}
    new = second(states=states, deadlines={"watch": DOCUMENT["deadlines"]["watch"]})
    step = done(life, new).decision

    assert [(c.status, c.closed_at, c.next_fire_at) for c in step.changed] == [(DeadlineStatus.CANCELLED, WHEN, None)]
    assert step.measure.due_at is None


def test_a_deadline_that_no_longer_runs_in_the_state_is_cancelled_unless_the_state_pauses():
    states = {**DOCUMENT["states"], "open": {**TITLES, "deadline": "watch"}}
    pausing = {**DOCUMENT["states"], "open": {**TITLES, "pauses": True, "deadline": "watch"}}

    assert done(variant(), second(states=states)).decision.changed[0].status is DeadlineStatus.CANCELLED
    assert done(variant(), second(states=pausing)).decision.changed[0].is_open


def test_a_closed_deadline_is_left_alone():
    life = variant()
    life.move("finish", "mia", "2024-04-16 10:00", data={"amount": 3})
    life.measure = replace(life.measure, data={})

    assert done(life, second(deadlines=clocks(plus="1 day"))).decision.changed == ()


def test_a_new_deadline_of_the_state_opens_at_the_migration():
    life = variant()
    states = {**DOCUMENT["states"], "open": {**TITLES, "deadline": ["answer", "reply"]}}
    reply = {**TITLES, "within": "2 working days", "ladder": []}
    step = done(life, second(states=states, deadlines={**DOCUMENT["deadlines"], "reply": reply})).decision
    (fresh,) = step.opened

    assert (fresh.id, fresh.opened_at, fresh.due_at) == ("7/KZ-10#reply@2", WHEN, at("2024-04-19 18:00"))
    assert step.measure.due_at == fresh.due_at
    life.take(step)
    assert life.replayed() == (life.measure, life.deadlines)


def test_rungs_that_the_next_pass_would_fire_are_told_with_their_mails():
    life = variant()
    overdue = at("2024-05-16 10:00")
    found = done(life, second(), now=overdue)

    assert [(deadline.id, first.rung.key) for deadline, first in found.firing] == [(ANSWER, "due")]
    assert sorted({mail.person for mail in found.mails}) == ["mia", "north"]
    assert {mail.created_at for mail in found.mails} == {overdue}


# What stands in the way


def test_a_state_and_a_field_the_new_version_does_not_know_have_to_be_mapped():
    life = variant(amount=3, note="n")
    fields = {"note": DOCUMENT["fields"]["note"]}

    assert reasons(life, second(fields=fields, **renamed("open", "at_work"))) == (
        "needs_mapping",
        (
            "version 2 has no state 'open': --map open=…",
            "version 2 has no field 'amount': say in a plan file what becomes of it",
        ),
    )


def test_a_state_cannot_become_one_that_is_not_there():
    assert reasons(variant(), second(), states={"open": "elsewhere"}) == (
        "blocked",
        ("version 2 has no state 'elsewhere'",),
    )


def test_a_migration_neither_closes_nor_opens_a_measure():
    life = variant()
    assert reasons(life, second(), states={"open": "done"}) == ("blocked", ("it is open, and 'done' would close it",))

    life.move("drop", "hq", "2024-04-16 10:00")
    assert reasons(life, second(), states={"dropped": "open"}) == (
        "blocked",
        ("it is closed, and 'open' would open it",),
    )
    assert done(life, second()).verdict == "safe"


def test_a_measure_is_not_brought_to_where_nothing_leads_on():
    transitions = [t for t in DOCUMENT["transitions"] if "open" not in t["from"] and t["from"] != "*"]

    assert reasons(variant(), second(transitions=transitions)) == (
        "blocked",
        ("nothing leads a regional measure on from 'open'",),
    )


def test_another_type_is_no_other_version():
    assert reasons(variant(), second(type="visit")) == ("blocked", ("it is a errand",))


def test_values_the_new_version_would_not_take_are_named():
    life = variant(amount=70, note="long enough")
    fields = {**DOCUMENT["fields"], "amount": {"type": "integer", "max": 50}, "note": {"type": "string", "max": 4}}
    verdict, said = reasons(life, second(fields=fields))

    assert verdict == "blocked"
    assert [text.split()[0] for text in said] == ["amount", "note"]
    assert done(life, second(fields=fields), fields={"note": None, "amount": None}).verdict == "safe"


# Plan files


def test_a_plan_says_what_becomes_of_states_and_fields():
    document = {"type": "errand", "to": 3, "states": {"a": "b"}, "fields": {"c": "d", "e": None}}

    assert plan_of(document, "errand", None) == MigrationPlan(
        type="errand", to=3, states={"a": "b"}, fields={"c": "d", "e": None}
    )
    assert plan_of(document, "errand", 2).to == 2
    assert plan_of({}, "errand", 2) == MigrationPlan(type="errand", to=2)


@pytest.mark.parametrize(
    ("document", "said", "possible"),
    [
        ({"to": 2, "state": {}}, "has the keys to, states and fields", "states: {old: new}"),
        (["to"], "has the keys to, states and fields", "states: {old: new}"),
        ({"type": "visit", "to": 2}, "this plan is for 'visit', not for 'errand'", None),
        ({}, "does not say to which version", "--to V"),
        ({"to": "2"}, "does not say to which version", "--to V"),
        ({"to": True}, "does not say to which version", "--to V"),
        ({"to": 2, "states": ["a"]}, "maps old names to new ones", "states: {old: new}"),
        ({"to": 2, "states": {"a": None}}, "maps old names to new ones", "states: {old: new}"),
        ({"to": 2, "fields": {"a": 1}}, "maps old names to new ones", "states: {old: new}"),
        ({"to": 2, "fields": {1: "a"}}, "maps old names to new ones", "states: {old: new}"),
    ],
)
def test_a_plan_that_says_something_else_is_refused(document, said, possible):
    with pytest.raises(Invalid, match=said) as refused:
        plan_of(document, "errand", None)

    assert refused.value.possible == possible


def test_a_national_measure_is_migrated_like_its_variants():
    creation = Creation(type="errand", actor="hq", data={"title": "x"})
    old = definition_from(DOCUMENT, "0" * 64)
    national = decide_creation(old, creation, "7", context(), NOW).measure
    plan = MigrationPlan(type="errand", to=2)
    found = prospect(old, second(), national, plan, "hq", 1, context(), WHEN)

    assert found.verdict == "safe"
    assert found.decision.measure.type_version == 2


def test_where_a_rule_stands_in_the_file_does_not_matter():
    life, new = variant(), second()
    further = replace(new, deadlines={name: replace(rule, line=99) for name, rule in new.deadlines.items()})
    (stands,) = done(life, further).decision.changed

    assert stands == replace(life.deadlines[ANSWER], type_version=2)


def test_a_field_left_behind_does_not_hide_another_that_does_not_fit():
    life = variant(note="n", amount=70)
    fields = {**DOCUMENT["fields"], "amount": {"type": "integer", "max": 50}}
    verdict, why = reasons(life, second(fields=fields), fields={"note": None})

    assert verdict == "blocked"
    assert len(why) == 1


def test_a_deadline_with_another_rule_is_reckoned_with_the_calendar_in_force():
    life = variant()
    life.calendar = Calendar(zone="UTC", hours=CALENDAR.hours, days={date(2024, 5, 16): SpecialDay(working=False)})
    life.take(done(life, second(deadlines=clocks(plus="2 working days"))).decision)

    assert life.deadlines[ANSWER].calendar == life.calendar.version != CALENDAR.version


def test_a_measure_brought_into_a_final_state_is_closed():
    life = variant()
    life.measure = replace(life.measure, state="done", closed=True)
    entry = replace(life.entries[0], event="migrate", target="done", data={"migration": {"fields": {}}})

    assert migrated(replace(life.measure, closed=False), entry, second()).closed
