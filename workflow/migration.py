"""Bringing a running measure to another version of its definition, as a value: what would become of it, and why not.

The state, fields and deadlines are carried over by a plan. A deadline keeps its opening, its pauses and the record of
its rungs: what has fired never fires again, whatever the new ladder says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from workflow.calendar import Calendar
from workflow.deadline import Deadline, EarlierDue
from workflow.deadline_rule import DeadlineRule
from workflow.deadlines import Followed, called_off, nearest, opened, reckoned
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.engine_events import MIGRATE, MIGRATION
from workflow.errors import Invalid, NotFound
from workflow.fields import read_value
from workflow.guards import Context
from workflow.ladder import Firing, armed, firing
from workflow.mail import Mail
from workflow.model import Decision, Entry, Measure
from workflow.notices import on_rung
from workflow.noun import dataclass
from workflow.seal import next_entry
from workflow.waiting import ways_on

Verdict = Literal["safe", "needs_mapping", "blocked"]


@dataclass(frozen=True, kw_only=True)
class MigrationPlan:
    """From whatever version a measure is on to one version of its type."""

    type: str
    to: int
    states: Mapping[str, str] = field(default_factory=dict)
    """Old states to new ones; a state that is not named keeps its name."""
    fields: Mapping[str, str | None] = field(default_factory=dict)
    """Old fields to new ones, or to none: then their values stay in the history only."""


class MigrationStatus(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"
    REVERTING = "reverting"
    REVERTED = "reverted"


UNFINISHED = (MigrationStatus.RUNNING, MigrationStatus.STOPPED, MigrationStatus.REVERTING)


@dataclass(frozen=True, kw_only=True)
class Migration:
    """A migration on record."""

    number: int
    plan: MigrationPlan
    status: MigrationStatus
    runner: str
    """Who carries it out at the moment: a name no other process has."""
    started_at: datetime
    started_by: str
    families: int = 0
    """How many were brought over."""


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """What a migration would do to one measure."""

    measure: Measure
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    """Why it is not safe."""
    decision: Decision | None = None
    firing: tuple[tuple[Deadline, Firing], ...] = ()
    """The rungs that the next pass would fire."""
    mails: tuple[Mail, ...] = ()
    """The mails of those rungs."""


def prospect(
    old: Definition,
    new: Definition,
    measure: Measure,
    plan: MigrationPlan,
    actor: str,
    number: int,
    context: Context,
    now: datetime,
) -> Prospect:
    """Migration `number`, done to one measure whose open deadlines are in the context."""
    gaps = tuple(_gaps(new, measure, plan))
    walls = () if gaps else tuple(_walls(old, new, measure, plan, context.directory))
    if gaps or walls:
        return Prospect(measure=measure, verdict="needs_mapping" if gaps else "blocked", reasons=gaps or walls)
    fields = {name: plan.fields[name] for name in measure.data if name in plan.fields}
    entry = next_entry(
        measure,
        MIGRATE,
        now,
        actor=actor,
        target=plan.states.get(measure.state),
        type_version=new.version,
        data={MIGRATION: {"number": number, "from": old.version, "fields": fields}},
    )
    after = migrated(measure, entry, new)
    clocks = carried(old, new, after, context.deadlines, now, context.calendar)
    after = replace(after, due_at=clocks.due_at)
    decision = Decision(measure=after, entry=entry, changed=clocks.changed, opened=clocks.opened)
    due = [
        (deadline, found)
        for deadline in (*clocks.changed, *clocks.opened)
        if (
            found := firing(new.deadlines[deadline.name], deadline, now, context.calendar) if deadline.is_open else None
        )
    ]
    mails = (mail for d, first in due for mail in on_rung(new, first.rung, d, after, context, now))
    return Prospect(measure=measure, verdict="safe", decision=decision, firing=tuple(due), mails=tuple(mails))


def migrated(measure: Measure, entry: Entry, new: Definition) -> Measure:
    """The measure as a migration leaves it: no move, so it has stood in its state as long as before."""
    fields = entry.data[MIGRATION]["fields"]
    kept = {fields.get(name, name): value for name, value in measure.data.items()}
    return replace(
        measure,
        type_version=entry.type_version,
        state=entry.target,
        version=entry.seq,
        head=entry.hash,
        data={name: value for name, value in kept.items() if name is not None},
        votes={name: given for name, given in measure.votes.items() if name in new.approvals},
        closed=new.states[entry.target].final,
    )


def carried(
    old: Definition, new: Definition, after: Measure, deadlines: Iterable[Deadline], now: datetime, calendar: Calendar
) -> Followed:
    """The open deadlines under the new rules: carried on, or cancelled where there is no such rule; new ones open."""
    state, names = new.states[after.state], new.clocks(after)
    known = tuple(deadlines)
    stands = tuple(
        _carried(old.deadlines[deadline.name], new.deadlines[deadline.name], deadline, after, now, calendar)
        if deadline.name in new.deadlines and (deadline.name in names or state.pauses)
        else called_off(deadline, now)
        for deadline in known
        if deadline.is_open
    )
    fresh = opened(new, after, known, now, calendar)
    return Followed(changed=stands, opened=fresh, due_at=nearest((*stands, *fresh)))


def _carried(
    old: DeadlineRule, new: DeadlineRule, deadline: Deadline, after: Measure, now: datetime, calendar: Calendar
) -> Deadline:
    deadline = replace(deadline, type_version=after.type_version)
    if _said(old) == _said(new):
        return deadline
    due = reckoned(new, after, deadline, calendar) or deadline.due_at
    # One more step of the ledger, and with it a ladder armed now: reminders of the past are not made up for.
    earlier = (*deadline.earlier, EarlierDue(now, deadline.due_at, "migrated"))
    return armed(new, replace(deadline, due_at=due, earlier=earlier, calendar=calendar.version), calendar)


def _said(rule: DeadlineRule) -> DeadlineRule:
    return replace(rule, titles={}, line=None)


def _gaps(new: Definition, measure: Measure, plan: MigrationPlan) -> Iterable[str]:
    """What the plan has to say before anything can be decided."""
    if measure.state not in new.states and measure.state not in plan.states:
        yield f"version {new.version} has no state {measure.state!r}: --map {measure.state}=…"
    for name in measure.data:
        if name not in new.fields and name not in plan.fields:
            yield f"version {new.version} has no field {name!r}: say in a plan file what becomes of it"


def _walls(
    old: Definition, new: Definition, measure: Measure, plan: MigrationPlan, directory: Directory
) -> Iterable[str]:
    target = plan.states.get(measure.state, measure.state)
    if target not in new.states:
        yield f"version {new.version} has no state {target!r}"
        return
    if new.states[target].final != measure.closed:
        is_, would = ("closed", "open") if measure.closed else ("open", "close")
        yield f"it is {is_}, and {target!r} would {would} it"
    elif not measure.closed and not ways_on(new, replace(measure, state=target)):
        yield f"nothing leads a {measure.level} measure on from {target!r}"
    if measure.type != new.type or old.type != new.type:
        yield f"it is a {measure.type}"
    for name, value in measure.data.items():
        renamed = plan.fields.get(name, name)
        if renamed is None:
            continue
        try:
            read_value(new, renamed, value, directory)
        except (Invalid, NotFound) as refusal:
            yield refusal.message


def plan_of(document: Mapping[str, Any], type: str, to: int | None) -> MigrationPlan:
    """A plan file's content: `{to, states: {old: new}, fields: {old: new | null}}`. Raises Invalid."""
    known = {"type", "to", "states", "fields"}
    if not isinstance(document, Mapping) or not set(document) <= known:
        raise Invalid("a migration plan has the keys to, states and fields", possible="states: {old: new}")
    if document.get("type") not in (None, type):
        raise Invalid(f"this plan is for {document['type']!r}, not for {type!r}")
    version = document.get("to", to) if to is None else to
    if not isinstance(version, int) or isinstance(version, bool):
        raise Invalid("the plan does not say to which version", possible="--to V")
    states, fields = document.get("states") or {}, document.get("fields") or {}
    for named, empty in ((states, False), (fields, True)):
        good = isinstance(named, Mapping) and all(
            isinstance(a, str) and (isinstance(b, str) or (empty and b is None)) for a, b in named.items()
        )
        if not good:
            raise Invalid("a migration plan maps old names to new ones", possible="states: {old: new}")
    return MigrationPlan(type=type, to=version, states=dict(states), fields=dict(fields))
