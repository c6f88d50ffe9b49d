"""How many writers share one database: all get through, none starves, nobody waits crosswise.

    python -m tests.soak.workers --db sqlite --seconds 3
    python -m tests.soak.workers --db postgresql --workers 1 2 4 8

Each worker moves measures of its own and, one time in four, a variant of a family they all share, whose parent it
locks as well; a daemon ticks and delivers meanwhile. Prints moves per worker, the longest single move, and what broke.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.invariants import violations
from tests.soak.databases import databases
from tests.world import World


@dataclass(frozen=True, kw_only=True)
class Worked:
    moves: int
    longest: float
    """Seconds of the slowest single move."""
    failures: tuple[str, ...]


def main() -> int:
    parser = argparse.ArgumentParser(description="Many writers on one database.")
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--seconds", type=float, default=3.0)
    given = parser.parse_args()
    broken = 0
    with tempfile.TemporaryDirectory() as top, databases(given.db, Path(top)) as fresh:
        for workers in given.workers:
            url = fresh(workers)
            found = _together(url, workers, given.seconds)
            wrong = [*violations(url), *(said for worked in found for said in worked.failures)]
            broken += bool(wrong)
            moves = sorted(worked.moves for worked in found)
            print(
                f"{given.db:>10} {workers} workers: {sum(moves) / given.seconds:6.0f} moves/s,"
                f" fewest {moves[0]}, most {moves[-1]} ({moves[-1] / max(moves[0], 1):.1f} to 1),"
                f" longest wait {max(worked.longest for worked in found):.3f} s, {len(wrong)} broken"
            )
            for said in wrong[:10]:
                print(f"    {said}")
    return 1 if broken else 0


def _together(url: str, workers: int, seconds: float) -> list[Worked]:
    with World(url) as world:
        shared = world.approved()
        own = [world.create() for _ in range(workers)]
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers) as pool:
        pool.map(_wake, range(workers))  # everybody is loaded before anybody begins
        return pool.starmap(_work, [(url, measure, shared, seconds) for measure in own], chunksize=1)


def _wake(_: int) -> None:
    import workflow.engine

    assert workflow.engine


def _work(url: str, own: str, shared: str, seconds: float) -> Worked:
    random, moves, longest = Random(own), 0, 0.0
    failures: list[str] = []
    with World(url) as world:
        regions = [variant.id for variant in world.children(shared)]
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            began = time.perf_counter()
            try:
                _move(world, own, random.choice(regions) if random.random() < 0.25 else None, moves)
            except Exception as error:
                failures.append(f"{type(error).__name__}: {error}")
            longest = max(longest, time.perf_counter() - began)
            moves += 1
    return Worked(moves=moves, longest=longest, failures=tuple(failures))


def _move(world: World, own: str, variant: str | None, turn: int) -> Any:
    if variant is None:
        return world.move(own, "edit", "hq", target_group=f"group {turn}")
    from workflow.errors import QadamError

    try:
        return world.move(variant, "tailor", variant.partition("/")[2].lower(), target_group="x")
    except QadamError as refused:
        if refused.kind not in ("not_possible", "refused"):
            raise
        return None


if __name__ == "__main__":
    sys.exit(main())
