"""The floor: the same rows written by the bare driver, with nothing decided, checked, sealed or rendered.

The rows are copies of those the engine has just written, in the same database with the same indexes and constraints,
so that what is compared is the work around the writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

from store.database import LONGEST_LOG

Row = dict[str, Any]
COUNT = "UPDATE counter SET n = n + {} WHERE dimension = {} AND key = {} AND state = {} AND slot = 0"


class Floor:
    """Replays the last moves of some measures. `execute` runs one statement of one driver; `mark` is its parameter."""

    def __init__(self, execute: Callable[..., Any], mark: str, begin: str, measures: list[str]) -> None:
        self._execute, self._mark, self._begin = execute, mark, begin
        self._serial = count()
        self._moves = [self.last_move(measure) for measure in measures]
        self._next = count()

    def _all(self, sql: str, *values: Any) -> list[Row]:
        found = self._execute(sql.replace("?", self._mark), values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def last_move(self, measure: str) -> dict[str, Any]:
        """The rows it wrote, by what they are."""
        (row,) = self._all("SELECT * FROM measure WHERE id = ?", measure)
        entry = self._all("SELECT * FROM history WHERE measure = ? ORDER BY seq DESC LIMIT 1", measure)[0]
        (opened,) = self._all("SELECT * FROM deadline WHERE measure = ? AND closed_at IS NULL", measure)
        mails = self._all("SELECT * FROM outbox WHERE measure = ? AND created_at = ?", measure, entry["at"])
        (occasion,) = self._all("SELECT * FROM occasion WHERE key = ?", mails[0]["occasion"])
        for mail in mails:
            del mail["id"]
        return {"measure": row, "entry": entry, "deadline": opened, "occasion": occasion, "mails": mails}

    def one_by_one(self, times: int) -> None:
        for _ in range(times):
            self._execute(self._begin)
            self._move(self._moves[next(self._next) % len(self._moves)])
            self._execute("COMMIT")

    def in_groups(self, times: int, size: int = 100) -> None:
        left = times
        while left > 0:
            self._execute(self._begin)
            for _ in range(min(size, left)):
                self._execute("SAVEPOINT part")
                self._move(self._moves[next(self._next) % len(self._moves)])
                self._execute("RELEASE part")
            self._execute("COMMIT")
            left -= size

    def _move(self, move: dict[str, Any]) -> None:
        run, mark = self._execute, self._mark
        measure, entry, deadline = move["measure"], move["entry"], move["deadline"]
        serial = f"{next(self._serial):064d}"
        run(f"SELECT * FROM measure WHERE id = {mark}", (measure["id"],)).fetchone()
        entry["seq"] += 1
        entry["prev_hash"], entry["hash"] = entry["hash"], serial
        changed = run(
            f"UPDATE measure SET state = {mark}, since = {mark}, due_at = {mark}, version = {mark}, head = {mark}"
            f" WHERE id = {mark} AND version = {mark}",
            (
                measure["state"],
                measure["since"],
                measure["due_at"],
                entry["seq"],
                serial,
                measure["id"],
                entry["seq"] - 1,
            ),
        )
        assert changed.rowcount == 1
        self._insert("history", entry)
        run(
            f"UPDATE deadline SET status = 'met', closed_at = {mark}, next_fire_at = NULL WHERE id = {mark}",
            (entry["at"], deadline["id"]),
        )
        deadline["id"] = f"{measure['id']}#{deadline['name']}@{serial}"
        self._insert("deadline", deadline)
        move["occasion"]["key"] = f"{measure['id']}:{serial}"
        self._insert("occasion", move["occasion"])
        for mail in move["mails"]:
            mail["occasion"] = move["occasion"]["key"]
            mail["key"] = f"{next(self._serial):032d}"
            self._insert("outbox", mail)
        for dimension in ("region", "agency", "type"):
            for n in (1, -1):
                run(COUNT.format(*[mark] * 4), (n, dimension, measure[dimension], measure["state"]))

    def _insert(self, table: str, row: Row) -> None:
        marks = ", ".join([self._mark] * len(row))
        quoted = ", ".join(f'"{name}"' for name in row)
        self._execute(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", tuple(row.values()))


def on_sqlite(path: Path, measures: list[str]) -> tuple[Floor, sqlite3.Connection]:
    """WAL, `synchronous = FULL` and the same length of the log, as the store has it."""
    connection = sqlite3.connect(path, isolation_level=None)
    log = f"wal_autocheckpoint = {LONGEST_LOG}"
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", log):
        connection.execute(f"PRAGMA {pragma}")
    return Floor(connection.execute, "?", "BEGIN IMMEDIATE", measures), connection


def on_postgresql(url: str, measures: list[str]) -> tuple[Floor, Any]:
    """One statement after the other, as a plain program does it."""
    import psycopg

    connection = psycopg.connect(url, autocommit=True, options="-c timezone=UTC")
    return Floor(connection.execute, "%s", "BEGIN", measures), connection


def closed(connections: Iterable[Any]) -> None:
    for connection in connections:
        connection.close()
