"""Where a database is: what a `--db` URL means, told without opening anything."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from workflow.errors import Invalid
from workflow.noun import dataclass
from workflow.secrecy import without_secrets

Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, kw_only=True)
class Location:
    kind: Kind
    path: Path | None = None
    """The file, for SQLite."""
    url: str = ""
    """The connection string, for PostgreSQL."""
    lasting: bool = True
    """False for what can be made anew, as the demo can: then nothing waits for the disk."""

    def __str__(self) -> str:
        """For people: the file, or the URL without its password."""
        return str(self.path) if self.path is not None else without_secrets(self.url)


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
        _check_host(rest)
        return Location(kind="postgresql", url=f"postgresql://{rest}")
    raise Invalid(f"no database is reached by {scheme}://", possible="sqlite:///FILE or postgresql://…")


def _check_host(rest: str) -> None:
    try:
        urlsplit(f"postgresql://{rest}").port  # noqa: B018 - raises for what is no number
    except ValueError as error:
        reason = without_secrets(str(error))
        raise Invalid(
            f"this is no database URL: {reason}", possible="postgresql://user:password@host:5432/name"
        ) from None
