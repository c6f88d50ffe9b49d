"""Thousands of kills at random moments and at every commit, and what was found afterwards.

python -m tests.soak.kills --kills 10000
python -m tests.soak.kills --kills 2000 --db postgresql
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from random import Random

from tests.faults.killing import Desk, Killer, at_random, step_by_step, whole_life
from tests.faults.mortal import Mortals
from tests.soak.databases import databases
from tests.world import local


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill real processes and look at what is left.")
    parser.add_argument("--kills", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    given = parser.parse_args()
    kills, lives, broken, seed = 0, 0, 0, given.seed
    with tempfile.TemporaryDirectory() as top, Mortals() as mortals, databases(given.db, Path(top)) as fresh:
        while kills < given.kills:
            folder = Path(top) / f"desk-{seed}"
            folder.mkdir()
            desk = Desk(mortals, folder, fresh(seed))
            found = _live(desk, Random(seed))
            for said in found:
                print(f"seed {seed}: {said}")
            kills, lives, broken, seed = kills + desk.kills, lives + 1, broken + bool(found), seed + 1
            shutil.rmtree(folder)
            if lives % 25 == 0:
                print(f"{kills} kills in {lives} lives, {broken} broken", flush=True)
    print(f"{given.db}: {kills} kills in {lives} lives, {broken} broken")
    return 1 if broken else 0


def _live(desk: Desk, random: Random) -> list[str]:
    try:
        whole_life(desk, lambda step: _killer(step, random))
    except AssertionError as error:
        return [f"a command failed: {error}"]
    return desk.look(ticked_at=local("2024-05-21 10:00"))


def _killer(step: str, random: Random) -> Killer:
    if random.random() < 0.3:
        return step_by_step(kills=random.randint(3, 40 if step == "tick" else 6))
    return at_random(random, longest=0.4 if step == "tick" else 0.06, kills=25)


if __name__ == "__main__":
    sys.exit(main())
