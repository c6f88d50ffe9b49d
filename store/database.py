"""Connections for writing: one engine per database, transactions that begin at once, errors translated here.

SQLite: WAL, `synchronous=FULL`, foreign keys on, `BEGIN IMMEDIATE`. PostgreSQL: read committed, UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store.location import Location
from workflow.errors import Conflict, QadamError, RequestTaken, Unavailable

PATIENCE = 15.0
"""Seconds a writer waits for another before it says so."""


def connect(location: Location) -> Engine:
    if location.path is not None:
        engine = create_engine(
            f"sqlite:///{location.path}", connect_args={"timeout": PATIENCE, "check_same_thread": False}
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    url = location.url.replace("postgresql://", "postgresql+psycopg://", 1)
    options = f"-c timezone=UTC -c lock_timeout={int(PATIENCE * 1000)}"
    try:
        return create_engine(url, pool_pre_ping=True, connect_args={"options": options})
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Unavailable("PostgreSQL needs its driver", possible="pip install 'qadam[postgres]'") from error


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock at once: a deferred transaction fails when it finds out late that it wants to write."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: Engine, location: Location, *, dry_run: bool = False) -> Iterator[Connection]:
    """A transaction that commits at the end, or rolls back after an error or for a dry run."""
    with translated(location), engine.connect() as connection, connection.begin() as begun:
        yield connection
        if dry_run and begun.is_active:
            begun.rollback()


@contextmanager
def translated(location: Location) -> Iterator[None]:
    """Driver errors become ours here and nowhere else."""
    try:
        yield
    except IntegrityError as error:
        raise _integrity(error) from error
    except (OperationalError, PoolTimeout) as error:
        raise _operational(error, location) from error
    except DBAPIError as error:
        raise Unavailable(f"the database {location} failed: {_first_line(error)}", possible="qadam db check") from error


def _integrity(error: IntegrityError) -> QadamError:
    text = str(error.orig)
    if "request_id" in text:
        return RequestTaken("another command used this request id at the same moment", possible="send it again")
    return Conflict(f"the database refused it: {_first_line(error)}", possible="qadam db check")


def _operational(error: Exception, location: Location) -> Unavailable:
    text = _first_line(error)
    if "locked" in text or "lock timeout" in text:
        return Unavailable(
            f"the database {location} is busy: somebody else has been writing for {PATIENCE:g} seconds",
            possible="try again in a moment",
        )
    if "full" in text:
        return Unavailable(f"there is no room left for the database {location}", possible="make room, then try again")
    if "readonly" in text or "read-only" in text:
        return Unavailable(f"the database {location} is read-only", possible="check the file's permissions")
    return Unavailable(f"the database {location} cannot be reached: {text}", possible="qadam doctor")


def _first_line(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    return (str(original).strip().splitlines() or [type(original).__name__])[0]
