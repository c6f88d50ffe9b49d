"""What a deadline wording of a government plan means: a small grammar of Russian and Kazakh phrases.

A wording is read whole or not at all. What names no date, or could mean two, gets none and says why; nothing is
guessed. To teach it a new phrase, add a line to `PHRASES` in phrases.py.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from definitions.plan.meanings import Kind, Wording
from definitions.plan.phrases import PHRASES

EARLIEST, LATEST = 1990, 2100
LONGEST = 500
"""Characters; what is longer is no wording of a deadline."""


def read_deadline(text: str, *, signed_on: date | None = None) -> Wording:
    """Read a wording; `signed_on` is the day of the document, from which some wordings count.

    >>> read_deadline("до 25 декабря 2023 года").due_on
    datetime.date(2023, 12, 25)
    >>> read_deadline("срочно").why
    'needs a date: «срочно» names none'
    """
    text = text.strip()
    said = _normal(text)
    if said in ("", "-"):
        return Wording(text=text, kind=Kind.NONE, why="needs a date: the plan names none")
    if len(said) > LONGEST:
        return replace(_unclear(f"{said[:40]}…", f"it has {len(said):,} characters"), text=text)
    pieces = [piece for piece in re.split(r"\s*;\s*|\s*\n\s*", said) if piece]
    if len(pieces) > 1:
        return _several(text, pieces, signed_on)
    return replace(_read(said, signed_on), text=text)


def _several(text: str, pieces: list[str], signed_on: date | None) -> Wording:
    """Several dates in a cell: the last is due, the others are noted; one that is not understood spoils all."""
    read = [_read(piece, signed_on) for piece in pieces]
    unread = next((wording for wording in read if wording.due_on is None), None)
    if unread is not None:
        return replace(unread, text=text)
    dates = sorted(wording.due_on for wording in read if wording.due_on is not None)
    note = "several dates: " + ", ".join(day.isoformat() for day in dates)
    return Wording(text=text, kind=Kind.DATE, due_on=dates[-1], notes=(note,))


def _read(said: str, signed_on: date | None) -> Wording:
    for pattern, reader in PHRASES:
        found = pattern.fullmatch(said)
        if found:
            try:
                return _bounded(said, reader(found, signed_on))
            except ValueError:
                return _unclear(said, "there is no such day")
    return _unclear(said, _not_understood(said))


def _bounded(said: str, wording: Wording) -> Wording:
    for day in (wording.starts_on, wording.due_on):
        if day is not None and not EARLIEST <= day.year <= LATEST:
            return _unclear(said, f"the year {day.year} cannot be meant")
    if wording.starts_on and wording.due_on and wording.due_on < wording.starts_on:
        return _unclear(said, "it ends before it begins")
    return replace(wording, text=said)


def _unclear(said: str, reason: str) -> Wording:
    return Wording(text=said, kind=Kind.UNCLEAR, why=f"needs a date: «{said}» is not understood: {reason}")


def _not_understood(said: str) -> str:
    """The piece that spoils a wording whose beginning would be understood."""
    words = said.split(" ")
    for length in range(len(words) - 1, 0, -1):
        head = " ".join(words[:length]).rstrip(" ,")
        if any(pattern.fullmatch(head) for pattern, _ in PHRASES):
            return f"«{' '.join(words[length:])}» is left over"
    return "no such phrase is known"


def _normal(text: str) -> str:
    """One spelling for what people write alike: spaces, dashes, quotes, case, ё, final full stop."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ").lower().replace("ё", "е")
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"[ \t\r]+", " ", text)
    return text.strip(" .") if not text.strip().endswith("г.") else text.strip()
