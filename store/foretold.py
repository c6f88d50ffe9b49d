"""What a forecast foretells: kept in the private copy it is played on, for a long one is of millions.

Little of it is ever held: it is written as it is found, and read as often as somebody asks, row by row.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from store.location import Location
from store.raw import sqlite_value
from store.rows import instant, moment, names, packed_names
from workflow.noun import dataclass

AT_ONCE = 500
"""Rows written together."""

Noun = TypeVar("Noun", covariant=True)


@dataclass(frozen=True, kw_only=True)
class Item:
    """A rung that will fire."""

    at: datetime
    measure: str
    agency: str | None
    region: str | None
    deadline: str
    period: str | None
    rung: str
    to: tuple[str, ...]
    event: str | None = None
    refusal: str | None = None


@dataclass(frozen=True, kw_only=True)
class Due:
    """A deadline that falls due."""

    at: datetime
    measure: str
    agency: str | None
    region: str | None
    deadline: str
    period: str | None


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One deadline or rung under both rules; an instant is missing where there is none in the time looked at."""

    measure: str
    deadline: str
    rung: str | None
    """None for the due instant itself."""
    old: datetime | None
    new: datetime | None


_MADE = """
CREATE TABLE foretold (
  at TEXT NOT NULL, measure TEXT NOT NULL, agency TEXT, region TEXT, deadline TEXT NOT NULL, period TEXT,
  rung TEXT NOT NULL, "to" TEXT NOT NULL, event TEXT, refusal TEXT
)
"""
_WRITTEN = (
    "INSERT INTO foretold VALUES (:at, :measure, :agency, :region, :deadline, :period, :rung, :to, :event, :refusal)"
)
_ORDERED = "CREATE INDEX ix_foretold ON foretold (at, measure, deadline, rung)"
_ITEMS = "SELECT * FROM {copy}.foretold ORDER BY at, measure, deadline, rung, rowid"
_DUE = (
    "SELECT d.due_at AS at, d.measure, m.agency, m.region, d.name AS deadline, d.period"
    " FROM {copy}.deadline d JOIN {copy}.measure m ON m.id = d.measure"
    " WHERE d.due_at > :now AND d.due_at <= :until AND (d.closed_at IS NULL OR d.closed_at >= d.due_at)"
    " ORDER BY d.due_at, d.id"
)
_SAME = "measure, trim(deadline || ' ' || coalesce(period, '')) AS deadline"
"""What makes a deadline the same under other rules."""
_BOTH = " UNION ALL ".join(
    f"SELECT {_SAME}, {rung} AS rung, {old} AS old, {new} AS new FROM ({found.format(copy=copy)})"  # noqa: S608 - own text
    for copy, old, new in (("main", "at", "NULL"), ("other", "NULL", "at"))
    for found, rung in ((_DUE, "NULL"), (_ITEMS, "rung"))
)
_COMPARED = (
    "CREATE TEMP TABLE shift AS SELECT measure, deadline, rung, max(old) AS old, max(new) AS new"  # noqa: S608 - own text
    f" FROM ({_BOTH}) GROUP BY measure, deadline, rung HAVING max(old) IS NOT max(new)"
)
_SHIFTS = (
    "SELECT * FROM shift"
    " ORDER BY min(coalesce(old, new), coalesce(new, old)), measure, deadline, coalesce(rung, ''), rowid"
)


class Told(Generic[Noun]):
    """What a statement finds, as often as it is asked."""

    def __init__(
        self, connection: sqlite3.Connection, sql: str, window: Mapping[str, Any], read: Callable[..., Noun]
    ) -> None:
        self._connection, self._sql, self._window, self._read = connection, sql, window, read

    def __iter__(self) -> Iterator[Noun]:
        found = self._connection.execute(self._sql, self._window)
        columns = [column[0] for column in found.description]
        for row in found:
            yield self._read(**dict(zip(columns, row, strict=True)))

    def __len__(self) -> int:
        (number,) = self._connection.execute(f"SELECT count(*) FROM ({self._sql})", self._window).fetchone()  # noqa: S608 - own text
        return int(number)


class Foretold:
    """What comes on a private copy from one moment until another."""

    def __init__(self, copy: Location, now: datetime, until: datetime) -> None:
        self.copy, self.now, self.until = copy, now, until
        self.mails = 0
        """How many the rungs send."""
        self._waiting: list[Item] = []
        self._window = {"now": sqlite_value(now), "until": sqlite_value(until)}
        self._connection = sqlite3.connect(copy.path or "", isolation_level=None)
        for statement in ("PRAGMA synchronous = OFF", _MADE):
            self._connection.execute(statement)

    def add(self, item: Item) -> None:
        """In any order, while nobody has a transaction open on the copy."""
        self.mails += len(item.to)
        self._waiting.append(item)
        if len(self._waiting) == AT_ONCE:
            self._write()

    def end(self) -> None:
        """Nothing is added any more."""
        self._write()
        self._connection.execute(_ORDERED)

    @property
    def items(self) -> Told[Item]:
        """The rungs in order of time."""
        return Told(self._connection, _ITEMS.format(copy="main"), {}, _item)

    @property
    def due(self) -> Told[Due]:
        """In order of time the deadlines that are open at their instant."""
        return Told(self._connection, _DUE.format(copy="main"), self._window, _due)

    def shifts(self, other: Foretold) -> Told[Shift]:
        """What is not at the same instant in another, in order of the earlier of the two; to be asked once."""
        self._connection.execute("ATTACH DATABASE ? AS other", [str(other.copy.path)])
        self._connection.execute(_COMPARED, self._window)
        return Told(self._connection, _SHIFTS, {}, _shift)

    def close(self) -> None:
        self._connection.close()

    def _write(self) -> None:
        rows = [{**vars(item), "at": sqlite_value(item.at), "to": packed_names(item.to)} for item in self._waiting]
        self._waiting.clear()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(_WRITTEN, rows)
        self._connection.execute("COMMIT")


def _item(*, at: str, to: str, **values: Any) -> Item:
    return Item(at=moment(at), to=names(to), **values)


def _due(*, at: str, **values: Any) -> Due:
    return Due(at=moment(at), **values)


def _shift(*, old: str | None, new: str | None, **values: Any) -> Shift:
    return Shift(old=instant(old), new=instant(new), **values)
