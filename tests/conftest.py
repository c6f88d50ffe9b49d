"""Databases for the tests: every test that asks for one gets its own, on SQLite and on PostgreSQL alike.

A template with everything shipped and sample people is made once; each test gets a copy of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.postgres import PostgresServer

if TYPE_CHECKING:
    from tests.world import World

_NUMBERS = count()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine reaches a test, and whatever a test writes lies in its own folder."""
    for name in list(os.environ):
        if name.startswith("QADAM_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.world import prepare

    path = tmp_path_factory.mktemp("template") / "qadam.db"
    prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL from its wheel, started for this run; its folder goes with it."""
    with PostgresServer() as server:
        yield server.uri


def _database(uri: str, name: str) -> str:
    return uri.replace("/postgres?", f"/{name}?")


def _administer(uri: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    from tests.world import prepare

    name = f"template_{uuid4().hex[:8]}"
    _administer(postgres_server, f"CREATE DATABASE {name}")
    prepare(_database(postgres_server, name))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    copy = tmp_path / "qadam.db"
    shutil.copyfile(sqlite_template, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_NUMBERS)}"
    _administer(postgres_server, f"CREATE DATABASE {name} TEMPLATE {postgres_template} STRATEGY file_copy")
    yield _database(postgres_server, name)
    _administer(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A prepared database with sample people: each test that asks runs on both kinds."""
    found = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    assert isinstance(found, str)
    return found


@pytest.fixture
def world(url: str) -> Iterator[World]:
    """An engine with a clock of its own on a prepared database."""
    from tests.world import World

    made = World(url)
    yield made
    made.close()


@pytest.fixture
def small_world(sqlite_url: str) -> Iterator[World]:
    """The same on SQLite only, where the kind of database cannot matter."""
    from tests.world import World

    made = World(sqlite_url)
    yield made
    made.close()
