"""Deadlines as values: when they are due, when their rungs fire, and what a move does to them.

A deadline is a rule, the moment it was opened, its extensions and a ledger of pauses; everything else follows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from workflow.calendar import Calendar
from workflow.definition import DeadlineRule, Definition, Rung
from workflow.model import Deadline, DeadlineStatus, FiredRung, Measure


def deadline_id(measure: str, name: str, seq: int) -> str:
    return f"{measure}#{name}@{seq}"


def due_at(rule: DeadlineRule, measure: Measure, opened_at: datetime, calendar: Calendar) -> datetime | None:
    """When a rule is due for a measure, before any pause; None while the date it waits for is not set."""
    if rule.within is not None:
        return calendar.due(opened_at, rule.within, on_day_off=rule.on_day_off)
    day = rule.on if rule.until is None else _date_field(measure, rule.until)
    if day is None:
        return None
    if rule.plus is None:
        return calendar.close_of(day, on_day_off=rule.on_day_off)
    return calendar.due(calendar.close_of(day, on_day_off="same"), rule.plus, on_day_off=rule.on_day_off)


def _date_field(measure: Measure, name: str) -> date | None:
    value = measure.facts.get(name)
    return date.fromisoformat(value) if isinstance(value, str) else value


def rung_times(rule: DeadlineRule, deadline: Deadline, calendar: Calendar) -> tuple[tuple[Rung, datetime], ...]:
    """The ladder as instants, in order. A reminder that would lie before the ladder was armed is not part of it."""
    times = []
    for rung in rule.ladder:
        if rung.distance is None:
            at = deadline.due_at
        elif rung.position == "before":
            at = calendar.subtract(deadline.due_at, rung.distance)
        else:
            at = calendar.add(deadline.due_at, rung.distance)
        if rung.position != "before" or at > deadline.armed_at:
            times.append((rung, at))
    return tuple(sorted(times, key=lambda pair: pair[1]))


def armed(rule: DeadlineRule, deadline: Deadline, calendar: Calendar) -> Deadline:
    """With `next_fire_at` as its rule, due instant, status and record of fired rungs make it."""
    if deadline.status is not DeadlineStatus.RUNNING:
        return replace(deadline, next_fire_at=None)
    to_come = (at for rung, at in rung_times(rule, deadline, calendar) if rung.key not in deadline.fired)
    return replace(deadline, next_fire_at=next(to_come, None))


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What became of a measure's deadlines in a step."""

    changed: tuple[Deadline, ...]
    opened: tuple[Deadline, ...]
    due_at: datetime | None
    """The nearest due instant of those that run afterwards."""


def follow(
    definition: Definition,
    before: Measure | None,
    after: Measure,
    open_deadlines: Iterable[Deadline],
    now: datetime,
    calendar: Calendar,
) -> Followed:
    """What a step does to the deadlines of its measure: those it closes, pauses, resumes, moves and opens."""
    state, names = definition.states[after.state], definition.clocks(after)
    carried = {deadline.name: deadline for deadline in open_deadlines}
    stands = [
        _kept(definition.deadlines[name], deadline, before, after, now, calendar)
        if name in names
        else _paused(deadline, now)
        if state.pauses
        else _closed(deadline, now, cancelled=state.final and state.outcome == "cancelled")
        for name, deadline in carried.items()
    ]
    rules = (definition.deadlines[name] for name in names if name not in carried)
    fresh = [
        deadline
        for rule in rules
        if rule.level in (None, after.level)
        for deadline in opened(rule, after, now, calendar)
    ]
    return Followed(
        changed=tuple(deadline for deadline in stands if deadline != carried[deadline.name]),
        opened=tuple(fresh),
        due_at=min((d.due_at for d in (*stands, *fresh) if d.status is DeadlineStatus.RUNNING), default=None),
    )


def opened(rule: DeadlineRule, measure: Measure, now: datetime, calendar: Calendar) -> Iterable[Deadline]:
    """The deadline a rule opens for a measure now; none while the date it waits for is not set."""
    due = due_at(rule, measure, now, calendar)
    if due is not None:
        fresh = Deadline(
            id=deadline_id(measure.id, rule.name, measure.version),
            measure=measure.id,
            name=rule.name,
            type_version=measure.type_version,
            opened_at=now,
            due_at=due,
        )
        yield armed(rule, fresh, calendar)


