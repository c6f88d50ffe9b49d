"""A deadline's escalation ladder: when each rung is due, and which of them speak now.

A rung whose moment would lie outside working hours waits for the next opening, unless it is marked urgent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter

from workflow.calendar import Calendar
from workflow.deadline import Deadline, DeadlineStatus, FiredRung
from workflow.deadline_rule import DeadlineRule, Position, Rung
from workflow.durations import Duration
from workflow.noun import dataclass, replace

Interval = tuple[datetime, datetime]
"""From an instant to a later one."""


def rung_times(rule: DeadlineRule, deadline: Deadline, calendar: Calendar) -> tuple[tuple[Rung, datetime], ...]:
    """The ladder as instants, in order. A reminder that would lie before the ladder was armed is not part of it."""
    return _armed_rungs(rule.ladder, deadline.due_at, deadline.armed_at, calendar)


def _armed_rungs(
    ladder: tuple[Rung, ...], due_at: datetime, armed_at: datetime, calendar: Calendar
) -> tuple[tuple[Rung, datetime], ...]:
    every = _every_rung(ladder, due_at, calendar)
    if not every or every[0][1] > armed_at:
        return every
    return tuple((rung, at) for rung, at in every if rung.position != "before" or at > armed_at)


@lru_cache(maxsize=20_000)
def _every_rung(ladder: tuple[Rung, ...], due_at: datetime, calendar: Calendar) -> tuple[tuple[Rung, datetime], ...]:
    """Remembered, for many deadlines are due at the same closing."""
    times = ((rung, rung_time(rung.position, rung.distance, due_at, calendar, urgent=rung.urgent)) for rung in ladder)
    return tuple(sorted(times, key=itemgetter(1)))


def rung_time(
    position: Position, distance: Duration | None, due_at: datetime, calendar: Calendar, *, urgent: bool
) -> datetime:
    """When a rung of a deadline due then speaks."""
    if distance is None:
        return due_at
    before = position == "before"
    at = calendar.subtract(due_at, distance) if before else calendar.add(due_at, distance)
    if urgent or calendar.is_open(at) or calendar.previous_closing(at) == at:
        return at
    morning = calendar.next_opening(at)
    return calendar.previous_closing(at) if before and morning >= due_at else morning


def armed(rule: DeadlineRule, deadline: Deadline, calendar: Calendar) -> Deadline:
    """With `next_fire_at` as its rule, due instant, status and record of fired rungs make it."""
    if deadline.status is not DeadlineStatus.RUNNING:
        return replace(deadline, next_fire_at=None)
    to_come = (at for rung, at in rung_times(rule, deadline, calendar) if rung.key not in deadline.fired)
    return replace(deadline, next_fire_at=next(to_come, None))


@dataclass(frozen=True, kw_only=True)
class Firing:
    """The rungs of one deadline that are due together: one speaks, the lower ones collapse into it."""

    rung: Rung
    at: datetime
    collapsed: tuple[tuple[Rung, datetime], ...] = ()
    next_at: datetime | None = None
    """When the rung after them is due; none when the ladder is spent."""
    on_record: tuple[str, ...] = ()
    """Keys of all rungs of the ladder that are on record afterwards."""
    records: tuple[FiredRung, ...] = ()
    """What is put on record of each, but for whose it is and what was refused: when it was due, how long of the time
    since then we were down."""

    def record(self, deadline: Deadline, *, refusal: str | None = None) -> tuple[FiredRung, ...]:
        """What is put on record of each; `refusal` is why the event was refused that should be triggered."""
        whose, epoch = deadline.id, deadline.epoch
        records = [replace(record, deadline=whose, epoch=epoch) for record in self.records]
        if refusal is not None:
            records[-1] = replace(records[-1], refusal=refusal)
        return tuple(records)


def _seconds_within(outages: tuple[Interval, ...], start: datetime, end: datetime) -> int:
    if not outages:
        return 0
    overlaps = (min(stop, end) - max(begin, start) for begin, stop in outages)
    return round(sum((overlap for overlap in overlaps if overlap > timedelta()), timedelta()).total_seconds())


def firing(
    rule: DeadlineRule, deadline: Deadline, now: datetime, calendar: Calendar, outages: tuple[Interval, ...] = ()
) -> Firing | None:
    """What is due on a ladder now: the highest due rung, but never past one that triggers an event.

    An event may end the deadline, so rungs after it are looked at again once it has happened.
    """
    if deadline.status is not DeadlineStatus.RUNNING:
        return None
    return _firing(rule, deadline.due_at, deadline.armed_at, deadline.fired, now, calendar, outages)


@lru_cache(maxsize=1_000)
def _firing(
    rule: DeadlineRule,
    due_at: datetime,
    armed_at: datetime,
    on_record: tuple[str, ...],
    now: datetime,
    calendar: Calendar,
    outages: tuple[Interval, ...],
) -> Firing | None:
    """Remembered, for in one pass many deadlines stand alike."""
    times = _armed_rungs(rule.ladder, due_at, armed_at, calendar)
    to_come = [(rung, at) for rung, at in times if rung.key not in on_record]
    due = [(rung, at) for rung, at in to_come if at <= now]
    if not due:
        return None
    spoken = next((index for index, (rung, _) in enumerate(due) if rung.event), len(due) - 1)
    rung, at = due[spoken]
    happen, after = due[: spoken + 1], to_come[spoken + 1 :]
    return Firing(
        rung=rung,
        at=at,
        collapsed=tuple(due[:spoken]),
        next_at=after[0][1] if after else None,
        on_record=(*on_record, *(rung.key for rung, _ in happen)),
        records=tuple(
            FiredRung(
                deadline="",
                epoch=0,
                rung=each.key,
                at=at,
                fired_at=now,
                collapsed=each is not rung,
                outage=_seconds_within(outages, at, now),
            )
            for each, at in happen
        ),
    )


def fired(deadline: Deadline, firing: Firing) -> Deadline:
    """The deadline with these rungs on record and its next one armed."""
    return replace(deadline, fired=firing.on_record, next_fire_at=firing.next_at)
