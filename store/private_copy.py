"""A private copy of what the engine works on, to play with: open measures, their deadlines, everything looked up.

What is done with does not come along, so that the copy's size follows the work, not the archive. It is SQLite
whatever the original is, and nothing is ever written back.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from store.location import Location
from store.migrate import migrate
from store.reader import Reader
from store.rows import Row, sqlite_value

_CONCERNED = (
    "NOT m.closed OR EXISTS (SELECT 1 FROM measure p WHERE p.id = m.parent AND NOT p.closed)"
    " OR EXISTS (SELECT 1 FROM measure c WHERE c.parent = m.id AND NOT c.closed)"
)
"""Open measures, and whatever of their families is closed: joins look at it."""

COPIED: Mapping[str, str] = {
    "setting": "SELECT * FROM setting",
    "region": "SELECT * FROM region",
    "agency": "SELECT * FROM agency",
    "person": "SELECT * FROM person",
    "held_role": "SELECT * FROM held_role",
    "substitution": "SELECT * FROM substitution",
    "calendar": "SELECT * FROM calendar",
    "calendar_in_force": "SELECT * FROM calendar_in_force",
    "definition": "SELECT * FROM definition",
    "measure": f"SELECT m.* FROM measure m WHERE {_CONCERNED} ORDER BY m.parent IS NOT NULL, m.id",  # noqa: S608 - own text only
    "deadline": "SELECT d.* FROM deadline d JOIN measure m ON m.id = d.measure"  # noqa: S608 - own text
    f" WHERE (d.closed_at IS NULL OR d.period IS NOT NULL) AND ({_CONCERNED})",
}

ROWS_AT_ONCE = 500


def copied(reader: Reader, path: Path) -> Location:
    """Fill a new SQLite file with a copy. The reader's database is only read."""
    location = Location(kind="sqlite", path=path)
    migrate(location)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _drop_triggers(connection)
        for table, query in COPIED.items():
            _fill(connection, table, reader.each(query))
        connection.execute("COMMIT")
    return location


def _drop_triggers(connection: sqlite3.Connection) -> None:
    """The index of words and the append-only tables need no keeping here."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in found:
        connection.execute(f'DROP TRIGGER "{name}"')


def _fill(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    left = iter(rows)
    while batch := list(islice(left, ROWS_AT_ONCE)):
        columns = list(batch[0])
        names, places = ", ".join(columns), ", ".join("?" for _ in columns)
        connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608 - own names
            [[_value(row[column]) for column in columns] for row in batch],
        )


def _value(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else sqlite_value(value)


def put_rules(location: Location, documents: Mapping[str, Mapping[str, Any]]) -> None:
    """In a copy, and nowhere else: every version of these measure types gets another text."""
    with closing(sqlite3.connect(location.path or "", isolation_level=None)) as connection:
        for type, document in documents.items():
            for (version,) in connection.execute("SELECT version FROM definition WHERE type = ?", [type]).fetchall():
                body = json.dumps({**document, "version": version}, ensure_ascii=False)
                connection.execute(
                    "UPDATE definition SET body = ? WHERE type = ? AND version = ?", [body, type, version]
                )
