"""Working time: what a length of time comes to, from one instant to another, on the working days of a calendar.

Instants go in aware and come out in UTC.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from workflow.durations import Duration, Length, Unit
from workflow.errors import Invalid
from workflow.noun import dataclass
from workflow.periods import PeriodDay
from workflow.working_days import DAY, MIDNIGHT, DayOff, WorkingDays, days_from
from workflow.working_time import LAST_YEAR, MICROSECOND, Span, Timeline, microseconds, moment

MOST_KEPT = 10_000
"""Answers kept of where so many working days lead."""


@lru_cache(maxsize=1_000)
def _day(at: datetime, zone: ZoneInfo) -> date:
    """Remembered, for everything in one transaction happens at the same instant."""
    return at.astimezone(zone).date()


@dataclass(frozen=True, kw_only=True)
class Calendar(WorkingDays):
    """The working days with their hours as one line of open time."""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.version)

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self._tz)

    def day(self, at: datetime) -> date:
        """Which day it is here at an instant."""
        return _day(at, self._tz)

    def opening_of(self, day: date) -> datetime:
        """When work begins that day; midnight on a day off."""
        spans = self.hours_of(day)
        return self._instant(day, spans[0][0] if spans else 0)

    def close_of(self, day: date, *, on_day_off: DayOff = "before") -> datetime:
        """When work ends that day, or on the working day a day off rolls to."""
        day = self.rolled(day, on_day_off)
        spans = self.hours_of(day) or self.ordinary_hours
        return self._instant(day, spans[-1][1] if spans else MIDNIGHT)

    def is_open(self, at: datetime) -> bool:
        """Whether it is working time; the closing moment is not."""
        return self._timeline.span_at(microseconds(at)) is not None

    def next_opening(self, at: datetime) -> datetime:
        """The first working moment at or after an instant."""
        return moment(next(self._timeline.spans_from(microseconds(at)))[0])

    def previous_closing(self, at: datetime) -> datetime:
        """The last closing at or before an instant."""
        return moment(self._timeline.last_closing(microseconds(at)))

    def open_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans from an instant on, without end."""
        for opens, closes in self._timeline.spans_from(microseconds(start)):
            yield moment(opens), moment(closes)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from one instant to another; none when the second is not after the first."""
        return timedelta(microseconds=self._timeline.between(microseconds(start), microseconds(end)))

    def add_working_time(
        self, start: datetime, amount: timedelta, pauses: Iterable[tuple[datetime, datetime]] = ()
    ) -> datetime:
        """When an amount of working time has run out; while a pause lasts, none runs.

        Time that runs out exactly at closing stays at closing. No time at all ends at the first working moment.
        """
        for pause_start, pause_end in sorted(pauses):
            if pause_end <= start:
                continue
            if pause_start > start:
                worked = self.between(start, pause_start)
                if worked >= amount:
                    break
                amount -= worked
            start = pause_end
        if not amount:
            return self._snapped(start, forward=True)
        return moment(self._timeline.add(microseconds(start), amount // MICROSECOND))

    def subtract_working_time(self, end: datetime, amount: timedelta) -> datetime:
        """The latest instant from which an amount of working time runs until `end`."""
        if not amount:
            return self._snapped(end, forward=False)
        return moment(self._timeline.subtract(microseconds(end), amount // MICROSECOND))

    def add(self, start: datetime, amount: Duration) -> datetime:
        """A length of time after an instant. Days keep the local time of day; working days wait for working time."""
        if amount.unit.is_working_time:
            return self.add_working_time(start, amount.span)
        if amount.unit is Unit.WORKING_DAYS:
            return self._working_days_from(start, amount.amount, forward=True)
        return self._calendar_shift(start, amount, 1)

    def subtract(self, end: datetime, amount: Duration) -> datetime:
        """A length of time before an instant; the inverse of `add` for working moments."""
        if amount.unit.is_working_time:
            return self.subtract_working_time(end, amount.span)
        if amount.unit is Unit.WORKING_DAYS:
            return self._working_days_from(end, amount.amount, forward=False)
        return self._calendar_shift(end, amount, -1)

    def due(self, start: datetime, amount: Length, *, on_day_off: DayOff = "before") -> datetime:
        """The deadline a length of time from `start` gives. The day of `start` does not count.

        Working days end at the close of the last one; days, weeks, months and days told by a period at the close of
        that day, rolled to a working day; hours and minutes to the minute.
        """
        if not isinstance(amount, PeriodDay) and not amount.unit.counts_days:
            return self.add(start, amount)
        asked = (self.day(start), amount, on_day_off)
        known = self._closings.get(asked)
        if known is None:
            if len(self._closings) >= MOST_KEPT:
                self._closings.clear()
            known = self._closings[asked] = self._closing_after(*asked)
        return known

    def _closing_after(self, day: date, amount: Length, on_day_off: DayOff) -> datetime:
        if isinstance(amount, PeriodDay):
            return self.close_of(amount.counted_from(day), on_day_off=on_day_off)
        if amount.unit is Unit.WORKING_DAYS:
            day = self._later_working_day(day, amount.amount)
        else:
            day = _later_day(day, amount, 1)
        return self.close_of(day, on_day_off=on_day_off)

    def _working_days_from(self, at: datetime, days: int, *, forward: bool) -> datetime:
        """The working moment so many working days later, or earlier. Answers are kept.

        Most deadlines end at the close of a day, so that the same few moments are asked for.
        """
        known = self._moments.get((at, days, forward))
        if known is None:
            local = self.local(at)
            there = self._wall(self._later_working_day(local.date(), days if forward else -days), local.time())
            known = self._snapped(there, forward=forward)
            if len(self._moments) >= MOST_KEPT:
                self._moments.clear()
            self._moments[at, days, forward] = known
        return known

    def _later_working_day(self, day: date, days: int) -> date:
        for _ in range(abs(days)):
            day = self.step(day, 1 if days > 0 else -1)
        return day

    @cached_property
    def _closings(self) -> dict[tuple[date, Length, DayOff], datetime]:
        """When what was opened on a day is due: the same for all of that day."""
        return {}

    @cached_property
    def _moments(self) -> dict[tuple[datetime, int, bool], datetime]:
        return {}

    def _snapped(self, at: datetime, *, forward: bool) -> datetime:
        """A working moment stays, a closing moment too; any other goes to the next (or last) one."""
        if self.is_open(at) or self.previous_closing(at) == at:
            return at
        return self.next_opening(at) if forward else self.previous_closing(at)

    def _calendar_shift(self, at: datetime, amount: Duration, direction: int) -> datetime:
        if not amount.unit.counts_days:
            return _utc(lambda: at + direction * amount.span)
        local = self.local(at)
        return self._wall(_later_day(local.date(), amount, direction), local.time())

    # The line of open time

    @cached_property
    def _tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _timeline(self) -> Timeline:
        return Timeline(lambda at: self.local(moment(at)).year, self._spans_of_year)

    def _spans_of_year(self, year: int) -> Iterator[Span]:
        day = date(year, 1, 1)
        while day.year == year:
            for opens, closes in self.hours_of(day):
                start, end = microseconds(self._instant(day, opens)), microseconds(self._instant(day, closes))
                if start < end:
                    yield start, end
            day += DAY

    def _instant(self, day: date, minutes: int) -> datetime:
        if minutes == MIDNIGHT:
            return self._wall(days_from(day, 1), time())
        return self._wall(day, time(minutes // 60, minutes % 60))

    def _wall(self, day: date, at: time) -> datetime:
        return _utc(lambda: datetime.combine(day, at.replace(tzinfo=None), self._tz))


def _later_day(day: date, amount: Duration, direction: int) -> date:
    if amount.unit is Unit.MONTHS:
        months = day.year * 12 + day.month - 1 + direction * amount.amount
        year, month = divmod(months, 12)
        if not 1 <= year <= LAST_YEAR:
            raise Invalid(f"{amount} from {day} is too far to reckon with")
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return days_from(day, direction * amount.amount * (7 if amount.unit is Unit.WEEKS else 1))


def _utc(reckon: Any) -> datetime:
    try:
        at: datetime = reckon()
        return at.astimezone(UTC)
    except OverflowError:
        raise Invalid("that is too far to reckon with") from None
