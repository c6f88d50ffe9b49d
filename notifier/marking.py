"""Mails that were sent are marked in a thread of their own: none waits for the disk to take note of the one before."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Protocol, Self

from workflow.model import SentMail

MOST_UNMARKED = 3
"""Mails a server may have taken without being marked: if the process dies, these and no others go out again.

With fewer the disk sets the pace: a flush takes longer than a server nearby takes for a mail."""


class Mark(Protocol):
    def __call__(self, sent: Sequence[SentMail], worker: str) -> frozenset[str]:
        """Mark them in one transaction; the keys of those that were still the worker's."""
        ...


class Marking:
    """Marks in the order of sending; those that came while the disk was busy are marked together."""

    def __init__(self, mark: Mark, worker: str, *, most: int = MOST_UNMARKED) -> None:
        self._mark, self._worker, self._most = mark, worker, most
        self._beside = ThreadPoolExecutor(1, "marking")
        self._waiting: deque[SentMail] = deque()
        self._begun: deque[Future[dict[str, bool]]] = deque()
        self._marked: dict[str, bool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._beside.shutdown()

    def add(self, sent: SentMail) -> None:
        """A mail that a server has just taken."""
        self._waiting.append(sent)
        self._begun.append(self._beside.submit(self._mark_waiting))

    def make_room(self) -> dict[str, bool]:
        """Wait until another mail may be given away; the same answer as `finish`, for what is marked by then."""
        return self._until(self._most - 1)

    def finish(self) -> dict[str, bool]:
        """Wait until all are marked; by key, whether each was still the worker's. Raises what kept it from that."""
        return self._until(0)

    def _until(self, left: int) -> dict[str, bool]:
        """Each piece of work marks whatever waits when its turn comes: the first done may have marked them all."""
        found: dict[str, bool] = {}
        while self._begun and (len(self._begun) > left or self._begun[0].done()):
            found |= self._begun.popleft().result()
        return found

    def _mark_waiting(self) -> dict[str, bool]:
        sent = [self._waiting.popleft() for _ in range(len(self._waiting))]
        if not sent:
            return {}
        marked = self._mark(sent, self._worker)
        return {each.key: each.key in marked for each in sent}
