"""Whose lateness it is: the working time between a due instant and its end, split by what it was lost to.

Each moment counts once: a stopped clock first, then our own downtime, then whoever could have carried the work on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from workflow.calendar import Calendar
from workflow.deadline import Deadline
from workflow.definition import Definition
from workflow.directory import SYSTEM
from workflow.ladder import Interval
from workflow.model import Entry, Level
from workflow.noun import dataclass
from workflow.waiting import ways_from


class Cause(StrEnum):
    REGION = "region"
    AGENCY = "agency"
    HEADQUARTERS = "headquarters"
    """It waited for the national headquarters."""
    PAUSED = "paused"
    DOWNTIME = "downtime"
    """No daemon of ours ran, so nobody was reminded."""


_BY_LEVEL: Mapping[str, Cause] = {
    "national": Cause.HEADQUARTERS,
    "regional": Cause.REGION,
    "agency": Cause.AGENCY,
}


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A state a measure came to, and when."""

    state: str
    since: datetime


def stays(entries: Iterable[Entry]) -> tuple[Stay, ...]:
    """Where a measure stood since when, from its history."""
    return tuple(Stay(state=entry.target, since=entry.at) for entry in entries if entry.source != entry.target)


def whose_move(definition: Definition, state: str, level: Level) -> Cause:
    """Who could carry a measure on from a state; of several the one named first, who coordinates the others."""
    for way in ways_from(definition, state, level):
        if way.when_children is not None:
            return Cause.REGION
        for role in way.by:
            if role != SYSTEM:
                return _BY_LEVEL.get(role.partition(".")[0], Cause.HEADQUARTERS)
    return Cause.HEADQUARTERS


def lateness(
    definition: Definition,
    level: Level,
    deadline: Deadline,
    history: Sequence[Stay],
    outages: Iterable[Interval],
    now: datetime,
    calendar: Calendar,
) -> dict[Cause, timedelta]:
    """Working time since a deadline was due, by cause; empty when it is not late. The parts add up to the whole."""
    late: Interval = (deadline.due_at, deadline.closed_at or now)
    if late[0] >= late[1]:
        return {}
    split: dict[Cause, timedelta] = {}
    for cause, (start, end) in _parts(definition, level, deadline, history, tuple(outages), late):
        worked = calendar.between(start, end)
        if worked:
            split[cause] = split.get(cause, timedelta()) + worked
    return split


def _parts(
    definition: Definition,
    level: Level,
    deadline: Deadline,
    history: Sequence[Stay],
    outages: tuple[Interval, ...],
    late: Interval,
) -> Iterator[tuple[Cause, Interval]]:
    """The late time cut at every moment at which its cause may change."""
    begin, end = late
    pauses = tuple((start, stop or end) for start, stop in deadline.pauses)
    edges = {moment for interval in (*pauses, *outages) for moment in interval} | {stay.since for stay in history}
    cuts = sorted({begin, end, *(moment for moment in edges if begin < moment < end)})
    for start, stop in pairwise(cuts):
        if _covers(pauses, start):
            yield Cause.PAUSED, (start, stop)
        elif _covers(outages, start):
            yield Cause.DOWNTIME, (start, stop)
        else:
            state = next((stay.state for stay in reversed(history) if stay.since <= start), None)
            yield whose_move(definition, state, level) if state else Cause.HEADQUARTERS, (start, stop)


def _covers(intervals: tuple[Interval, ...], moment: datetime) -> bool:
    return any(start <= moment < end for start, end in intervals)
