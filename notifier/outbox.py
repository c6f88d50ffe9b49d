"""The outbox as the notifier sees it: rows to claim, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from workflow.mail import ClaimedMail, SentMail


class Outbox(Protocol):
    """What delivery needs of a store. Each call is a transaction of its own.

    The other `mark_…` answer False when the lease has gone to somebody else, and then have changed nothing.
    """

    def claim(self, now: datetime, *, lease: timedelta, limit: int, worker: str) -> Sequence[ClaimedMail]:
        """Mails that are due, oldest first, leased to `worker`; none when nothing is due."""
        ...

    def mark_sent(self, sent: Sequence[SentMail], worker: str) -> frozenset[str]:
        """In one transaction, with the messages as they are kept. Answers with the keys of those it marked."""
        ...

    def mark_retry(self, key: str, at: datetime, worker: str, *, error: str, next_attempt_at: datetime) -> bool: ...

    def mark_dead(self, key: str, at: datetime, worker: str, *, error: str) -> bool: ...

    def mark_put_off(self, key: str, at: datetime, worker: str, *, until: datetime, reason: str) -> bool:
        """It was not tried, and waits until then."""
        ...

    def mark_skipped(self, key: str, at: datetime, worker: str, *, reason: str) -> bool: ...
