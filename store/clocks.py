"""Deadlines by time: what runs on an old calendar, what fires next, what falls due when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from store import rows
from store.reader import Reader

_ON_ANOTHER = "FROM deadline WHERE closed_at IS NULL AND calendar <> :version AND due_at > :now"


def how_many_on_another_calendar(reader: Reader, version: str, now: datetime) -> int:
    """The number of measures with a deadline to come that is reckoned with another calendar than this."""
    row = reader.one(f"SELECT count(DISTINCT measure) AS n {_ON_ANOTHER}", version=version, now=now)
    return int(row["n"]) if row else 0


def on_another_calendar(reader: Reader, version: str, now: datetime, after: str, limit: int) -> list[str]:
    """So many of them, by their names, from after one on."""
    found = reader.all(
        f"SELECT DISTINCT measure {_ON_ANOTHER} AND measure > :after ORDER BY measure LIMIT :limit",
        version=version,
        now=now,
        after=after,
        limit=limit,
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
