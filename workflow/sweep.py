"""One pass over the deadlines that are due: bounded transactions, oldest first, nothing stops the others.

The oldest are looked at a window at a time, and the regions in it take turns: within a region the oldest comes first.
Rungs that only notify are fired in batches. A rung that triggers an event has a transaction of its own, because
the event may reach the measure's parent and children.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from workflow.deadline import Deadline
from workflow.decide import decide_rung
from workflow.directory import SYSTEM
from workflow.errors import QadamError
from workflow.guards import Context
from workflow.model import Command, Decision, Measure
from workflow.noun import dataclass
from workflow.ports import Store, Transaction
from workflow.steps import take_step
from workflow.turns import Due, in_turns

BATCH = 500
"""Deadlines per transaction: large enough to be quick, small enough to let people in after a tenth of a second."""

WINDOW = 2_000
"""Deadlines among which regions take turns: a backlog up to this long keeps nobody else waiting."""

PUNCTUAL = timedelta(minutes=1)
"""A rung no later than this needs no explanation."""

Told = Callable[[Decision], None]


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One thing a pass could not do, while it did the others."""

    deadline: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Ticked:
    """What a pass did."""

    at: datetime
    rungs_fired: int = 0
    rungs_collapsed: int = 0
    events_triggered: int = 0
    mails_queued: int = 0
    errors: tuple[Trouble, ...] = ()

    def __add__(self, other: Ticked) -> Ticked:
        return Ticked(
            at=self.at,
            rungs_fired=self.rungs_fired + other.rungs_fired,
            rungs_collapsed=self.rungs_collapsed + other.rungs_collapsed,
            events_triggered=self.events_triggered + other.events_triggered,
            mails_queued=self.mails_queued + other.mails_queued,
            errors=self.errors + other.errors,
        )


@dataclass(frozen=True, kw_only=True)
class _Batch:
    done: Ticked
    with_event: tuple[str, ...] = ()
    """Deadlines whose due rung triggers an event."""


def sweep(store: Store, now: datetime, told: Told = lambda _: None) -> Ticked:
    """Fire every rung due at `now`. What cannot be handled is reported and passed over, never waited for.

    `told` is shown each decision that fires rungs, once it is saved.
    """
    done = Ticked(at=now)
    last: Due | None = None
    while True:
        with store.begin() as tx:
            window = tx.due(now, last, WINDOW)
        waiting = [due.deadline for due in in_turns(window)]
        for start in range(0, len(waiting), BATCH):
            with _undisturbed():
                batch = _fire_batch(store, now, waiting[start : start + BATCH], told)
            done += batch.done
            for deadline in batch.with_event:
                done += _fire_with_event(store, deadline, now, told)
        if len(window) < WINDOW:
            return done
        last = window[-1]


def _fire_batch(store: Store, now: datetime, deadlines: Sequence[str], told: Told) -> _Batch:
    done = Ticked(at=now)
    decisions, with_event = [], []
    with store.begin() as tx:
        due = tx.claim_due(now, deadlines)
        if not due:
            return _Batch(done=done)
        context = _context(tx, now, due[0][0])
        for deadline, measure in due:
            try:
                outcome = _decide(tx, context, deadline, measure, now)
            except Exception as error:
                done += Ticked(at=now, errors=(_trouble(deadline.id, error),))
                continue
            if outcome is None:
                continue
            event, decision = outcome
            if event is None:
                decisions.append(decision)
            else:
                with_event.append(deadline.id)
        tx.save(*decisions)
    for decision in decisions:
        told(decision)
    return _Batch(done=done + _tally(now, *decisions), with_event=tuple(with_event))


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the search for cycles: a batch makes many values and none of those, and it would take a fifth of it.

    It begins again when the batch's values are gone, or it would go through all of them at once.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _fire_with_event(store: Store, deadline: str, now: datetime, told: Told) -> Ticked:
    """Fire a rung and do its event; if the event is refused, the rung is on record with the reason all the same."""
    try:
        return _fire_one(store, deadline, now, told, refusal=None)
    except QadamError as error:
        trouble = Ticked(at=now, errors=(_trouble(deadline, error),))
        return trouble + _fire_one(store, deadline, now, told, refusal=error.message)


def _fire_one(store: Store, deadline: str, now: datetime, told: Told, *, refusal: str | None) -> Ticked:
    with store.begin() as tx:
        locked = tx.lock_deadline(deadline)
        if locked is None:
            return Ticked(at=now)
        found, family = locked
        outcome = _decide(tx, _context(tx, now, found), found, family.measure, now, refusal=refusal)
        if outcome is None:
            return Ticked(at=now)
        event, decision = outcome
        tx.save(decision)
        steps = []
        if event is not None and refusal is None:
            command = Command(measure=family.measure.id, event=event, actor=SYSTEM, comment=f"deadline {found.name}")
            steps = take_step(tx, family, command, now)
    told(decision)
    return _tally(now, decision, *steps)


def _context(tx: Transaction, now: datetime, oldest: Deadline) -> Context:
    """What every rung of a batch is decided with; outages are looked for when the oldest comes late."""
    since = oldest.next_fire_at or now
    outages = tx.outages(since, now) if now - since > PUNCTUAL else ()
    return Context(directory=tx.directory(), calendar=tx.calendar(), outages=outages)


def _decide(
    tx: Transaction,
    context: Context,
    deadline: Deadline,
    measure: Measure,
    now: datetime,
    *,
    refusal: str | None = None,
) -> tuple[str | None, Decision] | None:
    """The event the due rung triggers (none for most) and what firing it changes; None when nothing is due."""
    definition = tx.definition(measure.type, measure.type_version)
    if deadline.calendar not in ("", context.calendar.version):
        context = replace(context, earlier={deadline.calendar: tx.calendar(deadline.calendar)})
    outcome = decide_rung(definition, measure, deadline, context, now, refusal=refusal)
    if outcome is None:
        return None
    firing, decision = outcome
    return firing.rung.event, decision


def _tally(now: datetime, *decisions: Decision) -> Ticked:
    collapsed = [rung.collapsed for decision in decisions for rung in decision.fired]
    skipped = [mail.skipped for decision in decisions for step in (decision, *decision.children) for mail in step.mails]
    return Ticked(
        at=now,
        rungs_fired=collapsed.count(False),
        rungs_collapsed=collapsed.count(True),
        events_triggered=len([decision for decision in decisions if decision.entry is not None]),
        mails_queued=skipped.count(None),
    )


def _trouble(deadline: str, error: Exception) -> Trouble:
    why = error.message if isinstance(error, QadamError) else f"{type(error).__name__}: {error}"
    return Trouble(deadline=deadline, why=why)
