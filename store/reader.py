"""Connections for reading: straight from the driver, read-only and short, so that a command answers at once.

Reading commands must not wait for SQLAlchemy to load; statements (store/queries.py and others) are plain SQL that both
databases understand, with parameters written `:name`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from typing import Any, Protocol

from store.location import Kind, Location
from store.raw import Row, sqlite_value
from store.schema import REVISION
from workflow.errors import Unavailable

_PARAMETER = re.compile(r"(?<!:):(\w+)")


class Reader(Protocol):
    @property
    def kind(self) -> Kind:
        """Which database it reads, where one statement cannot serve both."""

    def all(self, sql: str, **parameters: Any) -> list[Row]: ...

    def one(self, sql: str, **parameters: Any) -> Row | None: ...

    def each(self, sql: str, **parameters: Any) -> Iterator[Row]:
        """Row by row, for what may be long."""


@contextmanager
def reading(location: Location, *, any_schema: bool = False) -> Iterator[Reader]:
    """One consistent view of a database that exists and has the schema of this program. Raises Unavailable.

    With `any_schema` it may have an older or a newer one, for what must be asked before it is brought up to date.
    """
    opened = _open_sqlite(location) if location.path is not None else _open_postgresql(location)
    try:
        if not any_schema:
            _check_schema(opened, location)
        yield opened
    finally:
        opened.close()


class _SqliteReader:
    kind: Kind = "sqlite"

    def __init__(self, connection: sqlite3.Connection, location: Location) -> None:
        self._connection = connection
        self._location = location

    def all(self, sql: str, **parameters: Any) -> list[Row]:
        return list(self.each(sql, **parameters))

    def one(self, sql: str, **parameters: Any) -> Row | None:
        return next(iter(self.all(sql, **parameters)), None)

    def each(self, sql: str, **parameters: Any) -> Iterator[Row]:
        bound = {name: sqlite_value(value) for name, value in parameters.items()}
        try:
            found = self._connection.execute(sql, bound)
            names = [column[0] for column in found.description]
            yield from map(dict, map(zip, repeat(names), found))  # sqlite3.Row looks for each name among all
        except sqlite3.DatabaseError as error:
            raise _unreadable(self._location, error) from error

    def close(self) -> None:
        self._connection.close()


def _open_sqlite(location: Location) -> _SqliteReader:
    path = location.path
    if path is None or not path.is_file():
        raise Unavailable(f"there is no database {location} yet", possible="qadam init, or qadam demo to look around")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=15, isolation_level=None)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
    except sqlite3.DatabaseError as error:
        raise Unavailable(f"{path} cannot be opened: {error}", possible="qadam init makes a database") from error
    return _SqliteReader(connection, location)


class _PostgresqlReader:
    kind: Kind = "postgresql"

    def __init__(self, connection: Any, location: Location, failure: type[Exception]) -> None:
        self._connection = connection
        self._location = location
        self._failure = failure
        self._cursors = 0
        """How many were opened: each on the server needs a name of its own."""

    def all(self, sql: str, **parameters: Any) -> list[Row]:
        try:
            return list(self._connection.execute(_for_psycopg(sql), parameters).fetchall())
        except self._failure as error:
            raise _unreadable(self._location, error) from error

    def one(self, sql: str, **parameters: Any) -> Row | None:
        return next(iter(self.all(sql, **parameters)), None)

    def each(self, sql: str, **parameters: Any) -> Iterator[Row]:
        self._cursors += 1
        try:
            with self._connection.cursor(name=f"each_{self._cursors}") as cursor:
                cursor.itersize = 2_000
                yield from cursor.execute(_for_psycopg(sql), parameters)
        except self._failure as error:
            raise _unreadable(self._location, error) from error

    def close(self) -> None:
        self._connection.close()


def _for_psycopg(sql: str) -> str:
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


def _open_postgresql(location: Location) -> _PostgresqlReader:
    try:
        import psycopg
        from psycopg.rows import dict_row
    except ModuleNotFoundError as error:
        raise Unavailable("PostgreSQL needs its driver", possible="pip install 'qadam[postgres]'") from error
    try:
        connection = psycopg.connect(
            location.url,
            row_factory=dict_row,
            options="-c timezone=UTC -c default_transaction_read_only=on"
            " -c default_transaction_isolation=repeatable\\ read",
        )
    except psycopg.Error as error:
        reason = (str(error).strip().splitlines() or ["no answer"])[0]
        raise Unavailable(f"the database {location} cannot be reached: {reason}", possible="qadam doctor") from error
    return _PostgresqlReader(connection, location, psycopg.Error)


def _unreadable(location: Location, error: Exception) -> Unavailable:
    return Unavailable(f"the database {location} cannot be read: {error}", possible="qadam init")


def _check_schema(reader: Reader, location: Location) -> None:
    try:
        row = reader.one("SELECT version_num FROM alembic_version")
    except Unavailable as error:
        if "readonly" in error.message or "unable to open" in error.message:
            raise Unavailable(
                f"the database {location} is read-only", possible="check the permissions of the file and its folder"
            ) from error
        row = None
    if row is None:
        raise Unavailable(f"{location} is not a Qadam database yet", possible="qadam init")
    if row["version_num"] != REVISION:
        raise Unavailable(
            f"{location} has schema {row['version_num']}, this program works on {REVISION}", possible="qadam init"
        )
