"""What a transaction asks of the tables: statements made once, and compiled once for each database."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, func, or_, select, tuple_

from store.measure_rows import NO_NUMBER
from store.tables import deadline, fired_rung, history, measure, migration, outbox

_ID: BindParameter[str] = bindparam("id")
_MEASURE: BindParameter[str] = bindparam("measure")
_PARENT: BindParameter[str] = bindparam("parent")

LOCK_FAMILY = select(measure).where(measure.c.id.in_((_PARENT, _ID))).order_by(measure.c.id).with_for_update()
"""Parent and child in one statement, the parent first ("12" sorts before "12/KZ-75"): never locked crosswise."""

LOCK = select(measure).where(measure.c.id == _ID).with_for_update()
LOCK_IF_FREE = select(measure).where(measure.c.id == _ID).with_for_update(skip_locked=True)

ANSWERED = select(history).where(history.c.request_id == bindparam("request_id"))
LAST_ENTRY = select(history).where(history.c.measure == _MEASURE).order_by(history.c.seq.desc()).limit(1)
OPEN_DEADLINES = select(deadline).where(deadline.c.measure == _MEASURE, deadline.c.closed_at.is_(None))
"""In no order: there are one or two, and a server takes longer to sort none than they take to sort here."""
EVERY_DEADLINE = select(deadline).where(deadline.c.measure == _MEASURE).order_by(deadline.c.opened_at, deadline.c.id)
FIRED_RUNGS = (
    select(fired_rung)
    .join(deadline, deadline.c.id == fired_rung.c.deadline)
    .where(deadline.c.measure == _MEASURE)
    .order_by(fired_rung.c.at, fired_rung.c.rung)
)
HISTORY = select(history).where(history.c.measure == _MEASURE).order_by(history.c.seq)
WAITING_MAIL = select(outbox).where(
    outbox.c.key == bindparam("key"), outbox.c.status == "pending", outbox.c.claimed_by.is_(None)
)
PERIODS_OVER = select(deadline).where(
    deadline.c.measure == _MEASURE, deadline.c.period.is_not(None), deadline.c.closed_at.is_not(None)
)
OPEN_DEADLINE = select(deadline).where(deadline.c.id == _ID, deadline.c.closed_at.is_(None))
_HAS_RUNG_DUE = and_(deadline.c.next_fire_at.is_not(None), deadline.c.next_fire_at <= bindparam("now"))
DUE = (
    select(deadline.c.id, deadline.c.next_fire_at)
    .where(_HAS_RUNG_DUE, tuple_(deadline.c.next_fire_at, deadline.c.id) > tuple_(bindparam("at"), bindparam("last")))
    .order_by(deadline.c.next_fire_at, deadline.c.id)
    .limit(bindparam("limit"))
)
VARIANTS = select(measure.c.region, measure.c.state).where(measure.c.parent == _PARENT)
OPEN_CHILDREN = (
    select(measure.c.id).where(measure.c.parent == _PARENT, measure.c.closed.is_(False)).order_by(measure.c.id)
)
CHILDREN = select(measure.c.id).where(measure.c.parent == _PARENT).order_by(measure.c.id)
_CHILD = measure.alias("child")
_FAMILY = (
    select(measure.c.id)
    .where(
        measure.c.type == bindparam("type"),
        measure.c.level == "national",
        measure.c.id > bindparam("after"),
        or_(
            measure.c.closed.is_(False),
            exists().where(_CHILD.c.parent == measure.c.id, _CHILD.c.closed.is_(False)),
        ),
    )
    .order_by(measure.c.id)
    .limit(bindparam("limit"))
)
FAMILIES_AT = _FAMILY.where(measure.c.type_version == bindparam("version"))
FAMILIES_OFF = _FAMILY.where(measure.c.type_version != bindparam("version"))
LAST_MIGRATION = (
    select(migration)
    .where(migration.c.type == bindparam("type"))
    .order_by(migration.c.id.desc())
    .limit(1)
    .with_for_update()
)
HIGHEST_MIGRATION = select(func.max(migration.c.id))
HIGHEST_NUMBER = select(func.max(measure.c.number)).where(measure.c.number < NO_NUMBER)
MEASURE_ID = select(measure.c.id).where(measure.c.id == _ID)
MEASURE_ROW = select(measure).where(measure.c.id == _ID)
PLANNED = select(measure).where(measure.c.plan_key == bindparam("plan_key"))


@cache
def claim_due(number: int) -> Select[Any]:
    """The statement for so many deadlines; there is one for each size of a batch."""
    return (
        select(deadline, measure)
        .join(measure, measure.c.id == deadline.c.measure)
        .where(_HAS_RUNG_DUE, deadline.c.id.in_(_places(number)))
        .order_by(deadline.c.next_fire_at, deadline.c.id)
        .with_for_update(skip_locked=True, of=measure)
    )


@cache
def lock_each(number: int) -> Select[Any]:
    return select(measure).where(measure.c.id.in_(_places(number))).order_by(measure.c.id).with_for_update()


@cache
def open_deadlines_of(number: int) -> Select[Any]:
    return (
        select(deadline)
        .where(deadline.c.measure.in_(_places(number)), deadline.c.closed_at.is_(None))
        .order_by(deadline.c.opened_at, deadline.c.id)
    )


def _places(number: int) -> list[BindParameter[str]]:
    return [bindparam(f"id{index}") for index in range(number)]


def numbered(ids: Iterable[str]) -> dict[str, str]:
    """Values for so many places."""
    return {f"id{index}": each for index, each in enumerate(ids)}
