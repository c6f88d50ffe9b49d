"""The open hours of a calendar laid out as a line: spans of UTC time with the working time before each.

A year is laid out once and kept; adding, subtracting and measuring are then a bisection. Times are whole
microseconds since 1970, so that nothing is lost in between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from workflow.errors import Invalid
from workflow.noun import dataclass

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Beyond these nothing is reckoned: whatever asks for it is a mistake."""

EMPTY_YEARS = 12
"""After so many years without an open hour a calendar is taken to have none."""

Span = tuple[int, int]
"""An open interval: from the first microsecond to just before the second."""


def microseconds(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


@dataclass(frozen=True)
class Year:
    """The open spans of one local year."""

    starts: Sequence[int]
    ends: Sequence[int]
    before: Sequence[int]
    """Working time of the year before each span opens."""
    through: Sequence[int]
    """… and when it has closed."""

    @property
    def total(self) -> int:
        return self.through[-1] if self.through else 0

    def elapsed(self, at: int) -> int:
        """Working time from the beginning of the year until `at`."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        return min(self.before[place] + at - self.starts[place], self.through[place])


def laid_out(spans: Iterator[Span]) -> Year:
    starts, ends, before, through = [], [], [], []
    total = 0
    for start, end in spans:
        starts.append(start)
        ends.append(end)
        before.append(total)
        total += end - start
        through.append(total)
    return Year(starts, ends, before, through)


class Timeline:
    """Arithmetic on open time. `year_of` says which local year an instant lies in, `spans` what is open in it."""

    def __init__(self, year_of: Callable[[int], int], spans: Callable[[int], Iterator[Span]]) -> None:
        self._year_of = year_of
        self._spans = spans
        self._years: dict[int, Year] = {}

    def year(self, number: int) -> Year:
        """Raises Invalid beyond the years that are reckoned with."""
        known = self._years.get(number)
        if known is None:
            if not FIRST_YEAR <= number <= LAST_YEAR:
                raise Invalid(
                    f"the year {number} is not reckoned with", possible=f"a time between {FIRST_YEAR} and {LAST_YEAR}"
                )
            known = self._years[number] = laid_out(self._spans(number))
        return known

    def add(self, start: int, amount: int) -> int:
        """When `amount` (more than none) of open time has run out. Running out exactly at closing stays at closing."""
        number = self._year_of(start)
        target = self.year(number).elapsed(start) + amount
        empty = 0
        while (year := self.year(number)).total < target:
            target -= year.total
            number += 1
            empty = self._count_empty(empty, year)
        place = bisect_left(year.through, target)
        return year.starts[place] + target - year.before[place]

    def subtract(self, end: int, amount: int) -> int:
        """The latest moment from which `amount` (more than none) of open time runs until `end`."""
        number = self._year_of(end)
        target = self.year(number).elapsed(end) - amount
        empty = 0
        while target < 0 or not self.year(number).starts:
            number -= 1
            year = self.year(number)
            target += year.total
            empty = self._count_empty(empty, year)
        year = self.year(number)
        place = bisect_right(year.before, target) - 1
        return year.starts[place] + target - year.before[place]

    def between(self, start: int, end: int) -> int:
        """Open time from one moment to another; none when the second is not after the first."""
        if end <= start:
            return 0
        first, last = self._year_of(start), self._year_of(end)
        whole = sum(self.year(number).total for number in range(first, last))
        return whole - self.year(first).elapsed(start) + self.year(last).elapsed(end)

    def span_at(self, at: int) -> Span | None:
        """The open span a moment lies in, its closing moment excluded."""
        year = self.year(self._year_of(at))
        place = bisect_right(year.starts, at) - 1
        return (year.starts[place], year.ends[place]) if place >= 0 and at < year.ends[place] else None

    def spans_from(self, at: int) -> Iterator[Span]:
        """The open spans after a moment, the first cut to begin at it; without end."""
        number = self._year_of(at)
        empty = 0
        while True:
            year = self.year(number)
            for place in range(bisect_right(year.ends, at), len(year.starts)):
                yield max(at, year.starts[place]), year.ends[place]
            number += 1
            empty = self._count_empty(empty, year)

    def last_closing(self, at: int) -> int:
        """The last closing at or before a moment."""
        number = self._year_of(at)
        empty = 0
        while True:
            year = self.year(number)
            place = bisect_right(year.ends, at) - 1
            if place >= 0:
                return year.ends[place]
            number -= 1
            empty = self._count_empty(empty, year)

    @staticmethod
    def _count_empty(empty: int, year: Year) -> int:
        if year.total:
            return 0
        if empty >= EMPTY_YEARS:
            raise Invalid("the calendar has no open hours", possible="give it weekly hours")
        return empty + 1
