"""How an answer is printed: a fitted table on a terminal, tab-separated text in a pipe, JSON or CSV when asked for.

Every value has two faces. Programs get what is stored: codes, ISO 8601 instants, bare numbers, under heads that never
change. People at a terminal read the words of their language, with colour as a second sign beside the words.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any, Literal
from unicodedata import combining, east_asian_width
from zoneinfo import ZoneInfo

import click

from workflow.directory import Texts
from workflow.noun import dataclass

Mode = Literal["json", "csv"]
Sign = Literal["late", "soon", "done"]
"""What a colour underlines; the words say it as well."""


@dataclass(frozen=True)
class Shown:
    """A value with the words people read for it; the words are made only where somebody reads them."""

    value: Any
    words: str | Callable[[], str]
    sign: Sign | None = None


@dataclass(frozen=True, kw_only=True)
class Output:
    mode: Mode | None
    language: str
    zone: ZoneInfo
    columns: tuple[str, ...] = ()
    """The columns asked for with --columns; none means the command's own choice."""
    sort: str | None = None
    """The column asked for with --sort, `-` before it for the other way round."""

    def answer(
        self,
        document: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
        columns: Sequence[str] = (),
        lines: Iterable[Sequence[Any] | Mapping[str, Any]] = (),
        *,
        before: str | None = None,
        after: str | None = None,
        spare: Sequence[str] = (),
        heads: Mapping[str, str] | None = None,
        footer: Mapping[str, Any] | None = None,
    ) -> None:
        """Print an answer in the mode asked for: `document` (or what makes it) for programs, a table for people.

        A line is a sequence of values for `columns`, or a mapping that may hold more than is shown by itself;
        --columns chooses among them. `spare` names columns that a narrow terminal may leave out, the first first;
        `heads` are the words for columns that the data names; `footer` is a line of totals, last in every order.
        Programs get the lines of an iterator, and of one in the document, as they come.
        """
        if self.mode == "json":
            self.json(document() if callable(document) else document)
            return
        table = self._chosen(columns, (_by_name(columns, line) for line in lines), footer)
        if self.mode == "csv":
            import csv

            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(table.columns)
            writer.writerows([defused(plain(value, UTC)) for value in line] for line in table.lines)
        elif not sys.stdout.isatty():
            self._piped(before, table, after)
        else:
            self._read(before, table, after, spare, heads or {})

    def columns_for(self, columns: Sequence[str], found: Sequence[Any]) -> Sequence[str]:
        """No head above nothing when a person reads; programs always get it."""
        return columns if found or not self.at_terminal else ()

    @property
    def at_terminal(self) -> bool:
        """Whether a person reads."""
        return self.mode is None and sys.stdout.isatty()

    def json(self, document: Mapping[str, Any]) -> None:
        sys.stdout.writelines(_spelled(document))

    def as_json(self, document: Mapping[str, Any]) -> str:
        return "".join(_spelled(document))

    def say(self, text: str) -> None:
        """A remark for people; programs that asked for JSON or CSV do not get it."""
        if self.mode is None:
            click.echo(printable(text))

    def words(self, wording: str, *names: object) -> str:
        """A remark in the chosen language, by its English wording; see commands/translations/remarks.py."""
        from commands.translations.spoken import Speaker

        return Speaker(self.language).say(wording, *names)

    def shown(self, code: str) -> Shown:
        """A code of ours with the word people read for it."""
        return Shown(code, lambda: self.words(code))

    def text(self, texts: Texts | None) -> str:
        """A wording in the chosen language, or the nearest there is."""
        return text_in(texts, self.language)

    def time(self, at: datetime | None) -> str:
        """An instant in local time, for people."""
        return "" if at is None else f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def _chosen(
        self, columns: Sequence[str], lines: Iterator[Mapping[str, Any]], footer: Mapping[str, Any] | None
    ) -> _Chosen:
        """The columns and the order asked for. A usage error names a column that is not there."""
        lines = self._ordered(self._known(columns, lines))
        if footer is not None:
            lines = chain(lines, (footer,))
        shown = tuple(self.columns or columns)
        return _Chosen(columns=shown, lines=([line.get(name) for name in shown] for line in lines))

    def _known(self, columns: Sequence[str], lines: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """The lines, once each column asked for was seen in one."""
        known = dict.fromkeys(columns)
        asked = [*self.columns, *((self.sort.lstrip("-"),) if self.sort else ())]
        looked_at = []
        while any(name not in known for name in asked) and (line := next(lines, None)) is not None:
            known |= dict.fromkeys(line)
            looked_at.append(line)
        for name in asked:
            if looked_at and name not in known:
                raise click.UsageError(f"there is no column {name!r}; columns: {', '.join(known)}")
        return chain(looked_at, lines)

    def _ordered(self, lines: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """In the order asked for; what lacks the column comes last."""
        if not self.sort:
            return lines
        name = self.sort.lstrip("-")
        there: list[Mapping[str, Any]] = []
        missing: list[Mapping[str, Any]] = []
        for line in lines:
            (missing if order_of(line.get(name)) is None else there).append(line)
        there.sort(key=lambda line: order_of(line.get(name)) or (0, 0), reverse=self.sort.startswith("-"))
        return chain(there, missing)

    def _piped(self, before: str | None, table: _Chosen, after: str | None) -> None:
        """Tab-separated, one head, nothing fitted: the same at every width and in every language."""
        if not table.columns:
            for remark in (before, after):
                if remark:
                    click.echo(printable(remark))
            return
        for line in chain((table.columns,), ([plain(value, self.zone) for value in line] for line in table.lines)):
            click.echo("\t".join(printable(cell).replace("\t", " ").replace("\n", " ") for cell in line))

    def _read(
        self, before: str | None, table: _Chosen, after: str | None, spare: Sequence[str], heads: Mapping[str, str]
    ) -> None:
        parts = [printable(before)] if before else []
        if table.columns:
            from commands.heads import head
            from commands.table import fitted
            from commands.wording import phrase

            lines = [[self._cell(value) for value in line] for line in table.lines]
            words = [heads.get(name) or head(name, self.language) for name in table.columns]
            droppable = () if self.columns else [table.columns.index(name) for name in spare if name in table.columns]
            text, dropped = fitted(words, lines, droppable)
            parts.append(text)
            if dropped:
                names = ", ".join(words[index] for index in dropped)
                parts.append(phrase("columns_left_out", self.language, names=names))
        if after:
            parts.append(printable(after))
        show("\n".join(parts))

    def _cell(self, value: Any) -> tuple[str, Sign | None, bool]:
        """The words for a value, its sign, and whether it stands to the right as numbers do."""
        if isinstance(value, Shown):
            words = value.words if isinstance(value.words, str) else value.words()
            return printable(words), value.sign, _is_number(words)
        if isinstance(value, datetime):
            return self.time(value), None, False
        if isinstance(value, Mapping):
            return printable(self.text(value)), None, False
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return printable(plain(value, self.zone)), None, number


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    columns: tuple[str, ...]
    lines: Iterator[list[Any]]


def _by_name(columns: Sequence[str], line: Sequence[Any] | Mapping[str, Any]) -> Mapping[str, Any]:
    return line if isinstance(line, Mapping) else dict(zip(columns, line, strict=True))


def plain(value: Any, zone: Any) -> str:
    """A value as programs read it; instants in ISO 8601 with their offset."""
    if isinstance(value, Shown):
        value = value.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False)
    if isinstance(value, tuple | list):
        return ", ".join(str(item) for item in value)
    return str(value)


def order_of(value: Any) -> tuple[int, Any] | None:
    """A key to sort values by: numbers, then texts and instants; none for what is missing and comes last."""
    if isinstance(value, Shown):
        value = value.value
    if value is None or value == "":
        return None
    if isinstance(value, bool | int | float):
        return (0, value)
    return (1, plain(value, UTC))


def fill(text: str, width: int) -> str:
    """Spaces after a text up to a width in terminal cells; letters that take none or two are counted so."""
    cells = sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * (width - cells)


def show(text: str) -> None:
    """Print for somebody at a terminal; through QADAM_PAGER when it is longer than the screen."""
    pager = os.environ.get("QADAM_PAGER")
    if not pager or text.count("\n") < os.get_terminal_size(sys.stdout.fileno()).lines - 1:
        click.echo(text)
        return
    import shlex
    import subprocess

    try:
        subprocess.run(shlex.split(pager), input=text + "\n", text=True, check=False)  # noqa: S603 - the user's own pager
    except (OSError, ValueError) as error:
        click.echo(text)
        click.echo(f"QADAM_PAGER {pager!r} could not be run: {error}", err=True)


def printable(text: str) -> str:
    """Without characters that would drive a terminal, or turn what is read around, rather than be read."""
    return _DRIVING.sub("", text)


_TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Marks that change the direction of what follows."""

_DRIVING = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNING}]")


def defused(cell: str) -> str:
    """A cell no spreadsheet takes for a formula.

    >>> defused("=1+1"), defused("12")
    ("'=1+1", '12')
    """
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(cell) else cell


def fused(cell: str) -> str:
    """The cell `defused` made harmless, as it was.

    >>> fused("'=1+1"), fused("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell[:1] == "'" and defused(cell[1:]) == cell else cell


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


def as_csv(columns: Sequence[str], lines: Iterable[Sequence[Any]]) -> str:
    """Lines as CSV text, defused, instants in UTC."""
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([defused(plain(value, UTC)) for value in line] for line in lines)
    return buffer.getvalue()


def _spelled(document: Mapping[str, Any]) -> Iterator[str]:
    """A document as JSON, part by part: the lists that are iterators are spelled as their items come."""
    opening = "{\n"
    for name, value in document.items():
        yield f"{opening}  {_spelling(name)}: "
        opening = ",\n"
        if not isinstance(value, Iterator):
            yield _spelling(value).replace("\n", "\n  ")
            continue
        before = "["
        for item in value:
            yield f"{before}\n    " + _spelling(item).replace("\n", "\n    ")
            before = ","
        yield "[]" if before == "[" else "\n  ]"
    yield "\n}\n" if document else "{}\n"


def _spelling(value: Any) -> str:
    """What is nested deeper is moved in by whoever puts it there: no text holds a bare end of line in JSON."""
    return json.dumps(value, ensure_ascii=False, default=_as_json, indent=2)


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")
