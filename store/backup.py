"""A backup: one consistent view of the whole database, written to an archive while others go on working.

The view is a read transaction: on SQLite a snapshot of the write-ahead log, on PostgreSQL one that is repeatable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, LargeBinary, Table
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - fills SQLModel.metadata
from store import rows
from store.archive import Kind, Manifest, writing
from store.location import Location
from store.reader import Reader, reading
from store.schema import REVISION
from store.sealed import last_checkpoint
from workflow.seal import instant


def back_up(location: Location, file: Path, now: datetime) -> Manifest:
    """Write everything to `file`, whole or not at all. Raises Unavailable."""
    with reading(location) as reader, writing(file) as archive:
        last = last_checkpoint(reader)
        for table in SQLModel.metadata.sorted_tables:
            archive.table(table.name, [(column.name, kind(column)) for column in table.columns], _rows(reader, table))
        manifest = Manifest(
            revision=REVISION,
            made_at=instant(now),
            root=last.root if last else None,
            tables=tuple(archive.tables),
        )
        archive.manifest(manifest)
    return manifest


def kind(column: Column[Any]) -> Kind:
    if isinstance(column.type, DateTime) or isinstance(getattr(column.type, "impl", None), DateTime):
        return "instant"
    if isinstance(column.type, Date):
        return "day"
    if isinstance(column.type, LargeBinary):
        return "bytes"
    return "boolean" if isinstance(column.type, Boolean) else "plain"


_FROM_DATABASE: dict[Kind, Callable[[Any], Any]] = {
    "instant": rows.instant,
    "day": rows.day,
    "boolean": bool,
    "bytes": bytes,
    "plain": lambda value: value,
}


def _rows(reader: Reader, table: Table) -> Iterator[Sequence[Any]]:
    """In an order in which they can be put back: what others of the same table refer to comes first."""
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    order = [f"({name} IS NOT NULL)" for name in own] + [column.name for column in table.primary_key.columns]
    columns = [(column.name, _FROM_DATABASE[kind(column)]) for column in table.columns]
    for row in reader.each(f"SELECT * FROM {table.name} ORDER BY {', '.join(order)}"):  # noqa: S608 - our own names
        yield [read(row[name]) if row[name] is not None else None for name, read in columns]
