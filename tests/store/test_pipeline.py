"""Statements sent to PostgreSQL several at once: what fails, breaks or is interrupted leaves nothing behind."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime

import psycopg
import pytest

from store.counters import held_slot
from store.pipeline import MOST_PREPARED, Pipeline
from store.store import SqlStore
from tests.world import World
from workflow.errors import Unavailable

PREPARED = ("SELECT count(*) FROM pg_prepared_statements", ())


@pytest.fixture
def connection(postgres_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgres_url, autocommit=True, options="-c timezone=UTC") as connected:
        yield connected


@pytest.fixture
def pipeline(connection: psycopg.Connection) -> Pipeline:
    return Pipeline(connection)


def test_answers_come_in_the_order_of_the_questions(pipeline: Pipeline):
    asked = [("SELECT $1::text AS said", ("Қазақша %s $1",)), ("SELECT 1 AS a, NULL AS b WHERE $1", (False,))]
    for _ in range(2):
        assert pipeline.ask(*asked) == [(("said",), [("Қазақша %s $1",)]), (("a", "b"), [])]


def test_a_value_of_any_kind_comes_back_as_it_was(pipeline: Pipeline):
    for kind, value in (
        ("smallint", 7),
        ("bigint", 7),
        ("bigint", 2**40),
        ("boolean", False),
        ("timestamptz", datetime(2026, 11, 24, 9, 0, 0, 125, tzinfo=UTC)),
        ("date", date(2026, 2, 28)),
        ("bytea", b"\0\xff"),
        ("varchar", ""),
        ("text", "x" * 3_000_000),
        ("text", None),
    ):
        assert pipeline.ask((f"SELECT $1::{kind}", (value,)))[0][1] == [(value,)]


def test_after_an_error_nothing_further_is_run_and_the_next_questions_are_answered(pipeline: Pipeline):
    pipeline.ask(("CREATE TEMP TABLE kept (n integer)", ()))
    asked = [(f"INSERT INTO kept VALUES ({n} / $1)", (divisor,)) for n, divisor in ((1, 1), (2, 0), (3, 1))]
    with pytest.raises(psycopg.errors.DivisionByZero):
        pipeline.ask(("BEGIN", ()), *asked, ("COMMIT", ()))
    pipeline.ask(("ROLLBACK", ()))
    assert pipeline.ask(("SELECT n FROM kept", ()))[0][1] == []
    pipeline.ask(("BEGIN", ()), asked[0], asked[2], ("COMMIT", ()))
    assert pipeline.ask(("SELECT n FROM kept ORDER BY n", ()))[0][1] == [(1,), (3,)]


def test_a_statement_that_is_no_sql_or_a_value_that_is_no_text_is_refused_and_forgotten(pipeline: Pipeline):
    for wrong in (("SELEKT 1", ()), ("SELECT $1::text", ("a\0b",))):
        with pytest.raises(psycopg.Error):
            pipeline.ask(("SELECT 5", ()), wrong)
        assert pipeline.ask(("SELECT 5", ()))[0][1] == [(5,)]


def test_what_is_prepared_outlives_a_rollback_of_the_connection(pipeline: Pipeline, connection: psycopg.Connection):
    pipeline.ask(("SELECT 5", ()))
    for _ in range(10):
        connection.execute("BEGIN")
        connection.execute("SELECT 6")
        connection.rollback()
    assert pipeline.ask(("SELECT 5", ()))[0][1] == [(5,)]


def test_only_so_many_statements_stay_prepared_and_those_in_use_do(pipeline: Pipeline):
    for n in range(MOST_PREPARED * 2):
        assert pipeline.ask((f"SELECT {n}", ()), ("SELECT 'often'", ()))[0][1] == [(n,)]
    assert pipeline.ask(PREPARED)[0][1][0][0] <= MOST_PREPARED + 2


def test_an_interrupted_wait_ends_on_the_server_too(pipeline: Pipeline, connection: psycopg.Connection):
    interrupt = threading.Timer(0.2, _thread.interrupt_main)
    interrupt.start()
    with pytest.raises(KeyboardInterrupt):
        pipeline.ask(("SELECT pg_sleep(60)", ()))
    interrupt.join()
    assert pipeline.ask(("SELECT 5", ()))[0][1] == [(5,)]
    assert connection.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE


def _hang_up(url: str) -> None:
    """End every other session of the database, as a server does that is shut down."""
    with psycopg.connect(url, autocommit=True) as connected:
        others = "pid <> pg_backend_pid() AND datname = current_database()"
        connected.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")


def test_a_connection_that_was_hung_up_on_while_idle_is_made_anew(postgres_url: str):
    with World(postgres_url) as world:
        measure = world.create()
        _hang_up(postgres_url)
        assert world.move(measure, "edit", "hq", target_group="pupils").version == 2


def test_a_worker_among_many_keeps_what_it_has_prepared(postgres_url: str):
    with World(postgres_url) as world, ExitStack() as stack:
        measure = world.create()
        for _ in range(6):
            held_slot(stack.enter_context(psycopg.connect(postgres_url, autocommit=True)))
        store = SqlStore.at(postgres_url)
        stack.callback(store.close)
        for _ in range(2):
            with store.begin() as tx:
                assert tx.lock(measure).measure.id == measure
                tx.abandon()


def test_so_is_one_that_nobody_used_for_a_while(postgres_url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.pipeline.MOMENT", 0)
    test_a_connection_that_was_hung_up_on_while_idle_is_made_anew(postgres_url)


def test_who_waits_too_long_for_somebody_elses_lock_is_told_so(
    postgres_url: str, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("store.database.PATIENCE", 0.1)
    with World(postgres_url) as world:
        measure = world.create()
        with connection.transaction():
            connection.execute("SELECT 1 FROM measure WHERE id = %s FOR UPDATE", (measure,))
            with pytest.raises(Unavailable, match="busy"):
                world.move(measure, "edit", "hq", target_group="pupils")
        assert world.move(measure, "edit", "hq", target_group="pupils").version == 2


def _lose(world: World, measure: str) -> None:
    with world.store.begin() as tx:
        tx.lock(measure)
        _hang_up(world.location.url)
        tx.lock(measure)


def test_a_connection_lost_in_the_middle_of_a_transaction_undoes_it(
    postgres_url: str, caplog: pytest.LogCaptureFixture
):
    with World(postgres_url) as world:
        measure = world.create()
        with pytest.raises(Unavailable):
            _lose(world, measure)
        assert world.move(measure, "edit", "hq", target_group="pupils").version == 2
    assert caplog.text == ""
