"""A plan file as rows of text, whatever it was saved as: CSV of any usual encoding and separator, or XLSX.

Everything is bounded before it is parsed: a plan is a table of hundreds of rows, not an archive.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workflow.errors import Invalid, Unavailable
from workflow.noun import dataclass

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
"""Bytes. A workbook that unpacks to more is no plan, and would take a hundred times as much memory to read."""

MOST_ROWS, MOST_COLUMNS = 20_000, 60
LONGEST_GAP = 200
"""Empty rows of a workbook after which nothing more is looked for: formats often reach down to row 1,048,576."""

SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    name: str
    rows: tuple[tuple[str, ...], ...]
    """Text of every cell; the first row is row 1, as a spreadsheet counts."""
    notes: tuple[str, ...] = ()


def read_sheet(path: Path) -> Sheet:
    """Raises Invalid for a file that is no table, Unavailable for one that cannot be read at all."""
    try:
        with path.open("rb") as file:  # a device says it has no bytes, and gives them for ever
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}", possible="the path of a .csv or .xlsx") from error
    if len(content) > LARGEST_FILE:
        raise Invalid(f"{path} is longer than {LARGEST_FILE:,} bytes; a plan is not", possible="split it")
    if content.startswith(b"PK\x03\x04"):
        return _workbook(path, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(f"{path} is a workbook of the old .xls kind", possible="save it as .xlsx or .csv")
    return _text(path, content)


def _text(path: Path, content: bytes) -> Sheet:
    text, encoding = _decoded(path, content)
    if "\x00" in text:
        raise Invalid(f"{path} is no text", possible="save the plan as .xlsx or as .csv in UTF-8")
    sample = "\n".join(text.splitlines()[:20])
    separator = max(SEPARATORS, key=sample.count)
    csv.field_size_limit(LARGEST_FILE)
    try:
        rows = _bounded(path, csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Invalid(f"{path}: {error}", possible="a quoted cell is not closed, or text follows its quote") from error
    notes = () if encoding == "UTF-8" else (f"{path.name} was read as {encoding}",)
    return Sheet(name=path.name, rows=rows, notes=notes)


def _decoded(path: Path, content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8, UTF-16 by its mark, else Windows-1251 if that gives Russian or Kazakh."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = [("utf-16", "UTF-16")]
    else:
        candidates = [("utf-8-sig", "UTF-8"), ("cp1251", "Windows-1251")]
    for codec, name in candidates:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if name != "Windows-1251" or _reads_as_words(text):
            return text, name
    raise Invalid(f"{path} is in no encoding known here", possible="save it as .csv in UTF-8, or as .xlsx")


def _reads_as_words(text: str) -> bool:
    """Whether text is mostly Cyrillic or plain letters: wrongly decoded text is full of other signs."""
    beyond = [character for character in text if ord(character) > 127]
    cyrillic = sum("А" <= character <= "я" or character in "Ёё«»№–—…" for character in beyond)
    return cyrillic >= 0.9 * len(beyond)


def _bounded(path: Path, rows: Iterable[Iterable[Any]]) -> tuple[tuple[str, ...], ...]:
    kept: list[tuple[str, ...]] = []
    for row in rows:
        if len(kept) >= MOST_ROWS:
            raise Invalid(f"{path} has more than {MOST_ROWS:,} rows", possible="split it")
        kept.append(tuple(_cell(value) for value in row)[:MOST_COLUMNS])
    return tuple(kept)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _workbook(path: Path, content: bytes) -> Sheet:
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError as error:
        raise Unavailable("Excel workbooks need their reader", possible="pip install 'qadam[xlsx]'") from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        fits = unpacked <= LARGEST_UNPACKED
        sheet = _first_sheet(path, load_workbook(io.BytesIO(content), data_only=True)) if fits else None
    except Invalid:
        raise
    except Exception as error:  # whatever a damaged archive, its XML or its merged cells make the reader raise
        raise Invalid(f"{path} is no workbook that can be read: {error}", possible="save it anew as .xlsx") from error
    if sheet is None:
        raise Invalid(f"{path} unpacks to {unpacked:,} bytes; a plan has at most {LARGEST_UNPACKED:,}")
    return sheet


def _first_sheet(path: Path, book: Any) -> Sheet:
    found = book.active or book.worksheets[0]
    _spread_merged(found)
    rows = _bounded(path, _until_it_ends(found))
    others = len(book.worksheets) - 1
    notes = [f"only the sheet «{found.title}» was read, not the {others} other(s)"] * bool(others)
    if len(rows) < found.max_row:
        notes.append(f"nothing was read below row {len(rows)}, after {LONGEST_GAP} empty rows")
    return Sheet(name=path.name, rows=rows, notes=tuple(notes))


def _until_it_ends(sheet: Any) -> Iterator[tuple[Any, ...]]:
    gap = 0
    for row in sheet.iter_rows(values_only=True, max_col=min(sheet.max_column, MOST_COLUMNS), max_row=sheet.max_row):
        gap = 0 if any(value is not None for value in row) else gap + 1
        yield row
        if gap >= LONGEST_GAP:
            return


def _spread_merged(sheet: Any) -> None:
    """A merged cell's text stands in each of the rows it covers, as a reader of the page understands it."""
    for area in list(sheet.merged_cells.ranges):
        if area.max_row - area.min_row > MOST_ROWS:
            continue
        text = sheet.cell(area.min_row, area.min_col).value
        sheet.unmerge_cells(str(area))
        for row in range(area.min_row, area.max_row + 1):
            sheet.cell(row, area.min_col).value = text
