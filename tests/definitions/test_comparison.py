"""What differs between two versions of a measure type is found part by part, and said in three languages."""

from dataclasses import fields, replace

import pytest

from commands.change_words import sentence
from commands.translations.changes import WORDINGS
from definitions.comparison import NOT_COMPARED, compare
from definitions.loader import MEASURE_TYPES, parse_definition
from workflow.deadline_rule import DeadlineRule, Rung
from workflow.definition import Approval, State
from workflow.facts import FieldRule
from workflow.transition import Transition

CAMPAIGN = (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8")
OLD = parse_definition(CAMPAIGN, "campaign.yaml")


def edited(*edits: tuple[str, str]):
    text = CAMPAIGN
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return parse_definition(text.replace("version: 1", "version: 2", 1), "campaign.yaml")


def said(*edits: tuple[str, str], language: str = "en") -> list[str]:
    return [sentence(change, language) for change in compare(OLD, edited(*edits))]


def test_two_versions_that_say_the_same_differ_in_nothing():
    assert compare(OLD, edited()) == ()


@pytest.mark.parametrize("name", sorted(path.stem for path in MEASURE_TYPES.glob("*.yaml")))
def test_every_shipped_type_equals_itself(name):
    one = parse_definition((MEASURE_TYPES / f"{name}.yaml").read_text(encoding="utf-8"), name)

    assert compare(one, replace(one, version=2)) == ()


def test_a_deadline_with_another_budget_is_said_with_both():
    assert said(("within: 15 working days", "within: 12 working days")) == [
        "deadline approval (Approval of the draft): time allowed was 15 working days, is now 12 working days"
    ]


def test_a_transition_somebody_else_may_do_is_said_with_its_event_and_source():
    old = "{event: tailor, from: approved, to: tailored, by: regional.coordinator"
    new = "{event: tailor, from: approved, to: tailored, by: [regional.coordinator, regional.head]"

    assert said((old, new)) == [
        "transition tailor (Tailor to the region) from approved: "
        "who may do it was regional.coordinator, is now regional.coordinator, regional.head"
    ]


def test_what_is_the_same_from_several_states_is_said_once():
    (change,) = compare(OLD, edited(("cancelled, by: national.coordinator,", "cancelled, by: national.head,")))

    assert change.name == "cancel"
    assert set(change.sources) == {name for name, state in OLD.states.items() if not state.final}


def test_a_new_recipient_of_a_rung_and_of_a_notice_are_both_found():
    changes = compare(
        OLD,
        edited(
            (
                "- {before: 10 working days, notify: [responsible]}",
                "- {before: 10 working days, notify: [agency.head]}",
            ),
            ("  complete:      {to: national.coordinator", "  complete:      {to: national.head"),
        ),
    )

    assert [(c.section, c.name, c.aspect, c.old, c.new) for c in changes] == [
        ("rung", "execution: before 10 working days", "notify", ("responsible",), ("agency.head",)),
        ("notice", "complete", "to", ("national.coordinator",), ("national.head",)),
    ]


def test_parts_that_come_and_go_are_found():
    changes = compare(
        OLD,
        edited(
            ("  events_held:\n    type: integer", "  talks_held:\n    type: integer"),
            ("requires: [events_held, reach]", "requires: [talks_held, reach]"),
            ("sets: [events_held, reach,", "sets: [talks_held, reach,"),
        ),
    )

    assert ("field", "talks_held", "added") in {(c.section, c.name, c.kind) for c in changes}
    assert ("field", "events_held", "removed") in {(c.section, c.name, c.kind) for c in changes}


def test_the_join_is_said_in_words_in_three_languages():
    edit = ("at_least: all, ignores", "at_least: 60%, ignores")
    russian, kazakh = said(edit, language="ru"), said(edit, language="kk")

    assert "было все в closed" in russian[0]
    assert "стало 60% в closed" in russian[0]
    assert "closed мәртебесінде барлығы" in kazakh[0]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_attribute_a_part_can_have_has_words(language):
    compared = {
        attribute.name
        for part in (Approval, FieldRule, State, Transition, DeadlineRule, Rung)
        for attribute in fields(part)
        if attribute.name not in NOT_COMPARED
    }

    assert compared <= set(WORDINGS[language].aspects)
