"""Making a checkpoint: one transaction that seals every entry no checkpoint has sealed yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby

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
    unsealed = _unsealed(connection)
    if not unsealed:
        return None
    last = connection.execute(select(checkpoint).order_by(checkpoint.c.number.desc()).limit(1)).mappings().first()
    number = 1 if last is None else last["number"] + 1
    count, leaves, position = 0, [], 0
    for batch in (unsealed[at : at + _BATCH] for at in range(0, len(unsealed), _BATCH)):
        seals = list(_seals(connection, number, batch))
        if seals:
            values = [seal_values(each, position + place) for place, each in enumerate(seals)]
            connection.execute(seal.insert(), values)
        position += len(seals)
        count += sum(each.last_seq - each.first_seq + 1 for each in seals)
        leaves += [each.leaf for each in seals]
    if not leaves:
        return None
    made = Checkpoint(
        number=number,
        at=now,
        entries=count,
        tree=merkle.root(leaves),
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


def _unsealed(connection: Connection) -> list[_Span]:
    done = select(seal.c.measure, func.max(seal.c.last_seq).label("seq")).group_by(seal.c.measure).subquery()
    sealed = func.coalesce(done.c.seq, 0)
    query = (
        select(measure.c.id, sealed, measure.c.version)
        .join(done, done.c.measure == measure.c.id, isouter=True)
        .where(measure.c.version > sealed)
        .order_by(measure.c.id)
    )
    return [_Span(*row) for row in connection.execute(query)]


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
