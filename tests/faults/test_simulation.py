"""Seeded lives of a headquarters with crashes, a bad mail server and a jumping clock; more of them in tests/soak."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.faults.invariants import violations
from tests.faults.simulation import Simulation, lives
from tests.world import World, local


def test_no_promise_is_broken_in_any_of_these_lives(tmp_path: Path) -> None:
    found = list(lives(range(1, 13), years=2.0, folder=tmp_path))

    assert [(life.seed, said) for life in found for said in life.broken] == []
    assert sum(life.years for life in found) >= 24
    assert sum(life.crashes for life in found) > 50
    assert all(life.rungs >= 10 and life.mails >= 10 for life in found), "where nothing happens nothing is proved"


def test_a_seed_always_goes_the_same_way(tmp_path: Path) -> None:
    (first,) = lives(range(7, 8), years=0.5, folder=tmp_path)
    (second,) = lives(range(7, 8), years=0.5, folder=_made(tmp_path / "again"))

    assert first == second


@pytest.mark.parametrize("seed", [101, 102])
def test_the_same_holds_on_either_database(url: str, seed: int) -> None:
    life = Simulation(seed, url).run(years=0.5)

    assert life.broken == []
    assert life.crashes > 0


def test_a_forgotten_rung_would_be_found(small_world: World) -> None:
    small_world.approved()

    broken = violations(small_world.url, ticked_at=local("2024-06-01 10:00"))

    assert any("tailoring@1: due was due" in said for said in broken)


def test_a_changed_state_would_be_found(small_world: World) -> None:
    measure = small_world.create()
    path = small_world.location.path
    assert path is not None
    with sqlite3.connect(path) as forger:
        forger.execute("UPDATE measure SET state = 'closed' WHERE id = ?", (measure,))

    assert any("state is 'closed', its history gives 'draft'" in said for said in violations(small_world.url))


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
