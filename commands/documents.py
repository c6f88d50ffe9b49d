"""The JSON other programs rely on. Keys may be added here, never renamed or removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from commands.output import text_in
from workflow.deadline import Deadline, FiredRung
from workflow.definition import Definition
from workflow.model import Entry, Measure
from workflow.waiting import lacking

if TYPE_CHECKING:
    from workflow.engine import Moved


def is_overdue(measure: Measure, now: datetime) -> bool:
    return measure.due_at is not None and measure.due_at < now


def measure_document(measure: Measure, definition: Definition, now: datetime, language: str) -> dict[str, Any]:
    return {
        "id": measure.id,
        "title": text_in(measure.titles, language),
        "titles": dict(measure.titles),
        "type": measure.type,
        "type_version": measure.type_version,
        "level": measure.level,
        "parent": measure.parent,
        "region": measure.region,
        "regions": list(measure.regions),
        "agency": measure.agency,
        "co_executors": list(measure.co_executors),
        "state": measure.state,
        "since": measure.since,
        "starts_on": measure.starts_on,
        "due_on": measure.due_on,
        "due_at": measure.due_at,
        "overdue": is_overdue(measure, now),
        "closed": measure.closed,
        "version": measure.version,
        "data": dict(measure.data),
        "votes": {name: {v: vote.answer for v, vote in given.items()} for name, given in measure.votes.items()},
        "conflicts": {name: {"old": c.old, "new": c.new} for name, c in measure.conflicts.items()},
        "events": list(definition.open_to(measure)),
        "needs": list(lacking(definition, measure)),
    }


def deadline_document(
    deadline: Deadline, fired: Iterable[FiredRung], to_come: Sequence[tuple[str, datetime]]
) -> dict[str, Any]:
    """A deadline with its ladder: the rungs on record, then those to come."""
    return {
        "id": deadline.id,
        "name": deadline.name,
        "opened_at": deadline.opened_at,
        "due_at": deadline.due_at,
        "first_due_at": deadline.first_due_at,
        "closed_at": deadline.closed_at,
        "next_fire_at": deadline.next_fire_at,
        "status": deadline.status.value,
        "period": deadline.period,
        "accepted_at": deadline.accepted_at,
        "rungs": [
            *(
                {
                    "key": rung.rung,
                    "at": rung.at,
                    "fired_at": rung.fired_at,
                    "collapsed": rung.collapsed,
                    "epoch": rung.epoch,
                    "refusal": rung.refusal,
                    "outage": rung.outage,
                }
                for rung in fired
            ),
            *({"key": key, "at": at, "fired_at": None, "collapsed": False} for key, at in to_come),
        ],
    }


def entry_document(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at,
        "actor": entry.actor,
        "on_behalf_of": entry.on_behalf_of,
        "event": entry.event,
        "from": entry.source,
        "to": entry.target,
        "comment": entry.comment,
        "data": dict(entry.data),
        "evidence": [dict(item) for item in entry.evidence],
        "request_id": entry.request_id,
        "type_version": entry.type_version,
        "hash": entry.hash,
        "prev_hash": entry.prev_hash,
    }


def moved_document(moved: Moved) -> dict[str, Any]:
    own = moved.decisions[0] if moved.decisions else None
    return {
        "measure": moved.measure,
        "event": moved.event,
        "from": moved.source,
        "to": moved.target,
        "version": moved.version,
        "ok": True,
        "at": moved.at,
        "repeated": moved.repeated,
        "children": [child.measure.id for child in own.children] if own else [],
        "also_moved": [
            {"measure": step.entry.measure, "event": step.entry.event, "to": step.entry.target}
            for step in moved.decisions[1:]
            if step.entry is not None
        ],
        "mails_queued": sum(
            mail.skipped is None for step in moved.decisions for birth in (step, *step.children) for mail in birth.mails
        ),
    }
