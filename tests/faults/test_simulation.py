"""Seeded lives of a headquarters with crashes, a bad mail server and a jumping clock; more of them in tests/soak."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.simulation import Simulation, lives
from tests.world import World
from workflow.sweep import Ticked


def test_no_promise_is_broken_in_any_of_these_lives(tmp_path: Path) -> None:
    found = list(lives(range(1, 13), years=2.0, folder=tmp_path))

    assert [(life.seed, said) for life in found for said in life.broken] == []
    assert sum(life.years for life in found) >= 24
    assert sum(life.crashes for life in found) > 50


def test_a_seed_always_goes_the_same_way(tmp_path: Path) -> None:
    (first,) = lives(range(7, 8), years=0.5, folder=tmp_path)
    (second,) = lives(range(7, 8), years=0.5, folder=_made(tmp_path / "again"))

    assert (first.steps, first.crashes, first.asked) == (second.steps, second.crashes, second.asked)


@pytest.mark.parametrize("seed", [101, 102])
def test_the_same_holds_on_either_database(url: str, seed: int) -> None:
    life = Simulation(seed, url).run(years=0.5)

    assert life.broken == []
    assert life.crashes > 0


def test_a_forgotten_rung_would_be_found(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.engine.sweep", lambda store, now: Ticked(at=now))

    life = Simulation(3, small_world.url).run(years=0.5)

    assert any("is not on record" in said for said in life.broken)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
