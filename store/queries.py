"""Every read a command needs, by name. Plain SQL for both databases; nouns come out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from store import rows
from store.counters import DIMENSIONS, counts
from store.location import Kind
from store.measure_rows import deadline_from, entry_from, measure_from, rung_from
from store.paging import stretches
from store.reader import Reader
from store.route import FILTERS, STRAIGHT, Route, route
from store.rows import Row
from store.search import found_by, how_many
from workflow.deadline import Deadline, FiredRung
from workflow.errors import NotFound
from workflow.lateness import Stay
from workflow.model import Entry, Measure
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which measures a list is about; filters combine."""

    state: str | None = None
    type: str | None = None
    region: str | None = None
    agency: str | None = None
    level: str | None = None
    parent: str | None = None
    overdue_at: datetime | None = None
    """Only those whose nearest deadline had passed by then."""
    due_before: datetime | None = None
    needs: str | None = None
    """Open ones that lack a fact: `date` or `lead`."""
    search: str | None = None
    """Words of titles and data, each of which must occur; or a measure's number."""

    @property
    def filters(self) -> dict[str, str]:
        """By column, the values measures must have."""
        return {name: getattr(self, name) for name in FILTERS if getattr(self, name) is not None}

    @property
    def by_date(self) -> bool:
        return self.overdue_at is not None or self.due_before is not None


NEEDS = {"date": "due_on", "lead": "agency"}
"""What a plan may have left open, and where it would stand."""

PORTION = 500
"""Names asked for in one statement."""


def measures(
    reader: Reader, wanted: Wanted, *, sort: str = "id", limit: int | None = None, after: str | None = None
) -> tuple[list[Measure], int]:
    """The measures wanted, and how many there are without the limit; with `after`, those that follow a measure.

    Raises NotFound when there is no such measure.
    """
    found, total = each_measure(reader, wanted, sort=sort, limit=limit, after=after)
    return list(found), total


def each_measure(
    reader: Reader, wanted: Wanted, *, sort: str = "id", limit: int | None = None, after: str | None = None
) -> tuple[Iterator[Measure], int]:
    """The same, each measure as it is asked for: however many there are, none but that one is held."""
    beginning = _measure_row(reader, after) if after else None
    asked = wanted.filters
    if sort in asked:
        sort = "id"  # what all have alike orders nothing
    words = how_many(reader, wanted.search) if wanted.search is not None else None
    total = _total(reader, wanted, words)
    if not total:
        return iter(()), 0
    way = STRAIGHT
    if reader.kind == "sqlite":
        way = route(reader, asked, sort=sort, by_date=wanted.by_date, total=total, limit=limit, words=words)
    where, parameters = _conditions(wanted, reader.kind, way)
    few = limit is not None and limit <= PORTION  # which a server gives in one answer

    def found() -> Iterator[Measure]:
        left = limit
        for condition, order, place in stretches(sort, beginning):
            statement = _listing(f"{where} AND {condition}", order, way, limited=left is not None)
            bound = parameters | place | ({} if left is None else {"limit": left})
            for row in reader.all(statement, **bound) if few else reader.each(statement, **bound):
                yield measure_from(row)
                left = None if left is None else left - 1
            if left == 0:
                break

    return found(), total


def _listing(where: str, order: str, way: Route, *, limited: bool) -> str:
    """The statement; where rows are put in order first, only those that are listed are read whole."""
    limit = " LIMIT :limit" if limited else ""
    if not way.sorts:
        return f"SELECT m.* FROM measure m WHERE {where} ORDER BY {order}{limit}"  # noqa: S608 - own text only
    placed = f"SELECT m.id FROM measure m WHERE {where} ORDER BY {order.replace('m.', '+m.')}{limit}"  # noqa: S608 - own text only
    return f"SELECT m.* FROM measure m WHERE m.id IN ({placed}) ORDER BY {order.replace('m.', '+m.')}"  # noqa: S608 - own text only


def _total(reader: Reader, wanted: Wanted, words: int | None) -> int:
    """How many measures are wanted: from the counters, or from the words alone, where they can tell."""
    asked = dict(wanted.filters)
    if not (wanted.by_date or wanted.needs):
        if words is not None and not (asked and words):
            return words
        state = asked.pop("state", None)
        if asked == {"level": "national"}:
            asked = {"region": ""}  # as they are counted
        if words is None and len(asked) <= 1 and asked.keys() <= set(DIMENSIONS):
            dimension, key = next(iter(asked.items()), ("type", None))
            return sum(n for (k, s), n in counts(reader, dimension).items() if key in (None, k) and state in (None, s))
    way = STRAIGHT
    if reader.kind == "sqlite":
        way = route(reader, wanted.filters, sort="id", by_date=wanted.by_date, total=0, limit=None, words=None)
    where, parameters = _conditions(wanted, reader.kind, way)
    counted = reader.one(f"SELECT count(*) AS n FROM measure m WHERE {where}", **parameters)  # noqa: S608 - own text
    return int(counted["n"]) if counted else 0


