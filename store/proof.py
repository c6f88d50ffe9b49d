"""The proof of one measure: everything a third party needs to check its history against a printed root, and no more."""

from __future__ import annotations

from typing import Any

from store import queries
from store.reader import Reader
from store.seal_rows import seal_from
from store.sealed import checkpoints
from store.verification import seals
from workflow import merkle
from workflow.errors import Refused
from workflow.seal import canonical

FORMAT = "qadam-proof-1"


def proof(reader: Reader, measure: str) -> dict[str, Any]:
    """A measure's sealed entries, the path to its checkpoint, and the checkpoints from there to the newest.

    The entries are the very text that was hashed. Raises NotFound, or Refused while nothing of it is sealed.
    """
    noun = queries.measure(reader, measure)
    row = reader.one("SELECT * FROM seal WHERE measure = :id ORDER BY last_seq DESC LIMIT 1", id=measure)
    if row is None:
        raise Refused(f"{measure} is in no checkpoint yet", possible="qadam audit checkpoint", measure=measure)
    seal, position = seal_from(row), int(row["position"])
    sealed = reader.one("SELECT count(*) AS n FROM seal WHERE checkpoint = :number", number=seal.checkpoint)
    leaves = (each.leaf for each in seals(reader, seal.checkpoint))
    way = merkle.path(leaves, int(sealed["n"]) if sealed else 0, position)
    entries = [entry for entry in queries.history(reader, measure) if entry.seq <= seal.last_seq]
    chain = list(checkpoints(reader, since=seal.checkpoint))
    return {
        "format": FORMAT,
        "measure": measure,
        "entries": [canonical(entry).decode() for entry in entries],
        "path": [list(step) for step in way],
        "checkpoints": [checkpoint.content for checkpoint in chain],
        "root": chain[-1].root,
        "unsealed": noun.version - seal.last_seq,
    }
