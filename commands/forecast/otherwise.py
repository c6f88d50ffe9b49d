"""The same portfolio under other rules: another calendar, other measure types. Only ever done to a private copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from store.clocks import states_of_open, with_open_deadlines
from store.location import Location
from store.private_copy import put_rules
from store.reader import reading
from store.store import SqlStore
from workflow.calendar import Calendar
from workflow.deadline import Deadline, DeadlineStatus
from workflow.deadlines import follow
from workflow.guards import Context
from workflow.model import Decision
from workflow.noun import dataclass
from workflow.recompute import moved_to
from workflow.steps import earlier_calendars


@dataclass(frozen=True, kw_only=True)
class Blocked:
    """A measure that cannot go on under the other rules; it stays on its own in the forecast."""

    measure: str
    why: str


def put_otherwise(
    location: Location, now: datetime, calendar: Calendar | None, documents: Mapping[str, Mapping[str, Any]]
) -> tuple[Blocked, ...]:
    """Put other rules in force in a copy, and reckon everything that runs by them."""
    store = SqlStore(location, durable=False)
    try:
        blocked = _put_types(location, documents)
        if calendar is not None:
            with store.register() as register:
                register.put_calendar(calendar, now)
        for measure in with_open_deadlines(location):
            _reckon(store, measure, now)
    finally:
        store.close()
    return blocked


def _put_types(location: Location, documents: Mapping[str, Mapping[str, Any]]) -> tuple[Blocked, ...]:
    """Types some open measure stands in a state of that the other text does not have are left as they are."""
    with reading(location) as reader:
        stuck = [
            row
            for row in states_of_open(reader)
            if row["type"] in documents and row["state"] not in documents[row["type"]]["states"]
        ]
    stay = {row["type"] for row in stuck}
    put_rules(location, {type: document for type, document in documents.items() if type not in stay})
    return tuple(
        Blocked(measure=row["id"], why=f"there is no state {row['state']!r} in the other {row['type']}")
        for row in stuck
    )


def _reckon(store: SqlStore, measure_id: str, now: datetime) -> None:
    """A measure's deadlines as the rules in force have them; what is overdue stays so."""
    with store.begin() as tx:
        measure = tx.lock(measure_id).measure
        definition = tx.definition(measure.type, measure.type_version)
        known = tx.open_deadlines(measure_id, recurring=definition.recurs)
        gone = [deadline for deadline in known if deadline.name not in definition.deadlines]
        kept = tuple(deadline for deadline in known if deadline not in gone)
        context = Context(directory=tx.directory(), calendar=tx.calendar(), earlier=earlier_calendars(tx, kept))
        clocks = follow(definition, measure, measure, kept, now, context.calendar, context.earlier)
        followed = {deadline.id: deadline for deadline in (*kept, *clocks.changed)}
        moved = [
            moved_to(context.calendar, definition.deadlines[deadline.name], measure, deadline, now)
            for deadline in followed.values()
            if deadline.is_open and deadline.due_at > now
        ]
        changed = followed | {deadline.id: deadline for deadline in moved if deadline is not None}
        changed |= {deadline.id: _called_off(deadline, now) for deadline in gone}
        new = tuple(deadline for deadline in changed.values() if deadline not in known)
        tx.save(Decision(measure=measure, entry=None, changed=new, opened=clocks.opened))


def _called_off(deadline: Deadline, now: datetime) -> Deadline:
    return replace(deadline, status=DeadlineStatus.CANCELLED, closed_at=now, next_fire_at=None)
