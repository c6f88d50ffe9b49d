"""Nobody is offered what would be refused whatever they gave."""

from __future__ import annotations

from dataclasses import replace

from tests.core.errand import ERRAND, at, clock, context, draft, variant
from workflow.model import Deed, Measure
from workflow.offers import offered


def events(measure: Measure, now: str = "2024-05-01 10:00") -> tuple[str, ...]:
    return offered(ERRAND, measure, (clock(),), context().calendar, at(now))


def test_more_time_is_offered_until_it_is_too_late_to_ask_for_it():
    assert "extend" in events(variant(), "2024-05-10 18:00")
    assert "extend" not in events(variant(), "2024-05-10 18:01")
    assert "finish" in events(variant(), "2024-05-10 18:01")


def test_what_has_happened_as_often_as_it_may_is_not_offered():
    once = replace(variant(), deeds={"extend": Deed(times=1, last_by="hq")})

    assert "extend" not in events(once)


def test_what_only_lacks_a_value_is_offered():
    assert "finish" in events(variant())  # it requires an amount and evidence


def test_a_measure_is_offered_what_leaves_its_state_at_its_level_in_the_order_of_the_definition():
    assert events(variant()) == ("finish", "extend", "hold", "nudge", "drop")
    assert events(draft()) == ("edit", "approve", "drop")


def test_what_must_wait_is_offered_once_it_has_waited():
    assert "nudge" not in events(variant(), "2024-04-17 09:59")
    assert "nudge" in events(variant(), "2024-04-17 10:00")
