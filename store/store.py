"""The store the engine works on: transactions, the outbox, and the register of reference data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from store.checkpoints import take_checkpoints
from store.database import Database
from store.grouped import GroupedTransaction
from store.heartbeats import record_beat
from store.location import Location, locate
from store.outbox import SqlOutbox
from store.reference import Reference
from store.register import Register
from store.transaction import SqlTransaction
from workflow.checkpoint import Checkpoint
from workflow.post import Budget


class SqlStore:
    """One database, SQLite or PostgreSQL. Opening it touches nothing; the first transaction connects."""

    def __init__(self, location: Location, *, durable: bool = True) -> None:
        """What is not `durable` may be lost with the machine's power: a copy that is thrown away anyway."""
        self.location = location
        self._database = Database(location, durable=durable)
        self._reference = Reference()

    @classmethod
    def at(cls, url: str) -> SqlStore:
        return cls(locate(url))

    @contextmanager
    def begin(self, *, dry_run: bool = False) -> Iterator[SqlTransaction]:
        """A transaction that commits at the end of the block, or rolls back after an error or for a dry run."""
        with self._database.begin(dry_run=dry_run) as driver:
            begun = SqlTransaction(driver, self._reference)
            yield begun
            begun.settle()

    @contextmanager
    def group(self, measures: Sequence[str], *, dry_run: bool = False) -> Iterator[GroupedTransaction]:
        """The same for steps of many measures, whose reads and writes are collected."""
        with self.begin(dry_run=dry_run) as begun:
            grouped = GroupedTransaction(begun)
            grouped.expect(measures)
            yield grouped
            grouped.flush()

    @contextmanager
    def register(self, *, dry_run: bool = False) -> Iterator[Register]:
        """A transaction on the reference data: people, definitions, calendars, settings."""
        with self._database.connection(dry_run=dry_run) as connection:
            yield Register(connection)

    @contextmanager
    def loading(self, *, dry_run: bool = False) -> Iterator[tuple[Register, Callable[[], SqlTransaction]]]:
        """One transaction on reference data and measures together, for what brings its own people with it.

        The second is called once the register is filled, for steps that find what it holds.
        """
        with self._database.connection(dry_run=dry_run) as connection:
            driver = self._database.driver_of(connection)
            yield Register(connection), lambda: SqlTransaction(driver, self._reference)

    def take_checkpoints(self, now: datetime, *, dry_run: bool = False) -> Iterator[Checkpoint]:
        """Seal what no checkpoint has sealed yet, each when it is asked for; mostly one is enough."""
        return take_checkpoints(self._database, now, dry_run=dry_run)

    def beat(self, worker: str, now: datetime, seconds: int) -> None:
        """Record that a daemon is at work, and that its next beat is expected in so many seconds."""
        with self._database.connection() as connection:
            record_beat(connection, worker, now, seconds)

    def outbox(self, budget: Budget | None = None) -> SqlOutbox:
        return SqlOutbox(self._database, self._reference, budget)

    def close(self) -> None:
        self._database.close()
