"""The nouns: copied with other values, and asked for what they know."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from tests.core.errand import clock, draft, variant
from workflow.noun import replace


def test_a_copy_has_the_other_values_and_leaves_the_first_as_it_was():
    measure = variant()
    copy = replace(measure, state="hold", version=9)

    assert (copy.state, copy.version, type(copy)) == ("hold", 9, type(measure))
    assert copy == dataclasses.replace(measure, state="hold", version=9)
    assert (measure.state, measure.version) == ("open", 1)


def test_a_copy_with_a_field_there_is_not_is_refused_by_its_names():
    with pytest.raises(TypeError, match=r"^Measure has no mood, stats$"):
        replace(variant(), stats="open", state="hold", mood="good")


def test_the_facts_of_a_measure_are_under_the_names_a_definition_uses():
    measure = replace(
        draft(note="n"), co_executors=("MOH",), regions=("KZ-10",), starts_on=date(2024, 4, 1), data={"note": "n"}
    )

    assert measure.facts == {
        "title": {"en": "Errand"},
        "lead_agency": "MIA",
        "co_executors": ("MOH",),
        "regions": ("KZ-10",),
        "starts_on": date(2024, 4, 1),
        "due_on": date(2024, 5, 15),
        "note": "n",
    }


@pytest.mark.parametrize("empty", [None, "", (), []])
def test_an_empty_text_or_list_is_no_value(empty):
    assert replace(draft(), data={"note": empty}).lacks("note")
    assert not replace(draft(), data={"note": 0}).lacks("note")
    assert draft().lacks("nothing of the kind")


def test_what_is_empty_of_the_measure_itself_is_lacking_too():
    bare = replace(draft(), titles={}, agency=None, co_executors=(), regions=(), starts_on=None, due_on=None)

    assert [name for name in bare.facts if not bare.lacks(name)] == []


def test_a_deadline_is_open_while_it_runs_or_stands_still():
    assert clock().is_open
