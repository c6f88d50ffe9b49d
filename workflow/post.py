"""What is weighed before a mail may go: the mails that wait for one recipient, and what becomes of each.

Whatever is held back, merged or skipped stays a row of the outbox with its reason; nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from workflow.mail import Mail
from workflow.noun import dataclass

Manner = Literal["at_once", "daily", "off"]
"""How somebody wants a kind of mail."""

MANNERS: tuple[Manner, ...] = ("at_once", "daily", "off")

PAUSED = " is paused: "
"""What the reason of a mail has that a paused address kept back, between the address and why it was paused."""

QUIET_HOURS = "quiet hours"
"""How the reason of a mail begins that only waits for the morning."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A mail that is due."""

    mail: Mail
    stale: str | None = None
    """Why it must not be sent any more, e.g. its deadline is met."""


@dataclass(frozen=True, kw_only=True)
class Tray:
    """Everything that waits for one address, oldest first."""

    waiting: tuple[Waiting, ...]
    preferences: Mapping[str, Manner]
    """By kind; a kind that is not named is wanted at once."""
    sent_today: int
    """Mails that went to the address since midnight, or were let go."""
    paused: str | None = None
    """Why nothing may go to the address."""


@dataclass(frozen=True, kw_only=True)
class Held:
    key: str
    until: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """Not sent: skipped, told by another mail, or (`dead`) given up until somebody sends it again."""

    key: str
    reason: str
    merged_into: str | None = None
    dead: bool = False


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What becomes of a tray. Every mail of it is in exactly one of the first three."""

    go: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    added: tuple[Mail, ...] = ()
    """Mails that speak for those merged; they go at once."""


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """What one delivery report (RFC 3464) says of one recipient of a mail of ours."""

    id: str
    """Digest of the report: the same one read twice is known."""
    key: str
    """The mail it is about."""
    address: str
    status: str
    """The enhanced status code (RFC 3463), e.g. `5.1.1`."""
    said: str
    """The other server's words, in one line."""

    @property
    def is_final(self) -> bool:
        return self.status.startswith("5")


class Budget(Protocol):
    def day_of(self, now: datetime) -> datetime:
        """When the day began that counts for the ceiling."""

    def weigh(self, tray: Tray, now: datetime) -> Weighed: ...
