"""What a forecast means for each agency, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from store.foretold import Foretold
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Week:
    week: str
    """As ISO 8601 writes it: `2026-W48`."""
    agency: str | None
    due: int
    rungs: int
    mails: int


def load(course: Foretold, zone: ZoneInfo) -> Iterator[Week]:
    """Per agency that leads measures and week: what falls due, which rungs fire, how many mails go."""
    due: Counter[tuple[str, str]] = Counter()
    rungs: Counter[tuple[str, str]] = Counter()
    mails: Counter[tuple[str, str]] = Counter()
    for falling in course.due:
        due[_week(falling.at, zone), falling.agency or ""] += 1
    for item in course.items:
        place = _week(item.at, zone), item.agency or ""
        rungs[place] += 1
        mails[place] += len(item.to)
    for week, agency in sorted({*due, *rungs}):
        place = week, agency
        yield Week(week=week, agency=agency or None, due=due[place], rungs=rungs[place], mails=mails[place])


def _week(at: datetime, zone: ZoneInfo) -> str:
    year, week, _ = at.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"
