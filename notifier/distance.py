"""How far off, or how late, a due date is on the day a mail is said: in working days."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from notifier.labels import Labels, labels_in
from notifier.wording import days_late, days_left
from workflow.calendar import Calendar
from workflow.noun import dataclass

WEEKDAYS = Calendar(name="weekdays", hours=(((9 * 60, 18 * 60 + 30),),) * 5 + ((), ()))
"""Working days where no calendar is known."""


@dataclass(frozen=True, kw_only=True)
class Today:
    """When something is said, and where: what `today` and `3 working days left` mean."""

    at: datetime
    zone: ZoneInfo
    calendar: Calendar


@dataclass(frozen=True, kw_only=True)
class Distance:
    """Working days between a day and a due date; neither where nothing is due."""

    left: int | None = None
    """0 on the due day itself."""
    late: int | None = None
    """0 where no working day has ended since."""


def distance_to(due_at: datetime, today: Today) -> Distance:
    days = _working_days(today.calendar, today.at.astimezone(today.zone).date(), due_at.astimezone(today.zone).date())
    return Distance(late=max(0, -days)) if today.at > due_at else Distance(left=max(0, days))


@lru_cache(maxsize=4_096)
def _working_days(calendar: Calendar, start: date, end: date) -> int:
    return calendar.working_days_between(start, end)


def remaining(due_at: datetime, today: Today, language: str) -> str:
    """`3 working days left`, `due today`, `2 working days late`."""
    return remark_of(distance_to(due_at, today), labels_in(language), language) or ""


def remark_of(distance: Distance, labels: Labels, language: str) -> str | None:
    if distance.left is not None:
        return days_left(distance.left, language) if distance.left else labels.last_day
    if distance.late is not None:
        return days_late(distance.late, language) if distance.late else labels.past
    return None
