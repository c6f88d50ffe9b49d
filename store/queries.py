"""Every read a command needs, by name. Plain SQL for both databases; nouns come out."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from store import rows
from store.counters import DIMENSIONS, counts
from store.location import Kind
from store.paging import stretches
from store.reader import Reader
from store.rows import Row
from store.search import found_by
from workflow.calendar import Calendar
from workflow.checkpoint import Checkpoint
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.directory import ADMINISTRATOR, Agency, Grant, Person, Region, Substitution
from workflow.errors import NotFound, Unavailable
from workflow.identity import Token
from workflow.ladder import Interval
from workflow.model import Deadline, Entry, FiredRung, Measure
from workflow.post import Manner
from workflow.uptime import outages


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


NEEDS = {"date": "due_on", "lead": "agency"}
"""What a plan may have left open, and where it would stand."""

PORTION = 500
"""Names asked for in one statement."""


def setting(reader: Reader, key: str) -> str | None:
    row = reader.one("SELECT value FROM setting WHERE key = :key", key=key)
    return row["value"] if row else None


def calendar_in_force(reader: Reader) -> Calendar:
    return calendar_called(reader, setting(reader, "calendar"))


def calendar_of(reader: Reader, deadline: Deadline) -> Calendar:
    """The calendar a deadline is reckoned with."""
    return calendar_called(reader, deadline.calendar or setting(reader, "calendar"))


def calendar_called(reader: Reader, version: str | None) -> Calendar:
    """A version of the calendar. Raises Unavailable where there is none."""
    row = reader.one("SELECT body FROM calendar WHERE version = :version", version=version)
    if row is None:
        raise Unavailable("this database has no calendar", possible="qadam init")
    return Calendar.from_json(json.loads(row["body"]))


def measures(
    reader: Reader, wanted: Wanted, *, sort: str = "id", limit: int | None = None, after: str | None = None
) -> tuple[list[Measure], int]:
    """The measures wanted, and how many there are without the limit; with `after`, those that follow a measure.

    Raises NotFound when there is no such measure.
    """
    where, parameters = _conditions(wanted, reader.kind)
    found: list[Row] = []
    for condition, order, place in stretches(sort, _measure_row(reader, after) if after else None):
        bound = {} if limit is None else {"limit": limit - len(found)}
        found += reader.all(
            f"SELECT m.* FROM measure m WHERE {where} AND {condition} ORDER BY {order}"  # noqa: S608 - own text only
            + (" LIMIT :limit" if bound else ""),
            **parameters,
            **place,
            **bound,
        )
        if limit is not None and len(found) >= limit:
            break
    return [rows.measure_from(row) for row in found], _total(reader, wanted, where, parameters)


def _total(reader: Reader, wanted: Wanted, where: str, parameters: Mapping[str, Any]) -> int:
    """How many measures are wanted: from the counters, where they can tell."""
    asked = {name: value for name, value in vars(wanted).items() if value is not None}
    state = asked.pop("state", None)
    if asked == {"level": "national"}:
        asked = {"region": ""}  # as they are counted
    if len(asked) <= 1 and asked.keys() <= set(DIMENSIONS):
        dimension, key = next(iter(asked.items()), ("type", None))
        return sum(n for (k, s), n in counts(reader, dimension).items() if key in (None, k) and state in (None, s))
    counted = reader.one(f"SELECT count(*) AS n FROM measure m WHERE {where}", **parameters)  # noqa: S608 - own text
    return int(counted["n"]) if counted else 0


def _conditions(wanted: Wanted, kind: Kind) -> tuple[str, dict[str, Any]]:
    parts, parameters = ["1 = 1"], {}
    by_date = wanted.overdue_at is not None or wanted.due_before is not None
    for name in ("state", "type", "region", "agency", "level", "parent"):
        value = getattr(wanted, name)
        if value is not None:
            # SQLite takes the sign as a word not to use an index: those by date hold open measures only.
            sign = "+" if by_date and kind == "sqlite" and name != "region" else ""
            parts.append(f"{sign}m.{name} = :{name}")
            parameters[name] = value
    if wanted.level == "national":
        parts.append("m.region IS NULL")  # the same, and there is an index of it
    if wanted.overdue_at is not None:
        parts.append("m.due_at < :overdue_at")
        parameters["overdue_at"] = wanted.overdue_at
    if wanted.due_before is not None:
        parts.append("m.due_at < :due_before")
        parameters["due_before"] = wanted.due_before
    if wanted.needs is not None:
        parts.append(f"m.{NEEDS[wanted.needs]} IS NULL AND NOT m.closed")
    if wanted.search is not None:
        condition, words = found_by(kind, wanted.search)
        parts.append(condition)
        parameters |= words
    return " AND ".join(parts), parameters


def measure(reader: Reader, measure_id: str) -> Measure:
    return rows.measure_from(_measure_row(reader, measure_id))


def _measure_row(reader: Reader, measure_id: str) -> Row:
    row = reader.one("SELECT * FROM measure WHERE id = :id", id=measure_id)
    if row is None:
        raise NotFound(f"there is no measure {measure_id}", possible="qadam list", measure=measure_id)
    return row


def children(reader: Reader, parent: str) -> list[Measure]:
    found = reader.all("SELECT * FROM measure WHERE parent = :parent ORDER BY id", parent=parent)
    return [rows.measure_from(row) for row in found]


def deadlines(reader: Reader, measure_id: str) -> list[tuple[Deadline, list[FiredRung]]]:
    """All deadlines a measure ever had, in order of opening, with the rungs on record."""
    found = reader.all("SELECT * FROM deadline WHERE measure = :id ORDER BY opened_at, id", id=measure_id)
    fired = reader.all(
        "SELECT f.* FROM fired_rung f JOIN deadline d ON d.id = f.deadline WHERE d.measure = :id ORDER BY f.at, f.rung",
        id=measure_id,
    )
    rungs = [rows.rung_from(row) for row in fired]
    return [(rows.deadline_from(row), [rung for rung in rungs if rung.deadline == row["id"]]) for row in found]


def open_deadlines(reader: Reader, measure_ids: Sequence[str]) -> dict[str, list[Deadline]]:
    """The open deadlines of each of these measures, the nearest first."""
    found: dict[str, list[Deadline]] = {measure_id: [] for measure_id in measure_ids}
    for some, parameters in _some(measure_ids):
        query = f"SELECT * FROM deadline WHERE measure IN ({some}) AND closed_at IS NULL ORDER BY due_at, id"  # noqa: S608
        for row in reader.all(query, **parameters):
            found[row["measure"]].append(rows.deadline_from(row))
    return found


def _some(names: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
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
        yield PlacedDeadline(
            deadline=rows.deadline_from(row), region=row["region"], agency=row["agency"], type=row["type"]
        )


def known_outages(reader: Reader, now: datetime) -> tuple[Interval, ...]:
    """When no daemon of ours ran, as far as heartbeats tell."""
    return outages(map(rows.run_from, reader.all("SELECT * FROM heartbeat")), now)


def last_rungs(reader: Reader, deadline_ids: Sequence[str]) -> dict[str, FiredRung]:
    """For each of these deadlines the rung that spoke last, if one has."""
    spoken: dict[str, FiredRung] = {}
    for some, parameters in _some(deadline_ids):
        query = f"SELECT * FROM fired_rung WHERE deadline IN ({some}) AND NOT collapsed ORDER BY at"  # noqa: S608 - own text
        spoken |= {row["deadline"]: rows.rung_from(row) for row in reader.all(query, **parameters)}
    return spoken


def history(reader: Reader, measure_id: str, *, last: int | None = None) -> list[Entry]:
    """A measure's history in order; with `last`, only its newest entries."""
    bound = "" if last is None else " LIMIT :last"
    parameters = {} if last is None else {"last": last}
    found = reader.all(
        f"SELECT * FROM history WHERE measure = :id ORDER BY seq DESC{bound}",  # noqa: S608 - own text only
        id=measure_id,
        **parameters,
    )
    return [rows.entry_from(row) for row in reversed(found)]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many measures are in a state, for one row of the board."""

    key: str | None
    state: str
    total: int
    overdue: int
    due_soon: int


BOARD_KEYS = {"region": "m.region", "agency": "m.agency", "type": "m.type", "state": "m.state"}


def board(reader: Reader, by: str, now: datetime, soon: datetime) -> list[Tally]:
    """Counts per key and state; overdue at `now`, due from then until `soon`.

    The totals are kept, only what is or will be late is counted: the cost does not grow with what is done.
    """
    key = f"coalesce({BOARD_KEYS[by]}, '')"  # grouped by a bare column, SQLite would leave the index of due dates
    clocks = reader.all(
        f"SELECT {key} AS key, m.state AS state,"  # noqa: S608 - own text only
        " sum(CASE WHEN m.due_at < :now THEN 1 ELSE 0 END) AS overdue,"
        " sum(CASE WHEN m.due_at < :now THEN 0 ELSE 1 END) AS due_soon"
        f" FROM measure m WHERE m.due_at < :soon GROUP BY {key}, m.state",
        now=now,
        soon=soon,
    )
    late = {(row["key"] or "", row["state"]): (row["overdue"], row["due_soon"]) for row in clocks}
    totals = counts(reader, "type" if by == "state" else by)
    if by == "state":
        totals = {(state, state): sum(n for (_, own), n in totals.items() if own == state) for _, state in totals}
    tallies = []
    for (key, state), total in sorted(totals.items()):
        overdue, due_soon = late.get((key, state), (0, 0))
        tallies.append(Tally(key=key or None, state=state, total=total, overdue=overdue, due_soon=due_soon))
    return tallies


@dataclass(frozen=True, kw_only=True)
class MailSummary:
    """A row of the outbox, as the mail commands show it."""

    id: int
    key: str
    measure: str | None
    person: str | None
    address: str | None
    template: str
    status: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    sent_at: datetime | None
    last_error: str | None
    held: str | None
    merged_into: str | None


def mails(
    reader: Reader,
    *,
    measure_id: str | None = None,
    status: str | None = None,
    kept_back: bool = False,
    limit: int | None = None,
) -> list[MailSummary]:
    """Rows of the outbox, the newest last; `kept_back` for those held, merged or skipped, each of which says why."""
    where, parameters = "1 = 1", {}
    if measure_id is not None:
        where, parameters["measure"] = f"{where} AND measure = :measure", measure_id
    if status is not None:
        where, parameters["status"] = f"{where} AND status = :status", status
    if kept_back:
        where = f"{where} AND (status = 'skipped' OR held IS NOT NULL)"
    bound = "" if limit is None else " LIMIT :limit"
    if limit is not None:
        parameters["limit"] = limit  # type: ignore[assignment]  # the one number among texts
    found = reader.all(f"SELECT * FROM outbox WHERE {where} ORDER BY id DESC{bound}", **parameters)  # noqa: S608
    return [_mail_summary(row) for row in reversed(found)]


def mail_preferences(reader: Reader) -> dict[str, dict[str, Manner]]:
    """By person and kind, what was said about mails."""
    found: dict[str, dict[str, Manner]] = {}
    for row in reader.all("SELECT * FROM mail_preference ORDER BY person, kind"):
        found.setdefault(row["person"], {})[row["kind"]] = row["manner"]
    return found


def people_with_held_mail(reader: Reader) -> frozenset[str]:
    """For whom something waits that a digest may tell."""
    found = reader.all(
        "SELECT DISTINCT person FROM outbox WHERE status = 'pending' AND NOT settled AND held IS NOT NULL"
    )
    return frozenset(row["person"] for row in found if row["person"])


@dataclass(frozen=True, kw_only=True)
class PausedAddress:
    address: str
    since: datetime
    reason: str


def paused_addresses(reader: Reader) -> list[PausedAddress]:
    found = reader.all("SELECT * FROM paused_address ORDER BY since, address")
    return [
        PausedAddress(address=row["address"], since=rows.moment(row["since"]), reason=row["reason"]) for row in found
    ]


def message_as_sent(reader: Reader, key: str) -> bytes | None:
    """What exactly went over the wire; None for a mail that did not go out yet."""
    row = reader.one("SELECT body FROM sent_message WHERE mail = :key", key=key)
    return zlib.decompress(row["body"]) if row else None


@dataclass(frozen=True, kw_only=True)
class MailHealth:
    """What is wrong with the mail, for whoever looks after it."""

    dead: int
    stuck: int
    """Due for so long that something must be in the way."""
    oldest_stuck_at: datetime | None
    paused: int


def mail_health(reader: Reader, now: datetime, *, patience: timedelta = timedelta(hours=1)) -> MailHealth:
    """Dead letters, mails that should have gone an hour ago, paused addresses."""
    dead = reader.one("SELECT count(*) AS n FROM outbox WHERE status = 'dead'")
    stuck = reader.one(
        "SELECT count(*) AS n, min(next_attempt_at) AS oldest FROM outbox"
        " WHERE status = 'pending' AND next_attempt_at < :since",
        since=now - patience,
    )
    paused = reader.one("SELECT count(*) AS n FROM paused_address")
    return MailHealth(
        dead=int(dead["n"]) if dead else 0,
        stuck=int(stuck["n"]) if stuck else 0,
        oldest_stuck_at=rows.instant(stuck["oldest"]) if stuck else None,
        paused=int(paused["n"]) if paused else 0,
    )


def mail_row(reader: Reader, mail: int) -> Row:
    row = reader.one("SELECT * FROM outbox WHERE id = :id", id=mail)
    if row is None:
        raise NotFound(f"there is no mail {mail}", possible="qadam mail list")
    return row


def _mail_summary(row: Row) -> MailSummary:
    return MailSummary(
        id=row["id"],
        key=row["key"],
        measure=row["measure"],
        person=row["person"],
        address=row["address"],
        template=row["template"],
        status=row["status"],
        attempts=row["attempts"],
        created_at=rows.moment(row["created_at"]),
        next_attempt_at=rows.instant(row["next_attempt_at"]),
        sent_at=rows.instant(row["sent_at"]),
        last_error=row["last_error"],
        held=row["held"],
        merged_into=row["merged_into"],
    )


def regions(reader: Reader) -> dict[str, Region]:
    return {row["code"]: rows.region_from(row) for row in reader.all("SELECT * FROM region ORDER BY position")}


def agencies(reader: Reader) -> dict[str, Agency]:
    return {row["code"]: rows.agency_from(row) for row in reader.all("SELECT * FROM agency ORDER BY position")}


def people(reader: Reader) -> dict[str, Person]:
    grants: dict[str, list[Grant]] = {}
    for row in reader.all("SELECT * FROM held_role ORDER BY id"):
        grants.setdefault(row["person"], []).append(rows.grant_from(row))
    found = reader.all("SELECT * FROM person ORDER BY id")
    return {row["id"]: rows.person_from(row, tuple(grants.get(row["id"], ()))) for row in found}


def person(reader: Reader, name: str) -> Person | None:
    row = reader.one("SELECT * FROM person WHERE id = :name", name=name)
    held = reader.all("SELECT * FROM held_role WHERE person = :name ORDER BY id", name=name)
    return rows.person_from(row, tuple(rows.grant_from(grant) for grant in held)) if row else None


def token(reader: Reader, token_id: str) -> Token | None:
    row = reader.one("SELECT * FROM token WHERE id = :id", id=token_id)
    return rows.token_from(row) if row else None


def tokens(reader: Reader, person: str) -> list[Token]:
    """Every token a person was ever given, in order."""
    found = reader.all("SELECT * FROM token WHERE person = :person ORDER BY made_at, id", person=person)
    return [rows.token_from(row) for row in found]


def proven_administrators(reader: Reader, now: datetime, day: date) -> list[str]:
    """The administrators who hold a token that is good now."""
    found = reader.all(
        "SELECT DISTINCT p.id AS id FROM person p JOIN held_role h ON h.person = p.id JOIN token t ON t.person = p.id"
        " WHERE h.role = :role AND (p.left_on IS NULL OR p.left_on > :day)"
        " AND t.expires_at > :now AND (t.revoked_at IS NULL OR t.revoked_at > :now) ORDER BY 1",
        role=ADMINISTRATOR,
        day=day,
        now=now,
    )
    return [row["id"] for row in found]


def substitutions(reader: Reader) -> tuple[Substitution, ...]:
    found = reader.all("SELECT * FROM substitution ORDER BY starts_on, id")
    return tuple(rows.substitution_from(row) for row in found)


@dataclass(frozen=True, kw_only=True)
class LoadedDefinition:
    definition: Definition
    source: str
    loaded_at: datetime


def definitions(reader: Reader, type: str | None = None) -> list[LoadedDefinition]:
    """Every version of the measure types (or of one), in order."""
    where = "" if type is None else " WHERE type = :type"
    parameters = {} if type is None else {"type": type}
    found = reader.all(f"SELECT * FROM definition{where} ORDER BY type, version", **parameters)  # noqa: S608
    return [
        LoadedDefinition(
            definition=definition_from(json.loads(row["body"]), row["digest"]),
            source=row["source"],
            loaded_at=rows.moment(row["loaded_at"]),
        )
        for row in found
    ]


class DefinitionShelf:
    """Definitions as measures need them, each read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.get = cache(self._get)

    def _get(self, type: str, version: int) -> Definition:
        row = self._reader.one(
            "SELECT body, digest FROM definition WHERE type = :type AND version = :version", type=type, version=version
        )
        if row is None:
            raise NotFound(f"version {version} of {type!r} is not in this database", possible="qadam definitions list")
        return definition_from(json.loads(row["body"]), row["digest"])


def last_checkpoint(reader: Reader) -> Checkpoint | None:
    """The newest checkpoint, whose root stands for everything sealed so far."""
    row = reader.one("SELECT * FROM checkpoint ORDER BY number DESC LIMIT 1")
    return rows.checkpoint_from(row) if row else None


def checkpoints(reader: Reader, *, since: int = 1) -> Iterator[Checkpoint]:
    """Every checkpoint from a number on, in order."""
    for row in reader.each("SELECT * FROM checkpoint WHERE number >= :since ORDER BY number", since=since):
        yield rows.checkpoint_from(row)


def written_since(reader: Reader, at: datetime | None) -> bool:
    """Whether any history was written after a moment (at all, when none is named)."""
    if at is None:
        return reader.one("SELECT 1 AS found FROM history LIMIT 1") is not None
    return reader.one("SELECT 1 AS found FROM history WHERE at > :at LIMIT 1", at=at) is not None
