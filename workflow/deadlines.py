"""Deadlines as values: when they are due, and what a move does to them.

A deadline is a rule, the moment it was opened, its earlier dates and a ledger of pauses; everything else follows.
Each is reckoned with the calendar it was opened with until somebody recomputes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from workflow.calendar import Calendar
from workflow.deadline import Deadline, DeadlineStatus, EarlierDue
from workflow.deadline_rule import DeadlineRule
from workflow.definition import Definition, State
from workflow.errors import Invalid
from workflow.ladder import armed
from workflow.model import Measure
from workflow.noun import dataclass, replace
from workflow.periods import Period, periods
from workflow.transition import PeriodDeed

MOST_PERIODS = 120
"""Ten years of months; more is a slip in a date."""

LONGEST_DELAY = timedelta(days=400)
"""No report is owed for a period that ended so long before the clock began."""


def deadline_id(measure: str, name: str, key: int | str) -> str:
    return f"{measure}#{name}@{key}"


def due_at(
    rule: DeadlineRule, measure: Measure, opened_at: datetime, calendar: Calendar, period: Period | None = None
) -> datetime | None:
    """When a rule is due for a measure, before any pause; None while the date it waits for is not set."""
    if rule.within is not None:
        return calendar.due(opened_at, rule.within, on_day_off=rule.on_day_off)
    if rule.follows is not None:
        first = due_at(rule.follows, measure, opened_at, calendar, period)
        if first is None or rule.plus is None:
            return first
        return calendar.due(first, rule.plus, on_day_off=rule.on_day_off)
    day = _day(rule, measure, period)
    if day is None:
        return None
    if rule.plus is None:
        return calendar.close_of(day, on_day_off=rule.on_day_off)
    return calendar.due(calendar.close_of(day, on_day_off="same"), rule.plus, on_day_off=rule.on_day_off)


def reckoned(rule: DeadlineRule, measure: Measure, deadline: Deadline, calendar: Calendar) -> datetime | None:
    """The due instant from nothing but the rule, the measure's dates and the ledger of pauses."""
    period = Period.named(deadline.period) if deadline.period else None
    due = due_at(rule, measure, deadline.opened_at, calendar, period)
    for start, end in deadline.pauses:
        if due is not None and end is not None and end > deadline.based_at:
            due = after_pause(rule, due, start, end, calendar)
    return due


def after_pause(rule: DeadlineRule, due: datetime, start: datetime, end: datetime, calendar: Calendar) -> datetime:
    """Runs on with the time that was left when it stopped; what was overdue stays as overdue as it was.

    The report for a period keeps its day of the calendar, if that is still to come.
    """
    if due <= start or (rule.every and due > end):
        return due
    if not rule.reckons_working_time:
        return due + (end - start)
    return calendar.add_working_time(end, calendar.between(start, due))


def _day(rule: DeadlineRule, measure: Measure, period: Period | None) -> date | None:
    if period is not None:
        return period.end if rule.by_day is None else period.day_after(rule.by_day)
    return rule.on if rule.until is None else _date_field(measure, rule.until)


def _date_field(measure: Measure, name: str) -> date | None:
    value = measure.facts.get(name)
    return date.fromisoformat(value) if isinstance(value, str) else value


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
    deadlines: Iterable[Deadline],
    now: datetime,
    calendar: Calendar,
    earlier: Mapping[str, Calendar] | None = None,
    on_period: tuple[PeriodDeed, str, str] | None = None,
) -> Followed:
    """What a step does to the deadlines of its measure: those it closes, pauses, resumes, moves and opens.

    `deadlines` are the open ones, and all of those that recur. `calendar` is in force, `earlier` are those some
    deadlines still follow, by version. `on_period` is the deed, the deadline and the period the step is about.
    """
    known = tuple(deadlines)
    step = _Step(definition, before, after, now, calendar, earlier or {}, on_period)
    stands = [step.stand(deadline) for deadline in known]
    opened = list(step.opened(known))
    return Followed(
        changed=tuple(stand for stand, was in zip(stands, known, strict=True) if stand != was),
        opened=tuple(opened),
        due_at=nearest((*stands, *opened)),
    )


