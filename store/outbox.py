"""The outbox as the notifier is handed it: claim with a lease, then mark. Each call is one short transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from store import rows
from store.database import Database
from store.transaction import deadline, outbox
from workflow.model import OPEN_STATUSES, ClaimedMail


class SqlOutbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, now: datetime, *, lease: timedelta, limit: int, worker: str) -> Sequence[ClaimedMail]:
        """Mails due now that nobody else is sending, oldest first; they are this worker's until the lease ends."""
        free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= now)
        ready = and_(outbox.c.status == "pending", outbox.c.next_attempt_at <= now, free)
        query = (
            select(outbox, deadline.c.status.label("deadline_status"))
            .join(deadline, deadline.c.id == outbox.c.deadline, isouter=True)
            .where(ready)
            .order_by(outbox.c.next_attempt_at, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=outbox)
        )
        with self._database.connection() as connection:
            found = list(connection.execute(query).mappings())
            if found:
                claim = update(outbox).where(outbox.c.id.in_([row["id"] for row in found]))
                connection.execute(claim.values(claimed_by=worker, claimed_until=now + lease))
        return [ClaimedMail(mail=rows.mail_from(row), attempts=row["attempts"], stale=_why_stale(row)) for row in found]

    def mark_sent(self, key: str, at: datetime, worker: str) -> bool:
        return self._mark(key, at, worker, status="sent", sent_at=at, next_attempt_at=None, last_error=None)

    def mark_retry(self, key: str, at: datetime, worker: str, *, error: str, next_attempt_at: datetime) -> bool:
        return self._mark(key, at, worker, next_attempt_at=next_attempt_at, last_error=error)

    def mark_dead(self, key: str, at: datetime, worker: str, *, error: str) -> bool:
        return self._mark(key, at, worker, status="dead", next_attempt_at=None, last_error=error)

    def mark_skipped(self, key: str, at: datetime, worker: str, *, reason: str) -> bool:
        return self._mark(key, at, worker, tried=False, status="skipped", next_attempt_at=None, last_error=reason)

    def _mark(self, key: str, at: datetime, worker: str, *, tried: bool = True, **values: Any) -> bool:
        """False when the lease was lost to another worker meanwhile: then it is theirs to mark."""
        mine = and_(outbox.c.key == key, outbox.c.status == "pending", outbox.c.claimed_by == worker)
        if tried:
            values["attempts"] = outbox.c.attempts + 1
        with self._database.connection() as connection:
            result = connection.execute(
                update(outbox).where(mine).values(claimed_by=None, claimed_until=None, tried_at=at, **values)
            )
            return bool(result.rowcount == 1)


def _why_stale(row: rows.Row) -> str | None:
    status = row["deadline_status"]
    if status is None or status in OPEN_STATUSES:
        return None
    name = str(row["deadline"]).rpartition("#")[2].partition("@")[0]
    return f"{row['measure']}: its deadline {name} was {status} before this was sent"
