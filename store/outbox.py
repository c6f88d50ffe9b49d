"""The outbox as the notifier is handed it: claim with a lease, then mark. Each call is one short transaction."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, text, update
from sqlalchemy.sql.dml import ReturningUpdate

from store.bounces import Tell, take_bounce
from store.calendar_entries import STANDS_THOUGH_ENDED, note, to_call_off
from store.database import Database
from store.driver import Driver
from store.reference import Reference
from store.settle import add, held_for_digest, knows, settle, write
from store.tables import SentMessageRow, outbox, table
from store.waiting import MAILS, mails
from workflow.mail import ClaimedMail, Mail, SentMail
from workflow.occasion import Definitions
from workflow.post import Bounce, Budget, Dropped, Weighed

sent_message = table(SentMessageRow)

LEVEL = 3
"""Of compression: of those that cost no more than the quickest, the one that most often fits a page."""


@cache
def _marking(tried: bool, *names: str) -> ReturningUpdate[Any]:  # noqa: FBT001 - a key of the cache
    """One statement for each way of marking, so that it is prepared once."""
    mine = and_(
        outbox.c.key == bindparam("mine"),
        text("outbox.status = 'pending'"),
        outbox.c.claimed_by == bindparam("worker"),
    )
    counted = {"attempts": outbox.c.attempts + 1} if tried else {}
    fresh: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return update(outbox).where(mine).values({**fresh, **counted}).returning(outbox.c.id)


def _mark(driver: Driver, key: str, at: datetime, worker: str, *, tried: bool = True, **values: Any) -> bool:
    """False when the lease was lost to another worker meanwhile: then it is theirs to mark."""
    values.update(claimed_by=None, claimed_until=None, tried_at=at)
    fresh = {f"new_{name}": value for name, value in values.items()}
    return driver.scalar(_marking(tried, *sorted(values)), mine=key, worker=worker, **fresh) is not None


def _with(mail: Mail, called_off: list[dict[str, Any]] | None) -> Mail:
    """A mail that also calls off what ended without its reader being told: the first to go to an address does."""
    return replace(mail, facts={**mail.facts, "called_off": called_off}) if called_off else mail


class SqlOutbox:
    """With a budget, mails are weighed before they can be claimed; without one, all that is due goes."""

    def __init__(self, database: Database, reference: Reference, budget: Budget | None = None) -> None:
        self._database = database
        self._reference = reference
        self._budget = budget

    def claim(self, now: datetime, *, lease: timedelta, limit: int, worker: str) -> Sequence[ClaimedMail]:
        """Mails due now that nobody else is sending, oldest first; they are this worker's until the lease ends."""
        free = or_(outbox.c.claimed_until.is_(None), outbox.c.claimed_until <= now)
        weighed = "outbox.settled = true" if self._budget is not None else "outbox.settled IN (true, false)"
        ready = text(f"outbox.status = 'pending' AND {weighed}")
        query = (
            MAILS.add_columns(STANDS_THOUGH_ENDED.label("calls_off"))
            .where(ready, outbox.c.next_attempt_at <= now, free)
            .order_by(outbox.c.next_attempt_at, outbox.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=outbox)
        )
        with self._database.connection() as connection:
            if self._budget is not None:
                settle(connection, self._budget, now, self._definitions(connection))
            found = mails(connection, query, self._definitions(connection))
            if not found:
                return []
            claim = update(outbox).where(outbox.c.id.in_([each.row["id"] for each in found]))
            connection.execute(claim.values(claimed_by=worker, claimed_until=now + lease))
            calling = (each.mail for each in reversed(found) if each.row["calls_off"] and each.stale is None)
            going = {str(mail.address): mail.key for mail in calling}
            over = to_call_off(connection, going, now, self._definitions(connection)) if going else {}
        called_off = {going[address]: dates for address, dates in over.items()}
        return [
            ClaimedMail(
                mail=_with(each.mail, called_off.get(each.mail.key)), attempts=each.row["attempts"], stale=each.stale
            )
            for each in found
        ]

    def _definitions(self, connection: Connection) -> Definitions:
        return partial(self._reference.definition, self._database.driver_of(connection))

    def add_digest(self, key: str, person: str, now: datetime, build: Callable[[Sequence[Mail]], Mail | None]) -> bool:
        """Write a digest with what was held for it, in one transaction; False when it is there or there is none.

        What it tells is marked as merged into it, and not sent again.
        """
        with self._database.connection() as connection:
            if knows(connection, key):
                return False
            held = held_for_digest(connection, person, self._definitions(connection))
            mail = build(held)
            if mail is None or not add(connection, mail):
                return False
            told = [Dropped(key=each.key, reason="told in a digest", merged_into=mail.key) for each in held]
            write(connection, Weighed(dropped=tuple(told)), now)
            return True

    def mark_sent(self, sent: Sequence[SentMail], worker: str) -> frozenset[str]:
        """With the messages as they are kept, all in one transaction; says which were still the worker's."""
        packed = {each.key: zlib.compress(each.message, LEVEL) for each in sent if each.message is not None}
        done: dict[str, Any] = {"status": "sent", "next_attempt_at": None, "last_error": None}
        with self._database.begin() as driver:
            marked = [each.key for each in sent if _mark(driver, each.key, each.at, worker, sent_at=each.at, **done)]
            driver.insert(sent_message, [{"mail": key, "body": packed[key]} for key in marked if key in packed])
            note(driver, sent)
            driver.flush()
        return frozenset(marked)

    def mark_retry(self, key: str, at: datetime, worker: str, *, error: str, next_attempt_at: datetime) -> bool:
        """It is weighed anew before the next attempt, which may fall into quiet hours."""
        return self._mark(key, at, worker, settled=False, next_attempt_at=next_attempt_at, last_error=error)

    def mark_dead(self, key: str, at: datetime, worker: str, *, error: str) -> bool:
        return self._mark(key, at, worker, status="dead", next_attempt_at=None, last_error=error)

    def mark_put_off(self, key: str, at: datetime, worker: str, *, until: datetime, reason: str) -> bool:
        return self._mark(key, at, worker, tried=False, next_attempt_at=until, held=reason)

    def mark_skipped(self, key: str, at: datetime, worker: str, *, reason: str) -> bool:
        return self._mark(key, at, worker, tried=False, status="skipped", next_attempt_at=None, last_error=reason)

    def _mark(self, key: str, at: datetime, worker: str, *, tried: bool = True, **values: Any) -> bool:
        with self._database.begin() as driver:
            return _mark(driver, key, at, worker, tried=tried, **values)

    def take_bounces(self, bounces: Sequence[Bounce], now: datetime, tell: Tell) -> int:
        """Take in delivery reports about mails of ours, each once; says how many were news.

        Where a mail came back for good its address is paused, and what `tell` makes of it is put into the outbox.
        """
        news = 0
        with self._database.connection() as connection:
            for each in bounces:
                news += take_bounce(connection, each, now, tell)
        return news
