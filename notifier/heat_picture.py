"""Regions by state as a picture. Only digits, codes and signs are drawn, so one picture serves every language.

The font comes with Pillow, so that the picture is the same on every machine; it has no Cyrillic letters. The table
below the picture says the names, and the text that stands for it says the essence.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from notifier.overview import Cell, HeatRow


class Signs(NamedTuple):
    """What stands above the last two columns, and before the row of the national level."""

    late: str = "!"
    total: str = "="
    national: str = "KZ"


SIGNS = Signs()

_CODE, _CELL, _ROW, _GAP, _EDGE = 66, 46, 24, 2, 8
"""Sizes in CSS pixels."""
_SCALE = 2
"""Drawn twice as large as shown: sharp on phones."""
_COLOURS = 32
_PAPER, _INK, _FAINT, _NONE = "#ffffff", "#1f2328", "#59636e", "#f3f4f6"
"""The picture brings its own paper: what is on it holds 4.5:1, whether the mail is shown light or dark."""


class Picture(NamedTuple):
    cid: str
    """Content-ID, without its brackets: the same picture has the same."""
    png: bytes
    width: int
    height: int
    """As shown, in CSS pixels."""
    signs: Signs = SIGNS


Line = tuple[str, tuple[Cell, ...], Cell, int]
"""A row's code, its states, what is late of it, and how much it is in all."""


def picture(rows: Sequence[HeatRow]) -> Picture:
    """The rows drawn below each other, at once when they were drawn before."""
    return _drawn(tuple((row.code or SIGNS.national, row.cells, row.late, row.total) for row in rows))


@lru_cache(maxsize=8)
def _drawn(lines: tuple[Line, ...]) -> Picture:
    """All readers of a digest get the same."""
    states = len(lines[0][1]) if lines else 0
    width = 2 * _EDGE + _CODE + (states + 2) * (_CELL + _GAP) + _EDGE
    height = 2 * _EDGE + (len(lines) + 1) * (_ROW + _GAP)
    paper = _Paper(width, height)
    heads = [*(str(number) for number in range(1, states + 1)), SIGNS.late, SIGNS.total]
    for column, head in enumerate(heads):
        paper.write(head, _left(column, states), 0, _FAINT)
    for place, (code, cells, late, total) in enumerate(lines, start=1):
        paper.write(code, None, place, _INK)
        for column, cell in enumerate((*cells, late)):
            paper.fill(_left(column, states), place, cell.background or _NONE)
            paper.write(str(cell.number), _left(column, states), place, cell.ink or _FAINT)
        paper.write(str(total), _left(states + 1, states), place, _INK)
    png = paper.png()
    return Picture(cid=f"heat.{sha256(png).hexdigest()[:24]}@qadam", png=png, width=width, height=height)


def _left(column: int, states: int) -> int:
    """Where a column begins; those that are no states stand a little apart."""
    return _EDGE + _CODE + column * (_CELL + _GAP) + (_EDGE if column >= states else 0)


class _Paper:
    def __init__(self, width: int, height: int) -> None:
        self._image = Image.new("RGB", (width * _SCALE, height * _SCALE), _PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self._draw.fontmode = (
            "1"  # no shades around letters: at twice the size nobody sees them, and they double the file
        )
        self._font = ImageFont.load_default(14 * _SCALE)

    def fill(self, left: int, row: int, colour: str) -> None:
        top = _EDGE + row * (_ROW + _GAP)
        corners = (left, top, left + _CELL, top + _ROW)
        self._draw.rounded_rectangle([at * _SCALE for at in corners], radius=3 * _SCALE, fill=colour)

    def write(self, text: str, left: int | None, row: int, ink: str) -> None:
        """In the middle of a cell, or at the left edge."""
        middle = _EDGE + row * (_ROW + _GAP) + _ROW // 2
        at, anchor = (_EDGE, "lm") if left is None else (left + _CELL // 2, "mm")
        self._draw.text((at * _SCALE, middle * _SCALE), text, font=self._font, fill=ink, anchor=anchor)

    def png(self) -> bytes:
        file = BytesIO()
        self._image.quantize(_COLOURS).save(file, "PNG", optimize=True)
        return file.getvalue()