def _kept(
    rule: DeadlineRule,
    deadline: Deadline,
    before: Measure | None,
    after: Measure,
    now: datetime,
    calendar: Calendar,
) -> Deadline:
    """A deadline the new state carries on: resumed if it stood still, moved if the date it waits for moved."""
    if deadline.status is DeadlineStatus.PAUSED:
        deadline = _resumed(rule, deadline, now, calendar)
    if before is None or rule.until is None or _date_field(before, rule.until) == _date_field(after, rule.until):
        return deadline
    due = due_at(rule, after, deadline.opened_at, calendar)
    if due is None or due == deadline.due_at:
        return deadline
    moved = replace(deadline, due_at=due, earlier=(*deadline.earlier, (now, deadline.due_at)), fired=())
    return armed(rule, moved, calendar)


def _paused(deadline: Deadline, now: datetime) -> Deadline:
    if deadline.status is DeadlineStatus.PAUSED:
        return deadline
    return replace(deadline, status=DeadlineStatus.PAUSED, pauses=(*deadline.pauses, (now, None)), next_fire_at=None)


def _resumed(rule: DeadlineRule, deadline: Deadline, now: datetime, calendar: Calendar) -> Deadline:
    """Runs on with the working time that was left when it stopped; what was overdue stays as overdue as it was."""
    paused_at, _ = deadline.pauses[-1]
    due = deadline.due_at
    if due > paused_at:
        due = calendar.add_working_time(now, calendar.between(paused_at, due))
    ledger = (*deadline.pauses[:-1], (paused_at, now))
    return armed(rule, replace(deadline, status=DeadlineStatus.RUNNING, due_at=due, pauses=ledger), calendar)


def _closed(deadline: Deadline, now: datetime, *, cancelled: bool) -> Deadline:
    if cancelled:
        status = DeadlineStatus.CANCELLED
    else:
        met = deadline.status is DeadlineStatus.PAUSED or now <= deadline.due_at
        status = DeadlineStatus.MET if met else DeadlineStatus.LATE
    pauses = tuple((start, end or now) for start, end in deadline.pauses)
    return replace(deadline, status=status, closed_at=now, next_fire_at=None, pauses=pauses)


@dataclass(frozen=True, kw_only=True)
class Firing:
    """The rungs of one deadline that are due together: one speaks, the lower ones collapse into it."""

    rung: Rung
    at: datetime
    collapsed: tuple[tuple[Rung, datetime], ...] = ()

    def record(self, deadline: Deadline, now: datetime, *, refusal: str | None = None) -> tuple[FiredRung, ...]:
        every = (*((rung, at, True) for rung, at in self.collapsed), (self.rung, self.at, False))
        return tuple(
            FiredRung(
                deadline=deadline.id,
                epoch=deadline.epoch,
                rung=rung.key,
                at=at,
                fired_at=now,
                collapsed=collapsed,
                refusal=None if collapsed else refusal,
            )
            for rung, at, collapsed in every
        )


def firing(rule: DeadlineRule, deadline: Deadline, now: datetime, calendar: Calendar) -> Firing | None:
    """What is due on a ladder now: the highest due rung, but never past one that triggers an event.

    An event may end the deadline, so rungs after it are looked at again once it has happened.
    """
    if deadline.status is not DeadlineStatus.RUNNING:
        return None
    due = [
        (rung, at) for rung, at in rung_times(rule, deadline, calendar) if at <= now and rung.key not in deadline.fired
    ]
    if not due:
        return None
    spoken = next((index for index, (rung, _) in enumerate(due) if rung.event), len(due) - 1)
    rung, at = due[spoken]
    return Firing(rung=rung, at=at, collapsed=tuple(due[:spoken]))


def fired(rule: DeadlineRule, deadline: Deadline, firing: Firing, calendar: Calendar) -> Deadline:
    """The deadline with these rungs on record and its next one armed."""
    keys = (*(rung.key for rung, _ in firing.collapsed), firing.rung.key)
    return armed(rule, replace(deadline, fired=(*deadline.fired, *keys)), calendar)


def stood_at(deadline: Deadline, moment: datetime) -> Deadline | None:
    """A deadline as it stood at a past moment, if it ran then: extensions granted later had not been granted."""
    if moment < deadline.opened_at or (deadline.closed_at is not None and deadline.closed_at <= moment):
        return None
    if any(start <= moment and (end is None or moment < end) for start, end in deadline.pauses):
        return None
    later = [due for granted, due in deadline.earlier if granted > moment]
    return replace(deadline, due_at=later[0] if later else deadline.due_at, status=DeadlineStatus.RUNNING)
