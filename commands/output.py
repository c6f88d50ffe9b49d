"""How an answer is printed: a table on a terminal, tab-separated text in a pipe, JSON or CSV when asked for."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import click

from workflow.directory import Texts

Mode = Literal["json", "csv"]


@dataclass(frozen=True, kw_only=True)
class Output:
    mode: Mode | None
    language: str
    zone: ZoneInfo

    def answer(
        self,
        document: Mapping[str, Any],
        columns: Sequence[str] = (),
        lines: Iterable[Sequence[Any]] = (),
        *,
        before: str | None = None,
        after: str | None = None,
    ) -> None:
        """Print an answer in the mode asked for: `document` for programs, a table with remarks for people."""
        if self.mode == "json":
            self.json(document)
        elif self.mode == "csv":
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([defused(self._cell(value)) for value in line] for line in lines)
        else:
            if before:
                self.say(before)
            if columns:
                self._table(columns, [[self._cell(value) for value in line] for line in lines])
            if after:
                self.say(after)

    def json(self, document: Mapping[str, Any]) -> None:
        json.dump(document, sys.stdout, ensure_ascii=False, default=_as_json, indent=2)
        sys.stdout.write("\n")

    def say(self, text: str) -> None:
        """A remark for people; programs that asked for JSON or CSV do not get it."""
        if self.mode is None:
            click.echo(printable(text))

    def text(self, texts: Texts | None) -> str:
        """A wording in the chosen language, or the nearest there is."""
        return text_in(texts, self.language)

    def time(self, at: datetime | None) -> str:
        """An instant in local time, for people."""
        return "" if at is None else f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def _cell(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat() if self.mode == "csv" else self.time(value)
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Mapping):
            return self.text(value)
        return str(value)

    def _table(self, columns: Sequence[str], lines: list[list[str]]) -> None:
        if not sys.stdout.isatty():
            for line in (columns, *lines):
                click.echo("\t".join(printable(cell).replace("\t", " ").replace("\n", " ") for cell in line))
            return
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
        for column in columns:
            table.add_column(column, overflow="fold" if column == "title" else "ellipsis", no_wrap=column != "title")
        for line in lines:
            table.add_row(*(Text(printable(cell)) for cell in line))
        Console().print(table)


def printable(text: str) -> str:
    """Without characters that would drive a terminal rather than be read."""
    return "".join(c for c in text if c in "\n\t" or (ord(c) >= 32 and not 127 <= ord(c) < 160))


def defused(cell: str) -> str:
    """A cell no spreadsheet takes for a formula.

    >>> defused("=1+1"), defused("12")
    ("'=1+1", '12')
    """
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def text_in(texts: Texts | None, language: str) -> str:
    if not texts:
        return ""
    order = (language, "en", "ru", "kk") if language == "en" else (language, "ru", "kk", "en")
    return next((texts[choice] for choice in order if texts.get(choice)), "")


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
