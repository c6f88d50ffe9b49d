"""The schema is what the tables say, on both databases, however it came about."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - fills the metadata
from store.database import Database
from store.location import locate
from store.migrate import migrate, revision
from store.schema import REVISION
from tests.world import World


def test_the_migrated_schema_is_the_one_of_the_tables(world: World):
    database = Database(world.location)
    with database.connection(dry_run=True) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _ours})
        differences = compare_metadata(context, SQLModel.metadata)
    database.close()

    assert differences == []


def _ours(name: str | None, kind: str, _: object) -> bool:
    """Not the index of words, which the database keeps by itself: it has no table class."""
    return not (kind == "table" and str(name).startswith("search_"))


def test_migrating_again_changes_nothing(world: World):
    measure = world.create()
    migrate(world.location)

    assert revision(world.location) == REVISION
    assert world.measure(measure).state == "draft"


def test_two_at_once_make_one_schema(tmp_path: Path):
    location = locate(f"sqlite:///{tmp_path / 'new.db'}")
    barrier = threading.Barrier(3)

    def make(_: int) -> None:
        barrier.wait()
        migrate(location)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(make, range(3)))

    assert revision(location) == REVISION


@pytest.mark.parametrize("url", ["sqlite:///no/such/folder/qadam.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_place_that_cannot_be_reached_is_refused_in_words(url: str):
    from workflow.errors import Unavailable

    with pytest.raises(Unavailable):
        migrate(locate(url))
