"""How fast mail may go to a domain: servers that are given too much at once begin to refuse."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workflow.errors import Invalid

MINUTE = timedelta(minutes=1)
ANY = "*"

Limits = Mapping[str, int]
"""Mails in a minute, by domain; `*` for every other one."""


@dataclass
class Pace:
    """Counts what one process has sent. Make one and keep it: it remembers the last minute."""

    limits: Limits = field(default_factory=dict)
    _sent: dict[str, deque[datetime]] = field(default_factory=dict)

    def free_at(self, address: str, now: datetime) -> datetime:
        """When the next mail may go to the address's domain: `now`, or the end of a full minute."""
        limit, sent = self._of(address)
        if not limit:
            return now
        while sent and now - sent[0] >= MINUTE:
            sent.popleft()
        return now if len(sent) < limit else sent[0] + MINUTE

    def note(self, address: str, now: datetime) -> None:
        limit, sent = self._of(address)
        if limit:
            sent.append(now)

    def _of(self, address: str) -> tuple[int, deque[datetime]]:
        domain = address.rpartition("@")[2].lower()
        return self.limits.get(domain, self.limits.get(ANY, 0)), self._sent.setdefault(domain, deque())


def read_pace(text: str) -> Limits:
    """The limits a setting names: `*=60 gov.kz=20`. Raises Invalid.

    >>> read_pace("*=60 gov.kz=20")
    {'*': 60, 'gov.kz': 20}
    """
    limits = {}
    for part in text.replace(",", " ").split():
        found = re.fullmatch(r"(\*|[\w.-]+)=([1-9]\d{0,5})", part)
        if found is None:
            raise Invalid(f"mail_pace: {part!r} is no pace", possible="mails in a minute, e.g. *=60 gov.kz=20")
        limits[found[1].lower()] = int(found[2])
    return limits
