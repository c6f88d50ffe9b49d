"""What one command changes, and that nothing else does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.core.errand import CALENDAR, ERRAND, NOW, SOUTH, approved, at, context, draft, move, variant
from workflow.decide import decide_creation
from workflow.errors import Forbidden, Invalid, NotFound, NotPossible, Refused
from workflow.model import Creation, Deed, Variant
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
