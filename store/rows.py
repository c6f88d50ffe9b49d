"""Nouns to rows and back. Rows never leave the store; nouns are frozen.

A row may come through SQLAlchemy, from psycopg or from sqlite3 itself: instants arrive as datetimes or as SQLite's
text in UTC, days as dates or text, JSON always as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, Generic

from store.raw import Row as Row
from store.raw import sqlite_value as sqlite_value
from workflow.compact import Shared, compact, packed
from workflow.model import (
    Conflict,
    Deadline,
    DeadlineStatus,
    Deed,
    EarlierDue,
    Entry,
    FiredRung,
    Mail,
    Measure,
    Noun,
    Occasion,
    Vote,
)


def instant(value: Any) -> datetime | None:
    if value is None:
        return None
    return _read_instant(value) if isinstance(value, str) else _in_utc(value)


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


@lru_cache(maxsize=10_000)
def _read_instant(text: str) -> datetime:
    """Remembered, for most deadlines are due at the same few closings."""
    return _in_utc(datetime.fromisoformat(text))


def moment(value: Any) -> datetime:
    """An instant that cannot be missing."""
    at = instant(value)
    if at is None:
        raise ValueError("an instant is missing in the database")
    return at


def day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def unpacked(text: str) -> Any:
    """What a text column keeps as JSON; three times as quick as `json.loads`, which allows for spaces around it."""
    if text == "{}":
        return {}
    return [] if text == "[]" else _decode(text)[0]


_decode = json.JSONDecoder().raw_decode


_packed_names = lru_cache(maxsize=1_000)(packed)
"""Of languages or rungs, of which there are few kinds."""


def _packed_facts(facts: Mapping[str, Any]) -> str:
    return facts.text if isinstance(facts, Shared) else packed(dict(facts))


class Reading(Generic[Noun]):
    """How rows become nouns of one kind: each field has a column of its name, and some are read out of what it holds.

    A noun is put together as it was when it was kept: making one anew, field by field, takes several times as long.
    """

    def __init__(self, kind: type[Noun], *, beside: Sequence[str] = (), **read: Callable[[Any], Any]) -> None:
        """Columns `beside` its fields are left out; so are others, only not as quickly."""
        self._kind = kind
        self._beside = beside
        self._read = tuple(read.items())

    @cached_property
    def _fields(self) -> frozenset[str]:
        return frozenset(field.name for field in fields(self._kind))  # type: ignore[arg-type]

    def __call__(self, row: Row) -> Noun:
        noun = object.__new__(self._kind)
        own = vars(noun)
        own.update(row)
        for name in self._beside:
            del own[name]
        if len(own) != len(self._fields):
            for name in own.keys() - self._fields:
                del own[name]
        for name, read in self._read:
            own[name] = read(own[name])
        return noun


# Read once for all rows that say the same: most of these texts are "[]", or alike in a whole family.


@lru_cache(maxsize=1_000)
def _names(text: str) -> tuple[str, ...]:
    return tuple(unpacked(text))


@lru_cache(maxsize=1_000)
def _earlier(text: str) -> tuple[EarlierDue, ...]:
    return tuple(EarlierDue(moment(at), moment(due), *why) for at, due, *why in unpacked(text))


@lru_cache(maxsize=1_000)
def _pauses(text: str) -> tuple[tuple[datetime, datetime | None], ...]:
    return tuple((moment(start), instant(end)) for start, end in unpacked(text))


@lru_cache(maxsize=1_000)
def _titles(text: str) -> Mapping[str, str]:
    return MappingProxyType(unpacked(text))


@lru_cache(maxsize=1_000)
def _deeds(text: str) -> Mapping[str, Deed]:
    return MappingProxyType({event: _deed_from(*values) for event, values in unpacked(text).items()})


@lru_cache(maxsize=1_000)
def _votes(text: str) -> Mapping[str, Mapping[str, Vote]]:
    return MappingProxyType(
        {
            name: {voice: Vote(answer=answer, by=by) for voice, (answer, by) in given.items()}
            for name, given in unpacked(text).items()
        }
    )


def _deed_from(times: int, last_by: str, on_behalf_of: str | None = None) -> Deed:
    return Deed(times=times, last_by=last_by, on_behalf_of=on_behalf_of)


def _conflicts(text: str) -> Mapping[str, Conflict]:
    return {name: Conflict(old=old, new=new) for name, (old, new) in unpacked(text).items()}


def measure_values(measure: Measure) -> dict[str, Any]:
    return {"number": order_number(measure.id), **_spelled(vars(measure), _OF_MEASURE)}


def measure_changes(before: Measure, after: Measure) -> dict[str, Any]:
    """The columns in which the rows of two nouns differ."""
    return _spelled(_changed(before, after), _OF_MEASURE)


def _changed(before: Any, after: Any) -> dict[str, Any]:
    was = vars(before)
    return {name: value for name, value in vars(after).items() if value is not was[name] and value != was[name]}


def _spelled(fields: Mapping[str, Any], spelling: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """Fields as their columns keep them, which are called as they are."""
    return {name: spelling[name](value) if name in spelling else value for name, value in fields.items()}


def _ballots(given: Mapping[str, Vote]) -> dict[str, list[str]]:
    return {voice: [vote.answer, vote.by] for voice, vote in given.items()}


def _deed_values(deed: Deed) -> list[Any]:
    return [deed.times, deed.last_by, *((deed.on_behalf_of,) if deed.on_behalf_of else ())]


_OF_MEASURE: Mapping[str, Callable[[Any], Any]] = {
    "titles": lambda titles: packed(dict(titles)),
    "co_executors": packed,
    "regions": packed,
    "data": lambda data: packed(dict(data)),
    "deeds": lambda deeds: packed({event: _deed_values(deed) for event, deed in deeds.items()}),
    "votes": lambda votes: packed({name: _ballots(given) for name, given in votes.items()}),
    "conflicts": lambda conflicts: packed({name: [side.old, side.new] for name, side in conflicts.items()}),
}
"""How the fields of a measure are kept that no column holds as they are."""


NO_NUMBER = 2_147_483_647
"""Stands for a plan number without digits at its beginning, so that those come last in every order."""


def order_number(measure: str) -> int:
    number = leading_number(measure)
    return NO_NUMBER if number is None else number


def leading_number(measure: str) -> int | None:
    """The digits a plan number begins with, for order; none for numbers beyond what an INTEGER column holds."""
    digits = ""
    for character in measure:
        if character not in "0123456789":
            break
        digits += character
    return int(digits) if 0 < len(digits) <= 9 else None


measure_from = Reading(
    Measure,
    beside=("number",),
    titles=_titles,
    co_executors=_names,
    regions=_names,
    starts_on=day,
    due_on=day,
    data=unpacked,
    deeds=_deeds,
    votes=_votes,
    conflicts=_conflicts,
    since=moment,
    due_at=instant,
    closed=bool,
)


def entry_values(entry: Entry) -> dict[str, Any]:
    return {
        "measure": entry.measure,
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
        "event": entry.event,
        "source": entry.source,
        "target": entry.target,
        "type_version": entry.type_version,
        "comment": entry.comment,
        "data": compact(dict(entry.data)),  # spelled as it is sealed, so that a row can be checked as it stands
        "evidence": compact([dict(item) for item in entry.evidence]),
        "request_id": entry.request_id,
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


entry_from = Reading(Entry, at=moment, data=unpacked, evidence=lambda text: tuple(unpacked(text)))


_OF_DEADLINE: Mapping[str, Callable[[Any], Any]] = {
    "earlier": lambda earlier: packed([[was.at.isoformat(), was.due.isoformat(), was.why] for was in earlier]),
    "status": lambda status: status.value,
    "pauses": lambda pauses: packed([[start.isoformat(), end and end.isoformat()] for start, end in pauses]),
    "fired": _packed_names,
}
"""How the fields of a deadline are kept that no column holds as they are."""


def deadline_values(deadline: Deadline) -> dict[str, Any]:
    return _spelled(vars(deadline), _OF_DEADLINE)


def deadline_changes(before: Deadline, after: Deadline) -> dict[str, Any]:
    """The columns in which the rows of two nouns differ."""
    return _spelled(_changed(before, after), _OF_DEADLINE)


deadline_from = Reading(
    Deadline,
    opened_at=moment,
    due_at=moment,
    earlier=_earlier,
    status=DeadlineStatus,
    closed_at=instant,
    next_fire_at=instant,
    pauses=_pauses,
    fired=_names,
    accepted_at=instant,
)


def rung_values(rung: FiredRung) -> dict[str, Any]:
    return {
        "deadline": rung.deadline,
        "epoch": rung.epoch,
        "rung": rung.rung,
        "at": rung.at,
        "fired_at": rung.fired_at,
        "collapsed": rung.collapsed,
        "refusal": rung.refusal,
        "outage": rung.outage,
    }


rung_from = Reading(FiredRung, at=moment, fired_at=moment, collapsed=bool)


def mail_values(mail: Mail) -> dict[str, Any]:
    skipped = mail.skipped is not None
    return {
        "key": mail.key,
        "measure": mail.measure,
        "deadline": mail.deadline,
        "created_at": mail.created_at,
        "template": mail.template,
        "occasion": mail.occasion.key if mail.occasion else None,
        "facts": _packed_facts(mail.facts),
        "person": mail.person,
        "address": mail.address,
        "languages": _packed_names(mail.languages),
        "urgent": mail.urgent,
        "status": "skipped" if skipped else "pending",
        "settled": skipped,
        "attempts": 0,
        "next_attempt_at": None if skipped else mail.created_at,
        "last_error": mail.skipped,
    }


def occasion_values(occasion: Occasion) -> dict[str, Any]:
    return {
        "key": occasion.key,
        "type": occasion.type,
        "type_version": occasion.type_version,
        "facts": _packed_facts(occasion.facts),
        "place": _packed_facts(occasion.place),
    }


def mail_from(row: Row) -> Mail:
    """With its occasion, if that is joined to it."""
    shared = row.get("occasion_facts")
    return Mail(
        key=row["key"],
        measure=row["measure"],
        deadline=row["deadline"],
        created_at=moment(row["created_at"]),
        template=row["template"],
        facts=unpacked(row["facts"]),
        person=row["person"],
        address=row["address"],
        languages=tuple(unpacked(row["languages"])),
        urgent=bool(row["urgent"]),
        skipped=row["last_error"] if row["status"] == "skipped" else None,
        occasion=None
        if shared is None
        else Occasion(
            key=row["occasion"],
            type=row["occasion_type"],
            type_version=row["occasion_version"],
            facts=unpacked(shared),
            place=unpacked(row["occasion_place"]),
        ),
    )
