"""Nouns to rows and back. Rows never leave the store; nouns are frozen.

A row may come through SQLAlchemy, from psycopg or from sqlite3 itself: instants arrive as datetimes or as SQLite's
text in UTC, days as dates or text, JSON always as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

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


def _noun(kind: type[Noun], **fields: Any) -> Noun:
    """A noun as it was when it was kept; making it anew, field by field, takes ten times as long."""
    noun = object.__new__(kind)
    vars(noun).update(fields)
    return noun


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


def measure_from(row: Row) -> Measure:
    return _noun(
        Measure,
        id=row["id"],
        type=row["type"],
        type_version=row["type_version"],
        level=row["level"],
        parent=row["parent"],
        region=row["region"],
        agency=row["agency"],
        titles=_titles(row["titles"]),
        co_executors=tuple(unpacked(row["co_executors"])),
        regions=tuple(unpacked(row["regions"])),
        starts_on=day(row["starts_on"]),
        due_on=day(row["due_on"]),
        data=unpacked(row["data"]),
        deeds=_deeds(row["deeds"]),
        votes={
            name: {voice: Vote(answer=answer, by=by) for voice, (answer, by) in given.items()}
            for name, given in unpacked(row["votes"]).items()
        },
        conflicts={n: Conflict(old=old, new=new) for n, (old, new) in unpacked(row["conflicts"]).items()},
        author=row["author"],
        plan_key=row["plan_key"],
        state=row["state"],
        since=moment(row["since"]),
        due_at=instant(row["due_at"]),
        closed=bool(row["closed"]),
        version=row["version"],
        head=row["head"],
    )


@lru_cache(maxsize=1_000)
def _titles(text: str) -> Mapping[str, str]:
    """Remembered, for a family is called alike."""
    return MappingProxyType(unpacked(text))


@lru_cache(maxsize=1_000)
def _deeds(text: str) -> Mapping[str, Deed]:
    """Remembered, for a family was made by the same people."""
    return MappingProxyType({event: _deed_from(*values) for event, values in unpacked(text).items()})


def _deed_from(times: int, last_by: str, on_behalf_of: str | None = None) -> Deed:
    return Deed(times=times, last_by=last_by, on_behalf_of=on_behalf_of)


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


def entry_from(row: Row) -> Entry:
    return Entry(
        measure=row["measure"],
        seq=row["seq"],
        at=moment(row["at"]),
        actor=row["actor"],
        on_behalf_of=row["on_behalf_of"],
        event=row["event"],
        source=row["source"],
        target=row["target"],
        type_version=row["type_version"],
        comment=row["comment"],
        data=unpacked(row["data"]),
        evidence=tuple(unpacked(row["evidence"])),
        request_id=row["request_id"],
        prev_hash=row["prev_hash"],
        hash=row["hash"],
    )


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


def deadline_from(row: Row) -> Deadline:
    return _noun(
        Deadline,
        id=row["id"],
        measure=row["measure"],
        name=row["name"],
        type_version=row["type_version"],
        opened_at=moment(row["opened_at"]),
        due_at=moment(row["due_at"]),
        earlier=tuple(EarlierDue(moment(at), moment(due), *why) for at, due, *why in unpacked(row["earlier"])),
        status=DeadlineStatus(row["status"]),
        closed_at=instant(row["closed_at"]),
        next_fire_at=instant(row["next_fire_at"]),
        pauses=tuple((moment(start), instant(end)) for start, end in unpacked(row["pauses"])),
        fired=tuple(unpacked(row["fired"])),
        calendar=row["calendar"],
        period=row["period"],
        accepted_at=instant(row["accepted_at"]),
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


def rung_from(row: Row) -> FiredRung:
    return FiredRung(
        deadline=row["deadline"],
        epoch=row["epoch"],
        rung=row["rung"],
        at=moment(row["at"]),
        fired_at=moment(row["fired_at"]),
        collapsed=bool(row["collapsed"]),
        refusal=row["refusal"],
        outage=row["outage"],
    )


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
