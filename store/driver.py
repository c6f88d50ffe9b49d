"""A transaction on the driver's own connection.

SQLAlchemy keeps the connections and makes the statements; running them itself would cost about 30 µs each, more than
the database needs for most of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from sqlalchemy import Table
from sqlalchemy.sql import ClauseElement

from store.rows import Row
from store.statements import Answer, Names, Prepared, Statements, Values

FEW = 8
"""Rows up to which one statement names them all."""

Otherwise = Callable[[], Exception]
"""Makes what is raised when a write does not find exactly one row, if that matters."""


class Driver:
    """One transaction on one connection; begun and ended by store/database.py."""

    alone = True
    """Whether nobody else can write until it ends."""

    BEGIN = "BEGIN IMMEDIATE"
    """A deferred transaction on SQLite would fail when it finds out late that it wants to write."""

    def __init__(self, connection: Any, statements: Statements, slot: int = 0) -> None:
        """`slot` is the connection's own among the counters; always 0 where only one writes at a time."""
        self.slot = slot
        self._connection = connection
        self._statements = statements
        self._savepoints = 0
        self.open = True
        """False once it was rolled back before its end."""

    @cached_property
    def _cursor(self) -> Any:
        return self._connection.cursor()

    def begin(self) -> None:
        self._cursor.execute(self.BEGIN)

    # Reading

    def all(self, statement: ClauseElement, **values: Any) -> list[Row]:
        columns, found = self._fetched(statement, values)
        return [dict(zip(columns, row, strict=True)) for row in found]

    def one(self, statement: ClauseElement, **values: Any) -> Row | None:
        return next(iter(self.all(statement, **values)), None)

    def columns(self, statement: ClauseElement, **values: Any) -> list[Sequence[Any]]:
        """The answer column by column; none at all where no row was found."""
        return list(zip(*self._fetched(statement, values)[1], strict=True))

    def column(self, statement: ClauseElement, **values: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self._fetched(statement, values)[1]]

    def scalar(self, statement: ClauseElement, **values: Any) -> Any:
        return next(iter(self.column(statement, **values)), None)

    def _fetched(self, statement: ClauseElement, values: Values) -> Answer:
        prepared = self._statements.prepared(statement)
        self._cursor.execute(prepared.sql, prepared.bound(values))
        if not prepared.columns:
            prepared.columns = tuple(column[0] for column in self._cursor.description)
        return prepared.columns, list(self._cursor.fetchall())

    # Writing

    def insert(self, table: Table, rows: Sequence[Values]) -> None:
        """Rows with the same columns."""
        if len(rows) > FEW:
            self._insert_many(table, rows)
        elif rows:
            prepared = self._statements.insert(table, tuple(rows[0]), len(rows))
            ids = [row["id"] for row in rows] if "id" in rows[0] else ()
            self._write(prepared, prepared.bound(_in_a_row(rows)), ids)

    def update(self, table: Table, changes: Sequence[tuple[Values, Values]], otherwise: Otherwise) -> None:
        """Set columns (second) of the rows known by others (first), each by the same. Raises `otherwise` if one is not
        found."""
        key = tuple(changes[0][0]) if changes else ()
        alike: dict[Names, list[tuple[Any, ...]]] = {}
        for known, fresh in changes:
            alike.setdefault(tuple(fresh), []).append((*known.values(), *fresh.values()))
        for names, rows in alike.items():
            if len(rows) == 1:
                prepared = self._statements.update(table, key, names)
                self._write(prepared, prepared.bound(rows[0]), (rows[0][key.index("id")],), otherwise)
            elif self._update_many(table, key, names, rows) != len(rows):
                raise otherwise()

    def upsert(self, table: Table, rows: Sequence[Values], add: str | None = None) -> None:
        """Rows with the same columns, in their order; the number `add` is added to those that are there already.

        Without one those stay as they are. No two of the rows may be the same.
        """
        for start in range(0, len(rows), FEW):
            some = rows[start : start + FEW]
            prepared = self._statements.upsert(table, tuple(some[0]), len(some), add)
            self._write(prepared, prepared.bound(_in_a_row(some)))

    def delete(self, table: Table, rows: Iterable[Values]) -> None:
        """Rows known by all their columns, if they are there."""
        for row in rows:
            prepared = self._statements.delete(table, tuple(row))
            self._write(prepared, prepared.bound(list(row.values())))

    def flush(self) -> None:
        """See that everything written has reached the database."""

    def expect(self, *reads: tuple[ClauseElement, Values]) -> None:
        """Reads that come next, before anything is written: a server is asked them all at once."""

    def _write(
        self, prepared: Prepared, values: Sequence[Any], _ids: Collection[str] = (), otherwise: Otherwise | None = None
    ) -> None:
        self._cursor.execute(prepared.sql, values)
        if otherwise is not None and self._cursor.rowcount != 1:
            raise otherwise()

    def _insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        """Without columns in which no row has a value: the driver takes longer to bind nothing than to bind a text."""
        given = zip(rows[0], zip(*[row.values() for row in rows], strict=True), strict=True)
        columns = {name: values for name, values in given if values.count(None) < len(values)}
        prepared = self._statements.insert(table, tuple(columns), 1)
        self._cursor.executemany(prepared.sql, prepared.bound_many(list(columns.values())))

    def _update_many(self, table: Table, key: Names, names: Names, rows: Sequence[Sequence[Any]]) -> int:
        """How many were found."""
        prepared = self._statements.update(table, key, names)
        self._cursor.executemany(prepared.sql, prepared.bound_many(list(zip(*rows, strict=True))))
        return int(self._cursor.rowcount)

    # The transaction

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone alone when it fails."""
        self.flush()
        self._savepoints += 1
        name = f"part_{self._savepoints}"
        self._cursor.execute(f"SAVEPOINT {name}")
        try:
            yield
            self.flush()
        except BaseException as error:
            self._forget()
            try:
                self._cursor.execute(f"ROLLBACK TO {name}")
                self._cursor.execute(f"RELEASE {name}")
            except Exception:
                raise error from None  # it took the whole transaction with it, as a full disk does
            raise
        else:
            self._cursor.execute(f"RELEASE {name}")
        finally:
            self._savepoints -= 1

    def commit(self) -> None:
        if self.open:
            self._connection.commit()

    def rollback(self) -> None:
        if self.open:
            self.open = False
            self._forget()
            self._connection.rollback()

    def _forget(self) -> None:
        """Drop what has not reached the database."""


def _in_a_row(rows: Iterable[Values]) -> list[Any]:
    return [value for row in rows for value in row.values()]
