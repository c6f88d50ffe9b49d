"""Which time a report is about: a year, half-year, quarter or month, or from one day to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow import periods
from workflow.errors import Invalid
from workflow.noun import dataclass
from workflow.periods import end_of_month

_WRITTEN = re.compile(r"\d{4}(?:-(?:Q[1-4]|H[12]|0[1-9]|1[0-2]))?", re.IGNORECASE)
"""The names workflow/periods.py knows, without its looser spellings."""


@dataclass(frozen=True, kw_only=True)
class Period:
    first: date
    last: date
    """Both days are in it."""

    @classmethod
    def parse(cls, text: str) -> Period:
        """
        >>> Period.parse("2026-Q2")
        Period(first=datetime.date(2026, 4, 1), last=datetime.date(2026, 6, 30))

        Raises Invalid for what names no period.
        """
        if ".." in text:
            return cls._between(*text.split("..", 1))
        if _WRITTEN.fullmatch(text.strip()) is None:
            raise _no_period(text)
        try:
            named = periods.Period.named(text)
        except Invalid:
            raise _no_period(text) from None
        return cls(first=named.start, last=named.end)

    @classmethod
    def _between(cls, first: str, last: str) -> Period:
        try:
            found = cls(first=date.fromisoformat(first.strip()), last=date.fromisoformat(last.strip()))
        except ValueError:
            raise _no_period(f"{first}..{last}") from None
        if found.last < found.first:
            raise Invalid(f"{last} is before {first}", possible="FIRST-DAY..LAST-DAY")
        return found

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From its first moment to the first moment after it, in local days."""
        start = datetime.combine(self.first, time(), zone)
        try:
            return start, datetime.combine(self.last + timedelta(days=1), time(), zone)
        except OverflowError:
            raise Invalid(f"{self.last} is beyond what can be reckoned with") from None

    def months(self) -> Iterator[date]:
        """The first day of each month it touches."""
        month = self.first.replace(day=1)
        while month <= self.last:
            yield month
            month = end_of_month(month) + timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.first.isoformat()}..{self.last.isoformat()}"


def _no_period(text: str) -> Invalid:
    return Invalid(f"{text!r} is no period", possible="2026, 2026-H1, 2026-Q2, 2026-05 or 2026-05-01..2026-06-15")
