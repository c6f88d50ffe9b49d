"""A portfolio of any size: measures with their lives, as the engine would have left them.

A few dozen families of measures live through the engine (benchmarks/lives.py) in a scratch database; their rows are
then copied under new plan numbers, with the chain of hashes and the counters made anew, until there are enough. So a
million measures with three million and more history rows take a minute or two, and pass every check.

    python -m benchmarks.portfolio sqlite:///big.db --measures 1000000

Mails are left out: what was sent is of no use to a benchmark and would be most of the bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import cycle
from random import Random
from typing import Any

from benchmarks.lives import END, Lives, practice_database
from store.counters import RECOUNT
from store.location import Location, locate
from store.measure_rows import entry_from
from store.reader import Reader, reading
from workflow.seal import GENESIS, canonical

FIRST = 100_001
"""The plan number of the first copy."""

NUMBER = "X{}X"
"""Plan numbers of the families that are copied, to be found in every text."""
PLACE = "§place§"
"""Ends their titles, and becomes a place and a number."""
COPIED = 20_000
"""Rows of a table that PostgreSQL is sent at a time."""
PREVIOUS = "§previous§"
PLACES = ("школа", "колледж", "лицей", "посёлок", "дом культуры", "поликлиника", "вокзал", "рынок", "стадион", "парк")

ROWS = {
    "measure": "SELECT * FROM measure WHERE id = :id OR parent = :id ORDER BY id",
    "history": "SELECT * FROM history WHERE measure = :id OR measure LIKE :id || '/%' ORDER BY measure, seq",
    "deadline": "SELECT * FROM deadline WHERE measure = :id OR measure LIKE :id || '/%' ORDER BY id",
    "fired_rung": "SELECT f.* FROM fired_rung f JOIN deadline d ON d.id = f.deadline"
    " WHERE d.measure = :id OR d.measure LIKE :id || '/%' ORDER BY f.deadline, f.epoch, f.rung",
}
"""The rows of a family in each table, in the order in which they can be written."""


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    url: str
    measures: int
    history: int
    now: datetime = END
    """The moment at which it stands: no rung is due then."""


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A row to copy, and where in it a number or a place is written."""

    values: tuple[Any, ...]
    marked: tuple[int, ...]

    def copied(self, own: Callable[[str], str]) -> list[Any]:
        values = list(self.values)
        for place in self.marked:
            values[place] = own(values[place])
        return values


Rows = dict[str, list[list[Any]]]


class Family:
    """The rows of a national measure and its variants, as a pattern to copy under other plan numbers."""

    def __init__(self, reader: Reader, number: str) -> None:
        found = {table: reader.all(query, id=number) for table, query in ROWS.items()}
        self.columns = {table: tuple(rows[0]) for table, rows in found.items() if rows}
        self._number = number
        self._patterns = {table: [self._pattern(tuple(row.values())) for row in rows] for table, rows in found.items()}
        self._sealed = [canonical(replace(entry_from(row), prev_hash=PREVIOUS)).decode() for row in found["history"]]
        """Of each entry the text its hash is made of."""

    def _pattern(self, values: tuple[Any, ...]) -> Pattern:
        texts = (value if isinstance(value, str) else "" for value in values)
        marked = tuple(place for place, text in enumerate(texts) if self._number in text or PLACE in text)
        return Pattern(values=values, marked=marked)

    def copied(self, number: int, random: Random) -> Rows:
        """The rows under a plan number, with a title of their own and the chain of hashes made anew."""
        plan_number, place = str(number), f"{random.choice(PLACES)} № {random.randint(1, 9999)}"

        def own(text: str) -> str:
            return text.replace(self._number, plan_number).replace(PLACE, place)

        made = {table: [pattern.copied(own) for pattern in patterns] for table, patterns in self._patterns.items()}
        heads = self._seal(made["history"], own)
        name, head, order = (self.columns["measure"].index(column) for column in ("id", "head", "number"))
        for row in made["measure"]:
            row[head], row[order] = heads[row[name]], number
        return made

    def _seal(self, entries: list[list[Any]], own: Callable[[str], str]) -> dict[str, str]:
        """Chain the entries of each measure; says the last hash of each."""
        columns = ("measure", "prev_hash", "hash")
        measure, before, after = (self.columns["history"].index(column) for column in columns)
        heads: dict[str, str] = {}
        for row, sealed in zip(entries, self._sealed, strict=True):
            row[before] = heads.get(row[measure], GENESIS)
            text = own(sealed).replace(PREVIOUS, row[before])
            row[after] = heads[row[measure]] = hashlib.sha256(text.encode()).hexdigest()
        return heads


