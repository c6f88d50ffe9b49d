"""`save`, the only writer: a decision made on an older version of a measure is not written."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tests.world import World
from workflow.decide import decide
from workflow.errors import Conflict, RequestTaken, Unavailable
from workflow.guards import Context
from workflow.model import Command


def decision(world: World, measure: str, *, request_id: str | None = None):
    """A decision made on the measure as it stands now, not saved."""
    with world.store.begin(dry_run=True) as tx:
        noun = tx.lock(measure).measure
        context = Context(directory=tx.directory(), calendar=tx.calendar())
        command = Command(measure=measure, event="edit", actor="hq", comment="x", request_id=request_id)
        return decide(tx.definition(noun.type, noun.type_version), noun, command, context, world.now)


def test_a_stale_decision_is_refused_and_nothing_of_it_is_written(world: World):
    measure = world.create()
    stale = decision(world, measure)
    world.move(measure, "edit", "hq2", starts_on="2024-05-20")
    before = world.counts()

    with (
        pytest.raises(Conflict, match=r"moved it first|the database refused it"),
        world.store.begin() as tx,
    ):
        tx.save(stale)
    assert world.counts() == before
    assert world.measure(measure).version == 2


def test_one_request_id_can_be_written_once_only(world: World):
    first, second = world.create(), world.create()
    decisions = [decision(world, measure, request_id="same") for measure in (first, second)]
    with world.store.begin() as tx:
        tx.save(decisions[0])

    with pytest.raises(RequestTaken), world.store.begin() as tx:
        tx.save(decisions[1])
    assert world.measure(second).version == 1


def test_a_part_that_fails_is_undone_alone(world: World):
    measure = world.create()
    made = decision(world, measure)
    with world.store.begin() as tx:
        with suppress(RuntimeError), tx.attempt():
            tx.save(made)
            assert tx.lock(measure).measure.version == 2
            raise RuntimeError
        assert tx.lock(measure).measure.version == 1
        tx.save(made)
    assert world.measure(measure).version == 2


def test_abandoning_undoes_everything(world: World):
    measure = world.create()
    made = decision(world, measure)
    with world.store.begin() as tx:
        tx.save(made)
        tx.abandon()
    assert world.measure(measure).version == 1


def test_a_writer_that_waits_too_long_says_so(small_world: World, monkeypatch: pytest.MonkeyPatch):
    from store import database
    from store.store import SqlStore

    monkeypatch.setattr(database, "PATIENCE", 0.05)
    impatient = SqlStore(small_world.location)
    with (
        small_world.store.begin(),
        pytest.raises(Unavailable, match="somebody else has been writing") as refusal,
        impatient.begin(),
    ):
        pass
    impatient.close()
    assert refusal.value.possible == "try again in a moment"
