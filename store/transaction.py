"""The transaction a command or a pass works in: what it may read for a decision, and `save`, the only writer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Label, Table, and_, bindparam, func, or_, select
from sqlalchemy.sql import Insert, Select, Update

from store import rows
from store.reference import Reference
from store.tables import DeadlineRow, FiredRungRow, HistoryRow, MailRow, MeasureRow, table
from workflow.calendar import Calendar
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.errors import Conflict, NotFound
from workflow.model import Deadline, Decision, Entry, Measure, Variant
from workflow.ports import Family

measure, history, deadline = table(MeasureRow), table(HistoryRow), table(DeadlineRow)
fired_rung, outbox = table(FiredRungRow), table(MailRow)

_LOCK_FAMILY: Select[Any] = (
    select(measure).where(measure.c.id.in_(bindparam("ids", expanding=True))).order_by(measure.c.id).with_for_update()
)
"""Parent and child in one statement, the parent first ("12" sorts before "12/KZ-75"): never locked crosswise."""

_MOVE: Update = (
    measure.update()
    .where(measure.c.id == bindparam("moved"), measure.c.version == bindparam("version_before"))
    .values({name: bindparam(name) for name in measure.c.keys() if name not in ("id", "number")})  # noqa: SIM118
)
_CHANGE_DEADLINE: Update = (
    deadline.update()
    .where(deadline.c.id == bindparam("deadline_id"))
    .values(
        {
            name: bindparam(name)
            for name in ("due_at", "earlier", "status", "closed_at", "next_fire_at", "pauses", "fired", "type_version")
        }
    )
)
_INSERT_MEASURE: Insert = measure.insert()
_INSERT_ENTRY: Insert = history.insert()
_INSERT_DEADLINE: Insert = deadline.insert()
_INSERT_RUNG: Insert = fired_rung.insert()
_INSERT_MAIL: Insert = outbox.insert()


class SqlTransaction:
    """Lives as long as its connection's transaction; opened by `SqlStore.begin` only."""

    def __init__(self, connection: Connection, reference: Reference) -> None:
        self._connection = connection
        self._reference = reference

    def directory(self) -> Directory:
        return self._reference.directory(self._connection)

    def calendar(self) -> Calendar:
        return self._reference.calendar(self._connection)

    def definition(self, type: str, version: int | None = None) -> Definition:
        return self._reference.definition(self._connection, type, version)

    def answered(self, request_id: str) -> Entry | None:
        row = self._one(select(history).where(history.c.request_id == request_id))
        return rows.entry_from(row) if row else None

    def lock(self, measure_id: str) -> Family:
        parent_id = measure_id.partition("/")[0]
        found = self._connection.execute(_LOCK_FAMILY, {"ids": sorted({measure_id, parent_id})}).mappings()
        family = {row["id"]: rows.measure_from(row) for row in found}
        if measure_id not in family:
            raise NotFound(f"there is no measure {measure_id}", possible="qadam list", measure=measure_id)
        return Family(measure=family[measure_id], parent=family.get(parent_id) if parent_id != measure_id else None)

    def open_deadlines(self, measure_id: str) -> tuple[Deadline, ...]:
        query = select(deadline).where(deadline.c.measure == measure_id, deadline.c.closed_at.is_(None))
        found = self._connection.execute(query.order_by(deadline.c.opened_at, deadline.c.id)).mappings()
        return tuple(rows.deadline_from(row) for row in found)

    def variants(self, parent_id: str) -> tuple[Variant, ...]:
        query = select(measure.c.region, measure.c.state).where(measure.c.parent == parent_id)
        return tuple(Variant(region=region, state=state) for region, state in self._connection.execute(query))

    def open_children(self, parent_id: str) -> tuple[str, ...]:
        query = select(measure.c.id).where(measure.c.parent == parent_id, measure.c.closed.is_(False))
        return tuple(self._connection.execute(query.order_by(measure.c.id)).scalars())

    def last_entry(self, measure_id: str) -> Entry:
        row = self._one(select(history).where(history.c.measure == measure_id).order_by(history.c.seq.desc()).limit(1))
        if row is None:
            raise NotFound(f"{measure_id} has no history", possible="qadam db check", measure=measure_id)
        return rows.entry_from(row)

    def next_number(self) -> str:
        highest = self._connection.execute(select(func.max(measure.c.number))).scalar()
        return str((highest or 0) + 1)

    def exists(self, measure_id: str) -> bool:
        return self._one(select(measure.c.id).where(measure.c.id == measure_id)) is not None

    def planned(self, plan_key: str) -> Measure | None:
        row = self._one(select(measure).where(measure.c.plan_key == plan_key))
        return rows.measure_from(row) if row else None

    def due_deadlines(
        self, now: datetime, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[tuple[Deadline, Measure]]:
        """Locks the measures (skipping those being moved), as a move does, so that the two never wait crosswise."""
        due = and_(deadline.c.next_fire_at.is_not(None), deadline.c.next_fire_at <= now)
        if after is not None:
            at, last = after
            due = and_(
                due,
                or_(deadline.c.next_fire_at > at, and_(deadline.c.next_fire_at == at, deadline.c.id > last)),
            )
        query = (
            select(*_labelled(deadline), *_labelled(measure))
            .join(measure, measure.c.id == deadline.c.measure)
            .where(due)
            .order_by(deadline.c.next_fire_at, deadline.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=measure)
        )
        found = self._connection.execute(query).mappings()
        return [
            (rows.deadline_from(_part(row, "deadline_")), rows.measure_from(_part(row, "measure_"))) for row in found
        ]

    def lock_deadline(self, deadline_id: str) -> tuple[Deadline, Family] | None:
        family = self.lock(deadline_id.partition("#")[0])
        row = self._one(select(deadline).where(deadline.c.id == deadline_id, deadline.c.closed_at.is_(None)))
        return (rows.deadline_from(row), family) if row else None

    def attempt(self) -> AbstractContextManager[object]:
        """A part that is undone alone when it fails: a savepoint."""
        return self._connection.begin_nested()

    def abandon(self) -> None:
        transaction = self._connection.get_transaction()
        if transaction is not None:
            transaction.rollback()

    def save(self, *decisions: Decision) -> None:
        """Write decisions whole: measures, history, deadlines, fired rungs, mails, and the children they create.

        Raises Conflict if a measure is no longer at the version its decision was made on.
        """
        every = [step for decision in decisions for step in (decision, *decision.children)]
        born = [step.measure for step in every if step.entry is not None and step.entry.seq == 1]
        moved = [step.measure for step in every if step.entry is not None and step.entry.seq > 1]
        self._write(_INSERT_MEASURE, [rows.measure_values(noun) for noun in born])
        self._move(moved)
        self._write(_INSERT_ENTRY, [rows.entry_values(step.entry) for step in every if step.entry is not None])
        self._write(_INSERT_DEADLINE, [rows.deadline_values(noun) for step in every for noun in step.opened])
        self._write(_CHANGE_DEADLINE, [_changed(noun) for step in every for noun in step.changed])
        self._write(_INSERT_RUNG, [rows.rung_values(rung) for step in every for rung in step.fired])
        self._write(_INSERT_MAIL, [rows.mail_values(mail) for step in every for mail in step.mails])

    def _move(self, measures: list[Measure]) -> None:
        changes = []
        for noun in measures:
            values = rows.measure_values(noun)
            values["moved"], values["version_before"] = values.pop("id"), noun.version - 1
            del values["number"]
            changes.append(values)
        result = self._write(_MOVE, changes)
        if result is not None and result.rowcount != len(changes):
            names = ", ".join(noun.id for noun in measures)
            raise Conflict(f"{names}: somebody else moved it first", possible="look again, then decide again")

    def _write(self, statement: Insert | Update, values: list[dict[str, Any]]) -> CursorResult[Any] | None:
        return self._connection.execute(statement, values) if values else None

    def _one(self, query: Select[Any]) -> rows.Row | None:
        return self._connection.execute(query).mappings().first()


def _changed(noun: Deadline) -> dict[str, Any]:
    values = rows.deadline_values(noun)
    return {"deadline_id": values.pop("id"), **values}


def _labelled(table: Table) -> list[Label[Any]]:
    return [column.label(f"{table.name}_{column.name}") for column in table.c]


def _part(row: rows.Row, prefix: str) -> rows.Row:
    return {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}
