"""What one person has before them: the measures in their scope that are late, due soon, waiting for them or changed.

Each read is bounded; how many there are besides is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from store.measure_rows import measure_from
from store.reader import Reader
from workflow.model import Measure
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The measures a grant reaches: all, one region's, one agency's, or one agency's in one region."""

    region: str | None = None
    agency: str | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a measure of a type may stand."""

    type: str
    version: int
    level: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """The first measures of a kind, and how many there are in all."""

    measures: tuple[Measure, ...]
    total: int


def late(reader: Reader, scope: Scope, now: datetime, limit: int) -> Found:
    return _found(reader, scope, "m.due_at < :now", "m.due_at, m.id", limit, now=now)


def due_between(reader: Reader, scope: Scope, start: datetime, end: datetime, limit: int) -> Found:
    return _found(
        reader, scope, "m.due_at >= :start AND m.due_at < :end", "m.due_at, m.id", limit, start=start, end=end
    )


def standing_in(reader: Reader, scope: Scope, places: Sequence[Place], limit: int) -> Found:
    """The measures that stand in one of these places, the nearest due first."""
    if not places:
        return Found(measures=(), total=0)
    either, parameters = [], {}
    for number, place in enumerate(places):
        either.append(
            f"(m.type = :type_{number} AND m.type_version = :version_{number}"
            f" AND m.level = :level_{number} AND m.state = :state_{number})"
        )
        for name in ("type", "version", "level", "state"):
            parameters[f"{name}_{number}"] = getattr(place, name)
    return _found(reader, scope, f"({' OR '.join(either)})", "m.due_at IS NULL, m.due_at, m.id", limit, **parameters)


def changed_since(reader: Reader, scope: Scope, since: datetime, besides: str, limit: int) -> Found:
    """The measures to which somebody else did something, the last first."""
    happened = "m.id IN (SELECT h.measure FROM history h WHERE h.at >= :since AND h.actor <> :besides)"
    return _found(reader, scope, happened, "m.since DESC, m.id", limit, since=since, besides=besides)


def _found(reader: Reader, scope: Scope, condition: str, order: str, limit: int, **parameters: Any) -> Found:
    where = [condition]
    for name in ("region", "agency"):
        if getattr(scope, name) is not None:
            where.append(f"m.{name} = :{name}")
            parameters[name] = getattr(scope, name)
    text = " AND ".join(where)
    found = reader.all(f"SELECT m.* FROM measure m WHERE {text} ORDER BY {order} LIMIT {int(limit)}", **parameters)  # noqa: S608 - own text only
    if len(found) < limit:
        return Found(measures=tuple(map(measure_from, found)), total=len(found))
    total = reader.one(f"SELECT count(*) AS n FROM measure m WHERE {text}", **parameters)  # noqa: S608 - own text only
    return Found(measures=tuple(map(measure_from, found)), total=int(total["n"]) if total else len(found))
