"""What columns hold, and how rows become nouns. Rows never leave the store; nouns are frozen.

A row may come through SQLAlchemy, from psycopg or from sqlite3 itself: instants arrive as datetimes or as SQLite's
text in UTC, days as dates or text, JSON always as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import Any, Generic

from store.raw import Row as Row
from store.raw import sqlite_value as sqlite_value
from workflow.compact import Shared, packed
from workflow.noun import Noun, with_fields


def instant(value: Any) -> datetime | None:
    if value is None:
        return None
    return _read_instant(value) if isinstance(value, str) else _in_utc(value)


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@lru_cache(maxsize=10_000)
def _read_instant(text: str) -> datetime:
    """Remembered, for most deadlines are due at the same few closings."""
    return _in_utc(datetime.fromisoformat(text))


def moment(value: Any) -> datetime:
    """An instant that cannot be missing."""
    at = instant(value)
    if at is None:
        raise ValueError("an instant is missing in the database")
    return at


def day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def unpacked(text: str) -> Any:
    """What a text column keeps as JSON; three times as quick as `json.loads`, which allows for spaces around it."""
    if text == "{}":
        return {}
    return [] if text == "[]" else _decode(text)[0]


_decode = json.JSONDecoder().raw_decode


@lru_cache(maxsize=1_000)
def names(text: str) -> tuple[str, ...]:
    """Read once for all rows that name the same."""
    return tuple(unpacked(text))


packed_names = lru_cache(maxsize=1_000)(packed)
"""Names as they are kept, spelled once: of languages or rungs there are few kinds."""


def packed_facts(facts: Mapping[str, Any]) -> str:
    return facts.text if isinstance(facts, Shared) else packed(dict(facts))


def each(turn: Callable[[Any], Any], values: Sequence[Any]) -> Sequence[Any]:
    """Values turned into others, of one column of many rows: once where all are the same, as most of a pass are."""
    if values and values.count(values[0]) == len(values):
        return [turn(values[0])] * len(values)
    return list(map(turn, values))


class Reading(Generic[Noun]):
    """How rows become nouns of one kind: each field has a column of its name, and some are read out of what it holds.

    A noun is put together as it was when it was kept: making one anew, field by field, takes several times as long.
    """

    def __init__(self, kind: type[Noun], *, beside: Sequence[str] = (), **read: Callable[[Any], Any]) -> None:
        """Columns `beside` its fields are left out; so are others, only not as quickly."""
        self._kind = kind
        self._beside = beside
        self._read = tuple(read.items())

    @cached_property
    def _fields(self) -> frozenset[str]:
        return frozenset(field.name for field in fields(self._kind))  # type: ignore[arg-type]  # nouns are dataclasses

    def __call__(self, row: Row) -> Noun:
        noun = object.__new__(self._kind)
        own = vars(noun)
        own.update(row)
        for name in self._beside:
            del own[name]
        if len(own) != len(self._fields):
            for name in own.keys() - self._fields:
                del own[name]
        for name, read in self._read:
            own[name] = read(own[name])
        return noun

    def many(self, columns: Mapping[str, Sequence[Any]]) -> list[Noun]:
        """The nouns of many rows, whose values are given column by column: half the work of one row after the other."""
        fields = {name: values for name, values in columns.items() if name in self._fields}
        for name, read in self._read:
            fields[name] = each(read, fields[name])
        rows = zip(*fields.values(), strict=True)
        return [with_fields(self._kind, dict(zip(fields, row, strict=True))) for row in rows]
