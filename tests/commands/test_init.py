"""`qadam init`: asks what it needs at a terminal, takes flags in scripts, and changes nothing it could not finish."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

import cli
from store.schema import REVISION
from tests.commands.terminal import at_terminal, bare, piped

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a database will be."""
    path = tmp_path / "qadam.db"
    monkeypatch.setenv("QADAM_DB", f"sqlite:///{path}")
    return path


@pytest.mark.parametrize(
    ("language", "columns", "name", "address", "wrong"),
    [
        ("en", 80, "Short name of the first administrator", "Their e-mail address:", "is no e-mail address"),
        ("ru", 200, "Короткое имя первого администратора", "Его адрес почты:", "не адрес почты"),
        ("kk", 80, "Алғашқы әкімшінің қысқа аты", "Оның пошта мекенжайы:", "пошта мекенжайы емес"),
    ],
)
def test_at_a_terminal_it_asks_for_the_first_administrator_until_the_address_is_one(
    new: Path, language: str, columns: int, name: str, address: str, wrong: str
) -> None:
    said = at_terminal("--lang", language, "init", columns=columns, typed="aliya\nnowhere\naliya@hq.kz\n")
    shown = bare(said.out)

    assert said.code == 0, shown
    assert name in shown
    assert shown.count(address) == 2
    assert wrong in shown
    token = re.search(r"qadam_\w+|\b[\w-]{30,}\b", shown)
    assert token, shown
    listed = piped("people", "list", "--as", "aliya", env={"QADAM_TOKEN": token[0]})
    assert "aliya@hq.kz" in listed.out


def test_an_empty_answer_leaves_the_administrator_for_later(new: Path) -> None:
    said = at_terminal("init", typed="\n")

    assert said.code == 0
    assert "qadam init --admin NAME --email ADDRESS" in said.out


def test_no_answer_to_the_question_makes_nothing(new: Path) -> None:
    said = at_terminal("init", typed="\x04")

    assert said.code == 130
    assert not new.exists()


def test_in_a_pipe_nothing_is_asked(new: Path) -> None:
    said = piped("init")

    assert said.code == 0
    assert "administrator (empty" not in said.out + said.err


def dumped(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return list(connection.iterdump())


def test_a_definition_loaded_with_another_text_stops_it_before_anything_is_changed(new: Path, capsys: Capture) -> None:
    assert cli.main(["init", "--sandbox"]) == 0
    with sqlite3.connect(new) as connection:
        connection.execute("UPDATE definition SET digest = 'another', source = '# ours' WHERE type = 'campaign'")
        connection.execute("UPDATE alembic_version SET version_num = 'of_an_older_program'")
    before = dumped(new)
    capsys.readouterr()

    for arguments in (["init"], ["init", "--dry-run"]):
        assert cli.main(arguments) == 1
        said = capsys.readouterr().err
        assert "campaign version 1: nothing was changed" in said
        assert "try: qadam init --keep-definitions" in said
    assert dumped(new) == before

    with sqlite3.connect(new) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (REVISION,))
    assert cli.main(["init", "--keep-definitions"]) == 0
    with sqlite3.connect(new) as connection:
        assert connection.execute("SELECT source FROM definition WHERE type = 'campaign'").fetchall() == [("# ours",)]


OLDER = "0012"


@pytest.fixture
def older(new: Path) -> Path:
    """A database as a program left it that knew no later schema."""
    from store.database import Database
    from store.location import locate
    from store.migrate import migrate_on

    database = Database(locate(f"sqlite:///{new}"))
    with database.connection() as connection:
        migrate_on(connection, OLDER)
    database.close()
    return new


@pytest.mark.parametrize(
    ("language", "would", "told"),
    [
        ("en", f"schema {OLDER} would become {REVISION}", f"(schema {OLDER} → {REVISION}, 20 regions, 25 agencies, "),
        ("ru", f"схема {OLDER} стала бы {REVISION}", f"(схема {OLDER} → {REVISION}, 20 регионов, 25 органов, "),
        ("kk", f"{OLDER} сызбасы {REVISION} болар еді", f"(сызба {OLDER} → {REVISION}, 20 өңір, 25 орган, "),
    ],
)
def test_an_older_database_is_brought_up_to_date_and_that_is_told(
    older: Path, capsys: Capture, language: str, would: str, told: str
) -> None:
    for asked in (["init", "--sandbox"], ["db", "migrate"]):
        assert cli.main([*asked, "--lang", language, "--dry-run"]) == 0
        assert would in capsys.readouterr().out
    assert cli.main(["init", "--sandbox", "--lang", language]) == 0
    assert told in capsys.readouterr().out
    assert cli.main(["init", "--sandbox", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schema"] == {"before": REVISION, "after": REVISION}


def test_an_empty_database_of_postgresql_is_made_and_then_found_up_to_date(
    postgres_server: str, capsys: Capture
) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute("CREATE DATABASE made_by_init")
    url = postgres_server.replace("/postgres?", "/made_by_init?")

    for told in ("7 definitions", "nothing new"):
        assert cli.main(["--db", url, "init", "--sandbox"]) == 0
        assert told in capsys.readouterr().out
