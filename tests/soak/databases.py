"""Prepared databases for what runs long: one for each seed, on SQLite or on a PostgreSQL of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.postgres import PostgresServer
from tests.world import prepare


@contextmanager
def databases(kind: str, top: Path) -> Iterator[Callable[[int], str]]:
    """A maker of prepared databases, one for each seed."""
    if kind == "sqlite":
        template = top / "template.db"
        prepare(f"sqlite:///{template}")

        def copy(seed: int) -> str:
            path = top / f"life-{seed}.db"
            shutil.copyfile(template, path)
            return f"sqlite:///{path}"

        yield copy
        return
    with PostgresServer() as server:
        prepare(server.uri)

        def cloned(seed: int) -> str:
            name = f"life_{seed}"
            with psycopg.connect(server.database("template1"), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres".encode())
            return server.database(name)

        yield cloned
