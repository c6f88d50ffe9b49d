"""Every calendar there has been, and since when which one was in force: so that old arithmetic can be repeated."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import UTC, datetime

from workflow.calendar import Calendar
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Almanac:
    calendars: Mapping[str, Calendar]
    """By version."""
    in_force: tuple[tuple[datetime, str], ...]
    """Since when each came into force, in order of time; the first counts for everything before it as well."""

    @classmethod
    def of(cls, calendar: Calendar) -> Almanac:
        """For where there is only one."""
        return cls(
            calendars={calendar.version: calendar}, in_force=((datetime.min.replace(tzinfo=UTC), calendar.version),)
        )

    @property
    def now(self) -> Calendar:
        """The one in force."""
        return self.calendars[self.in_force[-1][1]]

    def at(self, moment: datetime) -> Calendar:
        """The one that was in force at a moment; what happened at the very moment of a change came before it."""
        if len(self.in_force) == 1:
            return self.now
        place = bisect_left(self.in_force, moment, key=lambda change: change[0])
        return self.calendars[self.in_force[max(place - 1, 0)][1]]

    def own(self, version: str) -> Calendar:
        """The one a deadline is reckoned with."""
        return self.calendars.get(version) or self.now
