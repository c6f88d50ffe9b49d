"""Deadlines as they were at a past moment: what was extended, ended or accepted later had not been yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from store import queries
from store.queries import PlacedDeadline
from store.reader import Reader
from workflow.deadline import Deadline, DeadlineStatus
from workflow.noun import replace

FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""A date may have been moved out of the period since, however far: all deadlines are looked at."""


def deadlines_due_as_of(reader: Reader, start: datetime, end: datetime, moment: datetime) -> Iterator[PlacedDeadline]:
    """Every deadline that was due between two instants as its date stood then; region and agency are today's."""
    for row in queries.deadlines_due(reader, FIRST, LAST):
        deadline = as_it_was(row.deadline, moment)
        if deadline is not None and start <= deadline.due_at < end:
            yield replace(row, deadline=deadline)


def as_it_was(deadline: Deadline, moment: datetime) -> Deadline | None:
    """A deadline at a past moment, open or ended; None before it was opened."""
    if deadline.opened_at > moment:
        return None
    moved_later = [was.due for was in deadline.earlier if was.at > moment]
    then = replace(
        deadline,
        due_at=moved_later[0] if moved_later else deadline.due_at,
        earlier=tuple(was for was in deadline.earlier if was.at <= moment),
    )
    if deadline.closed_at is not None and deadline.closed_at <= moment:
        return then
    paused = any(start <= moment and (end is None or moment < end) for start, end in deadline.pauses)
    status = DeadlineStatus.PAUSED if paused else DeadlineStatus.RUNNING
    return replace(then, closed_at=None, accepted_at=None, status=status)
