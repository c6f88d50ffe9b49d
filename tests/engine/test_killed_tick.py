"""`kill -9` in the middle of a pass, then another pass: every rung is there once, and every mail."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import World

DUE = "2024-05-16 18:30"
"""By then every variant's ladder of tailoring has run out and puts it in force: one transaction each."""

DYING = """
import os, signal, sys
from tests.world import World
from workflow import sweep
import store.transaction

url, moment, die_at, where = sys.argv[1:]
sweep.BATCH = 7
honest, saves = store.transaction.SqlTransaction.save, []

def dying(self, *decisions):
    saves.append(decisions)
    last = len(saves) == int(die_at)
    if last and where == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    honest(self, *decisions)
    if last:
        os.kill(os.getpid(), signal.SIGKILL)

store.transaction.SqlTransaction.save = dying
World(url).tick(moment)
"""


def tick_and_die(url: str, die_at: int, where: str) -> None:
    root = Path(__file__).resolve().parents[2]
    arguments = [sys.executable, "-c", DYING, url, DUE, str(die_at), where]
    died = subprocess.run(arguments, cwd=root, capture_output=True, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()


@pytest.mark.parametrize(("die_at", "where"), [(1, "before"), (2, "written"), (9, "written")])
def test_a_killed_pass_is_finished_by_the_next_and_nothing_happens_twice(world: World, die_at: int, where: str):
    measure = world.approved()
    tick_and_die(world.url, die_at, where)
    world.tick(DUE)

    for child in world.children(measure):
        tailoring, *_ = world.deadlines(child.id)
        assert child.state == "in_execution"
        assert [entry.event for entry in world.history(child.id)] == ["fan_out", "lapse"]
        assert len(tailoring[1]) == 5  # the whole ladder is on record, each rung once by its key
        assert [rung.rung for rung in tailoring[1] if not rung.collapsed] == ["after 10 working days"]
        keys = [mail.key for mail in world.mails(child.id)]
        assert len(set(keys)) == len(keys)
        assert len([mail for mail in world.mails(child.id) if mail.template == "moved"]) == 4  # who hears of a lapse


"""The notices of `lapse`: the regional coordinator, the akim, and both national coordinators."""
