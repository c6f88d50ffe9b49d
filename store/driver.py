"""A transaction on the driver's own connection.

SQLAlchemy makes the statements out of the tables, compiles each once for its database, and keeps the connections;
running them itself would cost about 30 µs each, more than the database needs for most of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table, bindparam
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from store.rows import Row, sqlite_value

Values = Mapping[str, Any]


class Prepared:
    """A statement as one database takes it: its text, its parameters in order, the columns it answers with."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - it is no DDL
        self.sql = compiled.string
        self.columns: tuple[str, ...] = ()
        """Known once it has been run."""
        self._places = compiled.positiontup
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}

    def bound(self, values: Values) -> Any:
        """Values as the driver takes them: by place on SQLite, by name on PostgreSQL."""
        given = {**self._fixed, **values} if self._fixed else values
        return given if self._places is None else [given[name] for name in self._places]


class Statements:
    """The statements of one database, each compiled when it is first used."""

    def __init__(self, dialect: Dialect) -> None:
        lite = dialect.name == "sqlite"
        self.number: Callable[[Any], int] = (lambda _: 0) if lite else (lambda connection: connection.info.backend_pid)
        self.stored = _as_text if lite else dict
        """Values as this database would give them back."""
        self.prepared = cache(lambda statement: Prepared(statement, dialect))
        """For statements that live as long as the program."""
        self.insert = cache(lambda table, names: Prepared(_insert(table, names), dialect))
        self.update = cache(lambda table, key, names: Prepared(_update(table, key, names), dialect))


def _as_text(values: Values) -> dict[str, Any]:
    return {name: sqlite_value(value) if isinstance(value, date) else value for name, value in values.items()}


def _insert(table: Table, names: tuple[str, ...]) -> ClauseElement:
    return table.insert().inline().values({name: bindparam(name) for name in names})


def _update(table: Table, key: tuple[str, ...], names: tuple[str, ...]) -> ClauseElement:
    """Sets the columns `names` of the row known by the columns `key`, whose parameters are called `known_…`."""
    where = (table.c[name] == bindparam(f"known_{name}") for name in key)
    return table.update().where(*where).values({name: bindparam(name) for name in names})


class Driver:
    """One transaction on one connection; begun and ended by store/database.py."""

    def __init__(self, connection: Any, statements: Statements) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._statements = statements
        self._savepoints = 0
        self.number = statements.number(connection)
        """Tells the connections of different workers apart; always 0 where there is only one writer."""
        self.open = True
        """False once it was rolled back before its end."""

    def all(self, statement: ClauseElement, **values: Any) -> list[Row]:
        prepared, found = self._fetched(statement, values)
        return [dict(zip(prepared.columns, row, strict=True)) for row in found]

    def one(self, statement: ClauseElement, **values: Any) -> Row | None:
        return next(iter(self.all(statement, **values)), None)

    def pairs(self, statement: ClauseElement, one: Table, other: Table, **values: Any) -> list[tuple[Row, Row]]:
        """Rows of two tables joined, taken apart again."""
        ours, theirs = one.c.keys(), other.c.keys()
        found = self._fetched(statement, values)[1]
        return [(dict(zip(ours, row, strict=False)), dict(zip(theirs, row[len(ours) :], strict=True))) for row in found]

    def column(self, statement: ClauseElement, **values: Any) -> list[Any]:
        """The first column of every row."""
        return [row[0] for row in self._fetched(statement, values)[1]]

    def scalar(self, statement: ClauseElement, **values: Any) -> Any:
        return next(iter(self.column(statement, **values)), None)

    def stored(self, values: Values) -> dict[str, Any]:
        """Values as this database would give them back."""
        return self._statements.stored(values)

    def insert(self, table: Table, rows: Sequence[Values]) -> None:
        """Rows with the same columns."""
        if rows:
            self._write(self._statements.insert(table, tuple(rows[0])), rows)

    def add(self, statement: ClauseElement, rows: Sequence[Values]) -> None:
        """A statement once for each row."""
        if rows:
            self._write(self._statements.prepared(statement), rows)

    def update(self, table: Table, changes: Iterable[tuple[Values, Values]]) -> int:
        """Set columns (second) of the row known by others (first); how many rows were found so."""
        alike: dict[Prepared, list[Values]] = {}
        for known, fresh in changes:
            prepared = self._statements.update(table, tuple(known), tuple(fresh))
            values = {**fresh, **{f"known_{name}": value for name, value in known.items()}}
            alike.setdefault(prepared, []).append(values)
        return sum(self._write(prepared, rows) for prepared, rows in alike.items())

    def run(self, sql: str) -> None:
        self._cursor.execute(sql)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that is undone alone when it fails."""
        self._savepoints += 1
        name = f"part_{self._savepoints}"
        self.run(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException as error:
            try:
                self.run(f"ROLLBACK TO {name}")
                self.run(f"RELEASE {name}")
            except Exception:
                raise error from None  # it took the whole transaction with it, as a full disk does
            raise
        else:
            self.run(f"RELEASE {name}")
        finally:
            self._savepoints -= 1

    def rollback(self) -> None:
        if self.open:
            self.open = False
            self._connection.rollback()

    def _fetched(self, statement: ClauseElement, values: Values) -> tuple[Prepared, list[Any]]:
        prepared = self._statements.prepared(statement)
        cursor = self._cursor
        cursor.execute(prepared.sql, prepared.bound(self.stored(values)))
        if not prepared.columns:
            prepared.columns = tuple(column[0] for column in cursor.description)
        return prepared, cursor.fetchall()

    def _write(self, prepared: Prepared, rows: Sequence[Values]) -> int:
        bound = [prepared.bound(self.stored(row)) for row in rows]
        if len(bound) == 1:
            self._cursor.execute(prepared.sql, bound[0])
        else:
            self._cursor.executemany(prepared.sql, bound)
        return int(self._cursor.rowcount)
