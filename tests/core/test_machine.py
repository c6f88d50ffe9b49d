"""The interpreter of a definition: which transition an event takes, and what is said when it takes none."""

from __future__ import annotations

import pytest

from tests.core.errand import DOCUMENT, ERRAND, draft, in_state, move, variant
from workflow.definition_document import definition_from
from workflow.errors import Forbidden, NotPossible, Refused
from workflow.machine import step

TWO_WAYS = definition_from(
    {
        **DOCUMENT,
        "transitions": [
            {"event": "judge", "from": "draft", "to": "open", "by": "national.coordinator"},
            {"event": "judge", "from": "draft", "to": "done", "by": "national.coordinator"},
        ],
    },
    "2" * 64,
)


def test_an_event_the_definition_does_not_know_is_not_possible():
    with pytest.raises(NotPossible, match="7 is 'draft': cannot 'explode'") as refusal:
        step(ERRAND, draft(), "explode", lambda _: None)

    assert refusal.value.possible == "qadam move 7 edit|approve|drop"


def test_an_event_that_starts_elsewhere_is_not_possible_and_the_possible_ones_are_named():
    with pytest.raises(NotPossible) as refusal:
        step(ERRAND, draft(), "accept", lambda _: None)

    assert refusal.value.message == "7 is 'draft': cannot 'accept'"
    assert refusal.value.measure == "7"


def test_an_event_of_the_other_level_is_not_possible():
    with pytest.raises(NotPossible, match="cannot 'gather'"):
        step(ERRAND, variant(), "gather", lambda _: None)
    with pytest.raises(NotPossible, match="cannot 'finish'"):
        step(ERRAND, in_state(draft(), "open"), "finish", lambda _: None)


def test_nothing_more_can_happen_to_what_is_finished():
    with pytest.raises(NotPossible) as refusal:
        step(ERRAND, in_state(draft(), "done"), "edit", lambda _: None)

    assert refusal.value.possible == "nothing more can happen to it"


def test_what_only_the_system_does_is_not_offered():
    assert "lapse" not in ERRAND.possible("open", "regional")
    assert "gather" not in ERRAND.possible("open", "national")


@pytest.mark.parametrize("event", ["to_done", "is_done", "may_finish", "trigger", "initial", "", "__class__"])
def test_the_library_s_own_tricks_are_no_events(event):
    with pytest.raises(NotPossible):
        step(ERRAND, draft(), event, lambda _: None)


def test_of_two_ways_the_first_that_is_permitted_is_taken():
    taken = step(TWO_WAYS, draft(), "judge", lambda way: Refused("not open") if way.target == "open" else None)

    assert taken.target == "done"
    assert step(TWO_WAYS, draft(), "judge", lambda _: None).target == "open"


def test_when_every_way_is_refused_the_first_refusal_is_told():
    with pytest.raises(Refused, match="not open"):
        step(TWO_WAYS, draft(), "judge", lambda way: Refused(f"not {way.target}"))


def test_the_machine_remembers_nothing_of_a_measure():
    for _ in range(3):
        assert step(ERRAND, draft(), "approve", lambda _: None).target == "open"
    with pytest.raises(NotPossible):
        step(ERRAND, in_state(draft(), "open"), "approve", lambda _: None)


def test_a_refused_event_can_be_tried_again():
    with pytest.raises(Forbidden):
        move(draft(), "approve", "north")

    assert move(draft(), "approve", "hq2").measure.state == "open"


def test_a_wildcard_starts_from_every_state_that_is_not_final():
    assert {t.source for t in ERRAND.transitions if t.event == "drop"} == {"draft", "open", "hold", "checked"}


def test_an_outcome_that_stays_leads_back_to_its_source():
    assert {(t.source, t.target) for t in ERRAND.transitions if t.event == "extend"} == {("open", "open")}
