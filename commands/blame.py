"""Lateness split by cause, for every command that tells of it: `overdue`, `explain`, `report`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from store import queries
from store.calendars import almanac
from store.outages import known_outages
from store.reader import Reader
from workflow.deadline import Deadline
from workflow.definition import Definition
from workflow.directory import Texts
from workflow.lateness import Cause, lateness
from workflow.model import Level, Measure

CAUSES: Mapping[Cause, Texts] = {
    Cause.REGION: {"en": "the region", "ru": "регион", "kk": "өңір"},
    Cause.AGENCY: {"en": "the agency", "ru": "исполнитель", "kk": "орындаушы орган"},
    Cause.HEADQUARTERS: {"en": "waiting for the headquarters", "ru": "ожидание штаба", "kk": "штабты күту"},
    Cause.PAUSED: {"en": "paused", "ru": "приостановлено", "kk": "тоқтатылған"},
    Cause.DOWNTIME: {"en": "our downtime", "ru": "простой системы", "kk": "жүйенің тоқтап тұруы"},
}
_HOURS: Texts = {"en": "h", "ru": "ч", "kk": "сағ"}


class Blame:
    """What lateness is due to, in one database at one moment; calendars and outages are read once."""

    def __init__(self, reader: Reader, now: datetime) -> None:
        self._reader = reader
        self._now = now
        self._almanac = almanac(reader)
        self._outages = known_outages(reader, now)

    def of(self, definition: Definition, measure: Measure, deadline: Deadline) -> dict[Cause, timedelta]:
        """Working time by cause since a deadline was due; empty when it is not late."""
        return self.split(definition, measure.level, deadline)

    def split(self, definition: Definition, level: Level, deadline: Deadline) -> dict[Cause, timedelta]:
        """The same for a deadline alone, with the level of its measure."""
        if deadline.due_at >= (deadline.closed_at or self._now):
            return {}
        stood = queries.stays_of(self._reader, deadline.measure)
        calendar = self._almanac.own(deadline.calendar)
        return lateness(definition, level, deadline, stood, self._outages, self._now, calendar)


def blame_document(split: Mapping[Cause, timedelta]) -> dict[str, Any]:
    """Seconds of working time by cause, and in all."""
    seconds = {cause.value: round(time.total_seconds()) for cause, time in split.items()}
    return {"working_seconds": sum(seconds.values()), "by_cause": seconds}


def blame_words(split: Mapping[Cause, timedelta], language: str) -> str:
    """`the agency 19.5 h, our downtime 4 h`: working hours, the largest share first."""
    shares = sorted(split.items(), key=lambda share: -share[1])
    return ", ".join(
        f"{CAUSES[cause][language]} {round(time.total_seconds() / 3600, 1):g} {_HOURS[language]}"
        for cause, time in shares
    )
