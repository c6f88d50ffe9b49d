"""Statements sent to a PostgreSQL server several at once, and answered in one round trip.

psycopg's cursors cost some 40 µs a statement, as much as the server takes for most of ours, and its own pipelines as
much again. Here its wrapper around libpq is spoken to: each statement is prepared once for a connection, while the
library still turns values and rows, waits, cancels when interrupted, and names errors.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from itertools import count
from select import POLLIN, poll
from time import monotonic
from typing import Any

from psycopg import Connection
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import OperationalError, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, PipelineStatus
from psycopg.pq.abc import PGresult
from psycopg.types.numeric import IntDumper
from psycopg.waiting import Wait

from store.statements import Answer, Names, Request

MOST_PREPARED = 100
"""Statements a connection keeps prepared; those not used for longest are forgotten first."""

MOMENT = 10
"""Seconds for which a connection that was in order is taken to be so."""

_DONE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class _Prepared:
    """A statement as one connection knows it."""

    def __init__(self, connection: Connection[Any], name: str, values: int) -> None:
        self.name = name.encode()
        self._formats = [PyFormat.AUTO] * values
        self._transformer = Transformer(connection)
        self._columns: Names | None = None
        """Known once it has answered."""

    def dumped(self, values: Sequence[Any]) -> tuple[Sequence[Any], Sequence[Any] | None]:
        """Values as they are sent, and in which form each is."""
        return self._transformer.dump_sequence(values, self._formats), self._transformer.formats

    def answer(self, result: PGresult) -> Answer:
        first = self._columns is None
        if self._columns is None:
            names = (result.fname(place) or b"" for place in range(result.nfields))
            self._columns = tuple(name.decode() for name in names)
        if not self._columns:
            return (), []
        self._transformer.set_pgresult(result, set_loaders=first)
        return self._columns, self._transformer.load_rows(0, result.ntuples, tuple)


class Pipeline:
    """What one connection has prepared, and the way to ask it; nobody else may use it meanwhile."""

    def __init__(self, connection: Connection[Any]) -> None:
        # An integer as text fits whatever integer a column is; in binary form it would have to be as wide.
        connection.adapters.register_dumper(int, IntDumper)
        connection.prepare_threshold = None  # after a rollback psycopg drops what is prepared, and not its own alone
        self._connection = connection
        self._known: dict[str, _Prepared] = {}
        self._forgotten: list[_Prepared] = []
        """Which the server has yet to be told."""
        self._numbers = count(1)
        self._unasked = poll()
        self._unasked.register(connection, POLLIN)
        self._answered_at = monotonic()

    @property
    def fresh(self) -> bool:
        """Whether it answered a moment ago, and has not hung up since."""
        return monotonic() - self._answered_at < MOMENT and not self._unasked.poll(0)

    def ask(self, *requests: Request) -> list[Answer]:
        """Run them in order. At the first error, which is raised, those after it are not run."""
        pgconn = self._connection.pgconn
        fresh: dict[str, _Prepared] = {}
        asked = [self._prepared(sql, len(values), fresh) for sql, values in requests]
        sent = [(prepared, *prepared.dumped(values)) for prepared, (_, values) in zip(asked, requests, strict=True)]
        pgconn.enter_pipeline_mode()
        for sql, prepared in fresh.items():
            pgconn.send_prepare(prepared.name, sql.encode())
        for prepared, values, forms in sent:
            pgconn.send_query_prepared(prepared.name, values, forms, Format.BINARY)
        for prepared in self._forgotten:
            pgconn.send_query_params(b"DEALLOCATE " + prepared.name, None)
        pgconn.pipeline_sync()
        results = self._answered()
        self._answered_at = monotonic()
        if fresh or self._forgotten:
            self._remember(fresh)
        return [prepared.answer(result) for prepared, result in zip(asked, results[len(fresh) :], strict=False)]

    def _prepared(self, sql: str, values: int, fresh: dict[str, _Prepared]) -> _Prepared:
        prepared = self._known.pop(sql, None)
        if prepared is not None:
            self._known[sql] = prepared  # as the one used last
            return prepared
        if sql not in fresh:
            fresh[sql] = _Prepared(self._connection, f"qadam_{next(self._numbers)}", values)
        return fresh[sql]

    def _remember(self, fresh: Mapping[str, _Prepared]) -> None:
        """Once the server has prepared them, and forgotten the others."""
        self._known.update(fresh)
        self._forgotten = [self._known.pop(sql) for sql in list(self._known)[:-MOST_PREPARED]]

    def _answered(self) -> list[PGresult]:
        try:
            results = self._connection.wait(self._results())
        except BaseException:
            if self._connection.pgconn.pipeline_status != PipelineStatus.OFF:
                self._connection.close()  # nobody knows what it would answer next
            raise
        for result in results:
            if result.status not in _DONE:
                raise error_from_result(result)
        return results

    def _results(self) -> Generator[Wait, int, list[PGresult]]:
        """Everything that is answered until the server says that it is done."""
        pgconn = self._connection.pgconn
        while pgconn.flush():
            yield Wait.RW
            pgconn.consume_input()
        results: list[PGresult] = []
        while pgconn.status != ConnStatus.BAD:
            while pgconn.is_busy():
                yield Wait.R
                pgconn.consume_input()
            result = pgconn.get_result()  # None after each answer
            if result is None:
                continue
            if result.status == ExecStatus.PIPELINE_SYNC:
                pgconn.exit_pipeline_mode()
                return results
            results.append(result)
        raise OperationalError(pgconn.get_error_message())
