"""`kill -9` at chosen points and at any moment: it happened once or not at all, and nothing is lost.

tests/soak/kills.py does the same thousands of times.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults.killing import PLAN_ROWS, Desk, at_random, once, plan_file, step_by_step, whole_life
from tests.faults.mortal import Mortals, Point, points
from tests.world import local


@pytest.fixture
def desk(mortals: Mortals, sqlite_url: str, tmp_path: Path) -> Desk:
    return Desk(mortals, tmp_path, sqlite_url)


@pytest.fixture
def any_desk(mortals: Mortals, url: str, tmp_path: Path) -> Desk:
    return Desk(mortals, tmp_path, url)


NEW = ("new", "campaign", "Campaign", "--lead", "MIA", "--due", "2024-06-26", "--now", "2024-04-15T10:00")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_fan_out_is_there_whole_or_not_at_all(any_desk: Desk, moment: str) -> None:
    any_desk.give(*NEW)
    approve = ("move", "1", "approve", "--request-id", "r1")

    killed = any_desk.give(*approve, by="hq2", point=Point(what="commit", number=1, moment=moment))
    variants = any_desk.give("list", "--region", "KZ-75").document["total"]
    again = any_desk.give(*approve, by="hq2").document["results"][0]

    assert killed.killed
    assert variants == (1 if moment == "after" else 0)
    assert again["repeated"] is (moment == "after")
    assert any_desk.give("list").document["total"] == 21
    assert any_desk.look() == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_import_is_whole_or_nothing_and_creates_nothing_twice(any_desk: Desk, moment: str) -> None:
    plan = str(plan_file(any_desk.folder))

    any_desk.give("import", plan, point=Point(what="commit", number=1, moment=moment))
    again = any_desk.give("import", plan).document

    assert (again["created"], again["unchanged"]) == ((0, PLAN_ROWS) if moment == "after" else (PLAN_ROWS, 0))
    assert any_desk.give("list").document["total"] == PLAN_ROWS
    assert any_desk.look() == []


def test_a_tick_killed_around_each_of_its_commits_fires_each_rung_once(desk: Desk) -> None:
    desk.give(*NEW)
    desk.give("move", "1", "approve", by="hq2")

    desk.insist("tick", "--now", "2024-05-20T10:00", killer=step_by_step(kills=60))
    desk.insist("tick", killer=once())

    assert desk.kills == 60
    assert desk.look(ticked_at=local("2024-05-20 10:00")) == []


def test_a_delivery_killed_around_mails_sends_each_of_them(desk: Desk) -> None:
    desk.give(*NEW)
    desk.give("move", "1", "approve", by="hq2")

    for turn, point in enumerate(points("send", (1, 2, 3))):
        at = f"2024-04-15T11:{6 * turn:02}"  # each time the lease of the one before has run out
        assert desk.give("tick", "--now", at, point=point).killed
    desk.insist("tick", "--now", "2024-04-15T12:00", killer=once())

    assert desk.look(delivered=True) == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_killed_init_leaves_a_database_that_init_completes(mortals: Mortals, tmp_path: Path, moment: str) -> None:
    url = f"sqlite:///{tmp_path / 'qadam.db'}"
    for number in (1, 2, 3):
        desk = Desk(mortals, tmp_path, url)
        desk.give("init", "--sandbox", point=Point(what="commit", number=number, moment=moment))
        assert desk.insist("init", "--sandbox", killer=once()).code == 0
        assert desk.give("list").document == {"measures": [], "total": 0}
        for left in tmp_path.glob("qadam.db*"):
            left.unlink()


@pytest.mark.parametrize("seed", range(3))
def test_a_whole_life_killed_at_random_moments_breaks_no_promise(desk: Desk, seed: int) -> None:
    random = Random(seed)

    whole_life(desk, lambda step: at_random(random, longest=0.3 if step == "tick" else 0.06, kills=8))

    assert desk.kills > 0
    assert desk.look(ticked_at=local("2024-05-21 10:00")) == []


def test_a_daemon_killed_and_started_again_breaks_no_promise(desk: Desk) -> None:
    random = Random(5)
    desk.give(*NEW)
    desk.give("move", "1", "approve", by="hq2")
    desk.give("move", "1/KZ-75", "tailor", "--set", "target_group=x", "--now", "2024-05-20T10:00", by="kz-75")

    for _ in range(15):
        desk.give("run", "--beat", "1", seconds=random.uniform(0.02, 0.4))
    desk.insist("tick", "--now", "2024-05-20T12:00", killer=once())

    assert desk.kills == 15
    assert desk.look(ticked_at=local("2024-05-20 12:00"), delivered=True) == []


def test_a_postgresql_life_killed_at_random_moments_breaks_no_promise(
    mortals: Mortals, postgres_url: str, tmp_path: Path
) -> None:
    random, desk = Random(11), Desk(mortals, tmp_path, postgres_url)

    whole_life(desk, lambda step: at_random(random, longest=0.3 if step == "tick" else 0.1, kills=6))

    assert desk.kills > 0
    assert desk.look(ticked_at=local("2024-05-21 10:00")) == []
