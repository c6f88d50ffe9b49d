"""DBOS: a durable workflow of three steps, its system database on SQLite in WAL mode; steps are counted."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

from dbos import DBOS

from benchmarks.peers.pace import tell_rate

PATH = Path(sys.argv[1]) / "peer.db"
preset = sqlite3.connect(PATH)  # the mode is kept in the file; DBOS itself leaves SQLite's slower default
preset.execute("PRAGMA journal_mode = WAL")
preset.execute("CREATE TABLE preset (n)")
preset.commit()
preset.close()
DBOS(
    config={
        "name": "bench",
        "system_database_url": f"sqlite:///{PATH}",
        "run_admin_server": False,
        "log_level": "ERROR",
    }
)


@DBOS.step()
def step(state: int) -> int:
    return state + 1


@DBOS.workflow()
def carried() -> int:
    state = 0
    for _ in range(3):
        state = step(state)
    return state


def move(turn: int) -> None:
    if turn % 3 == 0:
        assert carried() == 3


DBOS.launch()
tell_rate(move, group=3)
sys.stdout.flush()
DBOS.destroy()
os._exit(0)
