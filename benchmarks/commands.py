"""Commands as whole processes: their time against `python -c pass`, and the memory they take.

They run from compiled files, as pip leaves them when it installs; the first round, which compiles ours, is not counted.
"""

from __future__ import annotations

import os
import sys
import tempfile
from statistics import median
from typing import Any

from benchmarks.portfolio import build
from benchmarks.process import COMMAND, Run, run
from benchmarks.timing import Figure, goal, megabytes, quick, rounds

COMMANDS = {
    "status": ["status"],
    "list": ["list", "--limit", "50"],
    "show": ["show"],
    "overdue of a region": ["overdue", "--region", "KZ-47", "--limit", "50"],
    "history": ["history"],
    "list --search": ["list", "--search", "5123", "--limit", "50"],
}
OF_ONE = ("show", "history")


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("QADAM_BENCHMARK_PORTFOLIO") or f"sqlite:///{folder}/qadam.db"
        if "QADAM_BENCHMARK_PORTFOLIO" not in os.environ:
            build(url, measures=1_000 if quick() else 20_000)
        compiled = {**os.environ, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        compiled.pop("PYTHONDONTWRITEBYTECODE", None)
        python = [sys.executable, "-c", "pass"]
        cli = [sys.executable, "-c", COMMAND, "--db", url]
        cases = {name: [*cli, *words, *(["100001"] if name in OF_ONE else [])] for name, words in COMMANDS.items()}
        taken: dict[str, list[Run]] = {name: [] for name in ("python", *cases)}
        for _ in range(rounds() + 1):
            for name, command in {"python": python, **cases}.items():
                taken[name].append(run(command, compiled))
    seconds = {name: median(one.seconds for one in found[1:]) for name, found in taken.items()}
    memory = {name: max(one.megabytes for one in found) for name, found in taken.items()}
    found: dict[str, Any] = {"python -c pass": _milliseconds(seconds["python"])}
    for name in cases:
        found[f"qadam {name}"] = goal(
            _milliseconds(seconds[name]), seconds[name] / seconds["python"], "python -c pass", must=8, aim=4
        )
    most = max(cases, key=lambda name: memory[name])
    found[f"most memory, of qadam {most}"] = megabytes(memory[most])
    return found


def _milliseconds(seconds: float) -> Figure:
    return {"value": round(seconds * 1000), "unit": "ms"}
