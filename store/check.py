"""Reckoning again everything that is derived, and naming what differs: stored so, reckoned so.

The sealed history; each measure, its deadlines and when they fire next, from its history's replay; the record of fired
rungs; families and their joins; the counters. Reads measure by measure: memory does not grow with their number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from store import queries
from store.calendars import almanac
from store.counters import counters_differ
from store.measure_rows import measure_from
from store.places import agencies, regions
from store.reader import Reader
from store.replayed import Difference, Known, Life, differences
from store.shelf import DefinitionShelf
from store.verification import verify
from workflow.directory import Directory

BATCH = 200
"""Measures looked at together."""


def check(reader: Reader) -> Iterator[Difference]:
    """Every difference there is; none in a healthy database."""
    if reader.kind == "sqlite":
        yield from _file(reader)
    for bad in verify(reader).bad:
        yield Difference(what=bad.measure or "history", why=str(bad))
    known = _known(reader)
    for life in _lives(reader):
        yield from differences(life, known)
    for counter in counters_differ(reader):
        place = f"counter of {counter.dimension} {counter.key or 'none'} in {counter.state}"
        yield Difference(what=place, why=f"{counter.stored} is stored, there are {counter.counted}")


def _file(reader: Reader) -> Iterator[Difference]:
    """What SQLite itself finds wrong with its file."""
    for row in reader.all("PRAGMA quick_check(20)"):
        (said,) = row.values()
        if said != "ok":
            yield Difference(what="file", why=str(said))
    for row in reader.all("PRAGMA foreign_key_check"):
        yield Difference(what=str(row["table"]), why=f"row {row['rowid']} refers to no {row['parent']}")


def _known(reader: Reader) -> Known:
    return Known(
        definitions=DefinitionShelf(reader).get,
        directory=Directory(regions=regions(reader), agencies=agencies(reader)),
        almanac=almanac(reader),
    )


def _lives(reader: Reader) -> Iterator[Life]:
    after = ""
    while True:
        found = reader.all("SELECT * FROM measure WHERE id > :after ORDER BY id LIMIT :batch", after=after, batch=BATCH)
        if not found:
            return
        after = found[-1]["id"]
        for row in found:
            measure = measure_from(row)
            yield Life(
                measure=measure,
                entries=queries.history(reader, measure.id),
                deadlines=queries.deadlines(reader, measure.id),
                parent=queries.measure(reader, measure.parent) if measure.parent else None,
                children=queries.children(reader, measure.id) if measure.level == "national" else [],
            )


def missing_evidence(reader: Reader, folder: Path) -> Iterator[Difference]:
    """The files the history names that are not in the folder, or are there with another content."""
    seen: set[str] = set()
    for row in reader.each("SELECT measure, seq, evidence FROM history WHERE evidence <> '[]' ORDER BY measure, seq"):
        for item in json.loads(row["evidence"]):
            digest = item.get("sha256")
            if digest is None or digest in seen:
                continue
            seen.add(digest)
            where = f"{row['measure']}, entry {row['seq']}"
            try:
                with (folder / digest).open("rb") as opened:
                    if hashlib.file_digest(opened, "sha256").hexdigest() != digest:
                        yield Difference(what=where, why=f"the content of {item.get('name')} was changed in {folder}")
            except OSError as error:
                yield Difference(what=where, why=f"{item.get('name')} is not in {folder}: {error.strerror}")
