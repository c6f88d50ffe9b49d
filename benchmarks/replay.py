"""How fast an event log is replayed with full history and hash chain on SQLite, and that memory does not follow it.

    python -m benchmarks.replay [LOG.csv[.gz] MACHINE.yaml]

Without a log, an invented one of about the same shape is used. The log is also played ten times as long.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from benchmarks.timing import goal, per_second
from cli import main
from commands.event_log.reading import Columns, LogRow, read_log
from definitions.state_machine import as_definition, read_machine

GOAL = 1_500
"""Events per second."""

STEPS = 12
MACHINE = "\n".join(
    [
        "type: invented",
        f"states: {{start: {{}}, {', '.join(f's{n}: {{}}' for n in range(STEPS))}}}",
        f"final: [s{STEPS - 1}]",
        "transitions:",
        "  - {from: start, to: s0}",
        *(f"  - {{from: s{n}, to: s{n + 1}}}" for n in range(STEPS - 1)),
        *(f"  - {{from: s{n}, to: s{n - 1}}}" for n in range(1, STEPS)),
    ]
)


def invented(cases: int) -> Iterator[tuple[str, str, str, str]]:
    """Cases that mostly go forward and sometimes back."""
    chance = random.Random(5)
    for case in range(cases):
        at, place = datetime(2011, 1, 3, tzinfo=UTC) + timedelta(minutes=case), 0
        for _ in range(6):
            yield f"case-{case}", f"s{place}", at.isoformat(), f"person-{chance.randrange(48)}"
            at += timedelta(hours=chance.randrange(1, 200))
            place = place - 1 if place and chance.random() < 0.2 else place + 1


def lengthened(log: Path, times: int) -> Iterator[tuple[str, str, str, str]]:
    for number in range(times):
        for row in read_log(log, Columns(), ZoneInfo("UTC")):
            if isinstance(row, LogRow):
                yield f"{number}-{row.case}"[:24], row.activity, row.at.isoformat(), row.resource or ""


def write(file: Path, rows: Iterator[tuple[str, str, str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("case_id", "activity", "timestamp", "resource"))
        writer.writerows(rows)
    return file


def played(folder: Path, log: Path, definition: Path) -> dict[str, float]:
    """One replay in a process of its own: events, events per second, peak memory in MB."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.replay", "--one", str(folder / f"{log.name}.db"), str(log), str(definition)],
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found


def play(database: str, log: str, definition: str) -> None:
    assert main(["--db", database, "init", "--sandbox"]) == 0
    started = time.perf_counter()
    assert main(["--db", database, "replay", log, "--definition", definition]) == 0
    seconds = time.perf_counter() - started
    events = sum(1 for _ in read_log(Path(log), Columns(), ZoneInfo("UTC")))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"events": events, "per_second": events / seconds, "peak_mb": peak}))


def measure() -> dict[str, Any]:
    """The invented log, for `python -m benchmarks`."""
    short, long = figures()
    speed = min(short["per_second"], long["per_second"])
    growth = long["peak_mb"] / short["peak_mb"]
    return {
        "events replayed": goal(per_second(speed), speed / GOAL, f"{GOAL:,}/s", must=1, aim=2),
        "peak memory": {"value": round(short["peak_mb"]), "unit": "MB"},
        "peak memory of a log ten times as long": {"value": round(long["peak_mb"]), "unit": "MB", "growth": growth},
    }


def figures(log: Path | None = None, machine: Path | None = None) -> list[dict[str, float]]:
    """What is measured of a log, and of one ten times as long."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = machine.read_text(encoding="utf-8") if machine else MACHINE
        definition = folder / "log.yaml"
        definition.write_text(as_definition(read_machine(text, "log.machine.yaml")), encoding="utf-8")
        short = log or write(folder / "short.csv", invented(1_434))
        long = write(folder / "long.csv", lengthened(log, 10) if log else invented(14_340))
        return [played(folder, file, definition) for file in (short, long)]


def run(log: Path | None = None, machine: Path | None = None) -> bool:
    """Print the figures; says whether the goal was reached."""
    measured = figures(log, machine)
    for found in measured:
        print(f"{found['events']:>8,.0f} events  {found['per_second']:>7,.0f}/s  peak {found['peak_mb']:,.0f} MB")
    growth = measured[1]["peak_mb"] / measured[0]["peak_mb"]
    reached = min(found["per_second"] for found in measured) >= GOAL and growth < 1.1
    print(f"goal {GOAL:,}/s and no growth: {'reached' if reached else 'MISSED'} (memory × {growth:.2f})")
    return reached


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        play(*sys.argv[2:])
    else:
        sys.exit(0 if run(*map(Path, sys.argv[1:])) else 1)
