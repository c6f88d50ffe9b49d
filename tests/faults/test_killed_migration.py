"""A migration that is killed leaves whole families on either version, and goes on where it stood."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.killing import Desk
from tests.faults.mortal import Mortals, Point
from tests.stories.test_migration import load
from tests.world import World

MIGRATE = ("definitions", "migrate", "campaign")
FAMILIES = 3


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_migration_is_resumed_and_a_killed_revert_is_finished(
    mortals: Mortals, world: World, tmp_path: Path, moment: str
) -> None:
    desk = Desk(mortals, tmp_path, world.url)
    measures = [world.approved(regions="KZ-75,KZ-71") for _ in range(FAMILIES)]
    load(world)

    def versions() -> list[int]:
        for measure in measures:
            family = {world.measure(measure).type_version, *(c.type_version for c in world.children(measure))}
            assert len(family) == 1, "a family is on one version"
        return [world.measure(measure).type_version for measure in measures]

    # The first commit puts it on record, the second brings the first family over, the third the second one.
    point = Point(what="commit", number=3, moment=moment)
    killed = desk.give(*MIGRATE, "--to", "2", "--batch", "1", by="admin", point=point)
    assert killed.killed
    assert versions() == ([2, 2, 1] if moment == "after" else [2, 1, 1])
    refused = desk.give(*MIGRATE, "--to", "2", by="admin")
    assert refused.code == 1
    assert "is running" in refused.err

    assert desk.give(*MIGRATE, "--resume", by="admin").code == 0
    assert versions() == [2, 2, 2]
    assert desk.give(*MIGRATE, "--revert", "--batch", "1", by="admin", point=point).killed
    assert desk.give(*MIGRATE, "--revert", by="admin").code == 0
    assert versions() == [1, 1, 1]
    assert all(len(world.history(measure)) == 4 for measure in measures), "once there, once back"
    assert desk.give("db", "check").code == 0
    assert desk.look() == []
