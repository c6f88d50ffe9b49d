"""What a check of a definition found, and where."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

from workflow.noun import dataclass

Severity = Literal["error", "warning"]

MOST_NAMES_LISTED = 25


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong, or doubtful, at one place of a file."""

    file: str
    line: int
    """Counted from 1, as editors do."""
    column: int
    severity: Severity
    code: str
    """What kind of mistake it is, e.g. `unknown-state`."""
    message: str
    example: tuple[str, ...] = ()
    """The steps of a shortest way to where it shows, each an event, with who does it where that is not clear."""

    @property
    def told(self) -> str:
        """The message with its example."""
        return f"{self.message} (for example: {' → '.join(self.example)})" if self.example else self.message

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.told}"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The name that was probably meant.

    >>> nearest("aproved", ["draft", "approved"])
    'approved'
    """
    return next(iter(get_close_matches(name, list(known), n=1)), None)


def unknown(kind: str, name: object, known: Iterable[str]) -> str:
    """A sentence about a name that does not exist: what was probably meant, and what there is.

    >>> unknown("state", "aproved", ["draft", "approved"])
    "unknown state 'aproved' (did you mean 'approved'? states are: draft, approved)"
    """
    names = list(known)
    there_is = ", ".join(names[:MOST_NAMES_LISTED]) or "none"
    if len(names) > MOST_NAMES_LISTED:
        there_is += ", …"
    near = nearest(str(name), names)
    meant = f"did you mean {near!r}? " if near else ""
    return f"unknown {kind} {name!r} ({meant}{kind}s are: {there_is})"
