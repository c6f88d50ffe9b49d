"""A transaction on a PostgreSQL server, in as few round trips as can be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Table
from sqlalchemy.sql import ClauseElement

from store.driver import Driver, Otherwise
from store.pipeline import Pipeline
from store.statements import Answer, Names, Prepared, Request, Statements, Values

DIVISION_BY_ZERO = "22012"
"""SQLSTATE of the error by which PostgreSQL says that a write did not find its row; see `Statements.together`."""

Question = tuple[Any, ...]
"""A statement and its values."""


class Write(NamedTuple):
    """One statement that changes something, and waits."""

    prepared: Prepared
    values: Sequence[Any]
    otherwise: Otherwise | None


class PatientDriver(Driver):
    """For a server: writes wait until something is read, then go together as one statement, in one round trip.

    So does BEGIN: it goes with what is asked first.
    """

    alone = False
    BEGIN = "BEGIN"

    def __init__(self, connection: Any, statements: Statements, slot: int, pipeline: Pipeline) -> None:
        super().__init__(connection, statements, slot)
        self._pipeline = pipeline
        self._begun = False
        self._waiting: list[Write] = []
        self._touched: set[str] = set()
        self._answers: dict[Question, Answer] = {}
        """To questions that were asked ahead."""

    def begin(self) -> None:
        """At once only where nobody knows whether the server is still there."""
        if not self._pipeline.fresh:
            self._ask()

    def _ask(self, *requests: Request) -> list[Answer]:
        if self._begun:
            return self._pipeline.ask(*requests)
        self._begun = True
        return self._pipeline.ask((self.BEGIN, ()), *requests)[1:]

    def _write(
        self, prepared: Prepared, values: Sequence[Any], ids: Collection[str] = (), otherwise: Otherwise | None = None
    ) -> None:
        """`ids`: of the measures or deadlines it makes or changes."""
        self._answers = {}
        if ids:
            if not self._touched.isdisjoint(ids):
                self.flush()  # one statement cannot change a row twice
            self._touched.update(ids)
        self._waiting.append(Write(prepared, values, otherwise))

    def expect(self, *reads: tuple[ClauseElement, Values]) -> None:
        self.flush()
        answers = self._ask(*(self._read(statement, values) for statement, values in reads))
        self._answers = {_question(*read): answer for read, answer in zip(reads, answers, strict=True)}

    def _fetched(self, statement: ClauseElement, values: Values) -> Answer:
        known = self._answers.pop(_question(statement, values), None)
        if known is not None:
            return known
        self.flush()
        return self._ask(self._read(statement, values))[0]

    def _read(self, statement: ClauseElement, values: Values) -> Request:
        prepared = self._statements.prepared(statement)
        return prepared.numbered, prepared.bound(values)

    def flush(self) -> None:
        waiting = self._taken()
        if waiting:
            with _conflicts(waiting):
                self._ask(self._together(waiting))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self._begin()
        with super().savepoint():
            yield

    def commit(self) -> None:
        """With what still waits: both are sent at once, and the second is not done if the first fails."""
        waiting = self._taken()
        if not (waiting and self.open):
            super().commit()
            return
        with _conflicts(waiting):
            self._ask(self._together(waiting), ("COMMIT", ()))

    def _begin(self) -> None:
        """Before what goes another way than through the pipeline."""
        if not self._begun:
            self._ask()

    def _taken(self) -> list[Write]:
        """The writes that wait, which do so no more."""
        waiting, self._waiting, self._touched = self._waiting, [], set()
        return waiting

    def _together(self, writes: Sequence[Write]) -> Request:
        sql = self._statements.together(tuple((write.prepared, write.otherwise is not None) for write in writes))
        return sql, [value for write in writes for value in write.values]

    def _insert_many(self, table: Table, rows: Sequence[Values]) -> None:
        """By COPY: an executemany would have the server plan, run and answer each row alone."""
        self._answers = {}
        self.flush()
        self._begin()
        with self._cursor.copy(self._statements.copy(table, tuple(rows[0]))) as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))

    def _update_many(self, table: Table, key: Names, names: Names, rows: Sequence[Sequence[Any]]) -> int:
        self._answers = {}
        self.flush()
        self._begin()
        prepared = self._statements.update_many(table, key, names)
        lists = prepared.bound([list(column) for column in zip(*rows, strict=True)])
        self._cursor.execute(prepared.sql.replace("%s", "%b"), lists)  # in binary form: as text, each would be escaped
        return int(self._cursor.rowcount)

    def _forget(self) -> None:
        self._waiting, self._touched, self._answers = [], set(), {}


def _question(statement: ClauseElement, values: Values) -> Question:
    return statement, *values.values()


@contextmanager
def _conflicts(writes: Iterable[Write]) -> Iterator[None]:
    """A write that did not find its row comes back as the division by zero that the statement makes of it."""
    try:
        yield
    except Exception as error:
        otherwise = next((write.otherwise for write in writes if write.otherwise is not None), None)
        if otherwise is None or getattr(error, "sqlstate", None) != DIVISION_BY_ZERO:
            raise
        raise otherwise() from None
