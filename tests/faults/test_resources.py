"""The database away, full, read-only, locked or odd: one clear line or a wait, never half a move, and then on again."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import psycopg
import pytest

from store import database
from tests.faults.invariants import violations
from tests.faults.killing import PLAN_ROWS, Desk, plan_file
from tests.faults.mortal import Ended, Mortals
from tests.postgres import PostgresServer
from tests.world import World, prepare
from workflow.errors import Unavailable

NOBODY = 65534


@pytest.fixture
def desk(mortals: Mortals, sqlite_url: str, tmp_path: Path) -> Desk:
    return Desk(mortals, tmp_path, sqlite_url)


def one_line(ended: Ended) -> str:
    """The one clear line of a failure."""
    assert ended.code == 1
    assert ended.out == ""
    assert "Traceback" not in ended.err
    (line,) = [line for line in ended.err.splitlines() if line.startswith(("error:", '{"error"'))]
    return line


def test_a_full_disk_undoes_the_import_and_says_so(desk: Desk) -> None:
    plan = str(plan_file(desk.folder))
    before = desk.give("list").document["total"]

    room = {"FSIZE": 60_000}  # of the write-ahead log, before the import is through
    environment = {"QADAM_DB": desk.url, "QADAM_ACTOR": "hq"}
    full = desk.mortals.run("import", plan, folder=desk.folder, environment=environment, limits=room)

    assert "is full or fails" in one_line(full)  # what SQLite says of a file that may not grow
    assert desk.give("list").document["total"] == before
    assert desk.give("import", plan).document["created"] == PLAN_ROWS
    assert desk.look() == []


def test_a_read_only_file_is_said_to_be_one(mortals: Mortals, sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        shutil.copyfile(sqlite_template, folder / "qadam.db")
        (folder / "qadam.db").chmod(0o444)
        folder.chmod(0o555)
        user = NOBODY if os.geteuid() == 0 else None
        words = ("new", "study", "x", "--as", "hq", "--db", f"sqlite:///{folder / 'qadam.db'}")
        refused = mortals.run(*words, folder=folder, user=user)
        folder.chmod(0o755)

    assert "is read-only" in one_line(refused)


def test_a_database_somebody_keeps_locked_is_waited_for_and_then_named(
    small_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_world.close()
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    impatient = World(small_world.url)
    path = small_world.location.path
    assert path is not None
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(Unavailable, match="busy"):
        impatient.create()
    other.execute("ROLLBACK")
    other.close()

    assert impatient.create() == "1"
    impatient.close()


@pytest.mark.parametrize("words", ["list", "status", "tick", "show 1", "new study x --as hq"])
def test_no_database_and_no_folder_are_one_clear_line(mortals: Mortals, tmp_path: Path, words: str) -> None:
    gone = f"sqlite:///{tmp_path / 'gone' / 'qadam.db'}"

    assert "there is no database" in one_line(mortals.run(*words.split(), "--db", gone, folder=tmp_path))


def test_a_file_that_is_no_database_is_one_clear_line(mortals: Mortals, tmp_path: Path) -> None:
    (tmp_path / "qadam.db").write_text("this is a letter, not a database " * 200, encoding="utf-8")

    for words in (("list",), ("tick",), ("init",)):
        assert "qadam.db" in one_line(mortals.run(*words, folder=tmp_path))


def test_a_postgresql_that_does_not_answer_is_one_clear_line_without_the_password(
    mortals: Mortals, tmp_path: Path
) -> None:
    url = "postgresql://qadam:secret@127.0.0.1:1/qadam"

    for words in (("list",), ("tick",), ("init",)):
        ended = mortals.run(*words, "--db", url, folder=tmp_path)
        assert "postgresql://qadam:***@127.0.0.1:1/qadam" in one_line(ended)
        assert "secret" not in ended.err


def test_dropped_connections_cost_a_command_at_most_a_clear_error(postgres_url: str) -> None:
    with World(postgres_url) as world:
        measure = world.create()
        for turn in range(6):
            _hang_up(postgres_url)
            try:
                world.move(measure, "edit", "hq", target_group=f"group {turn}")
            except Unavailable:
                continue

        assert world.move(measure, "edit", "hq", target_group="last").version == world.measure(measure).version
    assert violations(postgres_url) == []


def test_a_connection_dropped_in_the_middle_of_a_command_undoes_it_whole(postgres_url: str) -> None:
    with World(postgres_url) as world:
        measure = world.create()
        before = world.counts()

        with pytest.raises(Unavailable):
            _write_while_the_server_hangs_up(world, measure, postgres_url)

        assert world.counts() == before
        assert world.move(measure, "edit", "hq", target_group="x").version == 2


def _hang_up(url: str) -> None:
    """The server drops every connection to this database but our own."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _write_while_the_server_hangs_up(world: World, measure: str, url: str) -> None:
    with world.store.begin() as tx:
        tx.lock(measure)
        _hang_up(url)
        tx.next_number()


def test_a_measure_in_a_state_nobody_knows_stops_nobody_else(desk: Desk) -> None:
    new = ("new", "campaign", "x", "--lead", "MIA", "--due", "2024-06-26", "--now", "2024-04-15T10:00")
    desk.give(*new)
    desk.give(*new)
    with sqlite3.connect(desk.folder / "qadam.db") as odd:
        odd.execute("UPDATE measure SET state = 'nowhere' WHERE id = '1'")

    for words in ("list", "status", "overdue", "history 1", "show 1", "tick --now 2024-06-20T10:00"):
        assert desk.give(*words.split()).code == 0, words
    assert "nowhere" in desk.give("move", "1", "approve", by="hq2").err
    assert desk.give("move", "2", "approve", by="hq2").code == 0


def test_a_restart_of_the_server_costs_what_was_asked_meanwhile_and_nothing_else() -> None:
    with PostgresServer() as server:
        prepare(server.uri)
        with World(server.uri) as world:
            measure = world.create()
            server.stop()
            with pytest.raises(Unavailable):
                world.move(measure, "edit", "hq", target_group="asked while it was away")
            server.start()

            assert world.move(measure, "edit", "hq", target_group="asked again").version == 2
        assert violations(server.uri) == []
