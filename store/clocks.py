"""Deadlines by time: what runs on an old calendar, what fires next, what falls due when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from store import rows
from store.reader import Reader


def on_another_calendar(reader: Reader, version: str, now: datetime) -> list[str]:
    """The measures with a deadline to come that is reckoned with another calendar than this."""
    found = reader.all(
        "SELECT DISTINCT measure FROM deadline"
        " WHERE closed_at IS NULL AND calendar <> :version AND due_at > :now ORDER BY measure",
        version=version,
        now=now,
    )
    return [row["measure"] for row in found]


def with_open_deadlines(reader: Reader, after: str, limit: int) -> list[str]:
    """So many measures with a deadline that is not closed, by their names, from after one on."""
    found = reader.all(
        "SELECT DISTINCT measure FROM deadline"
        " WHERE closed_at IS NULL AND measure > :after ORDER BY measure LIMIT :limit",
        after=after,
        limit=limit,
    )
    return [row["measure"] for row in found]


def states_of_open(reader: Reader) -> Iterator[Mapping[str, str]]:
    """`id`, `type` and `state` of every open measure, one by one."""
    return reader.each("SELECT id, type, state FROM measure WHERE NOT closed ORDER BY id")


def next_fire(reader: Reader, after: datetime) -> datetime | None:
    """When the next rung is due, later than a moment."""
    row = reader.one("SELECT min(next_fire_at) AS at FROM deadline WHERE next_fire_at > :after", after=after)
    return rows.instant(row["at"]) if row else None
