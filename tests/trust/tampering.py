"""An intruder with full rights on the database: past the triggers and the keys, on either kind."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from store.location import locate
from store.rows import Row
from store.seal_rows import sealed_content
from workflow.seal import digest


def tamper(url: str, *statements: str) -> None:
    """Run statements with every trigger and foreign key out of force."""
    path = locate(url).path
    if path is not None:
        with closing(sqlite3.connect(path)) as database:
            kept = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in kept:
                database.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                database.execute(statement)
            for _, sql in kept:
                database.execute(sql)
            database.commit()
        return
    import psycopg

    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())


def rows_of(url: str, sql: str) -> list[Row]:
    from store.reader import reading

    with reading(locate(url)) as reader:
        return reader.all(sql)


def quoted(value: Any) -> str:
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def rewrite(url: str, measure: str, seq: int, change: Callable[[dict[str, Any]], None]) -> None:
    """Change an entry and reckon every hash from there on anew, the measure's own memory included."""
    found = [dict(row) for row in rows_of(url, f"SELECT * FROM history WHERE measure = '{measure}' ORDER BY seq")]
    previous, statements = "0" * 64, []
    for row in found:
        if row["seq"] == seq:
            change(row)
        row["prev_hash"] = previous
        previous = row["hash"] = digest(sealed_content(row))
        columns = ", ".join(f"{name} = {quoted(row[name])}" for name in ("actor", "comment", "prev_hash", "hash"))
        statements.append(f"UPDATE history SET {columns} WHERE measure = '{measure}' AND seq = {row['seq']}")
    tamper(url, *statements, f"UPDATE measure SET head = '{previous}' WHERE id = '{measure}'")
