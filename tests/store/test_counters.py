"""The counters the board is read from: always what counting the measures would give."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from store.board import tallied
from store.counters import RECOUNT, Difference, counters_differ
from store.reader import reading
from store.store import SqlStore
from tests.world import World
from workflow.engine import Engine
from workflow.errors import NotPossible, QadamError
from workflow.model import Command, Creation
from workflow.ports import Transaction


def differ(world: World) -> list[Difference]:
    with reading(world.location) as reader:
        return counters_differ(reader)


def board(world: World, by: str) -> dict[tuple[str | None, str], int]:
    with reading(world.location) as reader:
        found = tallied(reader, by, world.now, world.now + timedelta(days=7))
    return {(tally.key, tally.state): tally.total for tally in found}


def test_counters_follow_a_fan_out_moves_and_a_cascade(world: World):
    measure = world.approved(regions=["KZ-75", "KZ-71"])
    world.move(f"{measure}/KZ-75", "tailor", "kz-75", target_group="pupils")

    assert differ(world) == []
    assert board(world, "region") == {
        (None, "approved"): 1,
        ("KZ-71", "approved"): 1,
        ("KZ-75", "tailored"): 1,
    }

    world.move(measure, "cancel", "hq", decision_number="1", comment="not needed any more")

    assert differ(world) == []
    assert board(world, "type") == {("campaign", "cancelled"): 3}
    assert board(world, "state") == {("cancelled", "cancelled"): 3}
    assert board(world, "agency") == {("MIA", "cancelled"): 3}


def test_a_measure_that_changes_its_agency_counts_under_the_new_one(world: World):
    measure = world.create()
    world.move(measure, "edit", "hq", lead_agency="SRC")

    assert differ(world) == []
    assert board(world, "agency") == {("SRC", "draft"): 1}


def test_what_is_refused_dry_or_undone_is_not_counted(world: World):
    measure = world.create()
    before = board(world, "state")
    with pytest.raises(QadamError):
        world.move(measure, "accept", "hq")
    world.move(measure, "approve", "hq2", dry_run=True)
    facts = {"title": "Another", "lead_agency": "MIA"}

    def create_and_fail(tx: Transaction) -> None:
        with tx.attempt():
            world.engine.create_in(tx, Creation(type="campaign", actor="hq", data=facts, number="77"))
            world.engine.move_in(tx, Command(measure="77", event="accept", actor="hq"))

    with world.store.begin() as tx:
        with pytest.raises(NotPossible):
            create_and_fail(tx)
        world.engine.create_in(tx, Creation(type="campaign", actor="hq", data=facts, number="78"))
    with world.store.begin() as tx:
        world.engine.create_in(tx, Creation(type="campaign", actor="hq", data=facts, number="79"))
        tx.abandon()

    assert differ(world) == []
    assert board(world, "state") == {("draft", "draft"): before["draft", "draft"] + 1}


def test_counters_stay_right_when_several_move_at_once(world: World):
    measure = world.approved()
    failures: list[BaseException] = []

    def tailor(regions: list[str]) -> None:
        for region in regions:
            try:
                world.move(f"{measure}/{region}", "tailor", region.lower(), target_group="pupils")
            except BaseException as error:
                failures.append(error)

    regions = [str(child.region) for child in world.children(measure)]
    workers = [threading.Thread(target=tailor, args=(regions[start::4],)) for start in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert failures == []
    assert differ(world) == []


def test_every_connection_to_a_server_counts_in_a_slot_of_its_own(world: World):
    measure = world.approved()
    others = [SqlStore(world.location) for _ in range(2)]
    for store, region in zip(others, ("KZ-10", "KZ-11"), strict=True):
        command = Command(
            measure=f"{measure}/{region}", event="tailor", actor=region.lower(), data={"target_group": "x"}
        )
        Engine(store, lambda: world.now).move(command)
    with reading(world.location) as reader:
        slots = {row["slot"] for row in reader.all("SELECT slot FROM counter WHERE state = 'tailored'")}
    for store in others:
        store.close()

    assert len(slots) == (1 if world.location.kind == "sqlite" else 2)
    assert differ(world) == []


def test_a_wrong_counter_is_named_and_a_recount_puts_it_right(world: World):
    from sqlalchemy import text

    world.create()
    with world.store._database.connection() as connection:
        connection.execute(text("INSERT INTO counter VALUES ('region', '', 'draft', 99, 5)"))
    (difference,) = differ(world)

    assert difference.key == ""
    assert (difference.stored, difference.counted) == (6, 1)

    with world.store._database.connection() as connection:
        for statement in RECOUNT:
            connection.execute(text(statement))

    assert differ(world) == []
