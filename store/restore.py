"""Putting a backup back: into a new database, or in the place of all that another one holds. Whole or not at all."""

from __future__ import annotations

import glob
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    LargeBinary,
    column,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy import table as named
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import UTCDateTime

import store.tables  # noqa: F401 - fills SQLModel.metadata
from store.archive import ArchivedTable, ArchiveReader, Manifest, opening
from store.database import Database
from store.location import Location
from store.migrate import migrate_on
from workflow.errors import Invalid, Unavailable

BATCH = 1_000
"""Rows written together."""

UNNAMED = ("alembic_version", "search_text")
"""Tables of ours that have no row class."""

FUNCTIONS = ("%\\_refuses", "%measure_words")
"""Patterns of the names our functions on PostgreSQL have."""


def restore(location: Location, file: Path) -> Manifest:
    """Fill a database with a backup. Raises Invalid for a damaged one, and then nothing has changed."""
    with opening(file) as archive:
        archive.check()
        if location.path is not None:
            _into_sqlite(location.path, archive)
        else:
            _into_postgresql(location, archive)
        return archive.manifest


def _into_sqlite(path: Path, archive: ArchiveReader) -> None:
    """Made beside it first, then taken over in one transaction that whoever has the file open will see."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.restoring")
    _remove(beside)
    database = Database(Location(kind="sqlite", path=beside))
    try:
        with database.connection() as connection:
            _fill(connection, archive)
        database.close()
        with closing(sqlite3.connect(beside)) as made, closing(sqlite3.connect(path, timeout=15)) as target:
            made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            made.backup(target)
    except (sqlite3.Error, OSError) as error:
        raise Unavailable(
            f"{path} cannot be restored: {error}", possible="stop what works on it, then again"
        ) from error
    finally:
        database.close()
        _remove(beside)


def _remove(path: Path) -> None:
    for left in (path, *path.parent.glob(f"{glob.escape(path.name)}-*")):  # its log, its index, its queue
        left.unlink(missing_ok=True)


def _into_postgresql(location: Location, archive: ArchiveReader) -> None:
    database = Database(location)
    try:
        with database.connection() as connection:
            _clear(connection)
            _fill(connection, archive)
    finally:
        database.close()


def _clear(connection: Connection) -> None:
    """Drop what is ours, and nothing else that may live in the same schema."""
    ours = {*SQLModel.metadata.tables, *UNNAMED}
    for name in inspect(connection).get_table_names():
        if name in ours:
            connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
    for pattern in FUNCTIONS:
        found = connection.exec_driver_sql(
            "SELECT oid::regprocedure::text FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND proname LIKE %(pattern)s",
            {"pattern": pattern},
        )
        for (signature,) in found.all():
            connection.exec_driver_sql(f"DROP FUNCTION {signature} CASCADE")


def _fill(connection: Connection, archive: ArchiveReader) -> None:
    """The schema as it was when the backup was made, its rows, and then whatever has been added to the schema since."""
    migrate_on(connection, archive.manifest.revision)
    known = set(inspect(connection).get_table_names()) & {*SQLModel.metadata.tables}
    for table in archive.manifest.tables:
        if table.name not in known:
            raise Invalid(f"this is no backup of ours: there is no table {table.name!r}", possible="another backup")
        _put(connection, archive, table)
    if connection.dialect.name == "postgresql":
        _set_sequences(connection)
    migrate_on(connection)


def _put(connection: Connection, archive: ArchiveReader, table: ArchivedTable) -> None:
    target = named(table.name, *(column(name, _TYPES[kind]) for name, kind in table.columns))
    statement = insert(target)
    rows = archive.rows(table)
    while batch := list(islice(rows, BATCH)):
        connection.execute(statement, batch)


_TYPES: dict[str, Any] = {
    "instant": UTCDateTime(),
    "day": Date(),
    "boolean": Boolean(),
    "bytes": LargeBinary(),
    "plain": None,
}


def _set_sequences(connection: Connection) -> None:
    """Numbers given out from now on follow those that were put back."""
    for name, key in _numbered(connection):
        highest = connection.exec_driver_sql(f'SELECT coalesce(max("{key}"), 0) + 1 FROM "{name}"').scalar_one()  # noqa: S608 - own text only
        sequence = select(func.setval(func.pg_get_serial_sequence(name, key), highest, False))  # noqa: FBT003 - as PostgreSQL has it
        connection.execute(sequence)


def _numbered(connection: Connection) -> Iterator[tuple[str, str]]:
    found = connection.exec_driver_sql(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = current_schema() AND column_default LIKE 'nextval(%%'"
    )
    for name, key in found.all():
        yield str(name), str(key)
