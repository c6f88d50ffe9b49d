"""Making a checkpoint: one transaction that seals every entry no checkpoint has sealed yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count, groupby

from sqlalchemy import Connection, func, select

from store.seal_rows import checkpoint_values, seal_values
from store.tables import CheckpointRow, HistoryRow, MeasureRow, SealRow, table
from workflow import merkle
from workflow.checkpoint import Checkpoint, Seal
from workflow.noun import dataclass
from workflow.seal import GENESIS

measure, history = table(MeasureRow), table(HistoryRow)
checkpoint, seal = table(CheckpointRow), table(SealRow)

_ONE_AT_A_TIME = 7251127
"""Key of the advisory lock that makes checkpoints wait for each other on PostgreSQL."""

_BATCH = 500
"""Measures sealed together."""


def take_checkpoint(connection: Connection, now: datetime) -> Checkpoint | None:
    """Seal what is not sealed yet; None when nothing was written since the last checkpoint."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    last = connection.execute(select(checkpoint).order_by(checkpoint.c.number.desc()).limit(1)).mappings().first()
    number = 1 if last is None else last["number"] + 1
    entries = 0

    def leaves() -> Iterator[bytes]:
        nonlocal entries
        for each in _written(connection, number):
            entries += each.last_seq - each.first_seq + 1
            yield each.leaf

    tree = merkle.root(leaves())
    if not entries:
        return None
    made = Checkpoint(
        number=number,
        at=now,
        entries=entries,
        tree=tree,
        previous=GENESIS if last is None else last["root"],
        root="",
    )
    made = replace(made, root=made.reckoned())
    connection.execute(checkpoint.insert().values(**checkpoint_values(made)))
    return made


@dataclass(frozen=True)
class _Span:
    """The entries of a measure to be sealed: those after `after`, up to `last`."""

    measure: str
    after: int
    last: int


def _written(connection: Connection, number: int) -> Iterator[Seal]:
    """The seals of a checkpoint, each after it was written; no more than a batch of them is ever held."""
    positions = count()
    for spans in _unsealed(connection):
        seals = list(_seals(connection, number, spans))
        if seals:
            connection.execute(seal.insert(), [seal_values(each, next(positions)) for each in seals])
        yield from seals


def _unsealed(connection: Connection) -> Iterator[list[_Span]]:
    """In batches, by the measures' names; what is written to one that was passed is the next checkpoint's."""
    done = select(func.max(seal.c.last_seq)).where(seal.c.measure == measure.c.id).scalar_subquery()
    sealed = func.coalesce(done, 0)
    query = select(measure.c.id, sealed, measure.c.version).where(measure.c.version > sealed)
    query = query.order_by(measure.c.id).limit(_BATCH)
    after = ""
    while spans := [_Span(*row) for row in connection.execute(query.where(measure.c.id > after))]:
        yield spans
        after = spans[-1].measure


def _seals(connection: Connection, number: int, spans: list[_Span]) -> Iterator[Seal]:
    wanted = {span.measure: span for span in spans}
    query = (
        select(history.c.measure, history.c.seq, history.c.hash)
        .where(history.c.measure.in_(wanted))
        .order_by(history.c.measure, history.c.seq)
    )
    entries = ((str(name), int(seq), str(digest)) for name, seq, digest in connection.execute(query))
    for name, group in groupby(entries, key=lambda entry: entry[0]):
        span = wanted[name]
        hashes = [digest for _, seq, digest in group if span.after < seq <= span.last]
        if hashes:
            yield Seal(checkpoint=number, measure=name, first_seq=span.after + 1, hashes="".join(hashes))
