"""One step of a measure inside a transaction, with what follows from it in the family.

A step may cascade to the children, or meet a join and move the parent; all of it is saved in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from workflow.amendment import decide_merge
from workflow.calendar import Calendar
from workflow.deadline import Deadline
from workflow.decide import decide
from workflow.directory import SYSTEM
from workflow.errors import Forbidden, NotPossible, Refused
from workflow.guards import Context
from workflow.model import Command, Decision, Measure, Variant
from workflow.noun import replace
from workflow.ports import Family, Transaction


def take_step(tx: Transaction, family: Family, command: Command, now: datetime) -> list[Decision]:
    """Decide and save a command and all that follows from it; the command's own decision comes first."""
    measure = family.measure
    definition = tx.definition(measure.type, measure.type_version)
    ways = [t for t in definition.leaving(measure.state, measure.level) if t.event == command.event]
    looks_at_children = any(way.fan_out or way.drops or way.when_children for way in ways)
    deadlines = tx.open_deadlines(measure.id, recurring=definition.recurs)
    context = context_of(tx, deadlines, tx.variants(measure.id) if looks_at_children else ())
    decision = decide(definition, measure, command, context, now)
    tx.save(decision)
    steps = [decision]
    if decision.cascade:
        for child in tx.open_children(measure.id):
            own = replace(command, measure=child, request_id=None, expected_version=None)
            try:
                steps += take_step(tx, replace(tx.lock(child), parent=None), own, now)
            except NotPossible:
                continue  # this child stands where the event does not start
    way = next((t for t in ways if t.target == decision.measure.state), None)
    if way is not None and way.amends:
        steps += _amend(tx, measure, decision, now)
    if way is not None and way.drops and measure.level == "national":
        steps += _drop(tx, decision.measure, command, now)
    if family.parent is not None:
        steps += join_parent(tx, family.parent, measure, decision.measure, now)
    if definition.outcomes(decision.measure.state, measure.level):
        steps += _outcome(tx, decision.measure, now, with_parent=family.parent is not None)
    return steps


def _amend(tx: Transaction, before: Measure, amended: Decision, now: datetime) -> list[Decision]:
    """Merge what a national measure changed into its open variants."""
    steps: list[Decision] = []
    after, cause = amended.measure, amended.entry
    for child in tx.open_children(after.id):
        variant = tx.lock(child).measure
        definition = tx.definition(variant.type, variant.type_version)
        context = context_of(tx, tx.open_deadlines(child, recurring=definition.recurs))
        merged = decide_merge(definition, before, after, variant, cause, context, now) if cause else None
        if merged is not None:
            tx.save(merged)
            steps.append(merged)
    return steps


def _drop(tx: Transaction, parent: Measure, command: Command, now: datetime) -> list[Decision]:
    """Call off the open variants of regions that are named no more; those that remain may meet the join now."""
    steps: list[Decision] = []
    for child in tx.open_children(parent.id):
        variant = tx.lock(child).measure
        if variant.region in parent.regions:
            continue
        own = replace(command, measure=child, data={}, request_id=None, expected_version=None)
        dropped = take_step(tx, Family(measure=variant), own, now)
        steps += dropped
        steps += join_parent(tx, tx.lock(parent.id).measure, variant, dropped[0].measure, now)
    return steps


def _outcome(tx: Transaction, measure: Measure, now: datetime, *, with_parent: bool) -> list[Decision]:
    """Move a measure on whose approval is now given or refused. It is locked, so that happens once."""
    family = tx.lock(measure.id) if with_parent else Family(measure=tx.lock_alone(measure.id))
    definition = tx.definition(measure.type, measure.type_version)
    for transition in definition.outcomes(family.measure.state, measure.level):
        command = Command(measure=measure.id, event=transition.event, actor=SYSTEM)
        try:
            return take_step(tx, family, command, now)
        except (Refused, Forbidden):
            continue  # not decided yet
    return []


def context_of(tx: Transaction, deadlines: tuple[Deadline, ...], variants: tuple[Variant, ...] = ()) -> Context:
    """What a decision on a measure with these deadlines may look at, as it stands in this transaction."""
    return Context(
        directory=tx.directory(),
        calendar=tx.calendar(),
        deadlines=deadlines,
        variants=variants,
        earlier=earlier_calendars(tx, deadlines),
    )


def earlier_calendars(tx: Transaction, deadlines: Iterable[Deadline]) -> dict[str, Calendar]:
    """The calendars some deadlines were opened with, where they are not the one in force."""
    versions = {deadline.calendar for deadline in deadlines} - {tx.calendar().version}
    return {version: tx.calendar(version) for version in versions if version}


def join_parent(tx: Transaction, parent: Measure, before: Measure, after: Measure, now: datetime) -> list[Decision]:
    """Move the parent if this child's step met its join. The parent is locked, so only one child ever does."""
    definition = tx.definition(parent.type, parent.type_version)
    for transition in definition.joins(parent.state, parent.level):
        join = transition.when_children
        if join is None or not {before.state, after.state} & (join.states | join.ignores):
            continue
        command = Command(measure=parent.id, event=transition.event, actor=SYSTEM)
        try:
            return take_step(tx, Family(measure=parent), command, now)
        except Refused:
            continue  # not met yet
    return []
