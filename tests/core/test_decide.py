"""What one command changes, and that nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.core.errand import (
    CALENDAR,
    DOCUMENT,
    ERRAND,
    NOW,
    SOUTH,
    approved,
    at,
    clock,
    context,
    draft,
    move,
    person,
    variant,
    with_people,
)
from tests.core.life import Life
from workflow.deadline import FiredRung
from workflow.decide import decide, decide_creation, decide_rung, with_values
from workflow.definition_document import definition_from
from workflow.directory import Grant, Substitution
from workflow.errors import Forbidden, Invalid, NotFound, NotPossible, Refused
from workflow.model import Command, Creation, Deed, Entry, Measure, Variant
from workflow.seal import GENESIS, first_break

OPEN = at("2024-05-15 18:00")


def create(actor="hq", number="7", **facts):
    return decide_creation(ERRAND, Creation(type="errand", actor=actor, data=facts), number, context(), NOW)


def test_a_decision_is_the_same_whenever_it_is_made():
    assert move(draft(), "approve", "hq2") == move(draft(), "approve", "hq2")


def test_the_measure_a_decision_was_made_on_is_left_as_it_was():
    before = draft()
    copy = replace(before)
    move(before, "approve", "hq2")

    assert before == copy


def test_a_step_changes_state_version_and_head_and_keeps_the_rest():
    before = draft()
    after = move(before, "approve", "hq2").measure

    assert (after.state, after.version, after.since) == ("open", 2, NOW)
    assert after.head != before.head
    assert replace(after, state=before.state, version=1, head=before.head, since=before.since, due_at=None) == before


def test_an_entry_says_who_did_what_from_where_to_where_and_with_which_values():
    given = {"amount": "12", "note": " ok "}
    step = move(variant(), "finish", "mia", data=given, evidence=2, comment="done", now=at("2024-05-01 09:00"))
    entry = step.entry

    assert (entry.seq, entry.actor, entry.event, entry.source, entry.target) == (2, "mia", "finish", "open", "checked")
    assert entry.at == at("2024-05-01 09:00")
    assert entry.data == {"amount": 12, "note": "ok"}
    assert [item["url"] for item in entry.evidence] == ["https://e.kz/0", "https://e.kz/1"]
    assert entry.comment == "done"
    assert step.measure.data == {"amount": 12, "note": "ok"}


def test_entries_form_a_chain():
    first = create(title="Errand", due_on="2024-05-15", lead_agency="MIA")
    second = move(first.measure, "edit", "hq", data={"note": "x"})
    third = move(second.measure, "approve", "hq2")

    assert first.entry.prev_hash == GENESIS
    assert first_break([first.entry, second.entry, third.entry], third.measure.head) is None


def test_a_step_that_stays_in_its_state_keeps_the_moment_it_entered_it():
    later = move(draft(), "edit", "hq", data={"note": "x"}, now=at("2024-04-20 10:00"))

    assert later.measure.since == NOW
    assert later.measure.version == 2


def test_an_event_some_transition_asks_about_is_remembered_with_its_doer():
    finished = move(variant(), "finish", "mia", data={"amount": 1}, evidence=1).measure

    assert finished.deeds["finish"] == Deed(times=1, last_by="mia")
    assert move(draft(), "edit", "hq", data={"note": "x"}).measure.deeds.keys() == {"create"}


def test_a_final_state_closes_the_measure():
    assert move(draft(), "drop", "hq").measure.closed
    assert not draft().closed


def test_control_characters_of_a_comment_are_dropped_and_an_empty_one_is_none():
    assert move(draft(), "edit", "hq", comment="a\x00b\u202e").entry.comment == "ab"
    assert move(draft(), "edit", "hq", comment=" \x07 ").entry.comment is None


def test_mails_are_written_to_those_the_notice_names_for_this_measure():
    mails = move(variant(SOUTH), "finish", "mia", data={"amount": 1}, evidence=1).mails

    assert [(mail.person, mail.template) for mail in mails] == [
        ("south", "assigned"),
        ("hq", "moved"),
        ("hq2", "moved"),
    ]


def test_a_mail_nobody_answers_to_is_skipped_with_the_reason():
    mails = move(variant("KZ-63"), "finish", "mia", data={"amount": 1}, evidence=1).mails

    assert mails[0].skipped == "nobody is regional.coordinator in KZ-63"
    assert mails[0].address is None


def test_the_key_of_a_mail_is_its_own_and_always_the_same():
    once, again = approved(), approved()
    keys = [mail.key for step in (once, *once.children) for mail in step.mails]

    assert keys == [mail.key for step in (again, *again.children) for mail in step.mails]
    assert len(set(keys)) == len(keys)


# Fan-out


def test_fanning_out_makes_one_variant_for_every_region():
    step = approved()

    assert [child.measure.id for child in step.children] == ["7/KZ-10", "7/KZ-61", "7/KZ-63"]
    assert all(child.measure.state == "open" and child.measure.parent == "7" for child in step.children)
    assert all(len(child.opened) == 1 for child in step.children)


def test_fanning_out_keeps_to_the_regions_the_measure_names():
    assert [child.measure.region for child in approved(regions="KZ-61").children] == ["KZ-61"]


def test_a_region_that_has_a_variant_gets_no_second_one():
    step = move(draft(), "approve", "hq2", within=context(variants=(Variant(region="KZ-61", state="open"),)))

    assert [child.measure.region for child in step.children] == ["KZ-10", "KZ-63"]


def test_a_variant_takes_over_the_facts_but_neither_regions_nor_the_plan():
    parent = move(draft(regions="KZ-10", co_executors="MOH"), "edit", "hq", data={"plan": {"section": "A"}}).measure
    (child,) = move(parent, "approve", "hq2").children

    assert (child.measure.agency, child.measure.co_executors) == ("MIA", ("MOH",))
    assert child.measure.due_on == date(2024, 5, 15)
    assert child.measure.titles == parent.titles
    assert child.measure.regions == ()
    assert "plan" not in child.measure.data


def test_a_directory_without_regions_has_nowhere_to_fan_out_to():
    empty = replace(context().directory, regions={})

    with pytest.raises(NotPossible, match="no region to fan out to"):
        move(draft(), "approve", "hq2", within=context(empty))


# Creation


def test_a_new_measure_stands_in_the_initial_state_with_its_values_read():
    step = create(title="Поручение", lead_agency="mia", due_on="2024-05-15", amount="7")

    assert step.measure.state == "draft"
    assert step.measure.titles == {"ru": "Поручение"}
    assert step.measure.agency == "MIA"
    assert step.measure.data == {"amount": 7}
    assert step.entry.data["type"] == "errand"
    assert step.measure.author == "hq"


def test_a_measure_without_what_its_type_requires_is_not_created():
    with pytest.raises(Refused, match="title must be set"):
        create()


def test_who_may_not_create_is_told_whom_to_ask():
    with pytest.raises(Forbidden, match="north may not create") as refusal:
        create(actor="north", title="x")

    assert refusal.value.possible == "ask national.coordinator"


def test_a_stranger_creates_nothing():
    with pytest.raises(NotFound, match="nobody here is called 'ghost'"):
        create(actor="ghost", title="x")


@pytest.mark.parametrize("number", ["", "12/KZ-75", "a b", "-1", "x" * 25, "12\n", "=1", "🙂"])
def test_a_number_that_cannot_be_one_is_refused(number):
    with pytest.raises(Invalid, match="cannot be a measure's number"):
        create(number=number, title="x")


@pytest.mark.parametrize("number", ["12", "3.1", "12а", "П-7", "I.2"])
def test_numbers_are_as_plans_write_them(number):
    assert create(number=number, title="x").measure.id == number


def test_an_unknown_field_names_the_known_ones():
    with pytest.raises(Invalid, match="errand has no field 'colour'") as refusal:
        create(title="x", colour="red")

    assert "amount" in refusal.value.possible
    assert "due_on" in refusal.value.possible


def test_due_at_is_the_nearest_deadline_that_runs():
    assert variant().due_at == OPEN
    assert approved().measure.due_at == CALENDAR.close_of(date(2024, 5, 20))
    assert draft().due_at is None


# Every part of what a step writes


def test_a_birth_writes_down_all_that_was_said():
    creation = Creation(
        type="errand", actor="hq", data={"title": "x", "note": "", "co_executors": []}, number="7",
        comment=" first\x07 ", request_id="r-1", plan_key="plan:7",
    )  # fmt: skip
    step = decide_creation(ERRAND, creation, "7", context(), NOW)
    entry = step.entry

    assert step.measure == Measure(
        id="7", type="errand", type_version=1, level="national", titles={"en": "x"}, state="draft", since=NOW,
        version=1, head=entry.hash, author="hq", plan_key="plan:7", deeds={"create": Deed(times=1, last_by="hq")},
    )  # fmt: skip
    assert replace(entry, hash="") == Entry(
        measure="7", seq=1, at=NOW, actor="hq", event="create", source=None, target="draft", type_version=1,
        comment="first", data={"type": "errand", "title": {"en": "x"}}, request_id="r-1", prev_hash=GENESIS, hash="",
    )  # fmt: skip
    assert first_break([entry], entry.hash) is None
    assert (step.opened, step.mails, step.children, step.changed) == ((), (), (), ())


def test_a_step_writes_down_all_that_was_said():
    command = Command(
        measure="7/KZ-10", event="finish", actor="mia", data={"amount": "5"}, comment="done",
        evidence=({"url": "https://e.kz/1"},), request_id="r-2",
    )  # fmt: skip
    before = variant()
    entry = decide(ERRAND, before, command, context(), at("2024-05-01 09:00")).entry

    assert replace(entry, hash="") == Entry(
        measure="7/KZ-10", seq=2, at=at("2024-05-01 09:00"), actor="mia", event="finish", source="open",
        target="checked", type_version=1, comment="done", data={"amount": 5}, evidence=({"url": "https://e.kz/1"},),
        request_id="r-2", prev_hash=before.head, hash="",
    )  # fmt: skip


def test_a_variant_is_born_with_all_it_takes_over():
    parent = replace(draft(note="n"), type_version=1)
    step = move(parent, "approve", "hq2", now=at("2024-04-16 10:00"))
    child, entry = step.children[0].measure, step.children[0].entry

    assert child == Measure(
        id="7/KZ-10", type="errand", type_version=1, level="regional", parent="7", region="KZ-10", agency="MIA",
        titles={"en": "Errand"}, state="open", since=at("2024-04-16 10:00"), version=1, head=entry.hash, author="hq2",
        due_on=date(2024, 5, 15), due_at=OPEN, data={"note": "n"}, deeds={"fan_out": Deed(times=1, last_by="hq2")},
    )  # fmt: skip
    assert replace(entry, hash="") == Entry(
        measure="7/KZ-10", seq=1, at=at("2024-04-16 10:00"), actor="hq2", event="fan_out", source=None, target="open",
        type_version=1, prev_hash=GENESIS, hash="",
        data={"type": "errand", "title": {"en": "Errand"}, "lead_agency": "MIA", "due_on": "2024-05-15", "note": "n"},
    )  # fmt: skip
    assert [mail.person for mail in step.children[0].mails] == ["north"]


STANDING_IN = with_people(
    substitutions=(
        Substitution(absent="hq", substitute="nobody", starts_on=date(2024, 4, 15), ends_on=date(2024, 4, 15)),
    )
)


def test_who_stands_in_for_somebody_is_written_down_with_them():
    within = context(STANDING_IN)
    born = decide_creation(ERRAND, Creation(type="errand", actor="nobody", data={"title": "x"}), "7", within, NOW)
    step = move(replace(draft(), author="hq2", deeds={}), "approve", "nobody", within=within)
    extended = move(variant(), "extend", "nobody", data={"due_on": "2024-05-20"}, comment="x", within=within)

    assert (born.entry.actor, born.entry.on_behalf_of, born.measure.author) == ("nobody", "hq", "nobody")
    assert (step.entry.actor, step.entry.on_behalf_of) == ("nobody", "hq")
    assert {(c.entry.actor, c.entry.on_behalf_of) for c in step.children} == {("nobody", "hq")}
    assert extended.measure.deeds["extend"] == Deed(times=1, last_by="nobody", on_behalf_of="hq")
    with pytest.raises(Forbidden):
        decide_creation(
            ERRAND, Creation(type="errand", actor="nobody", data={"title": "x"}), "7", within, at("2024-04-16 10:00")
        )


def test_an_administrator_who_acts_for_somebody_is_the_one_who_did_it():
    creation = Creation(type="errand", actor="hq", data={"title": "x"}, through="root")
    entry = decide_creation(
        ERRAND, creation, "7", context(with_people(person("root", Grant(role="administrator")))), NOW
    ).entry

    assert (entry.actor, entry.on_behalf_of) == ("root", "hq")


def test_deeds_are_counted():
    twice = replace(variant(), deeds={"finish": Deed(times=1, last_by="moh")})

    assert move(twice, "finish", "mia", data={"amount": 1}, evidence=1).measure.deeds == {
        "finish": Deed(times=2, last_by="mia")
    }


def test_a_field_that_was_not_set_may_be_emptied():
    assert move(variant(), "finish", "mia", data={"amount": 1, "note": ""}, evidence=1).measure.data == {"amount": 1}


def test_only_what_says_so_is_done_to_the_variants_as_well():
    assert move(draft(), "drop", "hq").cascade
    assert not move(draft(), "edit", "hq", data={"note": "x"}).cascade
    assert move(variant(), "hold", "hq").children == ()


def test_a_refusal_says_which_measure_it_is_about():
    with pytest.raises(Refused) as refused:
        move(variant(), "finish", "mia", evidence=1)
    assert refused.value.measure == "7/KZ-10"
    with pytest.raises(NotPossible) as nowhere:
        move(draft(), "approve", "hq2", within=context(replace(context().directory, regions={})))
    assert nowhere.value.measure == "7"
    with pytest.raises(NotPossible) as elsewhere:
        move(draft(), "resume", "hq")
    assert elsewhere.value.message == "7 is 'draft': cannot 'resume'"
    assert elsewhere.value.possible == "qadam move 7 edit|approve|drop"


def test_several_things_missing_are_named_together():
    strict = replace(
        ERRAND, creation_requires=("title", "due_on"), created_by=("national.head", "national.coordinator")
    )
    with pytest.raises(Refused, match="a errand cannot be created: title, due_on must be set"):
        decide_creation(strict, Creation(type="errand", actor="hq", data={}), "7", context(), NOW)
    with pytest.raises(Forbidden) as refused:
        decide_creation(strict, Creation(type="errand", actor="mia", data={"title": "x"}), "7", context(), NOW)
    assert refused.value.possible == "ask national.head or national.coordinator"


# Rungs


def test_a_rung_puts_on_record_what_was_refused_and_how_long_we_were_down():
    deadline = clock()
    down = ((at("2024-05-14 10:00"), at("2024-05-16 10:00")), (at("2024-04-01 10:00"), at("2024-04-02 10:00")))
    now = at("2024-05-16 12:00")
    within = replace(context(deadlines=(deadline,)), outages=down)
    _, step = decide_rung(ERRAND, variant(), deadline, within, now, refusal="not yet")

    assert step.fired == (
        FiredRung(deadline=deadline.id, epoch=0, rung="before 5 working days", at=at("2024-05-08 18:00"), fired_at=now,
                  collapsed=True, outage=2 * 86400),
        FiredRung(deadline=deadline.id, epoch=0, rung="before 1 working day", at=at("2024-05-14 18:00"), fired_at=now,
                  collapsed=True, outage=40 * 3600),
        FiredRung(deadline=deadline.id, epoch=0, rung="due", at=OPEN, fired_at=now, refusal="not yet",
                  outage=16 * 3600),
    )  # fmt: skip
    assert (step.entry, step.measure) == (None, variant())


def test_a_rung_is_reckoned_with_the_calendar_of_its_deadline():
    """On a calendar that works on Sundays the reminder of one working day before a Monday is not on Friday."""
    weekends = replace(CALENDAR, hours=CALENDAR.hours[:5] + (CALENDAR.hours[0],) * 2)
    deadline = replace(clock(due_on="2024-05-13"), calendar=weekends.version)
    within = replace(context(deadlines=(deadline,)), earlier={weekends.version: weekends})

    assert decide_rung(ERRAND, variant(), deadline, context(deadlines=(deadline,)), at("2024-05-10 18:00"))[0].rung.key
    found = decide_rung(ERRAND, variant(), deadline, within, at("2024-05-12 17:00"))
    assert found is not None
    assert found[0].rung.key == "before 5 working days"


def test_a_measure_stands_in_a_state_since_it_came_there_and_not_since_something_happened_to_it():
    later, latest = at("2024-04-17 10:00"), at("2024-04-18 10:00")
    nudged = move(variant(), "nudge", "hq", now=later).measure
    finished = move(nudged, "finish", "mia", data={"amount": 1}, evidence=1, now=latest).measure

    assert (nudged.since, finished.since) == (NOW, latest)


def test_what_a_report_is_for_does_not_hide_what_else_it_says():
    assert with_values(draft(), {"period": "2024-Q1", "note": "n"}).data == {"note": "n"}


def test_a_measure_made_in_somebody_s_name_is_written_by_who_made_it():
    directory = with_people(person("root", Grant(role="administrator")))
    creation = Creation(type="errand", actor="hq", data={"title": "x"}, through="root")
    made = decide_creation(ERRAND, creation, "7", context(directory), NOW)

    assert (made.measure.author, made.entry.actor, made.entry.on_behalf_of) == ("root", "root", "hq")


def test_a_mail_about_a_move_tells_of_the_clock_that_runs_on():
    notices = {**DOCUMENT["notices"], "nudge": {"to": "responsible", "template": "moved"}}
    life = Life.of_variant(definition_from({**DOCUMENT, "notices": notices}, "1" * 64))
    (mail,) = life.move("nudge", "hq", "2024-04-18 10:00").mails

    assert mail.occasion.facts["deadline"]["id"] == "7/KZ-10#answer@1"
