"""Where mails go: a folder, or a mail server. The one file that knows smtplib, and translates what it raises."""

from __future__ import annotations

import base64
import re
import smtplib
import socket
import ssl
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from notifier.mail_folder import FolderMailer
from notifier.mail_server import POSSIBLE, TIMEOUT, Server, server_at
from notifier.sending import Act, Mailer, Permanent, Transient, Undelivered, Unreachable, nothing
from notifier.visible import line
from workflow.errors import Invalid


def open_mailer(url: str, *, timeout: float = TIMEOUT, return_path: str | None = None, lasting: bool = True) -> Mailer:
    """The mailer a setting names: a folder (`mail`, `file:mail`), `smtp://…` or `smtps://…`. Connects to nothing yet.

    A server's address takes `?starttls=required|optional|never`, `?verify=no`, `?timeout=SECONDS` and `?helo=NAME`.
    STARTTLS with a good certificate is required of every server but this machine's own, unless told otherwise.
    Delivery reports go to `return_path`, or else to the sender. A file is on the disk before it counts as sent,
    unless it need not be `lasting`.
    """
    if return_path is not None and not re.fullmatch(_ADDRESS, return_path):
        raise Invalid(f"delivery reports cannot go to {line(return_path, 100)!r}", possible="bounces@example.kz")
    scheme, colon, rest = url.partition(":")
    match scheme.lower():
        case "smtp" | "smtps":
            return SmtpMailer(server_at(url, timeout), return_path=return_path)
        case "file" if colon:
            return FolderMailer(Path(unquote(rest.removeprefix("//"))), lasting=lasting)
        case _ if url and "://" not in url:
            return FolderMailer(Path(url), lasting=lasting)
    raise Invalid(f"mail cannot go to {scheme!r}", possible=POSSIBLE)