def _conditions(wanted: Wanted, kind: Kind, way: Route) -> tuple[str, dict[str, Any]]:
    parts = ["1 = 1"]
    parameters: dict[str, Any] = {}
    for name, value in wanted.filters.items():
        parts.append(f"{'+' if name in way.passed else ''}m.{name} = :{name}")
        parameters[name] = value
    if wanted.level == "national":
        parts.append(f"{'+' if 'level' in way.passed else ''}m.region IS NULL")  # the same, and there is an index of it
    if wanted.overdue_at is not None:
        parts.append("m.due_at < :overdue_at")
        parameters["overdue_at"] = wanted.overdue_at
    if wanted.due_before is not None:
        parts.append("m.due_at < :due_before")
        parameters["due_before"] = wanted.due_before
    if wanted.needs is not None:
        parts.append(f"m.{NEEDS[wanted.needs]} IS NULL AND NOT m.closed")
    if wanted.search is not None:
        condition, words = found_by(kind, wanted.search, scanning=way.scans)
        parts.append(condition)
        parameters |= words
    return " AND ".join(parts), parameters


def measure(reader: Reader, measure_id: str) -> Measure:
    return measure_from(_measure_row(reader, measure_id))


def _measure_row(reader: Reader, measure_id: str) -> Row:
    row = reader.one("SELECT * FROM measure WHERE id = :id", id=measure_id)
    if row is None:
        raise NotFound(f"there is no measure {measure_id}", possible="qadam list", measure=measure_id)
    return row


def children(reader: Reader, parent: str) -> list[Measure]:
    found = reader.all("SELECT * FROM measure WHERE parent = :parent ORDER BY id", parent=parent)
    return [measure_from(row) for row in found]


def deadlines(reader: Reader, measure_id: str) -> list[tuple[Deadline, list[FiredRung]]]:
    """All deadlines a measure ever had, in order of opening, with the rungs on record."""
    found = reader.all("SELECT * FROM deadline WHERE measure = :id ORDER BY opened_at, id", id=measure_id)
    fired = reader.all(
        "SELECT f.* FROM fired_rung f JOIN deadline d ON d.id = f.deadline WHERE d.measure = :id ORDER BY f.at, f.rung",
        id=measure_id,
    )
    rungs = [rung_from(row) for row in fired]
    return [(deadline_from(row), [rung for rung in rungs if rung.deadline == row["id"]]) for row in found]


def open_deadlines(reader: Reader, measure_ids: Sequence[str]) -> dict[str, list[Deadline]]:
    """The open deadlines of each of these measures, the nearest first."""
    found: dict[str, list[Deadline]] = {measure_id: [] for measure_id in measure_ids}
    for some, parameters in portions(measure_ids):
        query = f"SELECT * FROM deadline WHERE measure IN ({some}) AND closed_at IS NULL ORDER BY due_at, id"  # noqa: S608 - own text only
        for row in reader.all(query, **parameters):
            found[row["measure"]].append(deadline_from(row))
    return found


def portions(names: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Names in portions, each as the inside of an `IN (…)` with its parameters."""
    for start in range(0, len(names), PORTION):
        parameters = {f"name_{place}": name for place, name in enumerate(names[start : start + PORTION])}
        yield ", ".join(f":{name}" for name in parameters), parameters


@dataclass(frozen=True, kw_only=True)
class PlacedDeadline:
    """A deadline with where its measure belongs."""

    deadline: Deadline
    region: str | None
    agency: str | None
    type: str


def deadlines_due(reader: Reader, start: datetime, end: datetime) -> Iterator[PlacedDeadline]:
    """Every deadline due from one instant until before another, whatever became of it, one by one."""
    found = reader.each(
        "SELECT d.*, m.region AS region, m.agency AS agency, m.type AS type FROM deadline d"
        " JOIN measure m ON m.id = d.measure WHERE d.due_at >= :start AND d.due_at < :until ORDER BY d.due_at, d.id",
        start=start,
        until=end,
    )
    for row in found:
        yield PlacedDeadline(deadline=deadline_from(row), region=row["region"], agency=row["agency"], type=row["type"])


def last_rungs(reader: Reader, deadline_ids: Sequence[str]) -> dict[str, FiredRung]:
    """For each of these deadlines the rung that spoke last, if one has."""
    spoken: dict[str, FiredRung] = {}
    for some, parameters in portions(deadline_ids):
        query = f"SELECT * FROM fired_rung WHERE deadline IN ({some}) AND NOT collapsed ORDER BY at"  # noqa: S608 - own text
        spoken |= {row["deadline"]: rung_from(row) for row in reader.all(query, **parameters)}
    return spoken


def stays_of(reader: Reader, measure_id: str) -> tuple[Stay, ...]:
    """Where a measure stood since when; what its entries say besides is not read."""
    found = reader.all(
        "SELECT at, target FROM history WHERE measure = :id AND (source IS NULL OR source <> target) ORDER BY seq",
        id=measure_id,
    )
    return tuple(Stay(state=row["target"], since=rows.moment(row["at"])) for row in found)


def history(reader: Reader, measure_id: str, *, last: int | None = None) -> list[Entry]:
    """A measure's history in order; with `last`, only its newest entries."""
    bound = "" if last is None else " LIMIT :last"
    parameters = {} if last is None else {"last": last}
    found = reader.all(
        f"SELECT * FROM history WHERE measure = :id ORDER BY seq DESC{bound}",  # noqa: S608 - own text only
        id=measure_id,
        **parameters,
    )
    return [entry_from(row) for row in reversed(found)]
