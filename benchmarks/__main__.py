"""`python -m benchmarks`: how fast Qadam is, against the bare driver and against others, in one run.

    python -m benchmarks                      everything, a table and benchmarks.json
    python -m benchmarks --only moves         one module (repeat)
    python -m benchmarks --quick              smaller and fewer, for a first look

A module is a file beside this one with `measure() -> dict`: names of what was measured, each with a figure as
benchmarks/timing.py describes it. What a module needs and does not find is skipped and said.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import time
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.timing import QUICK, Skipped, reached

MODULES = {
    "moves": "a durable move against the bare driver, and in groups",
    "postgres": "the same on PostgreSQL, with one client and with several",
    "peers": "the same writes by other engines, where they are installed",
    "queries": "every list and search over a large portfolio",
    "rungs": "due rungs of a large portfolio",
    "working_time": "working time, added and measured",
    "mails": "mails rendered and built, and sent to a local server",
    "replay": "an event log played back",
    "commands": "commands as whole processes, their time and their memory",
    "memory": "what every command that reads or writes much takes of memory",
    "growth": "the same figures over portfolios of growing size",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", metavar="NAME", action="append", choices=list(MODULES), help="Only this (repeat).")
    parser.add_argument("--quick", action="store_true", help="Smaller and fewer.")
    parser.add_argument("--output", type=Path, default=Path("benchmarks.json"), metavar="FILE")
    given = parser.parse_args()
    if given.quick:
        os.environ[QUICK] = "1"
    document: dict[str, Any] = {"machine": machine(), "quick": given.quick, "results": {}, "skipped": {}}
    for name in given.only or MODULES:
        begun = time.perf_counter()
        try:
            found = measured(name)
        except Skipped as skipped:
            document["skipped"][name] = str(skipped)
            print(f"\n{name}: skipped, {skipped}")
            continue
        document["results"][name] = found
        print(f"\n{name}: {MODULES[name]}  ({time.perf_counter() - begun:.0f} s)")
        print_table(found)
        given.output.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    print(f"\n{given.output}")
    return 0


def measured(name: str) -> dict[str, Any]:
    if find_spec(f"benchmarks.{name}") is None:
        raise Skipped("not here yet")
    found = import_module(f"benchmarks.{name}").measure()
    assert isinstance(found, dict)
    return found


def print_table(found: Mapping[str, Any]) -> None:
    for name, figure in found.items():
        if not isinstance(figure, Mapping):
            print(f"  {name:<52} {figure}")
            continue
        value = f"{figure.get('value', '')} {figure.get('unit', '')}"
        line = f"  {name:<52} {value:>14}"
        if "ratio" in figure:
            line += f"  {figure['ratio']:>7} × {figure['of']}"
        if "must" in figure:
            line += f"  (must {figure['must']}, aim {figure['aim']}: {reached(figure)})"
        print(line)


def machine() -> dict[str, Any]:
    return {
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(),
    }


if __name__ == "__main__":
    sys.exit(main())
