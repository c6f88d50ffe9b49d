"""Sample mails, an outbox in memory and a mail server to test with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.smtp import SMTP

from notifier.samples import BARE as BARE
from notifier.samples import FACTS as FACTS
from notifier.samples import SAID_AT
from notifier.samples import at_rung as at_rung
from workflow.mail import ClaimedMail, Mail, SentMail

NOW = SAID_AT


def a_mail(template: str = "assigned", **changes: Any) -> Mail:
    mail = Mail(
        key="0f3c9e5b7d1a4c6e8f00112233445566",
        measure="12/KZ-75",
        created_at=NOW,
        template=template,
        facts=FACTS,
        person="aliya",
        address="aliya@example.kz",
    )
    return replace(mail, **changes)


def mails(count: int, **changes: Any) -> list[Mail]:
    return [a_mail(key=f"key-{n}", address=f"officer{n}@example.kz", **changes) for n in range(count)]


@dataclass
class Row:
    mail: Mail
    status: str = "pending"
    attempts: int = 0
    due: datetime = NOW
    worker: str | None = None
    leased_until: datetime | None = None
    note: str | None = None
    stale: str | None = None


@dataclass
class Shelf:
    """An outbox in memory."""

    rows: dict[str, Row] = field(default_factory=dict)
    claims: int = 0

    @classmethod
    def of(cls, *mails: Mail) -> Shelf:
        return cls({mail.key: Row(mail, due=mail.created_at) for mail in mails})

    def claim(self, now: datetime, *, lease: timedelta, limit: int, worker: str) -> list[ClaimedMail]:
        self.claims += 1
        free = [
            row
            for row in self.rows.values()
            if row.status == "pending" and row.due <= now and (row.leased_until is None or row.leased_until <= now)
        ][:limit]
        for row in free:
            row.worker, row.leased_until = worker, now + lease
        return [ClaimedMail(mail=row.mail, attempts=row.attempts, stale=row.stale) for row in free]

    def mark_sent(self, sent: Sequence[SentMail], worker: str) -> frozenset[str]:
        return frozenset(mail.key for mail in sent if self._mark(mail.key, worker, status="sent"))

    def mark_put_off(self, key: str, at: datetime, worker: str, *, until: datetime, reason: str) -> bool:
        return self._mark(key, worker, note=reason, due=until)

    def mark_retry(self, key: str, at: datetime, worker: str, *, error: str, next_attempt_at: datetime) -> bool:
        return self._mark(key, worker, note=error, due=next_attempt_at)

    def mark_dead(self, key: str, at: datetime, worker: str, *, error: str) -> bool:
        return self._mark(key, worker, status="dead", note=error)

    def mark_skipped(self, key: str, at: datetime, worker: str, *, reason: str) -> bool:
        return self._mark(key, worker, status="skipped", note=reason)

    def _mark(self, key: str, worker: str, **changes: Any) -> bool:
        row = self.rows[key]
        if row.worker != worker:
            return False
        row.worker = row.leased_until = None
        row.attempts += 1
        for name, value in changes.items():
            setattr(row, name, value)
        return True

    def statuses(self) -> list[str]:
        return [row.status for row in self.rows.values()]


class Received:
    """What a mail server was given. Answers may be set per recipient, or for the mail itself."""

    def __init__(self) -> None:
        self.connections = 0
        self.envelopes: list[Any] = []
        self.to_recipient: dict[str, str] = {}
        self.to_data = "250 OK"
        self.on_data: Any = None
        self.pipelining = False
        self.leaving = 0
        """How many more mails are answered with 421 and the end of the session."""
        self.together: list[bool] = []
        """Of each mail offered, whether its recipient was named without waiting."""

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]) -> Any:  # noqa: N802 - the name aiosmtpd calls
        self.connections += 1
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]] if self.pipelining else responses

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        self.together.append(b"RCPT TO" in server._reader._buffer)
        if self.leaving:
            self.leaving -= 1
            await server.push("421 4.3.2 service shutting down")
            server.transport.close()
            return "421 4.3.2 service shutting down"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        answer = self.to_recipient.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the name aiosmtpd calls
        self.envelopes.append(envelope)
        if self.on_data is not None:
            await self.on_data(server)
        return self.to_data

    @property
    def messages(self) -> list[Any]:
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in self.envelopes]


class MailServer:
    """A real SMTP server in a thread, on a port of its own."""

    def __init__(self, *, ssl: Any = None, **options: Any) -> None:
        self.received = Received()
        self._ssl, self._options = ssl, options
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> MailServer:
        self._thread.start()
        self._transports: list[Any] = []
        self._server = asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def _serve(self) -> Any:
        return await self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=self._ssl)

    def _protocol(self) -> SMTP:
        protocol = SMTP(self.received, loop=self._loop, hostname="mail.test", **self._options)
        self._transports.append(protocol)
        return protocol

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _stop(self) -> None:
        self._server.close()
        for protocol in self._transports:
            if protocol.transport is not None:
                protocol.transport.abort()
        await asyncio.sleep(0)
        pending = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    def hang_up(self) -> None:
        """Ends every session, as servers do that were idle or have taken enough."""
        asyncio.run_coroutine_threadsafe(self._drop(), self._loop).result(5)

    async def _drop(self) -> None:
        for protocol in self._transports:
            if protocol.transport is not None:
                protocol.transport.close()

    def url(self, credentials: str = "", query: str = "") -> str:
        return f"smtp://{credentials}127.0.0.1:{self.port}{query}"
