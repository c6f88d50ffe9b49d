"""A mail as an e-mail message: headers, parts and their encoding.

Everything is encoded here, once, to lines of ASCII. Left to itself the `email` package parses every header it is
given and tries two encodings of every part, which costs several times as much as rendering the mail.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr, quote
from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, Self
from urllib.parse import quote as percent
from zoneinfo import ZoneInfo

from notifier.calendar_file import CalendarFile, Sender, calendar_files, pieces
from notifier.render import Rendered, Renderer
from notifier.visible import line
from notifier.wire import base64_lines, on_the_wire, unencoded
from workflow.errors import Invalid
from workflow.mail import Mail

if TYPE_CHECKING:
    from notifier.heat_picture import Picture


class Composer(Protocol):
    def __call__(self, mail: Mail, at: datetime | None = None) -> Letter:
        """A mail of the outbox as the message that is sent at a moment. Raises `Invalid` when it cannot be written."""
        ...


class Header(str):
    """A header's value, with its name and its form on the wire, as the `email` package wants them."""

    __slots__ = ("name", "wire")
    name: str
    wire: str

    def __new__(cls, name: str, value: str, wire: str) -> Self:
        header = super().__new__(cls, value)
        header.name, header.wire = name, wire
        return header

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self.wire}{policy.linesep}"


class Disposition(Header):
    """How a part is to be shown."""

    __slots__ = ()

    @property
    def content_disposition(self) -> str:
        return self.wire.partition(";")[0]


class Letter(EmailMessage):
    """A message made of headers and parts that stand as they are kept: writing it out is joining them."""

    def __init__(self) -> None:
        super().__init__(SMTP)
        self._written: tuple[bytes, bytes] | None = None
        """As it is kept and as it is sent, once it is finished."""
        self.dates: tuple[str, ...] = ()
        """Deadlines it puts into the recipient's calendar."""
        self.called_off: tuple[str, ...] = ()
        """Deadlines it takes out of there."""

    def finished(self) -> Self:
        """Written out once; nothing is added any more."""
        kept = self.kept()
        self._written = kept, on_the_wire(kept)
        return self

    def as_bytes(self, unixfrom: bool = False, policy: Policy | None = None) -> bytes:  # noqa: FBT001, FBT002 - as the library has it
        if unixfrom or (policy or SMTP).linesep != "\r\n":
            return super().as_bytes(unixfrom, policy)
        return self._written[1] if self._written else on_the_wire(self.kept())

    def kept(self) -> bytes:
        """All that is sent, as it is kept; see `notifier/wire.py`."""
        if self._written:
            return self._written[0]
        headers = "".join(f"{header.name}: {header.wire}\r\n" for _, header in self.raw_items())
        return b"%b\r\n%b" % (headers.encode("ascii"), self._kept_body())

    def _kept_body(self) -> bytes:
        return b""


