"""What a definition answers of its own, beside what its file says."""

from __future__ import annotations

import copy

from tests.core.errand import DOCUMENT, ERRAND
from workflow.definition import States
from workflow.definition_document import definition_from

TITLES = {"title": {"en": "E", "ru": "Р", "kk": "К"}}


def test_a_state_that_no_definition_names_is_shown_as_blocked_in_every_language():
    states = States(ERRAND.states)
    blocked = states["vanished"]

    assert (blocked.name, blocked.titles) == (
        "vanished",
        {"en": "Blocked", "ru": "Заблокировано", "kk": "Бұғатталған"},
    )
    assert not (blocked.initial)
    assert not (blocked.final)
    assert not blocked.pauses
    assert "vanished" not in states  # being asked for it names no state


def test_what_the_engine_does_after_an_event_concerns_the_national_measure_as_well():
    document = copy.deepcopy(DOCUMENT)
    document["states"]["asked"] = dict(TITLES)
    document["approvals"] = {"consent": {**TITLES, "asks": ["national.head"]}}
    document["events"] |= dict.fromkeys(("ask", "agree", "agreed"), TITLES)
    document["transitions"] += [
        {"event": "ask", "from": "checked", "to": "asked", "by": "national.coordinator", "level": "regional"},
        {"event": "agree", "from": "asked", "to": "same", "by": "national.head", "level": "regional",
         "votes": {"consent": "agree"}},
        {"event": "agreed", "from": "asked", "to": "done", "when_approved": "consent", "level": "regional"},
    ]  # fmt: skip
    asking = definition_from(document, "2" * 64)

    assert asking.concerns_parent("checked", "ask")  # it may be done at once, which the national measure waits for
    assert not asking.concerns_parent("checked", "return")
    assert not asking.concerns_parent("open", "finish")
