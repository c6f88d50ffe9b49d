"""A table fitted to the terminal: texts wrap at words, and what a narrow screen cannot hold is left out and named.

The widths are ours, because a table of measures has one long column and many short ones; drawing and colour are rich's.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from textwrap import wrap

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commands.output import Sign
from workflow.noun import dataclass

COLOURS: dict[Sign, str] = {"late": "bold red", "soon": "yellow", "done": "green"}
GAP = 2
WRAPS_FROM = 20
"""Columns of longer texts may wrap, down to NARROWEST cells or their longest word."""
NARROWEST = 22
MOST_LINES = 3
"""Lines a cell may take before it ends in an ellipsis; the whole text is in `show`, and in a pipe."""

Cell = tuple[str, Sign | None, bool]


@dataclass(frozen=True, kw_only=True)
class _Column:
    head: str
    natural: int
    """The width at which nothing wraps."""
    least: int
    """The width below which words would break."""


def fitted(heads: Sequence[str], lines: Sequence[Sequence[Cell]], spare: Sequence[int]) -> tuple[str, list[int]]:
    """The table as text for this terminal, and the columns of `spare` it had no room for, in their order."""
    screen = shutil.get_terminal_size().columns
    columns = [_column(head, [line[index] for line in lines]) for index, head in enumerate(heads)]
    dropped: list[int] = []
    for index in spare:
        if _least(columns, dropped) <= screen:
            break
        dropped.append(index)
    kept = [index for index in range(len(heads)) if index not in dropped]
    widths = dict(zip(kept, _widths([columns[index] for index in kept], screen), strict=True))
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, GAP, 0, 0))
    for index, width in widths.items():
        filled = [line[index] for line in lines if line[index][0]]
        numbers = bool(filled) and all(right for _, _, right in filled)
        table.add_column(_wrapped(heads[index], width), justify="right" if numbers else "left", width=width)
    for line in lines:
        table.add_row(*(_wrapped(line[index][0], width, line[index][1]) for index, width in widths.items()))
    buffer = io.StringIO()
    Console(file=buffer, force_terminal=True, width=max(screen, sum(widths.values()) + GAP * len(widths))).print(table)
    return "\n".join(line.rstrip() for line in buffer.getvalue().rstrip("\n").split("\n")), sorted(dropped)


def _column(head: str, cells: Sequence[Cell]) -> _Column:
    longest = max((cell_len(words) for words, _, _ in cells), default=0)
    word = max((cell_len(part) for part in head.split()), default=1)
    natural = max(longest, word)
    if longest <= WRAPS_FROM:
        return _Column(head=head, natural=natural, least=natural)
    parts = max((cell_len(part) for words, _, _ in cells for part in words.split()), default=1)
    return _Column(head=head, natural=natural, least=max(word, min(natural, max(NARROWEST, min(parts, WRAPS_FROM)))))


def _least(columns: Sequence[_Column], dropped: Sequence[int]) -> int:
    kept = [column.least for index, column in enumerate(columns) if index not in dropped]
    return sum(kept) + GAP * (len(kept) - 1)


def _widths(columns: Sequence[_Column], screen: int) -> list[int]:
    """Each column at its least, and what the screen has left given to those that still wrap, the least served first."""
    widths = [column.least for column in columns]
    left = screen - sum(widths) - GAP * (len(columns) - 1)
    for _ in range(-left):  # a screen too narrow even so: the widest give, though words break
        widths[widths.index(max(widths))] -= max(widths) > 1
    while left > 0:
        hungry = [index for index, column in enumerate(columns) if widths[index] < column.natural]
        if not hungry:
            break
        poorest = min(hungry, key=lambda index: widths[index])
        widths[poorest] += 1
        left -= 1
    return widths


def _wrapped(words: str, width: int, sign: Sign | None = None) -> Text:
    lines = wrap(words, width, max_lines=MOST_LINES, placeholder="…", break_on_hyphens=False) or [""]
    return Text("\n".join(lines), style=COLOURS[sign] if sign else "", no_wrap=True)
