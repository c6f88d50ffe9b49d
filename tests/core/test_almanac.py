"""Old arithmetic is repeated with the calendar that was in force then."""

from __future__ import annotations

from dataclasses import replace

from tests.core.errand import CALENDAR, at
from workflow.almanac import Almanac

FIRST, SECOND, THIRD = (replace(CALENDAR, yearly={(5, day): {"en": "Feast"}}) for day in (1, 2, 3))
SINCE = ("2024-01-01 00:00", "2024-03-01 00:00", "2024-06-01 00:00")
THREE = Almanac(
    calendars={each.version: each for each in (FIRST, SECOND, THIRD)},
    in_force=tuple((at(since), each.version) for since, each in zip(SINCE, (FIRST, SECOND, THIRD), strict=True)),
)


def test_each_moment_has_the_calendar_that_was_in_force():
    found = [THREE.at(at(f"2024-{month:02}-15 10:00")) for month in (2, 4, 7)]

    assert found == [FIRST, SECOND, THIRD]
    assert THREE.now == THIRD


def test_what_happened_before_all_calendars_counts_by_the_first_and_at_a_change_by_the_one_before():
    assert THREE.at(at("2023-12-31 10:00")) == FIRST
    assert [THREE.at(at(since)) for since in SINCE] == [FIRST, FIRST, SECOND]


def test_a_deadline_keeps_its_own_calendar_and_one_that_is_lost_is_reckoned_by_the_one_in_force():
    assert THREE.own(SECOND.version) == SECOND
    assert THREE.own("lost") == THIRD
