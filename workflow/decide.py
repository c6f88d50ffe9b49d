"""What a command changes. Pure: the same measure, command, context and moment always give the same decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.approval import voices, voter, votes_after
from workflow.authority import Standing, forbidden, standing
from workflow.deadline import Deadline
from workflow.deadlines import Followed, follow
from workflow.definition import Definition
from workflow.engine_events import CONFLICTS, CREATE, FAN_OUT, TYPE, VOTE
from workflow.errors import Forbidden, NotPossible, QadamError, Refused
from workflow.facts import BUILT_IN_FIELDS, PERIOD, PLAN
from workflow.fields import clean_comment, read_values, stored
from workflow.guards import Attempt, Context, Objection, objections, periods_for
from workflow.ladder import Firing, fired, firing
from workflow.machine import step
from workflow.model import Command, Conflict, Creation, Decision, Deed, Entry, Measure
from workflow.notices import on_event, on_rung
from workflow.noun import replace
from workflow.numbers import check_number, variant_id
from workflow.remedy import options_for, remedy
from workflow.seal import GENESIS, next_entry, sealed
from workflow.transition import Transition

OF_PARENT = ("regions", PLAN)
"""Facts a regional variant does not take over."""


def decide(definition: Definition, measure: Measure, command: Command, context: Context, now: datetime) -> Decision:
    """What one command does to a measure. Raises the refusal, with what is possible instead."""
    command = replace(command, comment=clean_comment(command.comment))
    values = read_values(definition, command.data, context.directory)
    attempt = Attempt(
        definition=definition,
        before=measure,
        measure=with_values(measure, values),
        command=command,
        context=context,
        now=now,
        values=values,
    )
    standings: dict[Transition, Standing] = {}

    def judge(transition: Transition) -> QadamError | None:
        who = (measure, command.actor, context.directory, attempt.day, command.through)
        found = voter(definition, transition, *who) if transition.votes else standing(transition.by, *who)
        if found is None:
            asked = voices(definition.approvals[transition.votes[0]], measure) if transition.votes else ()
            return forbidden(transition, measure, command.actor, context.directory, voices=asked)
        standings[transition] = found
        against = objections(transition, found, attempt)
        return _refused(transition, attempt, against) if against else None

    transition = step(definition, measure, command.event, judge)
    values |= _period_meant(transition, values, context)
    entry = _entry(measure, transition, standings[transition], command, values, now)
    after = after_entry(attempt.measure, entry, definition)
    clocks = followed(definition, measure, after, entry, context)
    after = replace(after, due_at=clocks.due_at)
    return Decision(
        measure=after,
        entry=entry,
        changed=clocks.changed,
        opened=clocks.opened,
        mails=on_event(definition, entry, after, _standing_now(context.deadlines, clocks), context),
        children=_fan_out(definition, after, entry, context, now) if transition.fan_out else (),
        cascade=transition.cascade,
    )


def followed(
    definition: Definition, before: Measure | None, after: Measure, entry: Entry, context: Context
) -> Followed:
    """What an entry does to the deadlines of its measure."""
    deed = definition.deed_on_period(entry.event, entry.source, entry.target, after.level)
    on_period = (*deed, str(entry.data[PERIOD])) if deed else None
    return follow(definition, before, after, context.deadlines, entry.at, context.calendar, context.earlier, on_period)


def _period_meant(transition: Transition, values: Mapping[str, Any], context: Context) -> dict[str, str]:
    """The period a step is about: the one it names, or the oldest that waits for it."""
    if transition.of_period is None or values.get(PERIOD):
        return {}
    oldest, *_ = periods_for(*transition.of_period, context.deadlines)
    return {PERIOD: str(oldest.period)}


def decide_creation(
    definition: Definition, creation: Creation, measure_id: str, context: Context, now: datetime
) -> Decision:
    """The first step of a new national measure. Raises Forbidden, Refused or Invalid."""
    check_number(measure_id)
    values = read_values(definition, creation.data, context.directory)
    blank = Measure(
        id=measure_id,
        type=definition.type,
        type_version=definition.version,
        level="national",
        titles={},
        state=definition.initial,
        since=now,
        version=0,
        head=GENESIS,
        author=creation.actor,
        plan_key=creation.plan_key,
    )
    measure = with_values(blank, values)
    day = context.calendar.day(now)
    found = standing(definition.created_by, measure, creation.actor, context.directory, day, creation.through)
    if found is None:
        wanted = " or ".join(definition.created_by)
        raise Forbidden(f"{creation.actor} may not create a {definition.type}", possible=f"ask {wanted}")
    missing = [name for name in definition.creation_requires if measure.lacks(name)]
    if missing:
        raise Refused(
            f"a {definition.type} cannot be created: {', '.join(missing)} must be set",
            possible=f"the same with {' '.join(options_for(fields=missing))}",
        )
    return _first_step(
        definition,
        replace(measure, author=found.actor),
        CREATE,
        found,
        context,
        now,
        values,
        comment=clean_comment(creation.comment),
        request_id=creation.request_id,
    )


def decide_rung(
    definition: Definition,
    measure: Measure,
    deadline: Deadline,
    context: Context,
    now: datetime,
    *,
    refusal: str | None = None,
) -> tuple[Firing, Decision] | None:
    """What a deadline's due rungs do now, apart from an event they trigger; None when nothing is due.

    `refusal` is put on record: why the event was refused, where it was.
    """
    rule = definition.deadlines[deadline.name]
    calendar = context.earlier.get(deadline.calendar, context.calendar)
    due = firing(rule, deadline, now, calendar, context.outages)
    if due is None:
        return None
    decision = Decision(
        measure=measure,
        entry=None,
        changed=(fired(deadline, due),),
        fired=due.record(deadline, refusal=refusal),
        mails=on_rung(definition, due.rung, deadline, measure, context, now),
    )
    return due, decision


def with_values(measure: Measure, values: Mapping[str, Any]) -> Measure:
    """The measure with values, as read by its definition, in place."""
    changes: dict[str, Any] = {}
    data = dict(measure.data)
    for name, value in values.items():
        if name == "title":
            changes["titles"] = {**measure.titles, **value}
        elif name == "lead_agency":
            changes["agency"] = value
        elif name == PERIOD:
            continue
        elif name in BUILT_IN_FIELDS and name != PLAN:
            changes[name] = value
        elif value is None:
            data.pop(name, None)
        else:
            data[name] = value
    return replace(measure, **changes, data=data)


def _refused(transition: Transition, attempt: Attempt, against: tuple[Objection, ...]) -> Refused:
    measure, reasons = attempt.before.id, tuple(reason for _, reason in against)
    return Refused(
        f"{measure}: cannot {attempt.command.event!r}: {'; '.join(reasons)}",
        reasons=reasons,
        possible=remedy(transition, attempt, against) or f"qadam show {measure}",
        measure=measure,
    )


def _entry(
    measure: Measure,
    transition: Transition,
    standing: Standing,
    command: Command,
    values: Mapping[str, Any],
    now: datetime,
) -> Entry:
    return next_entry(
        measure,
        transition.event,
        now,
        actor=standing.actor,
        on_behalf_of=standing.on_behalf_of,
        target=transition.target,
        comment=command.comment,
        data={**{name: stored(value) for name, value in values.items()}, **_vote(transition, standing)},
        evidence=tuple(command.evidence),
        request_id=command.request_id,
    )


def _vote(transition: Transition, standing: Standing) -> Mapping[str, Any]:
    if transition.votes is None:
        return {}
    approval, answer = transition.votes
    return {VOTE: {"approval": approval, "voice": standing.voice, "answer": answer}}


def after_entry(measure: Measure, entry: Entry, definition: Definition) -> Measure:
    """The measure, with the entry's values already in place, as the entry leaves it."""
    deeds = dict(measure.deeds)
    if entry.event in definition.watched_events:
        before = deeds.get(entry.event)
        deeds[entry.event] = Deed(
            times=(before.times if before else 0) + 1, last_by=entry.actor, on_behalf_of=entry.on_behalf_of
        )
    return replace(
        measure,
        type_version=entry.type_version,
        state=entry.target,
        since=measure.since if entry.source == entry.target else entry.at,
        version=entry.seq,
        head=entry.hash,
        deeds=deeds,
        conflicts=_conflicts_after(measure.conflicts, entry),
        votes=votes_after(measure.votes, entry, definition),
        closed=definition.states[entry.target].final,
    )


