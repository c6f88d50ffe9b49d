"""Why a deadline is due when it is: the arithmetic step by step, so that it can be checked by hand.

Days and spans are counted one by one here, not by the formulas the deadline was reckoned with; both must come to the
same second.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.deadline import Deadline
from workflow.deadline_rule import DeadlineRule
from workflow.durations import Duration, Unit
from workflow.ladder import Interval
from workflow.model import Measure
from workflow.noun import dataclass
from workflow.periods import Every, Period, PeriodDay
from workflow.working_days import DayOff

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """A sentence: its English wording with `{}` for what it names, so that it can be told in other languages too."""

    wording: str
    names: tuple[object, ...] = ()
    """Days, moments, lengths of time, words of the definition, or sentences within this one."""

    def __str__(self) -> str:
        return self.wording.format(*(_span(name) if isinstance(name, timedelta) else name for name in self.names))


def say(wording: str, *names: object) -> Said:
    """
    >>> str(say("{}: until its close", say("period {} ends on {}", "2024-Q2", date(2024, 6, 30))))
    'period 2024-Q2 ends on 2024-06-30: until its close'
    """
    return Said(wording, names)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A day that was counted, or passed over."""

    day: date
    number: int | None
    """Which day of the count it is; none for one passed over."""
    why: str
    """What it is called."""


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One step of the reckoning, and where it led."""

    says: Said
    at: datetime
    days: tuple[Counted, ...] = ()
    spans: tuple[Interval, ...] = ()
    """Working time counted off, span by span."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    rule: Said
    line: int | None
    """Where the definition file says it."""
    calendar: str
    legs: tuple[Leg, ...]
    provisional: bool
    """Whether something of it lies beyond what is decided."""

    @property
    def due_at(self) -> datetime:
        return self.legs[-1].at


def in_words(rule: DeadlineRule) -> Said:
    """A rule as its definition says it."""
    if rule.within is not None:
        return say("within {}", rule.within)
    if rule.follows is not None:
        said = say("follows {}", rule.follows.name)
    elif rule.every is not None and rule.by_day:
        said = say("every {} until {}, by day {} of the month after it", rule.every, rule.until, rule.by_day)
    elif rule.every is not None:
        said = say("every {} until {}", rule.every, rule.until)
    else:
        said = say("until {}", rule.until) if rule.until else say("on {}", rule.on)
    return say("{}, plus {}", said, rule.plus) if rule.plus else said


def explain(
    rule: DeadlineRule, measure: Measure, deadline: Deadline, almanac: Almanac, language: str = "en"
) -> Explanation:
    """The whole reckoning of a deadline, with the calendar it keeps. Raises ValueError if its date is not set."""
    calendar = almanac.own(deadline.calendar)
    teller = _Teller(calendar, language)
    legs = list(teller.base(rule, measure, deadline))
    for start, end in deadline.pauses:
        if end is not None and end > deadline.based_at:
            legs.append(teller.pause(rule, legs[-1].at, start, end))
    first, last = calendar.day(deadline.opened_at), calendar.day(legs[-1].at)
    return Explanation(
        rule=in_words(rule),
        line=rule.line,
        calendar=calendar.version,
        legs=tuple(legs),
        provisional=calendar.provisional_between(min(first, last), last),
    )


