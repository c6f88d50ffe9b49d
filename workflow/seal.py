"""The hash chain of a measure's history: each entry's hash covers its content and the hash before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from types import MappingProxyType
from typing import Any

from workflow.compact import compact
from workflow.model import Entry, Measure
from workflow.noun import replace

GENESIS = "0" * 64
"""What the first entry of a history follows."""


@lru_cache(maxsize=10_000)
def instant(at: datetime) -> str:
    """An instant as text: UTC, ISO 8601, always with microseconds.

    Remembered, for a move seals the moment it tells of, and many deadlines are due at the same closing.
    """
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")


def spelling(
    *,
    actor: str,
    at: str,
    comment: str | None,
    data: str,
    event: str,
    evidence: str,
    measure: str,
    on_behalf_of: str | None,
    prev_hash: str,
    request_id: str | None,
    seq: int,
    source: str | None,
    target: str,
    type_version: int,
) -> bytes:
    """What is hashed of an entry: the same as `compact` gives of a mapping with these keys, only faster.

    `at` is spelled as by `instant`, `data` and `evidence` as by `compact`.
    """
    return (
        f'{{"actor":{_text(actor)},"at":{_text(at)},"comment":{_text(comment)},"data":{data},"event":{_text(event)},'
        f'"evidence":{evidence},"from":{_text(source)},"measure":{_text(measure)},'
        f'"on_behalf_of":{_text(on_behalf_of)},"prev_hash":{_text(prev_hash)},"request_id":{_text(request_id)},'
        f'"seq":{seq},"to":{_text(target)},"type_version":{type_version}}}'
    ).encode("utf-8", "surrogatepass")


def _text(value: str | None) -> str:
    return "null" if value is None else encode_basestring(value)


def canonical(entry: Entry) -> bytes:
    return spelling(
        actor=entry.actor,
        at=instant(entry.at),
        comment=entry.comment,
        data=compact(dict(entry.data)),
        event=entry.event,
        evidence=compact([dict(item) for item in entry.evidence]),
        measure=entry.measure,
        on_behalf_of=entry.on_behalf_of,
        prev_hash=entry.prev_hash,
        request_id=entry.request_id,
        seq=entry.seq,
        source=entry.source,
        target=entry.target,
        type_version=entry.type_version,
    )


def sealed(entry: Entry) -> Entry:
    return replace(entry, hash=digest(canonical(entry)))


def next_entry(
    measure: Measure,
    event: str,
    at: datetime,
    *,
    actor: str,
    on_behalf_of: str | None = None,
    target: str | None = None,
    type_version: int | None = None,
    comment: str | None = None,
    data: Mapping[str, Any] = MappingProxyType({}),
    evidence: tuple[Mapping[str, Any], ...] = (),
    request_id: str | None = None,
) -> Entry:
    """What an event adds to a measure's history, sealed to its last entry; without a target it stays in its state."""
    return sealed(
        Entry(
            measure=measure.id,
            seq=measure.version + 1,
            at=at,
            actor=actor,
            on_behalf_of=on_behalf_of,
            event=event,
            source=measure.state,
            target=target or measure.state,
            type_version=type_version or measure.type_version,
            comment=comment,
            data=data,
            evidence=evidence,
            request_id=request_id,
            prev_hash=measure.head,
            hash="",
        )
    )


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


Sealed = Mapping[int, tuple[str, int]]
"""By seq: the hash an entry had when it was sealed, and the number of the checkpoint that did."""


class Chain:
    """Walks along one measure's history, an entry at a time, and remembers where it stops being what was written.

    `head` is the hash the measure itself remembers as its last, so that a cut tail is seen as well; `earlier` is what
    checkpoints sealed of it, against which a rewritten chain is seen.
    """

    def __init__(self, head: str | None, earlier: Sealed | None = None) -> None:
        self.length = 0
        self.broken: tuple[int, str] | None = None
        """The seq of the first bad entry, and why it is bad."""
        self._head = head
        self._head_at: int | None = None
        self._earlier = earlier or {}
        self._last = GENESIS

    def add(self, seq: int, prev_hash: str, stated: str, content: bytes) -> None:
        """The next entry: `stated` is the hash it carries."""
        self.length += 1
        if self.broken is not None:
            return
        if seq != self.length:
            self.broken = self.length, f"it is missing, {seq} follows"
        elif prev_hash != self._last:
            self.broken = seq, "it does not follow the entry before it"
        elif digest(content) != stated:
            self.broken = seq, "its content was changed"
        elif seq in self._earlier and self._earlier[seq][0] != stated:
            self.broken = seq, f"it was rewritten: checkpoint {self._earlier[seq][1]} sealed another"
        self._last = stated
        if stated == self._head:
            self._head_at = seq

    def end(self) -> tuple[int, str] | None:
        """Where the history breaks, once every entry has been added; None when it is whole."""
        if self.broken is not None:
            return self.broken
        after = self.length + 1
        if after in self._earlier:
            return after, f"it is missing, and checkpoint {self._earlier[after][1]} sealed it"
        if self._last == self._head:
            return None
        if self._head is None:
            return 1, "it belongs to no measure"
        if self._head_at is not None:
            return self._head_at + 1, "it was added: its measure does not know it"
        return after, "it and what follows is missing"


def first_break(entries: Iterable[Entry], head: str | None, earlier: Sealed | None = None) -> tuple[int, str] | None:
    """Where a measure's history stops being what was written, and why; None when it is whole."""
    chain = Chain(head, earlier)
    for entry in entries:
        chain.add(entry.seq, entry.prev_hash, entry.hash, canonical(entry))
    return chain.end()
