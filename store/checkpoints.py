"""Making checkpoints: they seal what none has sealed yet, each a bounded number of entries.

What one seals is read and reckoned while others write, which changes nothing of it: history only grows. Its
transaction makes sure that nobody made another meanwhile, and writes it down. Between two, others have their turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby, islice

from sqlalchemy import func, select, text

from store.database import Database
from store.driver import Driver
from store.reader import Reader, reading
from store.rows import Row
from store.seal_rows import checkpoint_values, seal_values
from store.sealed import last_checkpoint
from store.tables import CheckpointRow, SealRow, table
from workflow import checkpoint, merkle
from workflow.checkpoint import Checkpoint, Seal
from workflow.noun import dataclass
from workflow.seal import GENESIS

BATCH = 500
"""Measures whose entries are read together."""

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7251125)")
"""Makes checkpoints wait for each other on PostgreSQL."""

_NEWEST = select(func.max(table(CheckpointRow).c.number))

_UNSEALED = (
    "SELECT u.id AS measure, h.seq, h.hash FROM (SELECT * FROM (SELECT m.id, m.version,"
    " coalesce((SELECT max(s.last_seq) FROM seal s WHERE s.measure = m.id), 0) AS sealed"
    " FROM measure m WHERE m.id >= :start AND m.id <> :passed) m WHERE version > sealed ORDER BY id LIMIT :batch) u"
    " LEFT JOIN history h ON h.measure = u.id AND h.seq > u.sealed ORDER BY u.id, h.seq"
)
"""The entries in no checkpoint of the next measures that have some, by the measures' names."""


@dataclass(frozen=True, kw_only=True)
class _Prepared:
    checkpoint: Checkpoint
    seals: tuple[Seal, ...]


def take_checkpoints(database: Database, now: datetime, *, dry_run: bool = False) -> Iterator[Checkpoint]:
    """Seal all that is not sealed yet: a checkpoint at a time, each told once it was written (or, dry, reckoned)."""
    done: Checkpoint | None = None
    reached: Seal | None = None
    while True:
        with reading(database.location) as reader:
            last = done if done and dry_run else last_checkpoint(reader)
            prepared = _prepared(reader, now, last, reached)
        if prepared is None:
            return
        if not dry_run:
            with database.begin() as driver:
                written = _write(driver, prepared)
            if not written:
                continue  # somebody else sealed some of it: what is left is looked at anew
        done, reached = prepared.checkpoint, prepared.seals[-1]
        del prepared  # before the next is held beside it
        yield done


def _prepared(reader: Reader, now: datetime, last: Checkpoint | None, reached: Seal | None) -> _Prepared | None:
    """The checkpoint after the last; None when nothing is left to seal."""
    number = last.number + 1 if last else 1
    seals = tuple(_seals(reader, number, reached))
    if not seals:
        return None
    made = Checkpoint(
        number=number,
        at=now,
        entries=sum(each.entries for each in seals),
        tree=merkle.root(each.leaf for each in seals),
        previous=last.root if last else GENESIS,
        root="",
    )
    return _Prepared(checkpoint=replace(made, root=made.reckoned()), seals=seals)


def _seals(reader: Reader, number: int, reached: Seal | None) -> Iterator[Seal]:
    """What a checkpoint seals of each measure. Entries of one seal are counted: where one is missing, it is over."""
    entries = enumerate(islice(_unsealed(reader, reached), checkpoint.LARGEST))
    for (name, _), run in groupby(entries, key=lambda each: (each[1]["measure"], each[1]["seq"] - each[0])):
        rows = [row for _, row in run]
        hashes = "".join(row["hash"] for row in rows)
        yield Seal(checkpoint=number, measure=name, first_seq=rows[0]["seq"], hashes=hashes)


def _unsealed(reader: Reader, reached: Seal | None) -> Iterator[Row]:
    """The entries in no checkpoint, from behind a seal on; measures that were passed are the next checkpoint's."""
    start, seq = (reached.measure, reached.last_seq) if reached else ("", 0)
    name, passed = start, ""
    while rows := reader.all(_UNSEALED, start=name, passed=passed, batch=BATCH):
        for row in rows:
            if row["seq"] is not None and (row["measure"] != start or row["seq"] > seq):
                yield row
        name = passed = rows[-1]["measure"]


def _write(driver: Driver, prepared: _Prepared) -> bool:
    """Whether it was written: not when another checkpoint came before it."""
    if not driver.alone:
        driver.scalar(_ONE_AT_A_TIME)
    if (driver.scalar(_NEWEST) or 0) + 1 != prepared.checkpoint.number:
        return False
    driver.insert(table(SealRow), [seal_values(each, position) for position, each in enumerate(prepared.seals)])
    driver.insert(table(CheckpointRow), [checkpoint_values(prepared.checkpoint)])
    return True
