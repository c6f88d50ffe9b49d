"""A mail as an e-mail message: headers, parts and their encoding.

Everything is encoded here, once, to lines of ASCII. Left to itself the `email` package parses every header it is
given and tries two encodings of every part, which costs several times as much as rendering the mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import cache, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote as percent
from zoneinfo import ZoneInfo

from notifier.calendar_file import CalendarFile, Sender, calendar_files
from notifier.header import Disposition, Header, fixed, mailbox, text_header, valid_address
from notifier.letter import Leaf, Letter, Multipart
from notifier.render import Rendered, Renderer
from notifier.visible import line
from workflow.errors import Invalid
from workflow.mail import Mail

if TYPE_CHECKING:
    from notifier.heat_picture import Picture


class Composer(Protocol):
    def __call__(self, mail: Mail, at: datetime | None = None) -> Letter:
        """A mail of the outbox as the message that is sent at a moment. Raises `Invalid` when it cannot be written."""
        ...


def composer(renderer: Renderer, *, sender: str, domain: str | None = None) -> Composer:
    """Composes mails from `sender` (`Qadam <qadam@example.kz>`), with ids under `domain` or the sender's own."""
    name, address = parseaddr(sender)
    address = valid_address(address or sender)
    domain = valid_address(f"qadam@{domain}" if domain else address).rpartition("@")[2]
    origin = Header("From", f"{name} <{address}>" if name else address, mailbox(line(name, 60), address, "From"))
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
        return (Header("Reply-To", f"{name} <{address}>" if name else address, mailbox(name, address, "Reply-To")),)
    return ()


def _atom(text: str) -> str:
    """Text as it may stand before the `@` of an id; different texts stay different."""
    atom = percent(text, safe="").replace(".", "%2E")
    return atom if 0 < len(atom) <= 64 else sha256(text.encode()).hexdigest()


_AUTO_SUBMITTED = fixed("Auto-Submitted", "auto-generated")
_NO_AUTO_REPLY = fixed("X-Auto-Response-Suppress", "All")
_MIME_VERSION = fixed("MIME-Version", "1.0")
_PLAIN = fixed("Content-Type", 'text/plain; charset="utf-8"')
_HTML = fixed("Content-Type", 'text/html; charset="utf-8"')
_PNG = fixed("Content-Type", "image/png")
_INLINE = Disposition("Content-Disposition", *2 * ['inline; filename="regions.png"'])
_CALENDAR = {
    method: fixed("Content-Type", f'text/calendar; charset="utf-8"; method={method}')
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
