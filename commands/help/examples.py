"""A command's words and its examples, taken apart: the help shows the examples first."""

from __future__ import annotations

from inspect import cleandoc

EXAMPLE = "Example:"


def split_help(text: str) -> tuple[str, tuple[str, ...]]:
    """The words of a help text and its examples, which stand after `\\b` and `Example:`."""
    before, _, after = cleandoc(text).partition(f"\b\n{EXAMPLE}")
    examples, _, rest = after.partition("\n\n")
    lines = tuple(line.strip() for line in examples.splitlines() if line.strip())
    return f"{before.strip()}\n\n{rest.strip()}".strip(), lines