def opened(
    definition: Definition, measure: Measure, known: Iterable[Deadline], now: datetime, calendar: Calendar
) -> tuple[Deadline, ...]:
    """The deadlines a measure should have where it stands and has not, but for those whose date is not set."""
    return tuple(_Step(definition, None, measure, now, calendar, {}, None).opened(tuple(known)))


@dataclass(frozen=True)
class _Step:
    definition: Definition
    before: Measure | None
    after: Measure
    now: datetime
    calendar: Calendar
    earlier: Mapping[str, Calendar]
    on_period: tuple[PeriodDeed, str, str] | None

    @property
    def state(self) -> State:
        return self.definition.states[self.after.state]

    @property
    def names(self) -> tuple[str, ...]:
        """The deadlines that run where the measure stands afterwards."""
        return self.definition.clocks(self.after)

    def stand(self, deadline: Deadline) -> Deadline:
        """A deadline there was, as the step leaves it."""
        if self.on_period is not None and self.on_period[1:] == (deadline.name, deadline.period):
            return self._done_to_period(deadline, self.on_period[0])
        rule = self.definition.deadlines[deadline.name]
        carried = deadline.name in self.names
        if not deadline.is_open:
            return self._owed_again(rule, deadline) if carried else deadline
        if carried and self._beyond_the_last(rule, deadline):
            return self._closed(deadline, cancelled=deadline.due_at >= self.now)
        if carried:
            return self._moved(rule, self._resumed(rule, deadline))
        if self.state.pauses:
            return self._moved(rule, self._paused(deadline))
        called_off = self.state.final and self.state.outcome == "cancelled"
        not_owed = deadline.period is not None and self.now <= deadline.due_at
        return self._closed(deadline, cancelled=called_off or not_owed)

    def opened(self, known: tuple[Deadline, ...]) -> Iterator[Deadline]:
        """The deadlines that begin to run with the step."""
        running = {deadline.name for deadline in known if deadline.is_open}
        there = {(deadline.name, deadline.period) for deadline in known}
        for name in self.names:
            rule = self.definition.deadlines[name]
            if rule.level not in (None, self.after.level):
                continue
            if rule.every is not None:
                wanted = (period for period in self._periods(rule) if (name, str(period)) not in there)
                yield from (fresh for period in wanted for fresh in self._open(rule, period))
            elif name not in running:
                yield from self._open(rule, None)

    def _open(self, rule: DeadlineRule, period: Period | None) -> Iterator[Deadline]:
        due = due_at(rule, self.after, self.now, self.calendar, period)
        if due is None or (period is not None and due <= self.now):
            return
        fresh = Deadline(
            id=deadline_id(self.after.id, rule.name, str(period) if period else self.after.version),
            measure=self.after.id,
            name=rule.name,
            type_version=self.after.type_version,
            opened_at=self.now,
            due_at=due,
            calendar=self.calendar.version,
            period=str(period) if period else None,
        )
        yield armed(rule, fresh, self.calendar)

    def _periods(self, rule: DeadlineRule) -> Iterator[Period]:
        """Those a report may still be owed for: from the start of the measure, or of the clock, to the last day."""
        last = self._last_day(rule)
        if last is None or rule.every is None:
            return
        today = self.calendar.day(self.now)
        first = max(self.after.starts_on or today, today - LONGEST_DELAY)
        number = (last.year - first.year) * 12 // rule.every.months
        if number > MOST_PERIODS:
            raise Invalid(
                f"{self.after.id}: a report every {rule.every} until {last} would be {number:,} reports",
                possible=f"a last day at most {MOST_PERIODS} periods away",
                measure=self.after.id,
            )
        yield from periods(rule.every, first, last)

    def _last_day(self, rule: DeadlineRule) -> date | None:
        return _date_field(self.after, rule.until) if rule.until else None

    def _beyond_the_last(self, rule: DeadlineRule, deadline: Deadline) -> bool:
        last = self._last_day(rule) if deadline.period else None
        return last is not None and deadline.period is not None and Period.named(deadline.period).start > last

    def _done_to_period(self, deadline: Deadline, deed: PeriodDeed) -> Deadline:
        if deed == "reports":
            return self._closed(deadline, cancelled=False)
        if deed == "accepts":
            return replace(deadline, accepted_at=self.now)
        return self._reopened(deadline)

    def _owed_again(self, rule: DeadlineRule, deadline: Deadline) -> Deadline:
        """A period's deadline that ended with a state is owed again when the measure comes back."""
        gone = deadline.period is None or deadline.status is not DeadlineStatus.CANCELLED
        return deadline if gone or self._beyond_the_last(rule, deadline) else self._reopened(deadline)

    def _reopened(self, deadline: Deadline) -> Deadline:
        again = replace(deadline, status=DeadlineStatus.RUNNING, closed_at=None)
        return armed(self.definition.deadlines[deadline.name], again, self._own(deadline))

    def _resumed(self, rule: DeadlineRule, deadline: Deadline) -> Deadline:
        if deadline.status is not DeadlineStatus.PAUSED:
            return deadline
        paused_at, _ = deadline.pauses[-1]
        ledger = (*deadline.pauses[:-1], (paused_at, self.now))
        own = self._own(deadline)
        due = after_pause(rule, deadline.due_at, paused_at, self.now, own)
        return armed(rule, replace(deadline, status=DeadlineStatus.RUNNING, due_at=due, pauses=ledger), own)

    def _paused(self, deadline: Deadline) -> Deadline:
        if deadline.status is DeadlineStatus.PAUSED:
            return deadline
        ledger = (*deadline.pauses, (self.now, None))
        return replace(deadline, status=DeadlineStatus.PAUSED, pauses=ledger, next_fire_at=None)

    def _moved(self, rule: DeadlineRule, deadline: Deadline) -> Deadline:
        """Moved if the date it waits for moved; its earlier date is kept, and its ladder begins anew."""
        if deadline.period is not None or self.before is None:
            return deadline
        name = rule.until
        if name is None or _date_field(self.before, name) == _date_field(self.after, name):
            return deadline
        own = self._own(deadline)
        due = due_at(rule, self.after, deadline.opened_at, own)
        if due is None or due == deadline.due_at:
            return deadline
        was = EarlierDue(self.now, deadline.due_at, "extended")
        return armed(rule, replace(deadline, due_at=due, earlier=(*deadline.earlier, was), fired=()), own)

    def _closed(self, deadline: Deadline, *, cancelled: bool) -> Deadline:
        ended = called_off(deadline, self.now)
        if cancelled:
            return ended
        met = deadline.status is DeadlineStatus.PAUSED or self.now <= deadline.due_at
        return replace(ended, status=DeadlineStatus.MET if met else DeadlineStatus.LATE)

    def _own(self, deadline: Deadline) -> Calendar:
        return self.earlier.get(deadline.calendar, self.calendar)


def called_off(deadline: Deadline, now: datetime) -> Deadline:
    """A deadline that nobody has to keep any more: neither met nor late."""
    pauses = tuple((start, end or now) for start, end in deadline.pauses)
    return replace(deadline, status=DeadlineStatus.CANCELLED, closed_at=now, next_fire_at=None, pauses=pauses)


def nearest(deadlines: Iterable[Deadline]) -> datetime | None:
    """When the nearest of the running ones is due."""
    return min((d.due_at for d in deadlines if d.status is DeadlineStatus.RUNNING), default=None)


def stood_at(deadline: Deadline, moment: datetime) -> Deadline | None:
    """A deadline as it stood at a past moment, if it ran then: extensions granted later had not been granted."""
    if moment < deadline.opened_at or (deadline.closed_at is not None and deadline.closed_at <= moment):
        return None
    if any(start <= moment and (end is None or moment < end) for start, end in deadline.pauses):
        return None
    later = [earlier.due for earlier in deadline.earlier if earlier.at > moment]
    return replace(deadline, due_at=later[0] if later else deadline.due_at, status=DeadlineStatus.RUNNING)
