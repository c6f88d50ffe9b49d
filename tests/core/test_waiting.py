"""Whose move it is, and what is lacking for it."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from tests.core.errand import DOCUMENT, ERRAND, approved, draft, in_state, variant
from workflow.definition_document import definition_from
from workflow.waiting import lacking, waiting_for, ways_from, ways_on

TITLES = {"title": {"en": "E", "ru": "Р", "kk": "К"}}


def _asking():
    document = copy.deepcopy(DOCUMENT)
    document["approvals"] = {"consent": {**TITLES, "asks": ["co_executors", "national.head"]}}
    document["events"] |= {"agree": TITLES, "agreed": TITLES}
    document["transitions"] += [
        {"event": "agree", "from": "draft", "to": "same", "by": "agency.officer", "votes": {"consent": "agree"}},
        {"event": "agreed", "from": "draft", "to": "open", "when_approved": "consent"},
    ]
    return definition_from(document, "a" * 64)


@pytest.mark.parametrize(
    ("state", "level", "events"),
    [
        ("draft", "national", ["approve"]),  # an edit stays where it is, dropping calls it off
        ("open", "regional", ["finish"]),  # a hold pauses, an extension moves a date
        ("open", "national", ["gather"]),
        ("hold", "regional", ["resume"]),
        ("checked", "regional", ["accept", "return"]),
        ("done", "regional", []),
        ("vanished", "regional", []),
    ],
)
def test_only_what_carries_the_work_on_is_a_way_on(state, level, events):
    assert [way.event for way in ways_from(ERRAND, state, level)] == events
    assert [way.event for way in ways_on(ERRAND, replace(draft(), state=state, level=level))] == events


def test_it_waits_for_the_roles_of_the_ways_on_in_the_measure_s_own_scope():
    assert waiting_for(ERRAND, draft()) == ("national.coordinator",)
    assert waiting_for(ERRAND, variant()) == ("agency.officer of MIA",)
    assert waiting_for(ERRAND, in_state(variant(), "checked")) == (
        "national.coordinator",
        "regional.coordinator of KZ-10",
    )
    assert waiting_for(ERRAND, in_state(variant(), "done")) == ()


def test_a_national_measure_waits_for_its_variants():
    assert waiting_for(ERRAND, approved().measure) == ("its regional variants",)


def test_where_an_approval_is_asked_it_waits_for_the_voices_that_have_not_answered():
    measure = replace(draft(co_executors="MOH"), agency="MIA")

    assert waiting_for(_asking(), measure) == ("national.coordinator", "MOH", "national.head")


def test_what_every_measure_may_have_and_a_way_on_requires_is_lacking():
    assert lacking(ERRAND, draft(lead_agency="", due_on="")) == ("lead_agency", "due_on")
    assert lacking(ERRAND, draft(due_on="")) == ("due_on",)
    assert lacking(ERRAND, draft()) == ()
    assert lacking(ERRAND, variant()) == ()  # the figures of a report are not lacking before it is due
