"""Carrying a migration out: family by family, in batches, so that it can be stopped, gone on with and taken back.

A national measure and all its variants change version in one transaction or not at all. Who runs a migration holds its
row; whoever resumes it takes the row over, and the one before stops at its next batch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from workflow.authority import Standing
from workflow.clock import Clock
from workflow.engine_events import MIGRATION, REVERT
from workflow.errors import Conflict, NotFound, QadamError
from workflow.migration import UNFINISHED, Migration, MigrationPlan, MigrationStatus, Prospect, prospect
from workflow.model import Measure
from workflow.noun import dataclass
from workflow.ports import Transaction
from workflow.steps import context_of
from workflow.taking_back import moves_that_stand
from workflow.undo import going_back

BATCH = 20
"""Families per transaction: a measure and its variants, about four hundred rows."""


@dataclass(frozen=True, kw_only=True)
class FamilyProspect:
    """What becomes of a national measure with its variants: all together, or nothing."""

    root: str
    members: tuple[Prospect, ...]

    @property
    def safe(self) -> bool:
        return all(member.verdict == "safe" for member in self.members)


class MigratingTransaction(Transaction, Protocol):
    def unfinished_migration(self, type: str) -> Migration | None: ...

    def last_migration(self, type: str) -> Migration | None:
        """The newest one of a type, locked."""

    def add_migration(self, migration: Migration) -> None:
        """A new one. Raises Conflict if another of its type is not finished."""

    def keep_migration(self, migration: Migration) -> None:
        """How far one on record has come."""

    def next_migration(self) -> int: ...

    def families_at(self, type: str, version: int, *, same: bool, after: str, limit: int) -> tuple[str, ...]:
        """National measures of a type, at a version or at any other, with a member that is not closed; by id."""


class MigratingStore(Protocol):
    def begin(self, *, dry_run: bool = False) -> AbstractContextManager[MigratingTransaction]: ...


def examine(
    store: MigratingStore, plan: MigrationPlan, actor: str, now: datetime, batch: int = BATCH
) -> Iterator[FamilyProspect]:
    """What a migration would do to every family, without doing it."""
    after = ""
    while True:
        with store.begin(dry_run=True) as tx:
            tx.definition(plan.type, plan.to)  # says so if there is none
            roots = tx.families_at(plan.type, plan.to, same=False, after=after, limit=batch)
            found = [_family(tx, root, plan, actor, 0, now) for root in roots]
        yield from found
        if len(roots) < batch:
            return
        after = roots[-1]


def start(store: MigratingStore, plan: MigrationPlan, actor: str, runner: str, now: datetime) -> Migration:
    """Put a migration on record. Raises Conflict while another of the same type is not finished."""
    with store.begin() as tx:
        tx.definition(plan.type, plan.to)
        other = tx.unfinished_migration(plan.type)
        if other is not None:
            raise Conflict(
                f"migration {other.number} of {plan.type} to version {other.plan.to} is {other.status}",
                possible=f"qadam definitions migrate {plan.type} --resume, --stop or --revert",
            )
        migration = Migration(
            number=tx.next_migration(),
            plan=plan,
            status=MigrationStatus.RUNNING,
            runner=runner,
            started_at=now,
            started_by=actor,
        )
        tx.add_migration(migration)
    return migration


def take_over(store: MigratingStore, type: str, runner: str, status: MigrationStatus) -> Migration:
    """Run, stop or revert the last migration of a type from now on. Raises NotFound or Conflict."""
    with store.begin() as tx:
        last = tx.last_migration(type)
        if last is None:
            raise NotFound(f"there was no migration of {type}", possible=f"qadam definitions migrate {type} --to V")
        finished = last.status not in UNFINISHED
        if finished and (status is not MigrationStatus.REVERTING or last.status is MigrationStatus.REVERTED):
            raise Conflict(f"migration {last.number} of {type} is {last.status}", possible="nothing is left to do")
        if last.status is MigrationStatus.REVERTING and status is not MigrationStatus.REVERTING:
            raise Conflict(f"migration {last.number} of {type} is being reverted", possible="--revert goes on with it")
        taken = replace(last, runner=runner, status=status)
        tx.keep_migration(taken)
    return taken


def carry_out(
    store: MigratingStore, migration: Migration, actor: str, now: Clock, *, batch: int = BATCH, limit: int | None = None
) -> Iterator[FamilyProspect]:
    """Bring families over until all are, or `limit` are, or somebody stops it; each one as it is done.

    Families that are not safe are passed over and stay on their version.
    """
    number, plan = migration.number, migration.plan

    def one(tx: MigratingTransaction, root: str) -> FamilyProspect:
        return _saved(tx, _family(tx, root, plan, actor, number, now()))

    yield from _in_batches(store, migration, one, MigrationStatus.DONE, same=False, batch=batch, limit=limit)


def revert(
    store: MigratingStore, migration: Migration, actor: str, comment: str | None, now: Clock, *, batch: int = BATCH
) -> Iterator[FamilyProspect]:
    """Bring every family back of which no member has done anything since, with its deadlines as they were."""

    def one(tx: MigratingTransaction, root: str) -> FamilyProspect:
        members = tuple(
            _way_back(tx, tx.lock(name).measure, migration, actor, comment, now()) for name in _names(tx, root)
        )
        family = FamilyProspect(root=root, members=members)
        if family.safe:
            tx.save(*(member.decision for member in members if member.decision is not None))
        return family

    yield from _in_batches(store, migration, one, MigrationStatus.REVERTED, same=True, batch=batch)


def _in_batches(
    store: MigratingStore,
    migration: Migration,
    one: Callable[[MigratingTransaction, str], FamilyProspect],
    end: MigrationStatus,
    *,
    same: bool,
    batch: int,
    limit: int | None = None,
) -> Iterator[FamilyProspect]:
    after, left = "", limit
    while left is None or left > 0:
        size = batch if left is None else min(batch, left)
        done: list[FamilyProspect] = []
        with store.begin() as tx:
            current = tx.last_migration(migration.plan.type)
            if current is None or (current.number, current.runner) != (migration.number, migration.runner):
                return  # somebody else took it over
            if current.status is MigrationStatus.STOPPED:
                return
            roots = tx.families_at(migration.plan.type, migration.plan.to, same=same, after=after, limit=size)
            for root in roots:
                with tx.attempt():
                    done.append(one(tx, root))
            came = sum(family.safe for family in done)
            finished = len(roots) < size
            families = current.families + (-came if same else came)
            tx.keep_migration(replace(current, families=families, status=end if finished else current.status))
        yield from done
        if finished:
            return
        after = roots[-1]
        left = None if left is None else left - size


def _saved(tx: MigratingTransaction, family: FamilyProspect) -> FamilyProspect:
    if family.safe:
        tx.save(*(member.decision for member in family.members if member.decision is not None))
    return family


def _names(tx: MigratingTransaction, root: str) -> Sequence[str]:
    return (root, *tx.children(root))


def _family(
    tx: MigratingTransaction, root: str, plan: MigrationPlan, actor: str, number: int, now: datetime
) -> FamilyProspect:
    tx.lock(root)  # before its children, so that none can be added meanwhile
    return FamilyProspect(
        root=root, members=tuple(_member(tx, name, plan, actor, number, now) for name in _names(tx, root))
    )


def _member(
    tx: MigratingTransaction, name: str, plan: MigrationPlan, actor: str, number: int, now: datetime
) -> Prospect:
    measure = tx.lock(name).measure
    try:
        old, new = tx.definition(measure.type, measure.type_version), tx.definition(plan.type, plan.to)
        context = context_of(tx, tx.open_deadlines(name, recurring=old.recurs or new.recurs))
        return prospect(old, new, measure, plan, actor, number, context, now)
    except QadamError as refusal:
        return Prospect(measure=measure, verdict="blocked", reasons=(refusal.message,))


def _way_back(
    tx: MigratingTransaction, measure: Measure, migration: Migration, actor: str, comment: str | None, now: datetime
) -> Prospect:
    moves = moves_that_stand(tx, measure)
    last = moves[-1].entry
    if last.data.get(MIGRATION, {}).get("number") != migration.number:
        reason = f"it has moved on since: {last.event}"
        return Prospect(measure=measure, verdict="blocked", reasons=(reason,))
    definition = tx.definition(measure.type, moves[-2].measure.type_version)
    context = context_of(tx, tx.every_deadline(measure.id))
    record = tx.fired_rungs(measure.id)
    capacity = Standing(actor=actor)
    decision = going_back(definition, moves, measure, REVERT, capacity, comment, context, record, now)
    return Prospect(measure=measure, verdict="safe", decision=decision)
