"""Where a database is: what a `--db` URL means, told without opening anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from workflow.errors import Invalid


@dataclass(frozen=True, kw_only=True)
class Location:
    kind: Literal["sqlite", "postgresql"]
    path: Path | None = None
    """The file, for SQLite."""
    url: str = ""
    """The connection string, for PostgreSQL."""

    def __str__(self) -> str:
        """For people: the file, or the URL without its password."""
        if self.path is not None:
            return str(self.path)
        parts = urlsplit(self.url)
        return self.url.replace(f":{parts.password}@", ":***@") if parts.password else self.url


def locate(url: str) -> Location:
    """Read a database URL: `sqlite:///qadam.db`, a bare file name, or `postgresql://…`. Raises Invalid."""
    scheme, separator, rest = url.partition("://")
    scheme = scheme.partition("+")[0].lower()
    if not separator:
        return Location(kind="sqlite", path=Path(url))
    if scheme == "sqlite":
        path = rest.removeprefix("/").partition("?")[0]
        if not path or path == ":memory:":
            raise Invalid("a database must be a file", possible="--db sqlite:///qadam.db")
        return Location(kind="sqlite", path=Path(path))
    if scheme in ("postgresql", "postgres"):
        return Location(kind="postgresql", url=f"postgresql://{rest}")
    raise Invalid(f"no database is reached by {scheme}://", possible="sqlite:///FILE or postgresql://…")