@dataclass(frozen=True)
class _Teller:
    calendar: Calendar
    language: str

    def base(self, rule: DeadlineRule, measure: Measure, deadline: Deadline) -> Iterator[Leg]:
        """From the opening, or the date it waits for, to the date before any pause."""
        opened = deadline.opened_at
        if isinstance(rule.within, PeriodDay):
            yield Leg(says=say("opened {}", self._moment(opened)), at=opened)
            yield self._told_by_period(rule, rule.within, opened)
        elif rule.within is not None:
            yield Leg(says=say("opened {}", self._moment(opened)), at=opened)
            yield self._length(rule.within, opened, rule.on_day_off)
        elif rule.follows is not None:
            *before, first = self.base(rule.follows, measure, deadline)
            yield from before
            yield Leg(
                says=say("{}: {}", rule.follows.name, first.says), at=first.at, days=first.days, spans=first.spans
            )
            if rule.plus is not None:
                yield self._length(rule.plus, first.at, rule.on_day_off)
        else:
            day, said = self._date(rule, measure, deadline)
            if rule.plus is None:
                yield self._closing(day, said, rule.on_day_off)
                return
            closing = self._closing(day, said, "same")
            yield closing
            yield self._length(rule.plus, closing.at, rule.on_day_off)

    def _date(self, rule: DeadlineRule, measure: Measure, deadline: Deadline) -> tuple[date, Said]:
        if deadline.period is not None:
            period = Period.named(deadline.period)
            ends = say("period {} ends on {}", period, period.end)
            if rule.by_day is None:
                return period.end, ends
            return period.day_after(rule.by_day), say("{}; day {} after it", ends, rule.by_day)
        if rule.until is None:
            if rule.on is None:
                raise ValueError(f"deadline {rule.name} has no date")
            return rule.on, say("the fixed day {}", rule.on)
        value = measure.facts.get(rule.until)
        if value is None:
            raise ValueError(f"{measure.id} has no {rule.until}")
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return day, say("{} is {}", rule.until, day)

    def _told_by_period(self, rule: DeadlineRule, told: PeriodDay, opened: datetime) -> Leg:
        day = self.calendar.day(opened)
        period = Period.of(day, told.every)
        there = period.end if told.day is None else period.day_after(told.day)
        return self._closing(
            there, say("{}: {}", told, say("period {} ends on {}", period, period.end)), rule.on_day_off
        )

    def _length(self, amount: Duration, start: datetime, on_day_off: DayOff) -> Leg:
        local = self.calendar.local(start)
        if amount.unit is Unit.WORKING_DAYS:
            return self._working_days(amount, local.date())
        if amount.unit.is_working_time:
            return self._working_time(say("{} counted from {}", amount, self._moment(start)), start, amount.span)
        if not amount.unit.counts_days:
            return Leg(says=say("{} after {}", amount, self._moment(start)), at=start + amount.span)
        if amount.unit is Unit.MONTHS:
            day = _months_after(local.date(), amount.amount)
        else:
            day = local.date() + amount.amount * (DAY if amount.unit is Unit.DAYS else 7 * DAY)
        return self._closing(day, say("{} after {}", amount, local.date()), on_day_off)

    def _working_days(self, amount: Duration, start: date) -> Leg:
        """Day after day: the day of the start does not count, days off are passed over."""
        days, day, number = [], start, 0
        while number < amount.amount:
            day += DAY
            working = self.calendar.is_working(day)
            number += working
            days.append(Counted(day=day, number=number if working else None, why=self.calendar.why(day, self.language)))
        return Leg(
            says=say("{} after {}, until the close of {}", amount, start, self._day(day)),
            at=self._close(day),
            days=tuple(days),
        )

    def _closing(self, day: date, said: Said, on_day_off: DayOff) -> Leg:
        """The close of a day, or of the working day on the side a day off goes to."""
        if on_day_off == "same" or self.calendar.is_working(day):
            return Leg(says=say("{}, {}: until its close", said, self._day(day)), at=self._close(day))
        step = -DAY if on_day_off == "before" else DAY
        days = []
        while not self.calendar.is_working(day):
            days.append(Counted(day=day, number=None, why=self.calendar.why(day, self.language)))
            day += step
        wording = (
            "{}, a day off ({}): the last working day before is {}, until its close"
            if on_day_off == "before"
            else "{}, a day off ({}): the first working day after is {}, until its close"
        )
        return Leg(says=Said(wording, (said, days[0].why, self._day(day))), at=self._close(day), days=tuple(days))

    def _working_time(self, said: Said, start: datetime, amount: timedelta) -> Leg:
        """Span after span of open hours, until the amount is used up."""
        spans: list[Interval] = []
        left, at = amount, start
        for opens, closes in self.calendar.open_spans(start):
            if not left:
                break
            at = min(closes, opens + left)
            spans.append((opens, at))
            left -= at - opens
        return Leg(says=say("{}, until {}", said, self._moment(at)), at=at, spans=tuple(spans))

    def pause(self, rule: DeadlineRule, due: datetime, start: datetime, end: datetime) -> Leg:
        """What a pause did: the time that was left when it began, counted on from its end."""
        stood = say("stood still from {} to {}", self._moment(start), self._moment(end))
        if due <= start:
            return Leg(says=say("{}: it was due already, so that changes nothing", stood), at=due)
        if rule.every and due > end:
            return Leg(says=say("{}: the day of a report for a period stays, being still to come", stood), at=due)
        if not rule.reckons_working_time:
            return Leg(says=say("{}: {} later", stood, end - start), at=due + (end - start))
        left = sum((min(closes, due) - opens for opens, closes in self._until(start, due)), timedelta())
        if not left:
            return Leg(says=say("{}: no working time was left", stood), at=self.calendar.add_working_time(end, left))
        said = say("{}: {} of working time were left, counted from {}", stood, left, self._moment(end))
        return self._working_time(said, end, left)

    def _until(self, start: datetime, end: datetime) -> Iterator[Interval]:
        for opens, closes in self.calendar.open_spans(start):
            if opens >= end:
                return
            yield opens, closes

    def _close(self, day: date) -> datetime:
        return self.calendar.close_of(day, on_day_off="same")

    def _moment(self, at: datetime) -> str:
        return f"{self.calendar.local(at):%Y-%m-%d %H:%M}"

    def _day(self, day: date) -> str:
        return f"{day} ({self.calendar.why(day, self.language)})"


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first = date(year, month + 1, 1)
    return first.replace(day=min(day.day, Period.of(first, Every.MONTH).end.day))


def _span(length: timedelta) -> str:
    """
    >>> _span(timedelta(hours=27, minutes=5))
    '27 h 5 min'
    """
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
