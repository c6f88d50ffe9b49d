"""Checkpoints: now and then a Merkle root over what was written since the last one, chained to the one before.

The leaf of a measure is its last hash, which stands for its whole history; the entries' own hashes are kept beside
it, so that the first rewritten entry can be named. Whoever has seen a root printed elsewhere (the weekly digest prints
it) can tell whether anything sealed until then was touched, even by somebody who rewrote the whole database.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from workflow.compact import compact
from workflow.merkle import leaf_hash
from workflow.noun import dataclass
from workflow.seal import digest, instant

HEX = 64
"""Letters of a hash."""

LARGEST = 25_000
"""Entries a checkpoint seals at most, so that nobody waits long while it is written; the rest is the next one's."""


@dataclass(frozen=True, kw_only=True)
class Seal:
    """What one checkpoint sealed of one measure: its entries from `first_seq` on."""

    checkpoint: int
    measure: str
    first_seq: int
    hashes: str
    """The entries' hashes, one after the other."""

    @property
    def entries(self) -> int:
        return len(self.hashes) // HEX

    @property
    def last_seq(self) -> int:
        return self.first_seq + self.entries - 1

    @property
    def leaf(self) -> bytes:
        content = {"measure": self.measure, "seq": self.last_seq, "hash": self.hashes[-HEX:]}
        return leaf_hash(compact(content).encode())

    def each(self) -> Iterator[tuple[int, str]]:
        """Every sealed entry's seq and hash."""
        for place in range(0, len(self.hashes), HEX):
            yield self.first_seq + place // HEX, self.hashes[place : place + HEX]


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    number: int
    at: datetime
    entries: int
    """How many entries it sealed."""
    tree: str
    """The Merkle root over the leaves of the measures these entries belong to, in the order of their seals."""
    previous: str
    """The root of the checkpoint before it."""
    root: str

    @property
    def full(self) -> bool:
        """Another may have to follow: whoever took it perhaps stopped before everything was sealed."""
        return self.entries == LARGEST

    @property
    def content(self) -> dict[str, str | int]:
        """What its root is the hash of."""
        return {
            "number": self.number,
            "at": instant(self.at),
            "entries": self.entries,
            "tree": self.tree,
            "previous": self.previous,
        }

    def reckoned(self) -> str:
        """The root as its content gives it."""
        return digest(compact(self.content).encode())
