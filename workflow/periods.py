"""Months, quarters, half-years and years: the periods reports are made for, and days reckoned from their ends.

Periods are days of the local calendar; whether such a day is worked is the calendar's business.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

from workflow.errors import Invalid
from workflow.noun import dataclass


class Every(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"

    @property
    def months(self) -> int:
        return _MONTHS[self]


_MONTHS: Mapping[Every, int] = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}
_LETTERS: Mapping[str, Every] = {"": Every.YEAR, "H": Every.HALF_YEAR, "Q": Every.QUARTER, "M": Every.MONTH}
_NAME = re.compile(r"(\d{4})(?:-(?:([HQM])?(\d{1,2})))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """One month, quarter, half-year or year of the calendar."""

    start: date
    every: Every

    @classmethod
    def of(cls, day: date, every: Every) -> Period:
        """The period a day lies in."""
        return cls(day.replace(day=1, month=(day.month - 1) // every.months * every.months + 1), every)

    @classmethod
    def named(cls, name: str) -> Period:
        """The period of a name. Raises Invalid with the names there are.

        >>> Period.named("2026-Q4").end, str(Period.named("2026-03"))
        (datetime.date(2026, 12, 31), '2026-03')
        """
        found = _NAME.fullmatch(name.strip().upper())
        if found:
            year, letter, number = int(found[1]), found[2], int(found[3] or 1)
            every = _LETTERS["M" if found[3] and not letter else letter or ""]
            if year >= 1 and 1 <= number <= 12 // every.months:
                return cls(date(year, (number - 1) * every.months + 1, 1), every)
        raise Invalid(f"{name!r} is no period", possible="e.g. 2026-03, 2026-Q1, 2026-H1 or 2026")

    @property
    def end(self) -> date:
        """Its last day."""
        return end_of_month(self.start.replace(month=self.start.month + self.every.months - 1))

    @property
    def next(self) -> Period:
        """Raises Invalid at the end of all years."""
        return Period.of(_following(self.end), self.every)

    def day_after(self, day: int) -> date:
        """The so-and-so-many-th day of the month after it, the last of a month that has no such day.

        >>> Period.named("2026-Q3").day_after(5), Period.named("2026-01").day_after(31)
        (datetime.date(2026, 10, 5), datetime.date(2026, 2, 28))
        """
        first = _following(self.end)
        return first.replace(day=min(day, monthrange(first.year, first.month)[1]))

    def __str__(self) -> str:
        number = (self.start.month - 1) // self.every.months + 1
        match self.every:
            case Every.YEAR:
                return f"{self.start.year:04}"
            case Every.HALF_YEAR:
                return f"{self.start.year:04}-H{number}"
            case Every.QUARTER:
                return f"{self.start.year:04}-Q{number}"
            case Every.MONTH:
                return f"{self.start.year:04}-{number:02}"


def periods(every: Every, first: date, last: date) -> Iterator[Period]:
    """The periods from the one a day lies in to the one another day lies in."""
    period = Period.of(first, every)
    while period.start <= last:
        yield period
        period = period.next


@dataclass(frozen=True, kw_only=True)
class PeriodDay:
    """A day told by the period one is in: its end, or the N-th day of the month after it."""

    every: Every
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> PeriodDay | None:
        """Read such a day; None when the text says something else.

        >>> str(PeriodDay.parse("end of half-year")), str(PeriodDay.parse("5th day of the month after the quarter"))
        ('end of half_year', 'day 5 after quarter')
        """
        found = _PERIOD_DAY.fullmatch(" ".join(text.lower().split()))
        if found is None:
            return None
        every = Every(found["every"].replace("-", "_").replace(" ", "_"))
        if found["end"]:
            return cls(every=every)
        day = int(found["day"] or found["nth"])
        return cls(every=every, day=day) if 1 <= day <= 31 else None

    def counted_from(self, day: date) -> date:
        period = Period.of(day, self.every)
        return period.end if self.day is None else period.day_after(self.day)

    def __str__(self) -> str:
        return f"end of {self.every}" if self.day is None else f"day {self.day} after {self.every}"


_NTH = r"(?:day (?P<day>\d\d?)|(?P<nth>\d\d?)(?:st|nd|rd|th) day(?: of the month)?)"
_PERIOD_DAY = re.compile(
    rf"(?:(?P<end>end of)|{_NTH} after)(?: the)? (?P<every>month|quarter|half[-_ ]year|year)", re.ASCII
)


def end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _following(day: date) -> date:
    if day.year == MAXYEAR and day.month == 12:
        raise Invalid("that is too far to reckon with")
    return day + timedelta(days=1)