class SmtpMailer:
    """Speaks to one mail server, in one session for as many messages as are sent while it is entered."""

    def __init__(self, server: Server, *, return_path: str | None = None) -> None:
        self.server = server
        self._return_path = return_path
        self._session: smtplib.SMTP | None = None
        self._context: ssl.SSLContext | None = None

    def __repr__(self) -> str:
        return f"SmtpMailer({self.server!r})"

    def __str__(self) -> str:
        """The server, and while there is a session how it is spoken to."""
        secured = getattr(self._session and self._session.sock, "version", None)
        how = f", {secured()}" if secured else ", not encrypted" if self._session else ""
        return f"{self.server}{how}{f', as {self.server.user}' if self.server.user else ''}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        session, self._session = self._session, None
        if session is not None:
            try:
                session.quit()
            except OSError:
                session.close()

    def reach(self) -> None:
        self._session = self._session or self._open()

    def send(self, message: EmailMessage, ready: Act = nothing, meanwhile: Act = nothing) -> None:
        sender, *recipients = _addresses(message)
        sender = self._return_path or sender
        wire = message.as_bytes(policy=SMTP)
        reused = self._session is not None
        session = self._session = self._session or self._open()
        try:
            try:
                self._offer(session, sender, recipients, len(wire))
            except smtplib.SMTPException as error:
                if not (reused and _is_over(error)):
                    raise
                session = self._reopen(session)  # many servers take only so many mails in one session
                self._offer(session, sender, recipients, len(wire))
            self._when(ready)
            self._give(session, wire)
            self._when(meanwhile)
            _expect(session.getreply())
        except OSError as error:
            self._after(session, error)
            raise self._undelivered(error) from error

    def _when(self, act: Act) -> None:
        """What fails in the middle of a mail leaves the session at once: nobody would know what it is at."""
        try:
            act()
        except BaseException:
            if self._session is not None:
                self._session.close()
            self._session = None
            raise

    def _offer(self, session: smtplib.SMTP, sender: str, recipients: Iterable[str], size: int) -> None:
        """Everything before the mail itself: until here it may be said again without anybody getting it twice.

        All at once where the server takes that (RFC 2920), which saves waiting for each answer.
        """
        sized = f" SIZE={size}" if session.has_extn("size") else ""
        commands = [f"MAIL FROM:<{sender}>{sized}", *(f"RCPT TO:<{recipient}>" for recipient in recipients)]
        for some in [commands] if session.has_extn("pipelining") else [[command] for command in commands]:
            session.send("".join(f"{command}\r\n" for command in some))
            for answer in list(_answers(session, len(some))):  # all are read, or one would be taken for the next mail's
                _expect(answer)

    def _give(self, session: smtplib.SMTP, wire: bytes) -> None:
        """The mail itself, without waiting for the answer as smtplib would. It ends in a line break already."""
        code, reply = session.docmd("DATA")
        if code != _GO_AHEAD:
            raise smtplib.SMTPResponseException(code, reply)
        if wire.startswith(b".") or b"\n." in wire:
            wire = re.sub(rb"(?m)^\.", b"..", wire)
        session.send(wire + b".\r\n")

    def _open(self) -> smtplib.SMTP:
        server, session = self.server, None
        try:
            session = self._connect()
            session.ehlo_or_helo_if_needed()
            if not server.tls and server.starttls != "never":
                if session.has_extn("starttls"):
                    session.starttls(context=self._tls())
                    session.ehlo_or_helo_if_needed()
                elif server.starttls == "required":
                    raise smtplib.SMTPNotSupportedError("it offers no STARTTLS (?starttls=optional does without)")
            if server.user is not None:
                session.login(server.user, server.password or "")
        except (OSError, UnicodeError) as error:
            if session is not None:
                session.close()
            raise Unreachable(self._said(error)) from error
        return session

    def _connect(self) -> smtplib.SMTP:
        server, name = self.server, self.server.helo or _own_name()
        if server.tls:
            return smtplib.SMTP_SSL(server.host, server.port, name, timeout=server.timeout, context=self._tls())
        return smtplib.SMTP(server.host, server.port, name, timeout=server.timeout)

    def _reopen(self, session: smtplib.SMTP) -> smtplib.SMTP:
        session.close()
        self._session = None
        self._session = self._open()
        return self._session

    def _after(self, session: smtplib.SMTP, error: OSError) -> None:
        """Leaves the session fit for the next mail, or leaves it."""
        if not _is_over(error):
            try:
                session.rset()
            except OSError:
                pass
            else:
                return
        session.close()
        self._session = None

    def _undelivered(self, error: OSError) -> Undelivered:
        said = self._said(error)
        if not isinstance(error, smtplib.SMTPResponseException) or error.smtp_code in _NOT_THE_MAIL:
            return Unreachable(said)
        return Permanent(said) if 500 <= error.smtp_code <= 599 else Transient(said)

    def _said(self, error: Exception) -> str:
        """What the server answered, or why it did not, without our password."""
        match error:
            case smtplib.SMTPResponseException():
                reply = error.smtp_error
                said = f"{error.smtp_code} {reply.decode('utf-8', 'replace') if isinstance(reply, bytes) else reply}"
            case ssl.SSLCertVerificationError():
                said = f"its certificate cannot be trusted: {error.verify_message} (?verify=no does not check)"
            case _ if isinstance(error, TimeoutError) or "timed out" in str(error):
                said = f"no answer within {self.server.timeout:g} seconds"
            case _:
                said = str(error) or type(error).__name__
        if password := self.server.password:
            encoded = base64.b64encode(password.encode()).decode()
            said = said.replace(password, "…").replace(encoded, "…")
        return f"{self.server}: {line(said)}"

    def _tls(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.create_default_context()
            if not self.server.verify:
                self._context.check_hostname = False
                self._context.verify_mode = ssl.CERT_NONE
        return self._context


_GO_AHEAD = 354
_CLOSING = 421
_NOT_THE_MAIL = (_CLOSING, 454, 530, 534, 535, 538)
"""Codes that speak of the session: it closes, or we have not proved who we are."""


def _is_over(error: OSError) -> bool:
    """Whether the session ended, rather than this mail being refused in it."""
    return not isinstance(error, smtplib.SMTPResponseException) or error.smtp_code == _CLOSING


def _answers(session: smtplib.SMTP, number: int) -> Iterator[tuple[int, bytes]]:
    """As many, unless the server takes its leave."""
    for _ in range(number):
        answer = session.getreply()
        yield answer
        if answer[0] == _CLOSING:
            return


def _expect(answer: tuple[int, bytes]) -> None:
    code, reply = answer
    if not 200 <= code <= 299:
        raise smtplib.SMTPResponseException(code, reply)


_ADDRESS = r"[!-;=?-~]+@[!-;=?-~]+"
"""Visible letters of ASCII without the brackets an address stands in."""
_BARE = r"[\w.+-]+@[\w.-]+"


def _addresses(message: EmailMessage) -> list[str]:
    """The sender's address, then the recipients'."""
    named = [str(value) for name in ("From", "To", "Cc") for value in message.get_all(name, [])]
    addresses = [address for value in named for address in ([value] if re.fullmatch(_BARE, value) else _parsed(value))]
    if len(addresses) < 2 or not all(re.fullmatch(_ADDRESS, address) for address in addresses):
        raise Permanent(f"no server takes these addresses: {line(', '.join(addresses), 200)}")
    return addresses


@lru_cache(maxsize=256)
def _parsed(mailboxes: str) -> tuple[str, ...]:
    """The addresses of a header, kept because the sender is the same in every mail."""
    return tuple(address for _, address in getaddresses([mailboxes]))


def _own_name() -> str:
    """Our name for EHLO. Never asks the DNS, which may keep us waiting."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
