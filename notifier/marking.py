"""Mails that were sent are marked in a thread of their own: none waits for the disk to take note of the one before."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from workflow.mail import SentMail

MOST_UNMARKED = 3
"""Mails a server may have taken without being marked: if the process dies, these and no others go out again.

With fewer the disk sets the pace: a flush takes longer than a server nearby takes for a mail."""

TOGETHER = 2
"""Mails marked in one transaction, which leaves room for one to be sent meanwhile."""


class Mark(Protocol):
    def __call__(self, sent: Sequence[SentMail], worker: str) -> frozenset[str]:
        """Mark them in one transaction; the keys of those that were still the worker's."""
        ...


class Marking:
    """Marks in the order of sending, several together: while the disk takes two, the next is sent."""

    def __init__(self, mark: Mark, worker: str) -> None:
        self._mark, self._worker = mark, worker
        self._beside = ThreadPoolExecutor(1, "marking")
        self._waiting: list[SentMail] = []
        self._begun: deque[_Begun] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._beside.shutdown()

    def add(self, sent: SentMail) -> None:
        """A mail that a server has just taken."""
        self._waiting.append(sent)
        if len(self._waiting) == TOGETHER:
            self._begin()

    def make_room(self) -> dict[str, bool]:
        """Wait until another mail may be given away; the same answer as `finish`, for what is marked by then."""
        return self._until(MOST_UNMARKED - 1)

    def finish(self) -> dict[str, bool]:
        """Wait until all are marked; by key, whether each was still the worker's. Raises what kept it from that."""
        if self._waiting:
            self._begin()
        return self._until(0)

    def _begin(self) -> None:
        sent, self._waiting = self._waiting, []
        self._begun.append(_Begun(sent, self._beside.submit(self._mark, sent, self._worker)))

    def _until(self, left: int) -> dict[str, bool]:
        """Wait until so few are not marked; what is marked besides is taken note of."""
        found: dict[str, bool] = {}
        while self._begun and (self._unmarked() > left or self._begun[0].marked.done()):
            sent, marked = self._begun.popleft()
            ours = marked.result()
            found |= {each.key: each.key in ours for each in sent}
        return found

    def _unmarked(self) -> int:
        return len(self._waiting) + sum(len(each.sent) for each in self._begun)


class _Begun(NamedTuple):
    sent: Sequence[SentMail]
    marked: Future[frozenset[str]]
