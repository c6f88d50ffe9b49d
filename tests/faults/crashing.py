"""A store and an outbox whose process may die around any commit, and a mail server with every bad habit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from random import Random
from types import TracebackType
from typing import Any, Self

from notifier.mailer import Permanent, Transient, Unreachable
from store.outbox import SqlOutbox
from store.store import SqlStore
from store.transaction import SqlTransaction
from workflow.model import ClaimedMail

Dice = Callable[[float], bool]
"""Whether something of this probability happens now."""


class Crash(BaseException):
    """Stands for the death of the process: nothing may catch it on the way out."""


class CrashingStore:
    """The real store; with some probability the process dies just before or just after a commit."""

    def __init__(self, store: SqlStore, dice: Dice, rate: float) -> None:
        self._store, self._dice, self.rate = store, dice, rate

    @contextmanager
    def begin(self, *, dry_run: bool = False) -> Iterator[SqlTransaction]:
        with self._store.begin(dry_run=dry_run) as tx:
            yield tx
            if self._dice(self.rate):
                raise Crash("before the commit")
        if self._dice(self.rate):
            raise Crash("after the commit")


class CrashingOutbox:
    """The real outbox; the process may die after it has claimed or before it has marked."""

    def __init__(self, outbox: SqlOutbox, dice: Dice, rate: float) -> None:
        self._outbox, self._dice, self.rate = outbox, dice, rate
        self.unmarked: set[str] = set()
        """The keys of mails at whose marking the process died: they may be sent again."""

    def claim(self, now: datetime, *, lease: timedelta, limit: int, worker: str) -> Sequence[ClaimedMail]:
        claimed = self._outbox.claim(now, lease=lease, limit=limit, worker=worker)
        self._die_perhaps()
        return claimed

    def __getattr__(self, name: str) -> Any:
        mark = getattr(self._outbox, name)

        def marked(key: str, *given: Any, **more: Any) -> Any:
            try:
                self._die_perhaps()
                answer = mark(key, *given, **more)
                self._die_perhaps()
            except Crash:
                self.unmarked.add(key)
                raise
            return answer

        return marked

    def _die_perhaps(self) -> None:
        if self._dice(self.rate):
            raise Crash("around the outbox")


class BadServer:
    """A mail server that refuses, defers, vanishes, and sometimes accepts a mail without our hearing of it."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.bad = True
        self.received: Counter[str] = Counter()
        """How often each Message-ID arrived."""
        self.unheard: set[str] = set()
        """Those whose acceptance we may not have heard of: they may arrive again."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(
        self,
        message: EmailMessage,
        ready: Callable[[], None] = lambda: None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        ready()
        fate = self._random.random() if self.bad else 1.0
        name = str(message["Message-ID"])
        if fate < 0.1:
            raise Transient("450 try again later")
        if fate < 0.15:
            raise Unreachable("connection refused")
        if fate < 0.17:
            raise Permanent("550 no such user")
        self.received[name] += 1
        if fate < 0.22:
            self.unheard.add(name)
            raise Transient("the connection dropped before the final answer")
