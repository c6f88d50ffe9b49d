"""A mail server with moods: each mail may be refused for now, cut off, or taken with the answer lost, by a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.notifier.mail_samples import MailServer, Received

THIRTY_PERCENT = {"busy": 10, "closing": 5, "later": 10, "cut": 5}
"""Of a hundred mails: 450 for the recipient, 421, 451 for the mail, the line dropped before the last answer."""

ANSWER_LOST = {"lost": 20}
"""Taken, and the line dropped before the last 250 arrives."""


class Moody(Received):
    def __init__(self, seed: int, moods: Mapping[str, int]) -> None:
        super().__init__()
        self._chance = random.Random(seed)
        self._moods = [*moods, "well"]
        self._weights = [*moods.values(), 100 - sum(moods.values())]
        self.shown: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        """How often each Message-ID was taken."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        envelope.mood = self._chance.choices(self._moods, self._weights)[0]
        self.shown[envelope.mood] += 1
        if envelope.mood == "busy":
            return "450 4.2.1 mailbox busy"
        if envelope.mood == "closing":
            return "421 4.3.2 closing"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        if envelope.mood == "later":
            return "451 4.3.0 try again later"
        if envelope.mood == "cut":
            server.transport.abort()
            return "421 4.3.2 cut"
        content = envelope.content
        start = content.index(b"\r\nMessage-ID: ") + len(b"\r\nMessage-ID: ")
        self.taken[content[start : content.index(b"\r\n", start)].decode()] += 1
        if envelope.mood == "lost":
            server.transport.abort()
        return "250 OK"


class MoodyServer(MailServer):
    received: Moody

    def __init__(self, seed: int, moods: Mapping[str, int]) -> None:
        super().__init__()
        self.received = Moody(seed, moods)
