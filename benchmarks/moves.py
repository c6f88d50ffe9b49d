"""A durable move on SQLite against the bare driver, one by one and in groups."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks import floor
from benchmarks.timing import Contender, goal, per_second, rates
from benchmarks.work import Work


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "qadam.db"
        work = Work(f"sqlite:///{path}", campaigns=6)
        bare, connection = floor.on_sqlite(path, work.campaigns[0][10:])
        moves, groups = work.moves(work.campaigns[0][:10]), work.moves(work.variants[20:], at_once=100)
        found = rates(
            {
                "bare": Contender(run=bare.one_by_one),
                "moves": Contender(run=moves.one_by_one),
                "bare in groups": Contender(run=bare.in_groups),
                "moves in groups": Contender(run=groups.in_groups),
            }
        )
        connection.close()
        work.store.close()
    one = found["bare"]
    return {
        "the bare driver, the same writes": per_second(one),
        "a durable move": goal(
            per_second(found["moves"]), found["moves"] / one, "the bare driver", must=0.45, aim=0.58
        ),
        "the bare driver, 100 a commit": per_second(found["bare in groups"]),
        "moves, 100 a commit": goal(
            per_second(found["moves in groups"]), found["moves in groups"] / one, "one a commit, bare", must=1.5, aim=3
        ),
    }
