"""A store and an outbox whose process may die around any commit, and a mail server with every bad habit."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from random import Random
from types import TracebackType
from typing import Any, Self

from notifier.sending import Permanent, Transient, Unreachable
from store.outbox import SqlOutbox
from store.store import SqlStore
from store.transaction import SqlTransaction
from workflow.mail import ClaimedMail

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

    def claim(self, now: datetime, *, lease: timedelta, limit: int, worker: str) -> Sequence[ClaimedMail]:
        claimed = self._outbox.claim(now, lease=lease, limit=limit, worker=worker)
        self._die_perhaps()
        return claimed

    def __getattr__(self, name: str) -> Any:
        mark = getattr(self._outbox, name)

        def marked(*given: Any, **more: Any) -> Any:
            self._die_perhaps()
            answer = mark(*given, **more)
            self._die_perhaps()
            return answer

        return marked

    def _die_perhaps(self) -> None:
        if self._dice(self.rate):
            raise Crash("around the outbox")


class Thread:
    """Stands for an executor's one thread: each piece of work is done at once, or with a later one, as the dice say.

    Whoever asks for an answer waits for it. Work of a process that has died is not done any more.
    """

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._begun: deque[tuple[Callable[[], Any], Answer]] = deque()

    def submit(self, work: Callable[..., Any], *given: Any) -> Answer:
        answer = Answer(self._run)
        self._begun.append((partial(work, *given), answer))
        if self._dice(0.5):
            self._run()
        return answer

    def shutdown(self) -> None:
        self._run()

    def _run(self) -> None:
        while self._begun:
            work, answer = self._begun.popleft()
            try:
                answer.set_result(work())
            except BaseException as error:
                answer.set_exception(error)
                if isinstance(error, Crash):
                    while self._begun:
                        self._begun.popleft()[1].set_exception(error)


class Answer(Future[Any]):
    """Of work that somebody waits for, and so does."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def result(self, timeout: float | None = None) -> Any:
        self._work()
        return super().result(timeout)


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
