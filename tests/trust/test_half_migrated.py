"""A migration that fails half-way leaves the schema, and all that is in it, as it was."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store.database import Database
from store.location import locate
from store.migrate import migrate, migrate_on, revision
from store.reader import reading
from store.schema import REVISION


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_migration_that_fails_half_way_leaves_the_old_schema_usable(
    empty_url: Callable[[str], str], kind: str, monkeypatch: pytest.MonkeyPatch
):
    location = locate(empty_url(kind))
    database = Database(location)
    with database.connection() as connection:
        migrate_on(connection, "0005")
        connection.exec_driver_sql("INSERT INTO setting VALUES ('made_at', 'then')")
    database.close()

    def fail(table: str, *_: object) -> None:
        raise RuntimeError(f"the power went out at {table}")  # after the tables of this migration were made

    with monkeypatch.context() as patched:
        patched.setattr("store.migrations.append_only.refuse_replacing", fail)
        with pytest.raises(RuntimeError, match="the power went out at history"):
            migrate(location)

    assert revision(location) == "0005"
    with reading(location, any_schema=True) as reader:
        assert reader.all("SELECT value FROM setting") == [{"value": "then"}]
    with reading(location, any_schema=True) as reader, pytest.raises(Exception, match="checkpoint"):
        reader.all("SELECT * FROM checkpoint")
    migrate(location)
    assert revision(location) == REVISION
    with reading(location) as reader:
        assert reader.all("SELECT value FROM setting") == [{"value": "then"}]
