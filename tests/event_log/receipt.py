"""The log of a real permit process and the machine found in it, where the shared cases are at hand."""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from definitions.state_machine import StateMachine, as_definition, read_machine

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"
LOG = CASES / "receipt.csv.gz"

needs_receipt = pytest.mark.skipif(not LOG.is_file(), reason="the folder of shared cases is not beside this checkout")


def machine() -> StateMachine:
    file = CASES / "receipt.machine.yaml"
    return read_machine(file.read_text(encoding="utf-8"), file.name)


def definition_file(folder: Path) -> Path:
    file = folder / "receipt.yaml"
    file.write_text(as_definition(machine()), encoding="utf-8")
    return file


def facts() -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((CASES / "receipt.dfg.json").read_text(encoding="utf-8"))
    return found


def never() -> list[tuple[str, str]]:
    """Pairs of activities that never follow each other; the first is empty for a case that does not begin so."""
    with (CASES / "receipt.never.csv").open(encoding="utf-8", newline="") as file:
        return [(row["from_activity"], row["to_activity"]) for row in csv.DictReader(file)]


def way_to(machine: StateMachine, activity: str) -> list[str]:
    """The activities of a shortest case that ends with this one."""
    following: dict[str, list[str]] = {}
    for target, sources in machine.sources.items():
        for source in sources:
            following.setdefault(source, []).append(target)
    ways = {machine.initial: [machine.initial]}
    to_see = deque([machine.initial])
    while to_see:
        state = to_see.popleft()
        if machine.titles[state] == activity:
            return [machine.titles[step] for step in ways[state][1:]]
        for target in following.get(state, ()):
            if target not in ways:
                ways[target] = [*ways[state], target]
                to_see.append(target)
    raise LookupError(activity)
