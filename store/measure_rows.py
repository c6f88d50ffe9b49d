"""Measures, their history, deadlines and fired rungs to rows and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from store.rows import Reading, day, instant, moment, names, packed_names, unpacked
from workflow.compact import compact, packed
from workflow.deadline import Deadline, DeadlineStatus, EarlierDue, FiredRung
from workflow.model import Conflict, Deed, Entry, Measure, Vote

# Read once for all rows that say the same: most of these texts are "[]", or alike in a whole family.


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
    return _changed(before, after, _OF_MEASURE)


def _changed(before: Any, after: Any, spelling: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    was = vars(before)
    return {
        name: spelling[name](value) if name in spelling else value
        for name, value in vars(after).items()
        if value is not was[name] and value != was[name]
    }


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
    co_executors=names,
    regions=names,
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
    "fired": packed_names,
}
"""How the fields of a deadline are kept that no column holds as they are."""


def deadline_values(deadline: Deadline) -> dict[str, Any]:
    return _spelled(vars(deadline), _OF_DEADLINE)


def deadline_changes(before: Deadline, after: Deadline) -> dict[str, Any]:
    """The columns in which the rows of two nouns differ."""
    return _changed(before, after, _OF_DEADLINE)


deadline_from = Reading(
    Deadline,
    opened_at=moment,
    due_at=moment,
    earlier=_earlier,
    status=DeadlineStatus,
    closed_at=instant,
    next_fire_at=instant,
    pauses=_pauses,
    fired=names,
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
