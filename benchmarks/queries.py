"""Every list and search over a large portfolio, in the database: the median and the slowest of many."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from statistics import median
from typing import Any

from benchmarks.lives import END
from benchmarks.portfolio import PLACES, build
from benchmarks.timing import Figure, goal, milliseconds, quick, took
from store import queries
from store.board import BOARD_KEYS, tallied
from store.counters import counts
from store.location import Location, locate
from store.paging import SORTS
from store.queries import Wanted
from store.raw import sqlite_value
from store.reader import Reader, reading

SLOWEST = 0.05
"""Seconds within which every list and search is to answer."""
COVERING = "CREATE INDEX covering ON measure (region, state)"
COVERED = "SELECT region, state, count(*) FROM measure{} GROUP BY region, state"


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("QADAM_BENCHMARK_PORTFOLIO") or f"sqlite:///{folder}/qadam.db"
        if "QADAM_BENCHMARK_PORTFOLIO" not in os.environ:
            build(url, measures=20_000 if quick() else 1_000_000)
        location = locate(url)
        with reading(location) as reader:
            total = queries.measures(reader, Wanted(), limit=1)[1]
            asked = {name: took(ask, times=20 if quick() else 100) for name, ask in _questions(reader).items()}
            board = median(took(lambda: counts(reader, "region"), times=20))
        scanned = _scanned(location)
        ours, bare = _overdue(location)
    found: dict[str, Any] = {"measures": total}
    found["region × state from the counters"] = goal(
        milliseconds(board), scanned / board, "times faster than a covering index", must=100, aim=600
    )
    found["overdue of a region, 50"] = goal(milliseconds(ours), ours / bare, "the bare driver", must=3, aim=2)
    return {**found, **{name: _shown(times) for name, times in asked.items()}}


def _shown(times: list[float]) -> Figure:
    slowest = times[int(len(times) * 0.99) - 1]
    return goal(
        {"value": f"{median(times) * 1000:.2f}, p99 {slowest * 1000:.2f}", "unit": "ms"},
        slowest / SLOWEST,
        "of 50 ms, the slowest",
        must=1,
        aim=0.2,
    )


def _questions(reader: Reader) -> dict[str, Callable[[], object]]:
    random = Random(7)
    soon = END + timedelta(days=7)
    places = [f"KZ-{number}" for number in (10, 19, 35, 47, 63, 71, 75, 79)]

    def ask(sort: str = "id", limit: int = 200, **wanted: Any) -> Callable[[], object]:
        def asking() -> object:
            drawn = {name: value() if callable(value) else value for name, value in wanted.items()}
            return queries.measures(reader, Wanted(**drawn), sort=sort, limit=limit)

        return asking

    def region() -> str:
        return random.choice(places)

    states = ("in_execution", "reported", "returned", "closed", "not_needed", "on_hold", "draft")
    questions: dict[str, Callable[[], object]] = {
        f"board by {key}": lambda key=key: tallied(reader, key, END, soon) for key in BOARD_KEYS
    }
    questions |= {f"list, by {sort}": ask(sort) for sort in SORTS}
    questions |= {f"list --state {state}": ask(state=state) for state in states}
    questions |= {
        "list --region": ask(region=region),
        "list --region --state in_execution": ask(region=region, state="in_execution"),
        "list --region --state": ask(region=region, state=lambda: random.choice(states)),
        "list --region --sort since": ask("since", region=region),
        "list --agency": ask(agency=lambda: random.choice(("MIA", "MOH", "FMA"))),
        "list --type": ask(type=lambda: random.choice(("study", "campaign", "operation"))),
        "list --agency --region": ask(agency="MIA", region=region),
        "list --level national": ask(level="national"),
        "list --due-before": ask("due", due_before=soon),
        "list --needs date": ask(needs="date"),
        "overdue": ask("due", overdue_at=END),
        "overdue --agency": ask("due", overdue_at=END, agency="MIA"),
        "search, one measure in thousands": ask(search=lambda: str(random.randint(1, 9999))),
        "search, a word of a tenth": ask(search=lambda: random.choice(PLACES).partition(" ")[0]),
        "search, the beginning of a tenth": ask(search=lambda: random.choice(PLACES)[:2]),
        "search, two words": ask(search=lambda: f"{random.choice(PLACES)} {random.randint(1, 9999)}"),
    }
    some = [measure.id for measure in queries.measures(reader, Wanted(), limit=500)[0]]
    questions["show: measure, deadlines, history"] = lambda: [
        (queries.measure(reader, name), queries.deadlines(reader, name), queries.history(reader, name, last=10))
        for name in [random.choice(some)]
    ]
    questions["a page deep in the list"] = lambda: queries.measures(
        reader, Wanted(), limit=200, after=random.choice(some)
    )
    return questions


def _scanned(location: Location) -> float:
    """Seconds to count by a covering index, which is made for this and dropped."""
    with _bare(location) as execute:
        execute(COVERING)
        try:
            if location.kind == "postgresql":
                execute("VACUUM ANALYZE measure")  # or it would go to the table for each row
            covered = COVERED.format(" INDEXED BY covering" if location.kind == "sqlite" else "")
            return median(took(lambda: execute(covered).fetchall()))
        finally:
            execute("DROP INDEX covering")


def _overdue(location: Location) -> tuple[float, float]:
    """Seconds for the overdue measures of the region with the most: ours, with nouns and the total, and bare rows."""
    at, mark = (sqlite_value(END), "?") if location.kind == "sqlite" else (END, "%s")
    late = f"FROM measure WHERE region = {mark} AND due_at < {mark}"
    statements = f"SELECT * {late} ORDER BY due_at, number, id LIMIT 50", f"SELECT count(*) {late}"
    most = f"SELECT region FROM measure WHERE due_at < {mark} AND region IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC"
    with _bare(location) as execute, reading(location) as reader:
        (region,) = execute(most, (at,)).fetchone()
        wanted = Wanted(overdue_at=END, region=region)
        ours = took(lambda: queries.measures(reader, wanted, sort="due", limit=50), times=50)
        bare = took(lambda: [execute(one, (region, at)).fetchall() for one in statements], times=50)
    return median(ours), median(bare)


@contextmanager
def _bare(location: Location) -> Iterator[Callable[..., Any]]:
    """Runs statements by the driver alone."""
    if location.path is not None:
        connection: Any = sqlite3.connect(location.path, isolation_level=None)
    else:
        import psycopg

        connection = psycopg.connect(location.url, autocommit=True, options="-c timezone=UTC")
    yield connection.execute
    connection.close()
