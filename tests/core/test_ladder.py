"""Ladders: repeated rungs, calendar units, and what waits for working hours."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from tests.core.errand import CALENDAR, DOCUMENT, ERRAND, at, clock
from workflow.deadline import DeadlineStatus
from workflow.definition_document import definition_from
from workflow.durations import Duration
from workflow.ladder import Firing, armed, firing, rung_time, rung_times

DUE = at("2024-05-15 18:00")
"""A Wednesday's closing."""


def ladder(*rungs):
    document = copy.deepcopy(DOCUMENT)
    document["deadlines"]["answer"]["ladder"] = list(rungs)
    return definition_from(document, "2" * 64).deadlines["answer"]


def times(*rungs):
    return {rung.key: moment for rung, moment in rung_times(ladder(*rungs), clock(), CALENDAR)}


def test_a_rung_that_repeats_is_as_many_rungs_with_an_end():
    assert times({"after": "2 working days", "every": "3 working days", "times": 3, "notify": ["author"]}) == {
        "after 2 working days": at("2024-05-17 18:00"),
        "after 5 working days": at("2024-05-22 18:00"),
        "after 8 working days": at("2024-05-27 18:00"),
    }


def test_a_reminder_that_repeats_comes_nearer():
    found = times({"before": "6 days", "every": "2 days", "times": 3, "notify": ["author"], "urgent": True})

    assert list(found) == ["before 6 days", "before 4 days", "before 2 days"]


def test_from_the_due_instant_on_it_repeats_afterwards_with_the_mail_of_what_is_late():
    rule = ladder({"at": "due", "every": "1 week", "times": 2, "notify": ["author"]})

    assert [(rung.key, rung.template) for rung in rule.ladder] == [("due", "due"), ("after 1 week", "overdue")]


@pytest.mark.parametrize(
    ("rung", "moment"),
    [
        ({"before": "3 days"}, "2024-05-13 09:00"),  # Sunday evening: waits for Monday
        ({"before": "3 days", "urgent": True}, "2024-05-12 18:00"),
        ({"after": "6 hours"}, "2024-05-16 09:00"),  # midnight: waits for the morning
        ({"after": "6 hours", "urgent": True}, "2024-05-16 00:00"),
        ({"after": "1 month"}, "2024-06-17 09:00"),  # a Saturday
        ({"before": "2 working hours"}, "2024-05-15 16:00"),
        ({"after": "1 working day"}, "2024-05-16 18:00"),  # the closing moment is not too late
    ],
)
def test_a_rung_waits_for_working_hours_unless_it_is_urgent(rung, moment):
    (found,) = times({**rung, "notify": ["author"]}).values()

    assert found == at(moment)


def test_the_record_says_how_long_we_were_down_before_each_rung():
    rule = ladder({"before": "2 working days", "notify": ["author"]}, {"at": "due", "notify": ["author"]})
    deadline, now = clock(), at("2024-05-15 20:00")
    outages = ((at("2024-05-10 18:00"), at("2024-05-14 18:00")), (at("2024-05-15 12:00"), at("2024-05-15 19:00")))
    due, undisturbed = firing(rule, deadline, now, CALENDAR, outages), firing(rule, deadline, now, CALENDAR)
    assert isinstance(due, Firing)
    assert isinstance(undisturbed, Firing)

    lower, spoken = due.record(deadline)

    assert (lower.rung, lower.collapsed, lower.outage) == ("before 2 working days", True, (24 + 7) * 3600)
    assert (spoken.rung, spoken.collapsed, spoken.outage) == ("due", False, 3600)
    assert [rung.outage for rung in undisturbed.record(deadline)] == [0, 0]


def test_a_clock_that_stands_still_waits_for_no_rung():
    paused = replace(clock(), status=DeadlineStatus.PAUSED)

    assert armed(ERRAND.deadlines["answer"], paused, CALENDAR) == replace(paused, next_fire_at=None)


def test_a_reminder_that_lies_at_the_very_moment_the_ladder_was_armed_is_not_part_of_it():
    assert times({"before": "728 hours", "notify": ["author"], "urgent": True}) == {}
    assert times({"before": "727 hours", "notify": ["author"], "urgent": True}) == {
        "before 727 hours": at("2024-04-15 11:00")
    }


@pytest.mark.parametrize(
    ("due", "distance", "moment"),
    [
        ("2024-05-20 12:00", "4 hours", "2024-05-20 09:00"),  # waits for the morning
        ("2024-05-20 09:00", "2 hours", "2024-05-17 18:00"),  # which would be too late
        ("2024-05-19 12:00", "2 hours", "2024-05-17 18:00"),
        ("2024-05-20 12:00", "66 hours", "2024-05-17 18:00"),  # a closing is no night yet
    ],
)
def test_a_reminder_that_the_morning_would_make_too_late_comes_at_the_closing_before(due, distance, moment):
    assert rung_time("before", Duration.parse(distance), at(due), CALENDAR, urgent=False) == at(moment)
