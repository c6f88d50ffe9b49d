"""The due date as a calendar entry (RFC 5545), written by hand: it is forty lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from notifier.overview import Overview
from notifier.telling import Telling, instant, text_of
from workflow.model import Mail


class CalendarFile(NamedTuple):
    name: str
    method: Literal["PUBLISH", "CANCEL"]
    text: str


def calendar_files(mail: Mail, telling: Telling | Overview, domain: str) -> list[CalendarFile]:
    """The entry of the deadline a mail names, and the calling off of those that ended with what it tells.

    An entry's UID is its deadline's and its SEQUENCE the measure's version, so that an extension moves the entry a
    calendar already holds, and the last word stands in whatever order mails are opened.
    """
    if isinstance(telling, Overview):
        return []
    ended, deadline = mail.facts.get("ended") or (), mail.facts.get("deadline")
    files = []
    if deadline:
        running = (deadline, *(mail.facts.get("others") or ()))
        entries = [_entry(mail, telling, each, _called(each, telling), domain) for each in running]
        files.append(CalendarFile("due.ics", "PUBLISH", _file("PUBLISH", entries)))
    if ended:
        entries = [_entry(mail, telling, each, telling.state, domain, "STATUS:CANCELLED") for each in ended]
        files.append(CalendarFile("cancelled.ics", "CANCEL", _file("CANCEL", entries)))
    return files


def _called(deadline: Mapping[str, Any], telling: Telling) -> str:
    return text_of(deadline.get("titles"), telling.language, telling.state)


def _file(method: str, entries: Iterable[list[str]]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Qadam//Qadam//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *(line for entry in entries for line in entry),
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _entry(mail: Mail, telling: Telling, deadline: Mapping[str, Any], said: str, domain: str, *more: str) -> list[str]:
    uid = sha256(str(deadline["id"]).encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:deadline-{uid}@{domain}",
        f"DTSTAMP:{_utc(mail.created_at)}",
        f"SEQUENCE:{int(mail.facts.get('version') or 0)}",
        f"DTSTART:{_utc(instant(deadline['due_at']))}",
        f"SUMMARY;LANGUAGE={telling.language}:{_escape(f'{telling.measure}: {telling.title}')}",
        f"DESCRIPTION;LANGUAGE={telling.language}:{_escape(said)}",
        *more,
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escape(text: str) -> str:
    r"""
    >>> _escape("a;b,c")
    'a\\;b\\,c'
    """
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a letter; each but the first begins with a blank."""
    octets = line.encode()
    if len(octets) <= 75:
        return line
    return "\r\n ".join(piece.decode() for piece in pieces(octets, 74))


def pieces(octets: bytes, most: int) -> list[bytes]:
    """UTF-8 cut into pieces of at most so many octets, none of them inside a letter.

    >>> pieces("Қадам".encode(), 5)
    [b'\\xd2\\x9a\\xd0\\xb0', b'\\xd0\\xb4\\xd0\\xb0', b'\\xd0\\xbc']
    """
    found, start = [], 0
    while len(octets) - start > most:
        end = start + most
        while octets[end] & 0xC0 == 0x80:
            end -= 1
        found.append(octets[start:end])
        start = end
    return [*found, octets[start:]]
