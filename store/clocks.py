"""Deadlines by time: what runs on an old calendar, what fires next, what falls due when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from store import rows
from store.measure_rows import deadline_from
from store.reader import Reader
from workflow.model import Deadline


def on_another_calendar(reader: Reader, version: str, now: datetime) -> list[str]:
    """The measures with a deadline to come that is reckoned with another calendar than this."""
    found = reader.all(
        "SELECT DISTINCT measure FROM deadline"
        " WHERE closed_at IS NULL AND calendar <> :version AND due_at > :now ORDER BY measure",
        version=version,
        now=now,
    )
    return [row["measure"] for row in found]


def with_open_deadlines(reader: Reader) -> list[str]:
    """The measures with a deadline that is not closed."""
    found = reader.all("SELECT DISTINCT measure FROM deadline WHERE closed_at IS NULL ORDER BY measure")
    return [row["measure"] for row in found]


def states_of_open(reader: Reader) -> list[Mapping[str, str]]:
    """`id`, `type` and `state` of every open measure."""
    return list(reader.all("SELECT id, type, state FROM measure WHERE NOT closed ORDER BY id"))


def next_fire(reader: Reader, after: datetime) -> datetime | None:
    """When the next rung is due, later than a moment."""
    row = reader.one("SELECT min(next_fire_at) AS at FROM deadline WHERE next_fire_at > :after", after=after)
    return rows.instant(row["at"]) if row else None


def falling_due(reader: Reader, now: datetime, until: datetime) -> Iterator[tuple[Deadline, str | None, str | None]]:
    """The deadlines that come due while still open, each with the agency and the region of its measure, one by one."""
    found = reader.each(
        "SELECT d.*, m.agency, m.region FROM deadline d JOIN measure m ON m.id = d.measure"
        " WHERE d.due_at > :now AND d.due_at <= :until AND (d.closed_at IS NULL OR d.closed_at >= d.due_at)"
        " ORDER BY d.due_at, d.id",
        now=now,
        until=until,
    )
    return ((deadline_from(row), row["agency"], row["region"]) for row in found)