def _conflicts_after(conflicts: Mapping[str, Conflict], entry: Entry) -> Mapping[str, Conflict]:
    """A conflict is over once its field is set, whatever to, or once an entry says so."""
    told: Mapping[str, Any] = entry.data.get(CONFLICTS, {})
    if not conflicts and not told:
        return conflicts
    titles = entry.data.get("title") or {}
    decided = {*entry.data, *told, *(f"title.{language}" for language in titles)}
    left = {name: conflict for name, conflict in conflicts.items() if name not in decided}
    return {**left, **{name: Conflict(**sides) for name, sides in told.items() if sides is not None}}


def _standing_now(before: tuple[Deadline, ...], clocks: Followed) -> tuple[Deadline, ...]:
    changed = {deadline.id for deadline in clocks.changed}
    return (*(deadline for deadline in before if deadline.id not in changed), *clocks.changed, *clocks.opened)


def _first_step(
    definition: Definition,
    measure: Measure,
    event: str,
    standing: Standing,
    context: Context,
    now: datetime,
    values: Mapping[str, Any],
    *,
    comment: str | None = None,
    request_id: str | None = None,
) -> Decision:
    """The birth of a measure: its first history row, deadlines and mails."""
    entry = sealed(
        Entry(
            measure=measure.id,
            seq=1,
            at=now,
            actor=standing.actor,
            on_behalf_of=standing.on_behalf_of,
            event=event,
            source=None,
            target=measure.state,
            type_version=definition.version,
            comment=comment,
            data={
                TYPE: definition.type,
                **{name: stored(value) for name, value in values.items() if value not in (None, (), "")},
            },
            request_id=request_id,
            prev_hash=GENESIS,
            hash="",
        )
    )
    born = after_entry(measure, entry, definition)
    clocks = follow(definition, None, born, (), now, context.calendar)
    born = replace(born, due_at=clocks.due_at)
    mails = on_event(definition, entry, born, clocks.opened, context)
    return Decision(measure=born, entry=entry, opened=clocks.opened, mails=mails)


def _fan_out(
    definition: Definition, parent: Measure, entry: Entry, context: Context, now: datetime
) -> tuple[Decision, ...]:
    """One regional variant for each of the parent's regions (all, when it names none) that has none yet."""
    existing = {variant.region for variant in context.variants}
    regions = parent.regions or tuple(context.directory.regions)
    facts = {name: value for name, value in parent.facts.items() if name not in OF_PARENT and value is not None}
    acting = Standing(actor=entry.actor, on_behalf_of=entry.on_behalf_of)
    variants = []
    for region in regions:
        if region in existing:
            continue
        variant = Measure(
            id=variant_id(parent.id, region),
            type=parent.type,
            type_version=parent.type_version,
            level="regional",
            parent=parent.id,
            region=region,
            titles={},
            state=parent.state,
            since=now,
            version=0,
            head=GENESIS,
            author=entry.actor,
        )
        variant = with_values(variant, facts)
        variants.append(_first_step(definition, variant, FAN_OUT, acting, context, now, facts))
    if not variants and not existing:
        raise NotPossible(f"{parent.id} names no region to fan out to", measure=parent.id)
    return tuple(variants)
