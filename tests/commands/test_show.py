"""`qadam show`: what it tells somebody to type is enough to be typed."""

from __future__ import annotations

import re

import pytest

import cli
from tests.world import World

GIVEN = {
    "events_held": "3",
    "reach": "40",
    "due_on": "2024-09-30",
    "asked_due_on": "2024-09-30",
    "decision_number": "7",
}
WHO = {"officer": "mia", "national coordinator": "hq", "regional coordinator": "kz-75"}


def test_each_way_it_shows_can_be_typed_as_it_stands(small_busy: World, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["show", "1/KZ-75"]) == 0
    shown = capsys.readouterr().out
    ways = re.findall(r"^  qadam (move .+)\n      .+; by ([a-z ]+)", shown, re.MULTILINE)
    events = [typed.split()[2] for typed, _ in ways]

    assert {"report", "extend", "hold", "ask_extension", "cancel"} <= set(events)
    for typed, who in ways:
        assert typed.split()[2] != "settle"  # nothing is in conflict
        words = typed.replace("--comment …", "--comment why").replace("FILE", "https://e.kz").split()
        words = [re.sub(r"^(\w+)=…$", lambda found: f"{found[1]}={GIVEN[found[1]]}", word) for word in words]
        actor = next(name for role, name in WHO.items() if who.strip().startswith(role))

        assert cli.main(["--as", actor, *words, "--dry-run"]) == 0, capsys.readouterr().err
