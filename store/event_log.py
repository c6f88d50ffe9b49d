"""The history as an event log: read row by row, so that memory does not grow with its length."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from store import rows
from store.measure_rows import deadline_from, entry_from, rung_from
from store.reader import Reader
from store.rows import Row
from workflow.bottlenecks import Step
from workflow.deadline import Deadline, FiredRung
from workflow.directory import Texts
from workflow.model import Entry
from workflow.noun import dataclass

LOG, CASE, BIRTH, IMPLIED = "log", "case", "birth", "implied"
"""What the notes of a measure that was replayed from a log say: the log, its case, that its birth is no row of it."""


NOTHING: Mapping[str, Any] = {}

UNRECORDED = "unrecorded"
"""Who did what a replayed log names nobody for."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which measures a log is about; filters combine."""

    type: str | None = None
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What an event log needs to know of a measure."""

    measure: str
    case: str
    """Its id, or what the log it was replayed from called it."""
    type: str
    level: str
    parent: str | None
    region: str | None
    agency: str | None
    co_executors: tuple[str, ...]
    titles: Texts
    due_on: date | None
    born_at: datetime
    implied_birth: bool
    """It was replayed from a log that does not tell of its birth."""


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One event of the log."""

    subject: Subject
    entry: Entry
    deadlines: tuple[Deadline, ...] = ()
    """Every deadline its measure ever had."""


_SUBJECT = (
    "m.id AS subject, m.type, m.level, m.parent, m.region, m.agency, m.co_executors, m.titles, m.due_on,"
    " m.data AS facts, (SELECT b.at FROM history b WHERE b.measure = m.id AND b.seq = 1) AS born_at"
)


def happenings(reader: Reader, wanted: Wanted, *, with_deadlines: bool = False) -> Iterator[Happening]:
    """Every history row but implied births, measure by measure, in order."""
    where, parameters = _conditions(wanted)
    found = reader.each(
        f"SELECT h.*, {_SUBJECT} FROM history h JOIN measure m ON m.id = h.measure"  # noqa: S608 - own text only
        f" WHERE {where} ORDER BY h.measure, h.seq",
        **parameters,
    )
    deadlines = _Deadlines(reader, wanted) if with_deadlines else None
    subject: Subject | None = None
    own: tuple[Deadline, ...] = ()
    for row in found:
        if subject is None or subject.measure != row["subject"]:
            subject = _subject(row)
            own = deadlines.of(subject.measure) if deadlines else ()
        if row["seq"] == 1 and subject.implied_birth:
            continue
        yield Happening(subject=subject, entry=entry_from(row), deadlines=own)


def steps(reader: Reader, type: str | None = None) -> Iterator[tuple[str, Step]]:
    """The same entries, each with its type and no more of it than tells where the time goes."""
    found = reader.each(
        "SELECT h.measure, h.seq, h.at, h.actor, h.event, h.target, h.type_version, m.type,"  # noqa: S608 - own text
        " CASE WHEN h.data LIKE '%\"lead_agency\"%' THEN h.data END AS data,"
        " CASE WHEN h.seq = 1 THEN m.data END AS facts"
        f" FROM history h JOIN measure m ON m.id = h.measure{' WHERE m.type = :type' if type else ''}"
        " ORDER BY h.measure, h.seq",
        **({"type": type} if type else {}),
    )
    for row in found:
        if row["facts"] and _notes(row["facts"]).get(BIRTH) == IMPLIED:
            continue
        at, data = rows.moment(row["at"]), rows.unpacked(row["data"]) if row["data"] else NOTHING
        yield (
            row["type"],
            Step(row["measure"], at, row["actor"], row["event"], row["target"], row["type_version"], data),
        )


def subjects(reader: Reader, wanted: Wanted) -> Iterator[Subject]:
    where, parameters = _conditions(wanted)
    sql = f"SELECT {_SUBJECT} FROM measure m WHERE {where} ORDER BY m.id"  # noqa: S608 - own text only
    return (_subject(row) for row in reader.each(sql, **parameters))


def deadlines(reader: Reader, wanted: Wanted) -> Iterator[tuple[Deadline, list[FiredRung]]]:
    """Every deadline of the measures, with the rungs on record."""
    for deadline in _every_deadline(reader, wanted):
        fired = reader.all("SELECT * FROM fired_rung WHERE deadline = :id ORDER BY fired_at, at", id=deadline.id)
        yield deadline, [rung_from(row) for row in fired]


def last_row(reader: Reader, log: str) -> int:
    """The last line of a replayed log that is on record; 0 when none is."""
    escaped = log.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    row = reader.one(
        "SELECT max(request_id) AS last FROM history WHERE request_id LIKE :log ESCAPE '!'", log=f"{escaped}#%"
    )
    return int(str(row["last"]).rpartition("#")[2]) if row and row["last"] else 0


class _Deadlines:
    """Walks the deadlines beside the history: both come in the database's own order of measures."""

    def __init__(self, reader: Reader, wanted: Wanted) -> None:
        self._found = _every_deadline(reader, wanted)
        self._next = next(self._found, None)

    def of(self, measure: str) -> tuple[Deadline, ...]:
        own = []
        while self._next is not None and self._next.measure == measure:
            own.append(self._next)
            self._next = next(self._found, None)
        return tuple(own)


def _every_deadline(reader: Reader, wanted: Wanted) -> Iterator[Deadline]:
    where, parameters = _conditions(wanted)
    sql = (
        "SELECT d.* FROM deadline d JOIN measure m ON m.id = d.measure"  # noqa: S608 - own text only
        f" WHERE {where} ORDER BY d.measure, d.opened_at, d.id"
    )
    return (deadline_from(row) for row in reader.each(sql, **parameters))


def _conditions(wanted: Wanted) -> tuple[str, dict[str, Any]]:
    parts, parameters = ["1 = 1"], {}
    for name in ("type", "region"):
        value = getattr(wanted, name)
        if value is not None:
            parts.append(f"m.{name} = :{name}")
            parameters[name] = value
    return " AND ".join(parts), parameters


def _subject(row: Row) -> Subject:
    notes = _notes(row["facts"])
    return Subject(
        measure=row["subject"],
        case=str(notes.get(CASE) if LOG in notes else row["subject"]),
        type=row["type"],
        level=row["level"],
        parent=row["parent"],
        region=row["region"],
        agency=row["agency"],
        co_executors=tuple(json.loads(row["co_executors"])),
        titles=json.loads(row["titles"]),
        due_on=rows.day(row["due_on"]),
        born_at=rows.moment(row["born_at"]),
        implied_birth=notes.get(BIRTH) == IMPLIED,
    )


def _notes(facts: str) -> Mapping[str, Any]:
    """What a measure's data keep of where it came from."""
    notes: Mapping[str, Any] = json.loads(facts).get("plan") or {} if '"plan"' in facts else {}
    return notes
