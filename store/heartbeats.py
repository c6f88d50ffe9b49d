"""Heartbeats: each daemon's row grows with its beats; after a gap it begins a new one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, or_, select, update

from store import rows
from store.outages import run_from
from store.tables import HeartbeatRow, table

heartbeat = table(HeartbeatRow)

KEPT = timedelta(days=400)
"""Runs that ended longer ago are forgotten: no rung waits so long, and what came late says so itself."""

_SINCE: BindParameter[datetime] = bindparam("since")
_LAST_BEFORE = (
    select(heartbeat.c.seen_at)
    .where(heartbeat.c.seen_at < _SINCE)
    .order_by(heartbeat.c.seen_at.desc())
    .limit(1)
    .scalar_subquery()
)
RUNS_SINCE = select(heartbeat).where(or_(heartbeat.c.seen_at >= _SINCE, heartbeat.c.seen_at == _LAST_BEFORE))
"""The runs that matter for downtime after a moment: those that reach it, and the last one before."""


def record_beat(connection: Connection, worker: str, now: datetime, beat: int) -> None:
    """Lengthen the worker's run to `now`, or begin a new one when the last beat is too long ago."""
    mine = select(heartbeat).where(heartbeat.c.worker == worker).order_by(heartbeat.c.started_at.desc()).limit(1)
    row = connection.execute(mine).mappings().first()
    if row is not None and run_from(row).goes_on(now):
        same = (heartbeat.c.worker == worker) & (heartbeat.c.started_at == row["started_at"])
        connection.execute(update(heartbeat).where(same).values(seen_at=now, beat=beat))
    elif row is None or now > rows.moment(row["seen_at"]):  # a clock set back records nothing until it has caught up
        connection.execute(heartbeat.insert().values(worker=worker, started_at=now, seen_at=now, beat=beat))
        connection.execute(heartbeat.delete().where(heartbeat.c.seen_at < now - KEPT))
