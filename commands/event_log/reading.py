"""Reading an event log somebody else wrote: a table with a case, an activity and a time in each row.

Row by row and bounded, however long the log is. What one row lacks is said of that row; the others are read on.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TextIO, cast
from zoneinfo import ZoneInfo

from commands.output import fused, printable
from workflow.errors import Invalid
from workflow.noun import dataclass

LONGEST_ROW = 1_000_000
"""Characters."""

LONGEST_NAME = 200
"""Characters of a case, an activity or a resource."""

GZIP = b"\x1f\x8b"

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "case": ("case_id", "case:concept:name", "case", "caseid", "trace", "trace_id"),
    "activity": ("activity", "concept:name", "event", "task"),
    "time": ("timestamp", "time:timestamp", "time", "date", "at"),
    "resource": ("resource", "org:resource", "user", "actor"),
}
"""What the columns are usually called, the commonest first."""


@dataclass(frozen=True, kw_only=True)
class LogRow:
    """One event of a log."""

    row: int
    """The line of the file it begins in, the heading being line 1."""
    case: str
    activity: str
    at: datetime
    resource: str | None = None
    """Who did it; none where the log does not say."""


@dataclass(frozen=True, kw_only=True)
class UnreadableRow:
    row: int
    case: str
    activity: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which columns to read; those not named are told from the heading."""

    case: str | None = None
    activity: str | None = None
    time: str | None = None
    resource: str | None = None
    time_format: str | None = None
    """Of `strptime`; ISO 8601 when left out."""


def log_name(path: Path) -> str:
    """What a log is called in the history it makes: its file name, told apart by size and beginning."""
    with _readable(path), path.open("rb") as file:
        beginning = file.read(65_536)
    digest = hashlib.sha256(beginning + str(path.stat().st_size).encode()).hexdigest()
    return f"{printable(path.name)[:60]}@{digest[:8]}"


def read_log(path: Path, columns: Columns, zone: ZoneInfo) -> Iterator[LogRow | UnreadableRow]:
    """The rows of a log, `.csv` or `.csv.gz`, in the order of the file; times without an offset are of `zone`.

    Raises Invalid when the file cannot be read or lacks a column.
    """
    with _readable(path), _opened(path) as file:
        lines = _Lines(file, path)
        heading = next(lines, "")
        delimiter = max(",;\t|", key=heading.count)
        names = next(csv.reader([heading], delimiter=delimiter), [])
        places = _places(path, names, columns)
        table = csv.reader(lines, delimiter=delimiter)
        begins = 2
        for cells in table:
            lines.since_row = 0
            if cells:
                yield _read(begins, cells, places, columns.time_format, zone)
            begins = table.line_num + 2


def _read(
    row: int, cells: Sequence[str], places: Mapping[str, int], time_format: str | None, zone: ZoneInfo
) -> LogRow | UnreadableRow:
    said = {name: fused(cells[place].strip()) if place < len(cells) else "" for name, place in places.items()}
    case, activity = said["case"], said["activity"]
    missing = [name for name in ("case", "activity", "time") if not said[name]]
    if missing:
        why = f"it has no {' and no '.join(missing)}"
    elif any(len(said[name]) > LONGEST_NAME for name in ("case", "activity")):
        why = f"a name is longer than {LONGEST_NAME} characters"
    else:
        at = _moment(said["time"], time_format, zone)
        if at is not None:
            return LogRow(row=row, case=case, activity=activity, at=at, resource=said.get("resource") or None)
        why = f"{said['time'][:60]!r} is no time" + ("" if time_format else " of ISO 8601 (--time-format reads others)")
    return UnreadableRow(row=row, case=case[:LONGEST_NAME], activity=activity[:LONGEST_NAME], why=why)


def _moment(text: str, time_format: str | None, zone: ZoneInfo) -> datetime | None:
    try:
        at = datetime.strptime(text, time_format) if time_format else datetime.fromisoformat(text)  # noqa: DTZ007 - its zone comes next
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _places(path: Path, names: Sequence[str], columns: Columns) -> dict[str, int]:
    spelled = {name.strip().casefold().replace(" ", "_"): place for place, name in enumerate(names)}
    exact = {name.strip(): place for place, name in enumerate(names)}
    places: dict[str, int] = {}
    for what, usual in HEADINGS.items():
        wanted = getattr(columns, what)
        if wanted is not None:
            place = exact.get(wanted, spelled.get(wanted.casefold().replace(" ", "_")))
        else:
            place = next((spelled[name] for name in usual if name in spelled), None)
        if place is not None:
            places[what] = place
        elif what != "resource" or wanted is not None:
            known = ", ".join(printable(name) for name in names[:30]) or "none"
            raise Invalid(
                f"{path.name}:1: there is no column {wanted or what!r}", possible=f"--{what} COLUMN; columns: {known}"
            )
    return places


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        content = cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file
        yield io.TextIOWrapper(content, encoding="utf-8-sig", newline="")


class _Lines:
    """The lines of a file, bounded: also what a quote that is never closed makes of many lines."""

    def __init__(self, file: TextIO, path: Path) -> None:
        self._file = file
        self._name = path.name
        self._number = 0
        self.since_row = 0
        """Characters given out since this was last put to 0."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._file.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        self._number += 1
        self.since_row += len(line)
        if self.since_row >= LONGEST_ROW:
            raise Invalid(f"{self._name}:{self._number}: a row is longer than {LONGEST_ROW:,} characters")
        return line.replace("\0", "")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except UnicodeDecodeError:
        raise Invalid(f"{path.name} is no text in UTF-8", possible="save the log as UTF-8") from None
    except (OSError, EOFError, zlib.error) as error:
        raise Invalid(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except csv.Error as error:
        raise Invalid(f"{path.name} is no table: {error}") from None
