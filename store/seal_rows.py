"""Checkpoints to rows and back, and what a row of history was sealed as."""

from __future__ import annotations

from typing import Any

from store.rows import Row, moment
from workflow.checkpoint import Checkpoint, Seal
from workflow.seal import instant as seal_instant
from workflow.seal import spelling


def sealed_content(row: Row) -> bytes:
    """What the hash of a history row covers, without making an entry of it."""
    at = row["at"]
    plain = isinstance(at, str) and len(at) == len("2026-01-01 00:00:00.000000")  # as SQLite keeps nearly all of them
    return spelling(
        actor=row["actor"],
        at=f"{at[:10]}T{at[11:]}+00:00" if plain else seal_instant(moment(at)),
        comment=row["comment"],
        data=row["data"],
        event=row["event"],
        evidence=row["evidence"],
        measure=row["measure"],
        on_behalf_of=row["on_behalf_of"],
        prev_hash=row["prev_hash"],
        request_id=row["request_id"],
        seq=row["seq"],
        source=row["source"],
        target=row["target"],
        type_version=row["type_version"],
    )


def checkpoint_values(checkpoint: Checkpoint) -> dict[str, Any]:
    return {
        "number": checkpoint.number,
        "at": checkpoint.at,
        "entries": checkpoint.entries,
        "tree": checkpoint.tree,
        "previous": checkpoint.previous,
        "root": checkpoint.root,
    }


def checkpoint_from(row: Row) -> Checkpoint:
    return Checkpoint(
        number=row["number"],
        at=moment(row["at"]),
        entries=row["entries"],
        tree=row["tree"],
        previous=row["previous"],
        root=row["root"],
    )


def seal_values(seal: Seal, position: int) -> dict[str, Any]:
    return {
        "checkpoint": seal.checkpoint,
        "position": position,
        "measure": seal.measure,
        "first_seq": seal.first_seq,
        "last_seq": seal.last_seq,
        "hashes": seal.hashes,
    }


def seal_from(row: Row) -> Seal:
    return Seal(checkpoint=row["checkpoint"], measure=row["measure"], first_seq=row["first_seq"], hashes=row["hashes"])
