"""What the deadline wording of a plan can mean."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from workflow.noun import dataclass


class Kind(StrEnum):
    DATE = "date"
    SPAN = "span"
    YEAR = "year"
    HALF_YEAR = "half year"
    QUARTER = "quarter"
    MONTH = "month"
    RECURRING = "recurring"
    RELATIVE = "relative"
    OPEN = "open"
    URGENT = "urgent"
    NONE = "none"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """An obligation that comes back: by a day of the month after each period, or on fixed days of each year."""

    every: str
    """`month`, `quarter`, `half_year` or `year`."""
    day: int | None = None
    """Of the month after the period."""
    month: int | None = None
    """Of the year after the period, for yearly ones that name it."""
    days: tuple[tuple[int, int], ...] = ()
    """Fixed (month, day) of each year."""

    def __str__(self) -> str:
        if self.days:
            return "every year on " + " and ".join(f"{day:02}.{month:02}" for month, day in self.days)
        by = f", by day {self.day}" if self.day else ""
        return f"every {self.every.replace('_', ' ')}{by}" + (f" of month {self.month}" if self.month else "")


@dataclass(frozen=True, kw_only=True)
class Wording:
    text: str
    kind: Kind
    due_on: date | None = None
    """The nominal date; whether it is a working day is the calendar's business."""
    starts_on: date | None = None
    recurrence: Recurrence | None = None
    within: str | None = None
    """A length of time from receipt, e.g. `10 working days`."""
    why: str | None = None
    """Why there is no date; none when there is one."""
    notes: tuple[str, ...] = ()
