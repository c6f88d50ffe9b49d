"""What commands take of memory that read, reckon or write much, each as a whole process.

None of them changes the portfolio: those that would are asked what they would do. A command that has not ended after
some minutes is stopped, and the memory is what it had taken until then.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.lives import END
from benchmarks.portfolio import build
from benchmarks.process import COMMAND, run
from benchmarks.timing import megabytes, quick

COMMANDS = (
    "status",
    "list --limit 100000",
    "list --limit 100000 --json",
    "overdue --limit 100000 --json",
    "explain 100001",
    "audit checkpoint --dry-run",
    "tick --dry-run",
    "move --where state=reported --where region=KZ-47 accept --dry-run",
    "move --where state=reported accept --dry-run --json",
    "import {plan} --dry-run",
    "forecast --days 7",
    "forecast --days 90",
    "list --as-of 2026-03-01",
    "list --as-of 2026-03-01 --limit 100000 --json",
    "audit verify",
    "db check",
    "db backup {folder}/backup.zip",
    "doctor",
    "mail list",
    "bottlenecks",
    "report -o {folder}/report.html",
    "report --format csv",
    "export xes -o -",
    "export ocel -o -",
    "export csv -o -",
)
PATIENCE = 300
"""Seconds a command is given."""


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = os.environ.get("QADAM_BENCHMARK_PORTFOLIO") or f"sqlite:///{folder}/qadam.db"
        if "QADAM_BENCHMARK_PORTFOLIO" not in os.environ:
            build(url, measures=20_000 if quick() else 1_000_000)
        plan = Path(folder) / "plan.csv"
        plan.write_text(_plan(500 if quick() else 5_000), encoding="utf-8")
        cli = [sys.executable, "-c", COMMAND, "--db", url, "--as", "hq", "--now", END.isoformat()]
        found: dict[str, Any] = {}
        for command in COMMANDS:
            words = command.format(folder=folder, plan=plan).split()
            taken = run([*cli, *words], dict(os.environ), patience=PATIENCE)
            name = command.format(folder="…", plan="plan.csv")
            found[name if taken.ended else f"{name} (stopped)"] = megabytes(taken.megabytes)
    return found


def _plan(rows: int) -> str:
    """A plan file of so many measures."""
    head = "№,Мероприятие,Форма завершения,Ответственные исполнители,Срок исполнения,Тип"
    lines = (f"П-{row},Месячник № {row},Информация,МВД,до 1 декабря 2027 года,campaign" for row in range(1, rows + 1))
    return "\n".join((head, *lines)) + "\n"