class Leaf(Letter):
    """A part before it is encoded, which it is when it is sent."""

    def __init__(self, content_type: Header, octets: bytes) -> None:
        super().__init__()
        self.octets = octets
        self.set_payload("")  # the library looks whether there is one before it asks for it
        self.set_raw("Content-Type", content_type)
        self.set_raw("Content-Transfer-Encoding", _BASE64)

    def get_payload(self, i: int | None = None, decode: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 - as the library has it
        return self.octets if decode else base64_lines(self.octets).decode("ascii")

    def _kept_body(self) -> bytes:
        return unencoded(self.octets)


class Multipart(Letter):
    def __init__(self, kind: str, *parts: Letter) -> None:
        super().__init__()
        self.parts = parts
        self.boundary = _BOUNDARIES[kind].encode()
        self.set_payload(list(parts))
        self.set_raw("Content-Type", _MULTIPART[kind])

    def _kept_body(self) -> bytes:
        boundary = self.boundary
        parts = (b"--%b\r\n%b\r\n" % (boundary, part.kept()) for part in self.parts)
        return b"%b--%b--\r\n" % (b"".join(parts), boundary)


def composer(renderer: Renderer, *, sender: str, domain: str | None = None) -> Composer:
    """Composes mails from `sender` (`Qadam <qadam@example.kz>`), with ids under `domain` or the sender's own."""
    name, address = parseaddr(sender)
    address = valid_address(address or sender)
    domain = valid_address(f"qadam@{domain}" if domain else address).rpartition("@")[2]
    origin = Header("From", f"{name} <{address}>" if name else address, _mailbox(line(name, 60), address, "From"))
    publisher = Sender(address, domain)
    list_id = Header("List-Id", f"Qadam <qadam.{domain}>", f"Qadam <qadam.{domain}>")

    def compose(mail: Mail, at: datetime | None = None) -> Letter:
        rendered = renderer.render(mail, at)
        to = valid_address(mail.address or "")
        own = message_id(mail.key, domain)
        message = _body(rendered, calendar_files(mail, rendered.languages[0], publisher))
        for header in (
            origin,
            Header("To", to, to),
            *_reply_to(mail),
            text_header("Subject", rendered.subject),
            _date(mail.created_at, renderer.zone),
            Header("Message-ID", own, own),
            *_thread(mail.measure, domain),
            list_id,
            _AUTO_SUBMITTED,
            _NO_AUTO_REPLY,
            Header("Content-Language", *2 * [", ".join(rendered.languages)]),
            *((text_header("X-Qadam-Measure", line(mail.measure)),) if mail.measure else ()),
            text_header("X-Qadam-Template", line(mail.template)),
            _MIME_VERSION,
        ):
            message.set_raw(header.name, header)
        return message.finished()

    return compose


def message_id(key: str, domain: str) -> str:
    """The same for every attempt at the same mail.

    >>> message_id("b1946ac92492d234", "example.kz")
    '<b1946ac92492d234@example.kz>'
    """
    return f"<{_atom(key)}@{domain}>"


def thread_id(measure: str, domain: str) -> str:
    """What all mails about a measure answer to.

    >>> thread_id("12/KZ-75", "example.kz")
    '<measure-12%2FKZ-75@example.kz>'
    """
    return f"<measure-{_atom(measure)}@{domain}>"


@lru_cache(maxsize=256)
def _date(at: datetime, zone: ZoneInfo) -> Header:
    """Kept, because the mails of one event were all written at one moment."""
    return Header("Date", *2 * [format_datetime(at.astimezone(zone))])


def _thread(measure: str | None, domain: str) -> tuple[Header, ...]:
    """All mails about a measure answer to its root; a digest, which speaks of many, to none."""
    if measure is None:
        return ()
    root = thread_id(measure, domain)
    return Header("In-Reply-To", root, root), Header("References", root, root)


def _reply_to(mail: Mail) -> tuple[Header, ...]:
    """An answer goes to the coordinator one may ask; to nobody where the address is none."""
    for person in mail.facts.get("contacts") or ():
        try:
            address = valid_address(str(person["email"]))
        except Invalid:
            continue
        name = line(person["name"], 60)
        return (Header("Reply-To", f"{name} <{address}>" if name else address, _mailbox(name, address, "Reply-To")),)
    return ()


def _atom(text: str) -> str:
    """Text as it may stand before the `@` of an id; different texts stay different."""
    atom = percent(text, safe="").replace(".", "%2E")
    return atom if 0 < len(atom) <= 64 else sha256(text.encode()).hexdigest()


_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATEXT}(\.{_ATEXT})*")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")


