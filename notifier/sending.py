"""What sending a message means, and the ways it can fail.

Undelivered             the message holds the server's reply, in one line
 ├── Transient          try this mail again later
 │    └── Unreachable   nobody listens, or we may not send at all: neither this mail nor the next is at fault
 └── Permanent          the server refused this mail for good
"""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from types import TracebackType
from typing import Protocol, Self


class Undelivered(Exception):
    pass


class Transient(Undelivered):
    pass


class Unreachable(Transient):
    pass


class Permanent(Undelivered):
    pass


Act = Callable[[], None]


def nothing() -> None:
    pass


class Mailer(Protocol):
    """Sends messages over one connection, opened by the first and closed on leaving. May be entered again."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, message: EmailMessage, ready: Act = nothing, meanwhile: Act = nothing) -> None:
        """Returns once the message is the receiver's. Raises `Undelivered` in one of its kinds.

        `ready` is called last, before the receiver can have it; what it raises is passed on, and nothing is sent.
        `meanwhile` is called while the receiver's answer is waited for, if it is.
        """
        ...

    def reach(self) -> None:
        """Connect and sign in without sending anything. Raises `Unreachable`."""
        ...
