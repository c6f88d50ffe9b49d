"""What people typed, as visible text of bounded length: nothing in it can drive a screen or add a header."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from notifier.catalogue import LANGUAGES

LONGEST_LINE = 500
LONGEST_COMMENT = 3_000


def text_of(texts: Mapping[str, str] | None, language: str, otherwise: str | None) -> str:
    """A wording in the language, or in the first of the others that has one, or else the code itself."""
    if texts:
        wording = texts.get(language)
        if wording:
            return line(wording)
        for other in LANGUAGES:
            if texts.get(other):
                return line(texts[other])
    return line(otherwise)


def line(text: Any, longest: int = LONGEST_LINE) -> str:
    """A value as one visible line.

    >>> line("a\\r\\nBcc: b\\u202e")
    'a Bcc: b'
    """
    return "" if text is None else _line(str(text), longest)


@lru_cache(maxsize=4_096)
def _line(text: str, longest: int) -> str:
    """Kept, because names of states, regions and agencies come again in every mail."""
    if not text.isprintable():
        text = "".join(map(_visible, text))
    if "  " in text or "\n" in text:
        text = " ".join(text.split())
    return clip(text.strip(), longest)


def lines(text: Any) -> tuple[str, ...]:
    """A comment as visible lines, without blank ones at either end."""
    if text is None:
        return ()
    visible = "\n".join(
        part if part.isprintable() else "".join(map(_visible, part))
        for part in str(text)[: 2 * LONGEST_COMMENT].split("\n")
    )
    return (
        tuple(part.rstrip() for part in clip(visible.strip(), LONGEST_COMMENT).split("\n")) if visible.strip() else ()
    )


def clip(text: str, longest: int) -> str:
    """
    >>> clip("seven steps", 8)
    'seven s…'
    """
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def _visible(character: str) -> str:
    if character == "\r":
        return ""
    if character in _BREAKS:
        return "\n"
    if character == "\t":
        return " "
    return "" if unicodedata.category(character) in _HIDDEN else character
