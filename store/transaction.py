"""The transaction a command or a pass works in: what it may read for a decision, and `save`, the only writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any

from sqlalchemy import Table

from store import questions, rows
from store.counters import Standing, named, places, standing
from store.driver import Driver
from store.heartbeats import RUNS_SINCE
from store.mail_rows import mail_values, occasion_values
from store.measure_rows import (
    deadline_changes,
    deadline_from,
    deadline_values,
    entry_from,
    entry_values,
    measure_changes,
    measure_from,
    measure_values,
    rung_from,
    rung_values,
)
from store.migration_rows import migration_from, migration_values
from store.outages import run_from
from store.reference import REVISIONS, Reference
from store.tables import counter, deadline, fired_rung, history, measure, migration, occasion, outbox
from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.deadline import Deadline, FiredRung
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.errors import Conflict, NotFound
from workflow.ladder import Interval
from workflow.migration import UNFINISHED, Migration
from workflow.model import Decision, Entry, Measure, Variant
from workflow.numbers import national_id
from workflow.ports import Family
from workflow.turns import Due
from workflow.uptime import outages

Change = tuple[Mapping[str, Any], Mapping[str, Any]]
"""Columns a row is known by, and columns to set in it."""

_BEFORE_ALL = Due(deadline="", at=datetime(1, 1, 1, tzinfo=UTC))


def _unknown(measure_id: str) -> NotFound:
    return NotFound(f"there is no measure {measure_id}", possible="qadam list", measure=measure_id)


def _moved_meanwhile(changes: Sequence[Change]) -> Conflict:
    moved = ", ".join(str(known["id"]) for known, _ in changes)
    return Conflict(f"{moved}: somebody else moved it first", possible="look again, then decide again")


class SqlTransaction:
    """Lives as long as its driver's transaction; opened by `SqlStore.begin` only."""

    def __init__(self, driver: Driver, reference: Reference) -> None:
        self._driver = driver
        self._reference = reference
        self._measures: dict[str, Measure] = {}
        self._deadlines: dict[str, Deadline] = {}
        """Both as the database has them, by id: what has not changed is not written again."""
        self._counted: dict[Standing, int] = {}
        """How many measures more (or less) stand so than before."""

    @property
    def alone(self) -> bool:
        return self._driver.alone

    @cached_property
    def _in_force(self) -> tuple[Directory, Calendar]:
        return self._reference.in_force(self._driver)

    def directory(self) -> Directory:
        return self._in_force[0]

    def calendar(self, version: str | None = None) -> Calendar:
        return self._in_force[1] if version is None else self._reference.calendar(self._driver, version)

    def almanac(self) -> Almanac:
        return self._reference.almanac(self._driver)

    def definition(self, type: str, version: int | None = None) -> Definition:
        return self._reference.definition(self._driver, type, version)

    def answered(self, request_id: str) -> Entry | None:
        row = self._driver.one(questions.ANSWERED, request_id=request_id)
        return entry_from(row) if row else None

    def lock(self, measure_id: str) -> Family:
        parent_id = national_id(measure_id)
        found = {row["id"]: row for row in self._driver.all(questions.LOCK_FAMILY, id=measure_id, parent=parent_id)}
        if measure_id not in found:
            raise _unknown(measure_id)
        parent = found.get(parent_id) if parent_id != measure_id else None
        return Family(
            measure=self._measure(found[measure_id]),
            parent=None if parent is None else self._remembered(self._reference.parent(parent)),
        )

    def lock_alone(self, measure_id: str) -> Measure:
        self._driver.expect(
            (questions.LOCK, {"id": measure_id}), (REVISIONS, {}), (questions.OPEN_DEADLINES, {"measure": measure_id})
        )
        row = self._driver.one(questions.LOCK, id=measure_id)
        if row is None:
            raise _unknown(measure_id)
        return self._measure(row)

    def lock_parent(self, noun: Measure) -> Measure | None:
        row = self._driver.one(questions.LOCK_IF_FREE, id=noun.parent)
        return None if row is None else self._remembered(self._reference.parent(row))

    def lock_each(self, measure_ids: Iterable[str]) -> list[Measure]:
        """Those there are, locked in the order of their ids: a parent before its children, and never crosswise."""
        ids = questions.numbered(measure_ids)
        return [self._measure(row) for row in self._driver.all(questions.lock_each(len(ids)), **ids)]

    def open_deadlines_of(self, measure_ids: Iterable[str]) -> list[Deadline]:
        ids = questions.numbered(measure_ids)
        return [self._deadline(row) for row in self._driver.all(questions.open_deadlines_of(len(ids)), **ids)]

    def open_deadlines(self, measure_id: str, *, recurring: bool = False) -> tuple[Deadline, ...]:
        found = [self._deadline(row) for row in self._driver.all(questions.OPEN_DEADLINES, measure=measure_id)]
        if recurring:
            found += [self._deadline(row) for row in self._driver.all(questions.PERIODS_OVER, measure=measure_id)]
        return tuple(sorted(found, key=lambda noun: (noun.opened_at, noun.id)))

    def variants(self, parent_id: str) -> tuple[Variant, ...]:
        found = self._driver.all(questions.VARIANTS, parent=parent_id)
        return tuple(Variant(region=row["region"], state=row["state"]) for row in found)

    def open_children(self, parent_id: str) -> tuple[str, ...]:
        return tuple(self._driver.column(questions.OPEN_CHILDREN, parent=parent_id))

    def children(self, parent_id: str) -> tuple[str, ...]:
        return tuple(self._driver.column(questions.CHILDREN, parent=parent_id))

    def last_entry(self, measure_id: str) -> Entry:
        row = self._driver.one(questions.LAST_ENTRY, measure=measure_id)
        if row is None:
            raise NotFound(f"{measure_id} has no history", possible="qadam db check", measure=measure_id)
        return entry_from(row)

    def history(self, measure_id: str) -> tuple[Entry, ...]:
        return tuple(entry_from(row) for row in self._driver.all(questions.HISTORY, measure=measure_id))

    def every_deadline(self, measure_id: str) -> tuple[Deadline, ...]:
        return tuple(self._deadline(row) for row in self._driver.all(questions.EVERY_DEADLINE, measure=measure_id))

    def fired_rungs(self, measure_id: str) -> tuple[FiredRung, ...]:
        return tuple(rung_from(row) for row in self._driver.all(questions.FIRED_RUNGS, measure=measure_id))

    def families_at(self, type: str, version: int, *, same: bool, after: str, limit: int) -> tuple[str, ...]:
        query = questions.FAMILIES_AT if same else questions.FAMILIES_OFF
        return tuple(self._driver.column(query, type=type, version=version, after=after, limit=limit))

    def last_migration(self, type: str) -> Migration | None:
        row = self._driver.one(questions.LAST_MIGRATION, type=type)
        return migration_from(row) if row else None

    def unfinished_migration(self, type: str) -> Migration | None:
        last = self.last_migration(type)
        return last if last is not None and last.status in UNFINISHED else None

    def next_migration(self) -> int:
        return int(self._driver.scalar(questions.HIGHEST_MIGRATION) or 0) + 1

    def add_migration(self, noun: Migration) -> None:
        self._driver.insert(migration, [migration_values(noun)])

    def keep_migration(self, noun: Migration) -> None:
        values = migration_values(noun)
        self._change(migration, [({"id": values.pop("id")}, values)])

    def next_number(self) -> str:
        return str((self._driver.scalar(questions.HIGHEST_NUMBER) or 0) + 1)

    def exists(self, measure_id: str) -> bool:
        return self._driver.one(questions.MEASURE_ID, id=measure_id) is not None

    def planned(self, plan_key: str) -> Measure | None:
        row = self._driver.one(questions.PLANNED, plan_key=plan_key)
        return measure_from(row) if row else None

    def due(self, now: datetime, after: Due | None, limit: int) -> Sequence[Due]:
        last = after or _BEFORE_ALL
        found = self._driver.columns(questions.DUE, now=now, at=last.at, last=last.deadline, limit=limit)
        if not found:
            return []
        ids, instants = found
        return list(map(Due, ids, rows.each(rows.moment, instants)))

    def claim_due(self, now: datetime, deadlines: Sequence[str]) -> Sequence[tuple[Deadline, Measure]]:
        """Locks the measures (skipping those being moved), as a move does, so that the two never wait crosswise."""
        ids = questions.numbered(deadlines)
        columns = self._driver.columns(questions.claim_due(len(ids)), now=now, **ids)
        if not columns:
            return []
        own, its = deadline.c.keys(), measure.c.keys()
        clocks = deadline_from.many(dict(zip(own, columns, strict=False)))
        measures = measure_from.many(dict(zip(its, columns[len(own) :], strict=True)))
        self._deadlines |= {clock.id: clock for clock in clocks}
        self._measures |= {noun.id: noun for noun in measures}
        return list(zip(clocks, measures, strict=True))

    def lock_deadline(self, deadline_id: str) -> tuple[Deadline, Family] | None:
        family = self.lock(deadline_id.partition("#")[0])
        row = self._driver.one(questions.OPEN_DEADLINE, id=deadline_id)
        return (self._deadline(row), family) if row else None

    def outages(self, since: datetime, now: datetime) -> tuple[Interval, ...]:
        return outages(map(run_from, self._driver.all(RUNS_SINCE, since=since)), now)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that is undone alone when it fails: a savepoint."""
        before, self._counted = self._counted, {}
        try:
            with self._driver.savepoint():
                yield
            self._counted, counted = before, self._counted
            for how, n in counted.items():
                self._count(how, n)
        except BaseException:
            self._counted = before
            self._measures.clear()  # what is not known is read again, or written whole
            self._deadlines.clear()
            raise

    def abandon(self) -> None:
        self._counted.clear()
        self._driver.rollback()

    def save(self, *decisions: Decision) -> None:
        """Write decisions whole: measures, history, deadlines, fired rungs, mails, and the children they create.

        Raises Conflict if a measure is no longer at the version its decision was made on.
        """
        every = [step for decision in decisions for step in (decision, *decision.children)]
        entered = [step for step in every if step.entry is not None]
        born = [step.measure for step in entered if step.measure.version == 1]
        moved = [step.measure for step in entered if step.measure.version > 1]
        driver = self._driver
        driver.insert(measure, [self._born(noun) for noun in born])
        self._change(measure, [self._moved(noun) for noun in moved])
        driver.insert(history, [entry_values(step.entry) for step in entered if step.entry is not None])
        driver.insert(deadline, [deadline_values(noun) for step in every for noun in step.opened])
        self._change(deadline, [self._stood(noun) for step in every for noun in step.changed])
        driver.insert(fired_rung, [rung_values(rung) for step in every for rung in step.fired])
        mails = [mail for step in every for mail in step.mails]
        occasions = {mail.occasion.key: mail.occasion for mail in mails if mail.occasion is not None}
        driver.insert(occasion, [occasion_values(noun) for noun in occasions.values()])
        driver.insert(outbox, [mail_values(mail) for mail in mails])
        for step in every:
            if step.withdrawn:
                self._withdraw(step.withdrawn)

    def flush(self) -> None:
        self._driver.flush()

    def _withdraw(self, keys: Sequence[str]) -> None:
        """Mails that wait and are not being sent at this moment are skipped; the others have gone or are going."""
        reason = {"status": "skipped", "last_error": "what it tells was taken back", "next_attempt_at": None}
        waiting = [row for key in keys for row in self._driver.all(questions.WAITING_MAIL, key=key)]
        self._change(outbox, [({"id": row["id"]}, reason) for row in waiting])

    def settle(self) -> None:
        """Bring the counters up to date, last of all and in order: so two transactions never wait crosswise."""
        slot = self._driver.slot
        rows = [{**named(place), "slot": slot, "n": n} for place, n in places(self._counted).items()]
        self._driver.upsert(counter, rows, add="n")

    def _born(self, noun: Measure) -> dict[str, Any]:
        self._count(standing(noun), 1)
        self._measures[noun.id] = noun
        return measure_values(noun)

    def _moved(self, noun: Measure) -> Change:
        before = self._measures.get(noun.id) or self._read(noun.id)
        if before is not None:
            self._count(standing(before), -1)
        self._count(standing(noun), 1)
        self._measures[noun.id] = noun
        fresh = measure_changes(before, noun) if before is not None else measure_values(noun)
        return {"id": noun.id, "version": noun.version - 1}, fresh

    def _read(self, measure_id: str) -> Measure | None:
        row = self._driver.one(questions.MEASURE_ROW, id=measure_id)
        return None if row is None else measure_from(row)

    def _count(self, how: Standing, n: int) -> None:
        self._counted[how] = self._counted.get(how, 0) + n

    def _stood(self, noun: Deadline) -> Change:
        before = self._deadlines.get(noun.id)
        self._deadlines[noun.id] = noun
        return {"id": noun.id}, deadline_changes(before, noun) if before else deadline_values(noun)

    def _change(self, table: Table, changes: Sequence[Change]) -> None:
        if not changes:
            return
        self._driver.update(table, changes, otherwise=partial(_moved_meanwhile, changes))

    def _measure(self, row: rows.Row) -> Measure:
        return self._remembered(measure_from(row))

    def _remembered(self, noun: Measure) -> Measure:
        self._measures[noun.id] = noun
        return noun

    def _deadline(self, row: rows.Row) -> Deadline:
        noun = self._deadlines[row["id"]] = deadline_from(row)
        return noun
