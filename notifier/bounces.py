"""Delivery reports that came back (RFC 3464), read from a maildir or an mbox.

What is read is somebody else's mail: bounded in size, believed only where it names a mail of ours and its recipient.
"""

from __future__ import annotations

import mailbox
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from notifier.visible import line
from workflow.errors import Invalid, Unavailable
from workflow.noun import dataclass
from workflow.post import Bounce

LARGEST = 1024 * 1024
"""Bytes of a report that are read; the rest can only be the mail it came back with."""

MOST_AT_ONCE = 500
"""Reports taken in by one pass."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where reports lie."""

    kind: Literal["maildir", "mbox"]
    path: Path


def read_place(text: str) -> Place:
    """The place a setting names: `maildir:PATH` or `mbox:PATH`. Raises Invalid."""
    kind, _, path = text.partition(":")
    if kind == "maildir" and path:
        return Place(kind="maildir", path=Path(path))
    if kind == "mbox" and path:
        return Place(kind="mbox", path=Path(path))
    raise Invalid(f"mail_bounces: {text!r} is no place for delivery reports", possible="maildir:PATH or mbox:PATH")


def take_in(place: Place, domain: str, handle: Callable[[Sequence[Bounce]], int]) -> int:
    """Read the letters nobody has taken in, hand over what they report, and only then mark them as taken.

    In a maildir a letter is marked as seen and stays; from an mbox it goes. Returns what `handle` does.
    Raises Unavailable when the place is not there.
    """
    if not place.path.exists():
        raise Unavailable(f"mail_bounces: there is no {place.path}", possible="make it, or leave the setting out")
    try:
        if place.kind == "maildir":
            return _from_maildir(mailbox.Maildir(place.path, create=False), domain, handle)
        return _from_mbox(mailbox.mbox(place.path, create=False), domain, handle)
    except (OSError, mailbox.Error) as error:
        raise Unavailable(f"mail_bounces: {place.path} cannot be read: {error}", possible="check the folder") from error


def _from_maildir(box: mailbox.Maildir, domain: str, handle: Callable[[Sequence[Bounce]], int]) -> int:
    fresh = [name for name in box.keys() if "S" not in box.get_message(name).get_flags()][:MOST_AT_ONCE]  # noqa: SIM118 - a mailbox iterates over mails
    told = handle([report for name in fresh for report in reports(_read(box, name), domain)])
    for name in fresh:
        with suppress(KeyError):  # another process took it
            message = box.get_message(name)
            message.set_subdir("cur")
            message.add_flag("S")
            box[name] = message
    return told


def _from_mbox(box: mailbox.mbox, domain: str, handle: Callable[[Sequence[Bounce]], int]) -> int:
    box.lock()
    try:
        names = box.keys()[:MOST_AT_ONCE]
        told = handle([report for name in names for report in reports(_read(box, name), domain)])
        for name in names:
            box.remove(name)
        box.flush()
    finally:
        box.unlock()
        box.close()
    return told


def _read(box: mailbox.Mailbox[Any], name: str) -> bytes:
    try:
        with box.get_file(name) as file:
            return bytes(file.read(LARGEST))
    except KeyError:
        return b""


def reports(wire: bytes, domain: str) -> list[Bounce]:
    """What a letter reports of mails of ours; nothing for any other letter, however it is made."""
    letter = message_from_bytes(wire[:LARGEST])
    if letter.get_content_type() != "multipart/report" or not letter.is_multipart():
        return []
    key = next((found for part in letter.walk() if (found := _key(part, domain))), None)
    if key is None:
        return []
    return [
        report
        for part in letter.walk()
        if part.get_content_type() == "message/delivery-status" and part.is_multipart()
        for block in part.get_payload()
        if isinstance(block, Message) and (report := _report(block, key, wire))
    ]


def _report(block: Message, key: str, wire: bytes) -> Bounce | None:
    """What is said of one recipient; nothing where it arrived, or nothing is said."""
    kind, _, address = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "").rpartition(";")
    status = re.search(r"\b([245]\.\d{1,3}\.\d{1,3})\b", str(block.get("Status", "")))
    action = str(block.get("Action", "")).strip().lower()
    address = address.strip().strip("<>")
    if kind.strip().lower() not in ("rfc822", "utf-8", "") or "@" not in address or status is None:
        return None
    if action not in ("failed", "delayed"):
        return None
    code = status[1] if action == "failed" else f"4{status[1][1:]}"
    said = line(str(block.get("Diagnostic-Code", "")).partition(";")[2] or action, 300)
    digest = sha256(wire + address.encode("utf-8", "replace")).hexdigest()
    return Bounce(id=digest, key=key, address=address, status=code, said=said)


def _key(part: Message, domain: str) -> str | None:
    """The outbox key in the Message-ID of the mail that came back, whole or its headers only."""
    kind, headers = part.get_content_type(), None
    if kind == "message/rfc822" and part.is_multipart():
        headers = part.get_payload(0)
    elif kind in ("text/rfc822-headers", "message/rfc822-headers"):
        payload = part.get_payload(decode=True)
        headers = message_from_bytes(payload if isinstance(payload, bytes) else b"")
    if not isinstance(headers, Message):
        return None
    found = re.fullmatch(r"<([0-9a-f]{32})@([^<>@\s]+)>", str(headers.get("Message-ID", "")).strip())
    return found[1] if found and found[2].lower() == domain.lower() else None
