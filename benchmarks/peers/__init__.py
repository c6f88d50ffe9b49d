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

from benchmarks.timing import Contender, Skipped, goal, per_second, rates, rounds
from benchmarks.work import Work

OUR_FACTS = 450
"""Characters of the facts of a mail of ours with its part of what it shares with others, which the peer that does the
same writes writes as well."""


@dataclass(frozen=True, kw_only=True)
class Peer:
    title: str
    needs: str
    must: float
    aim: float


PEERS = {
    "django_fsm": Peer(
        title="django-fsm-2 + django-fsm-log, the same writes", needs="django_fsm_log", must=2.5, aim=3.5
    ),
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
        running = {name: stack.enter_context(_running(name, folder / name)) for name in there}
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
        figure = per_second(found[name])
        told[peer.title] = goal(figure, found["ours"] / found[name], "as fast are we", must=peer.must, aim=peer.aim)
    return told


@contextmanager
def _running(name: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    folder.mkdir()
    command = [sys.executable, "-m", f"benchmarks.peers.{name}", str(folder), str(OUR_FACTS)]
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
