"""The floor of a pass: the same rungs claimed and the same rows written by the bare driver, and nothing decided.

An `Undone` pass is one the engine has made: its rows are kept and taken out again, so that everything is due as it
was before. The bare driver, or the engine once more, then finds the very same rungs on the very same pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from time import perf_counter
from typing import Any

Row = Sequence[Any]
Run = Callable[..., list[Row]]
"""Runs one statement of a driver, or with `many=True` one statement for many rows."""

DUE = "SELECT id FROM deadline WHERE next_fire_at IS NOT NULL AND next_fire_at <= ? ORDER BY next_fire_at, id"
CLAIM = (
    "SELECT d.id, d.fired, m.id, m.state FROM deadline d JOIN measure m ON m.id = d.measure"
    " WHERE d.next_fire_at IS NOT NULL AND d.next_fire_at <= ? AND d.id IN ({})"
)
LOCK = " FOR UPDATE OF m SKIP LOCKED"
ADVANCE = "UPDATE deadline SET next_fire_at = ?, fired = ? WHERE id = ?"


class Undone:
    """A pass of the engine's at one moment, taken back."""

    def __init__(self, aside: Run, now: datetime, engine: Callable[[], object], *, locks: bool) -> None:
        """`aside` is a connection of no contender's, so that none finds pages it has just undone."""
        self._aside, self._now = aside, now
        self._claim = CLAIM + (LOCK if locks else "")
        self._due = aside(f"SELECT next_fire_at, fired, id FROM deadline WHERE id IN ({DUE})", now)
        engine()
        after = "SELECT next_fire_at, fired, id FROM deadline WHERE id = ?"
        self._after = {row[2]: aside(after, row[2])[0] for row in self._due}
        self._rungs = self._by_deadline("SELECT deadline, * FROM fired_rung WHERE fired_at = ? ORDER BY deadline")
        self._occasions = self._by_deadline(
            "SELECT DISTINCT m.deadline, o.* FROM occasion o JOIN outbox m ON m.occasion = o.key"
            " WHERE m.created_at = ? AND m.deadline IS NOT NULL ORDER BY m.deadline"
        )
        self._mails = self._by_deadline(
            "SELECT deadline, * FROM outbox WHERE created_at = ? AND deadline IS NOT NULL ORDER BY deadline, id"
        )
        self.rungs = len(self._rungs)
        self.mails = sum(len(mails) for mails in self._mails.values())
        self.undo()

    def undo(self) -> None:
        """Everything is due again, as it was before the pass."""
        self._aside("BEGIN")
        self._aside("DELETE FROM fired_rung WHERE fired_at = ?", self._now)
        self._aside("DELETE FROM outbox WHERE created_at = ? AND deadline IS NOT NULL", self._now)
        keys = [(row[1],) for rows in self._occasions.values() for row in rows]
        self._aside("DELETE FROM occasion WHERE key = ?", *keys, many=True)
        self._aside(ADVANCE, *self._due, many=True)
        self._aside("COMMIT")

    def bare(self, run: Run, batch: int) -> float:
        """Seconds a bare driver takes for the pass, in transactions of so many deadlines."""
        begun = perf_counter()
        due = [row[0] for row in run(DUE, self._now)]
        for start in range(0, len(due), batch):
            ids = due[start : start + batch]
            run("BEGIN")
            claimed = [row[0] for row in run(self._claim.format(_marks(ids)), self._now, *ids)]
            run(ADVANCE, *(self._after[name] for name in claimed), many=True)
            _put(run, "fired_rung", [row[1:] for name in claimed for row in self._rungs[name]])
            _put(run, "occasion", [row[1:] for name in claimed for row in self._occasions[name]])
            _put(run, "outbox", [row[1:] for name in claimed for row in self._mails[name]])
            run("COMMIT")
        spent = perf_counter() - begun
        assert len(due) == self.rungs
        self.undo()
        return spent

    def _by_deadline(self, query: str) -> dict[str, list[Row]]:
        found = groupby(self._aside(query, self._now), key=itemgetter(0))
        return {str(deadline): list(rows) for deadline, rows in found}


def _put(run: Run, table: str, rows: list[Row]) -> None:
    run(f"INSERT INTO {table} VALUES ({_marks(rows[0])})", *rows, many=True)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


@contextmanager
def on_sqlite(url: str, *, longest_log: int = 1_000) -> Iterator[Run]:
    """WAL, `synchronous = FULL`, foreign keys on, as the store has it.

    A commit that finds the log longer (in pages) brings it into the file; SQLite itself lets it have a thousand.
    """
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=60)
    log = f"wal_autocheckpoint = {longest_log}"
    for pragma in ("cache_size = -16000", "synchronous = FULL", "foreign_keys = ON", log):
        connection.execute(f"PRAGMA {pragma}")

    def run(sql: str, *values: Any, many: bool = False) -> list[Row]:
        if sql == "BEGIN":
            sql = "BEGIN IMMEDIATE"
        if many:
            connection.executemany(sql, values)
            return []
        return connection.execute(sql, [_text(value) for value in values]).fetchall()

    yield run
    connection.close()


def _text(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


@contextmanager
def on_postgresql(url: str) -> Iterator[Run]:
    """`synchronous_commit = on`; its executemany sends its statements in a pipeline, without waiting for each."""
    import psycopg

    with psycopg.connect(url, autocommit=True, options="-c timezone=UTC") as connection:
        cursor = connection.cursor()

        def run(sql: str, *values: Any, many: bool = False) -> list[Row]:
            statement = sql.replace("?", "%s").encode()
            if many:
                cursor.executemany(statement, values)
                return []
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

        yield run