def valid_address(address: str) -> str:
    """The address as servers take it, its domain in ASCII. Raises `Invalid` for anything that is not exactly one.

    >>> valid_address("officer@мвд.қаз")
    'officer@xn--b1aew.xn--80ao21a'
    """
    local, at, domain = address.strip(" ").rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            domain = ""
    if not (at and len(local) <= 64 and len(domain) <= 253 and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise Invalid(f"{line(address, 100)!r} is not a mail address", possible="name@example.kz")
    return f"{local}@{domain}"


def text_header(name: str, text: str) -> Header:
    """A header for people to read: as it is where it is short ASCII, encoded words (RFC 2047) otherwise."""
    text = line(text)
    if text.isascii() and "=?" not in text and len(name) + 2 + len(text) <= _LINE:
        return Header(name, text, text)
    return Header(name, text, _encoded_words(text, _LINE - len(name) - 2))


_LINE = 76


def _encoded_words(text: str, room: int) -> str:
    """Each word within `room` and on a line of its own, none splitting a letter."""
    words = pieces(text.encode(), (room - len("=?utf-8?b??=")) // 4 * 3)
    return "\r\n ".join(f"=?utf-8?b?{b2a_base64(word, newline=False).decode()}?=" for word in words)


def _mailbox(name: str, address: str, header: str) -> str:
    if not name:
        return address
    plain = name.isascii() and "=?" not in name
    shown = f'"{quote(name)}"' if plain else _encoded_words(name, _LINE - len(header) - 2)
    return f"{shown}\r\n <{address}>"


def _fixed(name: str, value: str) -> Header:
    return Header(name, value, value)


_AUTO_SUBMITTED = _fixed("Auto-Submitted", "auto-generated")
_NO_AUTO_REPLY = _fixed("X-Auto-Response-Suppress", "All")
_MIME_VERSION = _fixed("MIME-Version", "1.0")
_BASE64 = _fixed("Content-Transfer-Encoding", "base64")
# Every leaf is base64, in which no boundary can occur: they need not be random, and a repeat is the same to the byte.
_BOUNDARIES = {kind: f"=_qadam_{kind}" for kind in ("mixed", "alternative", "related")}
_MULTIPART = {
    kind: _fixed("Content-Type", f'multipart/{kind}; boundary="{boundary}"') for kind, boundary in _BOUNDARIES.items()
}
_PLAIN = _fixed("Content-Type", 'text/plain; charset="utf-8"')
_HTML = _fixed("Content-Type", 'text/html; charset="utf-8"')
_PNG = _fixed("Content-Type", "image/png")
_INLINE = Disposition("Content-Disposition", *2 * ['inline; filename="regions.png"'])
_CALENDAR = {
    method: _fixed("Content-Type", f'text/calendar; charset="utf-8"; method={method}')
    for method in ("PUBLISH", "CANCEL")
}


def _body(rendered: Rendered, files: Sequence[CalendarFile]) -> Letter:
    page: Letter = _text(_HTML, rendered.html)
    if rendered.picture is not None:
        page = Multipart("related", page, _shown(rendered.picture))
    alternative = Multipart("alternative", _text(_PLAIN, rendered.text), page)
    if not files:
        return alternative
    whole = Multipart("mixed", alternative, *map(_attached, files))
    whole.dates, whole.called_off = (
        tuple(deadline for file in files if file.method == method for deadline in file.deadlines)
        for method in ("PUBLISH", "CANCEL")
    )
    return whole


def _attached(file: CalendarFile) -> Letter:
    attachment = _text(_CALENDAR[file.method], file.text)
    attachment.set_raw("Content-Disposition", _attachment(file.name))
    return attachment


@cache
def _attachment(name: str) -> Disposition:
    return Disposition("Content-Disposition", *2 * [f'attachment; filename="{name}"'])


def _shown(picture: Picture) -> Letter:
    """A picture within the page: it comes with the mail, and nothing is loaded from elsewhere."""
    part = Leaf(_PNG, picture.png)
    cid = f"<{picture.cid}>"
    part.set_raw("Content-ID", Header("Content-ID", cid, cid))
    part.set_raw("Content-Disposition", _INLINE)
    return part


def _text(content_type: Header, text: str) -> Leaf:
    octets = text.encode()
    return Leaf(content_type, octets if b"\r\n" in octets else octets.replace(b"\n", b"\r\n"))
