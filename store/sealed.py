"""The checkpoints there are, and whether anything was written since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from store.reader import Reader
from store.seal_rows import checkpoint_from
from workflow.checkpoint import Checkpoint


def last_checkpoint(reader: Reader) -> Checkpoint | None:
    """The newest checkpoint, whose root stands for everything sealed so far."""
    row = reader.one("SELECT * FROM checkpoint ORDER BY number DESC LIMIT 1")
    return checkpoint_from(row) if row else None


def checkpoints(reader: Reader, *, since: int = 1) -> Iterator[Checkpoint]:
    """Every checkpoint from a number on, in order."""
    for row in reader.each("SELECT * FROM checkpoint WHERE number >= :since ORDER BY number", since=since):
        yield checkpoint_from(row)


def written_since(reader: Reader, at: datetime | None) -> bool:
    """Whether any history was written after a moment (at all, when none is named)."""
    if at is None:
        return reader.one("SELECT 1 AS found FROM history LIMIT 1") is not None
    return reader.one("SELECT 1 AS found FROM history WHERE at > :at LIMIT 1", at=at) is not None
