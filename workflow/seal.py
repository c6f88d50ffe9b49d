"""The hash chain of a measure's history: each entry's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from workflow.model import Entry

GENESIS = "0" * 64
"""What the first entry of a history follows."""


def canonical(entry: Entry) -> bytes:
    """The one spelling of an entry that is hashed: JSON with sorted keys, instants in UTC to the microsecond."""
    content: dict[str, Any] = {
        "measure": entry.measure,
        "seq": entry.seq,
        "at": instant(entry.at),
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
        "event": entry.event,
        "from": entry.source,
        "to": entry.target,
        "type_version": entry.type_version,
        "comment": entry.comment,
        "data": dict(entry.data),
        "evidence": [dict(item) for item in entry.evidence],
        "request_id": entry.request_id,
        "prev_hash": entry.prev_hash,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def instant(at: datetime) -> str:
    """An instant as text: UTC, ISO 8601, always with microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def sealed(entry: Entry) -> Entry:
    return replace(entry, hash=hashlib.sha256(canonical(entry)).hexdigest())


def first_break(chain: Sequence[Entry], head: str | None) -> tuple[int, str] | None:
    """Where a measure's history stops being what was written, and why; None when it is whole.

    `head` is the hash the measure itself remembers, so that a cut tail is seen as well.
    """
    previous = GENESIS
    for place, entry in enumerate(chain, start=1):
        if entry.seq != place:
            return place, f"entry {place} is missing, {entry.seq} follows"
        if entry.prev_hash != previous:
            return place, "it does not follow the entry before it"
        if hashlib.sha256(canonical(entry)).hexdigest() != entry.hash:
            return place, "its content was changed"
        previous = entry.hash
    if previous != head:
        return len(chain) + 1, "the entries after it are missing" if head else "its measure is missing"
    return None
