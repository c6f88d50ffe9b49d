"""Other engines doing the same: each in a process of its own, in turns with ours. Those not installed are said.

pip install 'qadam[bench]'
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import floor
from benchmarks.timing import Contender, Skipped, goal, per_second, rates, rounds
from benchmarks.work import Work
from workflow.compact import compact


@dataclass(frozen=True, kw_only=True)
class Peer:
    title: str
    needs: str
    must: float | None = None
    """None where it writes so much less that there is nothing to reach."""
    aim: float | None = None


PEERS = {
    "django_fsm": Peer(
        title="django-fsm-2 + django-fsm-log, the same writes", needs="django_fsm_log", must=2.5, aim=3.5
    ),
    "django_fsm_less": Peer(title="the same, writing less", needs="django_fsm_log"),
    "viewflow_task": Peer(title="django-viewflow, a task", needs="viewflow", must=5, aim=6.5),
    "dbos_step": Peer(title="DBOS, a step", needs="dbos", must=3.3, aim=4.2),
    "spiff": Peer(title="SpiffWorkflow, a step kept as JSON", needs="SpiffWorkflow", must=1.5, aim=2),
}


def measure() -> dict[str, Any]:
    there = {name: peer for name, peer in PEERS.items() if find_spec(peer.needs) is not None}
    if not there:
        raise Skipped("no peer is installed: pip install 'qadam[bench]'")
    taken: dict[str, list[float]] = {name: [] for name in ("ours", *there)}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        work = Work(f"sqlite:///{folder / 'qadam.db'}")
        moves = Contender(run=work.moves().one_by_one)
        moves.run(moves.warm_up)
        written = _written(work, moves, folder)
        running = {name: stack.enter_context(_running(name, folder / name, written)) for name in there}
        for _ in range(rounds()):
            taken["ours"].append(rates({"ours": Contender(run=moves.run, warm_up=20)}, times=1)["ours"])
            for name, process in running.items():
                taken[name].append(_asked(process))
        work.store.close()
    found = {name: median(each) for name, each in taken.items()}
    told: dict[str, Any] = {"a durable move of ours": per_second(found["ours"])}
    for name, peer in PEERS.items():
        if name not in there:
            told[peer.title] = "not installed: pip install 'qadam[bench]'"
            continue
        figure, ratio = per_second(found[name]), found["ours"] / found[name]
        if peer.must is None or peer.aim is None:
            told[peer.title] = {**figure, "ratio": round(ratio, 2), "of": "as fast are we"}
        else:
            told[peer.title] = goal(figure, ratio, "as fast are we", must=peer.must, aim=peer.aim)
    return told


def _written(work: Work, moves: Contender, folder: Path) -> Path:
    """The rows of one move of ours back and one forth, for the peer that writes the same."""
    path = folder / "written.jsonl"
    measure = work.variants[0]
    for _ in range(2):
        bare, connection = floor.on_sqlite(folder / "qadam.db", [measure])
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{compact(bare.last_move(measure))}\n")
        connection.close()
        moves.run(1)
    return path


@contextmanager
def _running(name: str, folder: Path, written: Path) -> Iterator[subprocess.Popen[str]]:
    folder.mkdir()
    command = [sys.executable, "-m", f"benchmarks.peers.{name}", str(folder), str(written)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield process
        assert process.stdin is not None
        process.stdin.close()


def _asked(process: subprocess.Popen[str]) -> float:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return float(process.stdout.readline())
