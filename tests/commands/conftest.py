"""A headquarters some weeks into its work, behind the settings of the environment."""

from __future__ import annotations

import pytest

from store.settings import SANDBOX_CLOCK
from tests.world import World, local


def settled(world: World) -> World:
    """A campaign fanned out in April; one region tailored it, one reports, the others are late by June."""
    world.create(title={"ru": "Кампания «Жизнь без наркотиков»", "kk": "«Есірткісіз өмір» науқаны", "en": "Campaign"})
    world.move("1", "approve", "hq2")
    world.move("1/KZ-75", "tailor", "kz-75", target_group="школьники")
    world.at("2024-04-22 11:00").move("1/KZ-75", "start", "kz-75")
    world.create("treatment", number="2", lead_agency="MOH", title={"ru": "Лечение зависимых"})
    world.at("2024-05-02 12:00")
    with world.store.register() as register:
        register.set(SANDBOX_CLOCK, local("2024-05-02 12:00").isoformat())
    return world


@pytest.fixture
def busy(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """On SQLite and on PostgreSQL."""
    monkeypatch.setenv("QADAM_DB", world.url)
    monkeypatch.setenv("QADAM_ACTOR", "hq")
    return settled(world)


@pytest.fixture
def small_busy(small_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """On SQLite only, where the kind of database cannot matter."""
    monkeypatch.setenv("QADAM_DB", small_world.url)
    monkeypatch.setenv("QADAM_ACTOR", "hq")
    return settled(small_world)
