"""Connections for writing: transactions that begin at once, on connections that are kept; errors translated here.

SQLite: WAL, `synchronous=FULL`, foreign keys on, `BEGIN IMMEDIATE`. PostgreSQL: read committed, UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store.counters import held_slot
from store.driver import Driver
from store.location import Location
from store.statements import Statements
from store.turn import Turn
from workflow.errors import Conflict, QadamError, RequestTaken, Unavailable

PATIENCE = 15.0
"""Seconds a writer waits for another before it says so."""

LONGEST_LOG = 8_000
"""Pages (32 MB) the log ahead of an SQLite file may have before a commit brings them into the file.

At SQLite's own thousand, each transaction of a pass would do that, while people wait for their turn.
"""

Begun = TypeVar("Begun")


class Database:
    """One database to write to. Making it touches nothing; the first transaction connects."""

    def __init__(self, location: Location, *, durable: bool = True) -> None:
        self.location = location
        self._engine = _engine(location)
        if not durable and location.kind == "sqlite":
            event.listen(self._engine, "connect", _do_not_wait_for_the_disk)
        self._kind = _kind(location)
        self._idle: list[PoolProxiedConnection] = []
        """Connections that drivers gave back: taken again at once, while the pool would look each over."""
        self._turn = Turn(location.path) if location.path is not None else None
        self._statements = Statements(self._engine.dialect)
        self._dbapi: Any = self._engine.dialect.loaded_dbapi
        self._failures = (self._dbapi.Error, DBAPIError, PoolTimeout)
        event.listen(self._engine, "begin", lambda connection: connection.exec_driver_sql(self._kind.BEGIN))

    @contextmanager
    def begin(self, *, dry_run: bool = False) -> Iterator[Driver]:
        """A transaction that commits at the end, or rolls back after an error or for a dry run."""
        self._take_turn()
        try:
            connection, driver = self._begun(self._begin_on_driver)
            try:
                yield driver
                if dry_run:
                    driver.flush()
                    driver.rollback()
                else:
                    driver.commit()
            except BaseException:
                if getattr(connection.driver_connection, "closed", False):
                    connection.invalidate()
                connection.close()  # which rolls back
                raise
            self._idle.append(connection)
        except self._failures as error:
            raise self._translated(error) from error
        finally:
            self._give_turn_back()

    @contextmanager
    def connection(self, *, dry_run: bool = False) -> Iterator[Connection]:
        """The same as a connection of SQLAlchemy's, for what is done rarely."""
        self._take_turn()
        try:
            with self._begun(self._begin_on_connection) as connection:
                yield connection
                if not dry_run:
                    connection.commit()
        except self._failures as error:
            raise self._translated(error) from error
        finally:
            self._give_turn_back()

    def driver_of(self, connection: Connection) -> Driver:
        """The driver at work in the same transaction; `connection` ends it."""
        driver = Driver(connection.connection.driver_connection, self._statements)
        driver.alone = self.location.kind == "sqlite"
        return driver

    def close(self) -> None:
        self._drop_idle()
        if self._turn is not None:
            self._turn.close()

    def _take_turn(self) -> None:
        if self._turn is not None and not self._turn.take(PATIENCE):
            raise _busy(self.location)

    def _give_turn_back(self) -> None:
        if self._turn is not None:
            self._turn.give_back()

    def _begun(self, begin: Callable[[], Begun]) -> Begun:
        """What `begin` gives. A server that was restarted has broken the idle connections: then all are made anew."""
        try:
            return begin()
        except self._failures:
            if self.location.kind == "sqlite":
                raise
        self._drop_idle()
        return begin()

    def _drop_idle(self) -> None:
        while self._idle:
            connection = self._idle.pop()
            connection.invalidate()
            connection.close()
        self._engine.dispose()

    def _begin_on_driver(self) -> tuple[PoolProxiedConnection, Driver]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._engine.raw_connection()
        try:
            driver = self._kind(connection.driver_connection, self._statements, **connection.info)
            driver.begin()
        except BaseException:
            connection.invalidate()
            raise
        return connection, driver

    def _begin_on_connection(self) -> Connection:
        connection = self._engine.connect()
        try:
            connection.begin()
        except BaseException:
            connection.close()
            raise
        return connection

    def _translated(self, error: Exception) -> QadamError:
        """A driver's error, or SQLAlchemy's around it, becomes ours here and nowhere else."""
        original = getattr(error, "orig", None) or error
        said = (str(original).strip().splitlines() or [type(original).__name__])[0]
        if isinstance(original, self._dbapi.IntegrityError):
            if "request_id" in str(original):
                return RequestTaken("another command used this request id at the same moment", possible="send it again")
            return Conflict(f"the database refused it: {said}", possible="qadam db check")
        if isinstance(original, self._dbapi.OperationalError | PoolTimeout):
            return _unreachable(said, self.location)
        return Unavailable(f"the database {self.location} failed: {said}", possible="qadam db check")


def _engine(location: Location) -> Engine:
    if location.path is not None:
        engine = create_engine(
            f"sqlite:///{location.path}", connect_args={"timeout": PATIENCE, "check_same_thread": False}
        )
        event.listen(engine, "connect", partial(_set_up_sqlite, lasting=location.lasting))
        return engine
    url = location.url.replace("postgresql://", "postgresql+psycopg://", 1)
    options = f"-c timezone=UTC -c lock_timeout={int(PATIENCE * 1000)}"
    try:
        engine = create_engine(url, connect_args={"options": options}, paramstyle="format")
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise Unavailable("PostgreSQL needs its driver", possible="pip install 'qadam[postgres]'") from error
    event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _kind(location: Location) -> type[Driver]:
    if location.kind == "sqlite":
        return Driver
    from store.patient_driver import PatientDriver  # which takes psycopg

    return PatientDriver


def _set_up_sqlite(connection: Any, _: object, *, lasting: bool) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        "journal_mode = WAL",
        f"synchronous = {'FULL' if lasting else 'OFF'}",
        "foreign_keys = ON",
        "cache_size = -16000",  # KiB: the pages of a whole batch, which would be written twice if they did not fit
        f"wal_autocheckpoint = {LONGEST_LOG}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _do_not_wait_for_the_disk(connection: Any, _: object) -> None:
    connection.execute("PRAGMA synchronous = OFF").close()


def _set_up_postgresql(connection: Any, record: Any) -> None:
    from store.pipeline import Pipeline

    connection.autocommit = True  # here too we begin ourselves
    pipeline = Pipeline(connection)  # first of all: from here on psycopg neither prepares statements nor drops them
    record.info.update(slot=held_slot(connection), pipeline=pipeline)


def _busy(location: Location) -> Unavailable:
    return Unavailable(
        f"the database {location} is busy: somebody else has been writing for {PATIENCE:g} seconds",
        possible="try again in a moment",
    )


def _unreachable(said: str, location: Location) -> Unavailable:
    if "locked" in said or "lock timeout" in said:
        return _busy(location)
    if "full" in said:
        return Unavailable(f"there is no room left for the database {location}", possible="make room, then try again")
    if "disk I/O" in said:
        return Unavailable(f"the disk under the database {location} is full or fails", possible="df -h, then try again")
    if "readonly" in said or "read-only" in said:
        return Unavailable(f"the database {location} is read-only", possible="check the file's permissions")
    return Unavailable(f"the database {location} cannot be reached: {said}", possible="qadam doctor")