def build(url: str, *, measures: int, seed: int = 1, families: int = 42) -> Portfolio:
    """Make a practice database at `url`, which must be empty, with at least so many measures.

    The same seed gives the same portfolio. A thousand measures take some seconds, a million a few minutes.
    """
    return copies(url, lived(max(7, min(families, measures // 21)), seed=seed), measures=measures, seed=seed)


def lived(families: int, *, seed: int) -> list[Family]:
    """Families that have lived through the engine, as patterns to copy."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = f"sqlite:///{folder}/lives.db"
        practice_database(scratch)
        Lives(scratch, nationals=families, seed=seed, number=NUMBER, mark=f" {PLACE}").live()
        with reading(locate(scratch)) as reader:
            return [Family(reader, NUMBER.format(place)) for place in range(1, families + 1)]


def copies(url: str, patterns: Sequence[Family], *, measures: int, seed: int) -> Portfolio:
    """A practice database at `url` with at least so many measures, each a copy of one of the patterns."""
    practice_database(url)
    random = Random(seed)
    made = {"measure": 0, "history": 0}
    with _loading(locate(url)) as load:
        for number, family in enumerate(cycle(patterns), start=FIRST):
            copied = family.copied(number, random)
            for table, columns in family.columns.items():
                load(table, columns, copied[table])
            made = {table: made[table] + len(copied[table]) for table in made}
            if made["measure"] >= measures:
                break
    return Portfolio(url=url, measures=made["measure"], history=made["history"])


Load = Callable[[str, tuple[str, ...], list[list[Any]]], None]


def _loading(location: Location) -> AbstractContextManager[Load]:
    """A way to write many rows quickly; at its end the counters and the planner's statistics are made anew."""
    return _into_sqlite(location) if location.path is not None else _into_postgresql(location)


@contextmanager
def _into_sqlite(location: Location) -> Iterator[Load]:
    connection = sqlite3.connect(str(location.path), isolation_level=None)

    def load(table: str, columns: tuple[str, ...], rows: list[list[Any]]) -> None:
        marks = ", ".join("?" * len(columns))
        connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        yield load
        for statement in RECOUNT:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


@contextmanager
def _into_postgresql(location: Location) -> Iterator[Load]:
    import psycopg

    waiting: dict[tuple[str, tuple[str, ...]], list[list[Any]]] = {}
    in_order = list(ROWS)

    with psycopg.connect(location.url, autocommit=True, options="-c timezone=UTC") as connection:
        cursor = connection.cursor()

        def flush() -> None:
            for (table, columns), rows in sorted(waiting.items(), key=lambda kept: in_order.index(kept[0][0])):
                with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                rows.clear()  # its table keeps its place: before those that point to it

        def load(table: str, columns: tuple[str, ...], rows: list[list[Any]]) -> None:
            kept = waiting.setdefault((table, columns), [])
            kept.extend(rows)
            if len(kept) >= COPIED:
                flush()

        yield load
        flush()
        for statement in (*RECOUNT, "VACUUM ANALYZE"):
            cursor.execute(statement)


def command() -> None:
    parser = argparse.ArgumentParser(description="Make a practice database with a portfolio of measures.")
    parser.add_argument("url", help="sqlite:///FILE or postgresql://…, empty")
    parser.add_argument("--measures", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    made = build(given.url, measures=given.measures, seed=given.seed)
    print(f"{made.measures:,} measures and {made.history:,} entries of history in {made.url}")


if __name__ == "__main__":
    command()
