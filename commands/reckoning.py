"""Ladders reckoned for showing, as the scheduler will: each deadline with the calendar it keeps."""

from __future__ import annotations

from datetime import datetime

from store.calendars import calendar_in_force as calendar_in_force
from store.calendars import calendar_of
from store.reader import Reader
from workflow.deadline import Deadline, DeadlineStatus
from workflow.definition import Definition
from workflow.ladder import rung_times


def rungs_to_come(reader: Reader, definition: Definition, deadline: Deadline) -> list[tuple[str, datetime]]:
    """The rungs not on record yet; none for a deadline that does not run."""
    rule = definition.deadlines.get(deadline.name)
    if rule is None or deadline.status is not DeadlineStatus.RUNNING:
        return []
    times = rung_times(rule, deadline, calendar_of(reader, deadline))
    return [(rung.key, at) for rung, at in times if rung.key not in deadline.fired]
