"""Checking the sealed history: every measure's chain, what checkpoints sealed of it, and the checkpoints themselves.

Reads row by row, so that memory does not grow with the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from itertools import groupby

from store.reader import Reader
from store.seal_rows import seal_from, sealed_content
from store.sealed import checkpoints
from workflow import merkle
from workflow.checkpoint import Checkpoint, Seal
from workflow.noun import dataclass
from workflow.seal import GENESIS, Chain, Sealed

BATCH = 500
"""Measures whose seals are looked at together."""


@dataclass(frozen=True, kw_only=True)
class Bad:
    """A place where the history is not what was written."""

    why: str
    measure: str | None = None
    seq: int | None = None
    checkpoint: int | None = None
    """Set where a checkpoint itself is bad, or a root that was printed is none of ours."""

    def __str__(self) -> str:
        if self.measure is not None:
            return f"the history of {self.measure} breaks at entry {self.seq}: {self.why}"
        return f"checkpoint {self.checkpoint}: {self.why}" if self.checkpoint is not None else self.why


@dataclass(kw_only=True)
class Verified:
    entries: int = 0
    checkpoints: int = 0
    last: Checkpoint | None = None
    bad: list[Bad] = field(default_factory=list)
    """In the order of the measures, then of the checkpoints."""


def verify(reader: Reader, printed: Iterable[str] = ()) -> Verified:
    """Check everything. `printed` are roots somebody keeps elsewhere: each must be one of our checkpoints'."""
    found = Verified()
    found.bad += _checkpoints(reader, found, set(printed))
    for first, last, heads in _batches(reader):
        found.bad += _histories(reader, found, first, last, heads)
    found.bad += _strays(reader)
    found.bad.sort(key=lambda bad: bad.measure is None)
    return found


def _batches(reader: Reader) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The measures with the hash each remembers as its last, in the database's own order of names."""
    after = ""
    while True:
        found = reader.all(
            "SELECT id, head FROM measure WHERE id > :after ORDER BY id LIMIT :batch", after=after, batch=BATCH
        )
        if not found:
            return
        heads = {row["id"]: row["head"] for row in found}
        first, after = found[0]["id"], found[-1]["id"]
        yield first, after, heads


def _histories(reader: Reader, found: Verified, first: str, last: str, heads: dict[str, str]) -> Iterator[Bad]:
    sealed = _sealed(reader, first, last)
    left = dict.fromkeys(heads)
    history = reader.each(
        "SELECT * FROM history WHERE measure >= :first AND measure <= :last ORDER BY measure, seq",
        first=first,
        last=last,
    )
    for name, entries in groupby(history, key=lambda row: str(row["measure"])):
        chain = Chain(heads.get(name), sealed.get(name))
        for row in entries:
            chain.add(row["seq"], row["prev_hash"], row["hash"], sealed_content(row))
        found.entries += chain.length
        left.pop(name, None)
        broken = chain.end()
        if broken is not None and name in heads:
            yield Bad(measure=name, seq=broken[0], why=broken[1])
    for name in left:
        yield Bad(measure=name, seq=1, why="its whole history is missing")


def _sealed(reader: Reader, first: str, last: str) -> dict[str, Sealed]:
    found: dict[str, dict[int, tuple[str, int]]] = {}
    for row in reader.each("SELECT * FROM seal WHERE measure >= :first AND measure <= :last", first=first, last=last):
        seal = seal_from(row)
        for seq, digest in seal.each():
            found.setdefault(seal.measure, {})[seq] = digest, seal.checkpoint
    return dict(found)


def _strays(reader: Reader) -> Iterator[Bad]:
    """Histories of measures there are none of, and measures that were sealed and are gone."""
    gone = "SELECT measure, min(checkpoint) AS checkpoint FROM seal s WHERE NOT EXISTS"
    for row in reader.each(
        f"{gone} (SELECT 1 FROM measure m WHERE m.id = s.measure) GROUP BY measure ORDER BY measure"  # noqa: S608 - own text only
    ):
        why = f"the measure and its history are missing, and checkpoint {row['checkpoint']} sealed them"
        yield Bad(measure=row["measure"], seq=1, why=why)
    for row in reader.each(
        "SELECT DISTINCT measure FROM history h WHERE NOT EXISTS (SELECT 1 FROM measure m WHERE m.id = h.measure)"
        " AND NOT EXISTS (SELECT 1 FROM seal s WHERE s.measure = h.measure) ORDER BY measure"
    ):
        yield Bad(measure=row["measure"], seq=1, why="its measure is missing, or the history was added")


def _checkpoints(reader: Reader, found: Verified, printed: set[str]) -> Iterator[Bad]:
    previous, missing = GENESIS, printed
    for number, checkpoint in enumerate(checkpoints(reader), start=1):
        found.checkpoints += 1
        found.last = checkpoint
        missing = missing - {checkpoint.root}
        why = _flaw(reader, checkpoint, number, previous)
        if why is not None:
            yield Bad(checkpoint=checkpoint.number, why=why)
        previous = checkpoint.root
    for root in sorted(missing):
        yield Bad(why=f"no checkpoint has the root {root}: the checkpoints were rewritten or cut")


def _flaw(reader: Reader, checkpoint: Checkpoint, number: int, previous: str) -> str | None:
    if checkpoint.number != number:
        return f"checkpoint {number} is missing"
    if checkpoint.previous != previous:
        return "it does not follow the checkpoint before it"
    if checkpoint.reckoned() != checkpoint.root:
        return "its content was changed"
    if merkle.root(seal.leaf for seal in seals(reader, checkpoint.number)) != checkpoint.tree:
        return "what it sealed was changed"
    return None


def seals(reader: Reader, checkpoint: int) -> Iterator[Seal]:
    """What a checkpoint sealed, in its order."""
    for row in reader.each("SELECT * FROM seal WHERE checkpoint = :number ORDER BY position", number=checkpoint):
        yield seal_from(row)
