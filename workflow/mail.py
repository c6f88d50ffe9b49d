"""Mails as frozen values: written by the transaction that caused them, claimed and sent later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """An event or a rung as all who are written to about it are told, frozen as it stood; see workflow/occasion.py."""

    key: str
    """`12/KZ-75:7` for an event, `12/KZ-75#execution@5:0:before-3` for a rung."""
    type: str
    type_version: int
    """The definition version that says what states, events and deadlines are called."""
    facts: Mapping[str, Any]
    place: Mapping[str, Any] = field(default_factory=dict)
    """What the region, the agency and those one may ask are called: the same for all that stand alike there."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to one person, written by the transaction that caused it and sent later."""

    key: str
    """Unique, and derived from its cause and recipient; the Message-ID is made of it."""
    measure: str | None
    """None for a digest, which speaks of many."""
    created_at: datetime
    template: str
    facts: Mapping[str, Any]
    """Everything the template may say, as it stood when the mail was caused; of a mail with an occasion only what
    concerns its recipient, until it is told."""
    person: str | None
    address: str | None
    languages: tuple[str, ...] = ("kk", "ru")
    deadline: str | None = None
    """Sent only while this deadline is still open."""
    urgent: bool = False
    """It may go out in quiet hours and on days off."""
    skipped: str | None = None
    """Why it will not be sent at all, e.g. nobody holds the role."""
    occasion: Occasion | None = None
    """What it shares with the others of the same event or rung."""


@dataclass(frozen=True, kw_only=True)
class ClaimedMail:
    """A mail a worker has claimed for sending, until its lease ends."""

    mail: Mail
    attempts: int
    """How often it was tried before."""
    stale: str | None = None
    """Why it must not be sent any more, e.g. its deadline is met."""


@dataclass(frozen=True, kw_only=True)
class SentMail:
    """A mail a server has taken."""

    key: str
    at: datetime
    address: str | None = None
    dates: tuple[str, ...] = ()
    """Deadlines it put into the calendar of its address."""
    called_off: tuple[str, ...] = ()
    """Deadlines it took out of there."""
    message: bytes | None = None
    """As it is kept; `notifier.wire` makes of it what went over the wire."""
