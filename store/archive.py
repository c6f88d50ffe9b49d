"""The file a backup is: a ZIP with a line of JSON for each row, and a manifest that says what must be in it.

The same file serves both kinds of database, so that it also carries a headquarters from SQLite to PostgreSQL.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any, Literal

from workflow.errors import Invalid, Unavailable
from workflow.noun import dataclass

FORMAT = "qadam-backup-1"
MANIFEST = "manifest.json"

LARGEST_MANIFEST = 1_000_000
"""Bytes."""

LONGEST_ROW = 64 * 1024 * 1024
"""Bytes of one line; the largest row a database writes is far below."""

Kind = Literal["instant", "day", "boolean", "bytes", "plain"]
"""How the values of a column are spelled."""


@dataclass(frozen=True, kw_only=True)
class ArchivedTable:
    name: str
    columns: tuple[tuple[str, Kind], ...]
    rows: int
    digest: str
    """SHA-256 of its lines."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    format: str = FORMAT
    revision: str
    """Of the schema its rows have."""
    made_at: str
    root: str | None
    """Of the last checkpoint."""
    tables: tuple[ArchivedTable, ...] = field(default=())
    """In the order in which they can be filled."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class ArchiveWriter:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.tables: list[ArchivedTable] = []

    def table(self, name: str, columns: Sequence[tuple[str, Kind]], rows: Iterable[Sequence[Any]]) -> None:
        """Add a table, row by row."""
        digest, count = hashlib.sha256(), 0
        with self._archive.open(f"{name}.jsonl", "w", force_zip64=True) as lines:
            for row in rows:
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=_spelled).encode() + b"\n"
                digest.update(line)
                lines.write(line)
                count += 1
        self.tables.append(ArchivedTable(name=name, columns=tuple(columns), rows=count, digest=digest.hexdigest()))

    def manifest(self, manifest: Manifest) -> None:
        self._archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))


@contextmanager
def writing(file: Path) -> Iterator[ArchiveWriter]:
    """A new archive, there whole or not at all, readable by its owner only. Raises Unavailable."""
    partial = file.with_name(f".{file.name}.{os.getpid()}.partial")
    try:
        descriptor = os.open(partial, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w+b") as opened:
            with zipfile.ZipFile(opened, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                yield ArchiveWriter(archive)
            opened.flush()
            os.fsync(opened.fileno())
        partial.replace(file)
    except OSError as error:
        raise Unavailable(f"{file} cannot be written: {error.strerror or error}", possible="another place") from error
    finally:
        partial.unlink(missing_ok=True)


class ArchiveReader:
    def __init__(self, archive: zipfile.ZipFile, file: Path) -> None:
        self._archive = archive
        self._file = file
        self.manifest = self._read_manifest()

    def rows(self, table: ArchivedTable) -> Iterator[dict[str, Any]]:
        """A table's rows in their own types. Raises Invalid as soon as they are not what the manifest says."""
        digest, count = hashlib.sha256(), 0
        with self._opened(f"{table.name}.jsonl") as lines:
            while line := lines.readline(LONGEST_ROW):
                digest.update(line)
                count += 1
                yield self._row(table, line)
        if (count, digest.hexdigest()) != (table.rows, table.digest):
            raise self._damaged(f"the rows of {table.name} are not those the manifest names")

    def check(self) -> None:
        """Read everything once. Raises Invalid when it is not what was written."""
        for table in self.manifest.tables:
            for _ in self.rows(table):
                pass

    def _row(self, table: ArchivedTable, line: bytes) -> dict[str, Any]:
        try:
            values = json.loads(line)
            pairs = zip(table.columns, values, strict=True)
            return {name: _READ[kind](value) if value is not None else None for (name, kind), value in pairs}
        except (ValueError, TypeError, RecursionError) as error:
            raise self._damaged(f"a row of {table.name} cannot be read: {error}") from error

    def _read_manifest(self) -> Manifest:
        with self._opened(MANIFEST) as opened:
            text = opened.read(LARGEST_MANIFEST)
        try:
            said: Mapping[str, Any] = json.loads(text)
            tables = tuple(
                ArchivedTable(
                    name=str(table["name"]),
                    columns=tuple((str(name), kind) for name, kind in table["columns"] if kind in _READ),
                    rows=int(table["rows"]),
                    digest=str(table["digest"]),
                )
                for table in said["tables"]
            )
            manifest = Manifest(
                format=said["format"],
                revision=said["revision"],
                made_at=said["made_at"],
                root=said["root"],
                tables=tables,
            )
        except (KeyError, ValueError, TypeError, RecursionError) as error:
            raise self._damaged("its manifest cannot be read") from error
        if manifest.format != FORMAT:
            raise Invalid(f"{self._file} is in the format {manifest.format!r}", possible=f"a backup in {FORMAT}")
        return manifest

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._archive.open(name) as opened:
                yield opened
        except KeyError:
            raise self._damaged(f"there is no {name} in it") from None
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, why: str) -> Invalid:
        return Invalid(f"{self._file} is damaged: {why}", possible="another backup")


@contextmanager
def opening(file: Path) -> Iterator[ArchiveReader]:
    """An archive to read. Raises Unavailable or Invalid."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise Invalid(f"{file} is no backup: {error}", possible="a file made with qadam db backup") from error
    except OSError as error:
        raise Unavailable(f"{file} cannot be read: {error.strerror or error}", possible="another file") from error
    with archive:
        yield ArchiveReader(archive, file)


def _spelled(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} has no place in a backup")


def _instant(value: str) -> datetime:
    at = datetime.fromisoformat(value)
    if at.tzinfo is None:
        raise ValueError(f"{value!r} has no offset")
    return at.astimezone(UTC)


def _plain(value: Any) -> Any:
    if not isinstance(value, str | int | float):
        raise TypeError(f"{type(value).__name__} is no value of a row")
    return value


_READ: Mapping[str, Callable[[Any], Any]] = {
    "instant": _instant,
    "day": date.fromisoformat,
    "boolean": bool,
    "bytes": lambda value: base64.b64decode(value, validate=True),
    "plain": _plain,
}
