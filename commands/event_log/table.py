"""The log as a table, a row for each event: what `qadam replay` and every spreadsheet read."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from commands.event_log.activities import LIFECYCLE, Activities, resource
from commands.output import defused, text_in
from store.event_log import Happening

COLUMNS = (
    "case_id",
    "activity",
    "timestamp",
    "resource",
    "lifecycle",
    "event",
    "from",
    "to",
    "type",
    "level",
    "region",
    "agency",
    "on_behalf_of",
    "title",
    "comment",
)


def write_csv(out: TextIO, happenings: Iterable[Happening], activities: Activities, language: str) -> tuple[int, int]:
    """Write the events as they come; says how many cases and events there are."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    cases = events = 0
    last: str | None = None
    for happening in happenings:
        entry, subject = happening.entry, happening.subject
        cases += subject.measure != last
        events += 1
        last = subject.measure
        cells = (
            subject.case,
            activities.name(happening),
            entry.at.isoformat(timespec="microseconds"),
            resource(happening),
            LIFECYCLE,
            entry.event,
            entry.source,
            entry.target,
            subject.type,
            subject.level,
            subject.region,
            subject.agency,
            entry.on_behalf_of,
            text_in(subject.titles, language),
            entry.comment,
        )
        writer.writerow([defused(cell or "") for cell in cells])
    return cases, events
