"""Moving open deadlines to the calendar in force: what a changed calendar changes, and its row of history.

The past stays as it was judged: closed deadlines and those already overdue keep the calendar they had, and no
deadline is moved into the past. Whoever is reminded of a date that moves is told the new one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from workflow.calendar import Calendar
from workflow.deadline import Deadline, DeadlineStatus, EarlierDue
from workflow.deadline_rule import DeadlineRule
from workflow.deadlines import Followed, reckoned
from workflow.decide import after_entry
from workflow.definition import Definition, Notice
from workflow.engine_events import RECOMPUTE
from workflow.guards import Context
from workflow.ladder import armed, rung_times
from workflow.mail import Mail
from workflow.model import Decision, Entry, Measure
from workflow.notices import on_event
from workflow.noun import dataclass
from workflow.seal import next_entry

CALENDAR = "calendar"
"""The key under which the history row names the calendar the deadlines were moved to."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One deadline before and after, with the rungs that speak at another time."""

    before: Deadline
    after: Deadline
    rungs: tuple[tuple[str, datetime, datetime], ...]
    """Key, old moment, new moment."""

    @property
    def changes(self) -> bool:
        return self.before.due_at != self.after.due_at or bool(self.rungs)


def recompute(
    definition: Definition, measure: Measure, context: Context, actor: str, now: datetime
) -> tuple[Decision, tuple[Moved, ...]] | None:
    """The step that moves a measure's open deadlines to the calendar in force; None where there is nothing to move."""
    found = tuple(_moves(definition, measure, context, now))
    if not found:
        return None
    dates = {
        moved.before.id: [moved.before.due_at.isoformat(), moved.after.due_at.isoformat()]
        for moved in found
        if moved.before.due_at != moved.after.due_at
    }
    told = {CALENDAR: context.calendar.version, "deadlines": dates}
    entry = next_entry(measure, RECOMPUTE, now, actor=actor, data=told)
    changed = tuple(moved.after for moved in found)
    after = replace(after_entry(measure, entry, definition), due_at=nearest(context.deadlines, changed))
    mails = _told(definition, entry, after, found, context)
    return Decision(measure=after, entry=entry, changed=changed, mails=mails), found


def _told(
    definition: Definition, entry: Entry, measure: Measure, found: tuple[Moved, ...], context: Context
) -> tuple[Mail, ...]:
    """Whom a deadline reminds of its date learns the new one; heads, who hear of it when it is late, do not."""
    running = [each for each in found if each.after.status is DeadlineStatus.RUNNING]
    moved = [each.after for each in running if each.after.due_at != each.before.due_at]
    ladders = [definition.deadlines[deadline.name].ladder for deadline in moved]
    to = dict.fromkeys(
        name for ladder in ladders for rung in ladder if rung.position != "after" for name in rung.notify
    )
    notice = Notice(event=RECOMPUTE, to=tuple(to), template="extended")
    return on_event(definition, entry, measure, moved, context, notices=[notice])


def recomputed(definition: Definition, measure: Measure, entry: Entry, context: Context) -> Followed:
    """What a recompute that happened did to the deadlines, for replaying it."""
    there = replace(context, calendar=context.earlier.get(str(entry.data[CALENDAR]), context.calendar))
    changed = tuple(moved.after for moved in _moves(definition, measure, there, entry.at))
    return Followed(changed=changed, opened=(), due_at=nearest(context.deadlines, changed))


def _moves(definition: Definition, measure: Measure, context: Context, now: datetime) -> Iterator[Moved]:
    for deadline in context.deadlines:
        if not deadline.is_open or deadline.calendar == context.calendar.version or deadline.due_at <= now:
            continue
        rule = definition.deadlines[deadline.name]
        after = moved_to(context.calendar, rule, measure, deadline, now)
        if after is not None:
            own = context.earlier.get(deadline.calendar, context.calendar)
            yield Moved(before=deadline, after=after, rungs=tuple(_rungs(rule, deadline, own, after, context.calendar)))


def moved_to(
    calendar: Calendar, rule: DeadlineRule, measure: Measure, deadline: Deadline, now: datetime
) -> Deadline | None:
    """A deadline as another calendar has it; None when that would put it into the past. What fired has fired."""
    due = reckoned(rule, measure, deadline, calendar)
    if due is None or due <= now:
        return None
    earlier = deadline.earlier
    if due != deadline.due_at:
        earlier = (*earlier, EarlierDue(now, deadline.due_at, "recomputed"))
    return armed(rule, replace(deadline, due_at=due, earlier=earlier, calendar=calendar.version), calendar)


def _rungs(
    rule: DeadlineRule, before: Deadline, old: Calendar, after: Deadline, new: Calendar
) -> Iterator[tuple[str, datetime, datetime]]:
    if before.status is not DeadlineStatus.RUNNING:
        return
    was = {rung.key: at for rung, at in rung_times(rule, before, old)}
    for rung, at in rung_times(rule, after, new):
        if rung.key not in before.fired and was.get(rung.key, at) != at:
            yield rung.key, was[rung.key], at


def nearest(deadlines: tuple[Deadline, ...], changed: tuple[Deadline, ...]) -> datetime | None:
    """The nearest due instant of those that run, after some of them changed."""
    now = {deadline.id: deadline for deadline in (*deadlines, *changed)}.values()
    return min((d.due_at for d in now if d.status is DeadlineStatus.RUNNING), default=None)
