"""Taking back a move inside a transaction, with what follows from it in the family.

A move that was done to the children as well is taken back from those that did nothing since. A parent that followed its
children by a join goes back with them when the join is no longer met, and only if nothing happened to it since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from workflow.definition import Definition
from workflow.directory import SYSTEM
from workflow.engine_events import MERGE, UNDO
from workflow.errors import Refused
from workflow.guards import join_lacks
from workflow.model import Command, Decision, Entry, Measure
from workflow.notices import on_event
from workflow.ports import Family, Transaction
from workflow.replay import points
from workflow.steps import context_of, join_parent
from workflow.undo import Point, decide_undo


def take_back(tx: Transaction, family: Family, command: Command, now: datetime) -> list[Decision]:
    """Undo the last standing move of a measure and save it; its own decision comes first."""
    measure = family.measure
    moves = moves_that_stand(tx, measure)
    undone = moves[-1].entry
    definition = tx.definition(measure.type, moves[-2].measure.type_version if len(moves) > 1 else measure.type_version)
    context = context_of(tx, tx.every_deadline(measure.id))
    decision = decide_undo(definition, moves, measure, command, context, tx.fired_rungs(measure.id), now)
    told = on_event(definition, undone, moves[-1].measure, (), context)
    decision = replace(decision, withdrawn=tuple(mail.key for mail in told))
    tx.save(decision)
    steps = [decision]
    ways = [t for t in definition.leaving(undone.source or "", measure.level) if t.event == undone.event]
    if any(way.cascade or way.drops or way.amends for way in ways):
        steps += _with_children(tx, measure, undone, command, now)
    if family.parent is not None:
        back = _with_parent(tx, family.parent, measure, decision.measure, undone, now)
        steps += back or join_parent(tx, family.parent, measure, decision.measure, now)
    return steps


def moves_that_stand(tx: Transaction, measure: Measure) -> Sequence[Point]:
    return points(tx.history(measure.id), tx.definition, tx.directory(), tx.almanac())


def _with_children(tx: Transaction, parent: Measure, undone: Entry, command: Command, now: datetime) -> list[Decision]:
    """The children that were moved by the same step, if they stand where it put them."""
    steps: list[Decision] = []
    for child in tx.children(parent.id):
        own = tx.lock(child).measure
        last = moves_that_stand(tx, own)[-1].entry
        if last.event in (undone.event, MERGE) and (last.at, last.actor) == (undone.at, undone.actor):
            steps += take_back(tx, Family(measure=own), replace(command, measure=child, request_id=None), now)
    return steps


def _with_parent(
    tx: Transaction, parent: Measure, before: Measure, after: Measure, undone: Entry, now: datetime
) -> list[Decision]:
    """A parent whose join was met by the move that is taken back goes back as well."""
    definition = tx.definition(parent.type, parent.type_version)
    moves = moves_that_stand(tx, parent)
    for place, point in reversed(list(enumerate(moves))):
        if point.entry.at < undone.at:
            break
        if not _join_broken(tx, definition, point.entry, before, after):
            continue
        if place < len(moves) - 1:
            last = moves[-1].entry
            raise Refused(
                f"{before.id}: {parent.id} followed it by {point.entry.event!r} and has moved on since: {last.event}",
                possible=f"qadam undo {parent.id}, and then this",
                measure=before.id,
            )
        because = Command(measure=parent.id, event=UNDO, actor=SYSTEM, comment=f"{before.id} took back {undone.event}")
        return take_back(tx, Family(measure=parent), because, now)
    return []


def _join_broken(tx: Transaction, definition: Definition, entry: Entry, before: Measure, after: Measure) -> bool:
    """Whether an entry of the parent is a join that was met with the child as it was, and is not any more."""
    now_there = tx.variants(before.parent or "")
    was_there = tuple(replace(v, state=before.state) if v.region == before.region else v for v in now_there)
    joins = (t.when_children for t in definition.joins(entry.source or "", "national") if t.event == entry.event)
    return any(
        join is not None and join_lacks(join, was_there) is None and join_lacks(join, now_there) is not None
        for join in joins
    ) and (before.state != after.state)
