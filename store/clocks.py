"""Deadlines by time: what runs on an old calendar, what fires next, what falls due when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from store import rows
from store.location import Location
from store.reader import Reader, reading

AT_ONCE = 500
"""Measures looked up together."""

_ON_ANOTHER = "closed_at IS NULL AND calendar <> :version AND due_at > :now"


def how_many_on_another_calendar(reader: Reader, version: str, now: datetime) -> int:
    """The number of measures with a deadline to come that is reckoned with another calendar than this."""
    counted = f"SELECT count(DISTINCT measure) AS n FROM deadline WHERE {_ON_ANOTHER}"  # noqa: S608 - own text
    row = reader.one(counted, version=version, now=now)
    return int(row["n"]) if row else 0


def on_another_calendar(location: Location, version: str, now: datetime) -> Iterator[str]:
    """Those measures, by their names; each may be written to before the next comes."""
    return _by_name(location, _ON_ANOTHER, version=version, now=now)


def with_open_deadlines(location: Location) -> Iterator[str]:
    """The measures with a deadline that is not closed, by their names; each may be written to before the next comes."""
    return _by_name(location, "closed_at IS NULL")


def _by_name(location: Location, condition: str, **parameters: Any) -> Iterator[str]:
    """The measures of the deadlines that fit, some hundred looked up at a time, with nothing open in between."""
    query = (
        f"SELECT DISTINCT measure FROM deadline WHERE {condition} AND measure > :after ORDER BY measure LIMIT :limit"  # noqa: S608 - own text
    )
    after = ""
    while True:
        with reading(location) as reader:
            found = [row["measure"] for row in reader.all(query, after=after, limit=AT_ONCE, **parameters)]
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1]


def states_of_open(reader: Reader) -> Iterator[Mapping[str, str]]:
    """`id`, `type` and `state` of every open measure, one by one."""
    return reader.each("SELECT id, type, state FROM measure WHERE NOT closed ORDER BY id")


def next_fire(reader: Reader, after: datetime) -> datetime | None:
    """When the next rung is due, later than a moment."""
    row = reader.one("SELECT min(next_fire_at) AS at FROM deadline WHERE next_fire_at > :after", after=after)
    return rows.instant(row["at"]) if row else None
