"""The due date as a calendar entry (RFC 5545), sent as RFC 5546 wants it; by hand, for it is forty lines of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from notifier.telling import instant
from notifier.visible import clip, line, text_of
from workflow.mail import Mail

MOST_ENTRIES = 20
"""In one mail, which they must not make too big."""

MOST_CALLED_OFF = 7
"""The same of those that ended, each of which has a file of its own; the others wait for the next mail."""

LONGEST_SUMMARY = 60


class CalendarFile(NamedTuple):
    name: str
    method: Literal["PUBLISH", "CANCEL"]
    deadlines: tuple[str, ...]
    """Whose entries it holds."""
    text: str


class Sender(NamedTuple):
    """Who publishes the entries, and under which domain they have their UIDs."""

    address: str
    domain: str


class _Date(NamedTuple):
    """A deadline as one of the things told speaks of it."""

    facts: Mapping[str, Any]
    deadline: Mapping[str, Any]


def calendar_files(mail: Mail, language: str, sender: Sender) -> list[CalendarFile]:
    """The entries of the deadlines a mail names, and the calling off of those that ended and stand in the calendar.

    An entry's UID is its deadline's and its SEQUENCE the measure's version, so that an extension moves the entry a
    calendar already holds, and the last word stands in whatever order mails are opened. A mail that tells of many
    publishes the entries of all of them in one file; each that is called off has its own, as a CANCEL may speak of one
    UID only (RFC 5546, 3.2.5).
    """
    over = {facts["deadline"]["id"]: _Date(facts, facts["deadline"]) for facts in mail.facts.get("called_off") or ()}
    standing = [date for deadline, date in _standing(mail.facts).items() if deadline not in over]
    files = []
    if standing:
        files.append(_file("due.ics", "PUBLISH", mail, standing[-MOST_ENTRIES:], language, sender))
    for place, date in enumerate(list(over.values())[:MOST_CALLED_OFF], start=1):
        name = "cancelled.ics" if place == 1 else f"cancelled-{place}.ics"
        files.append(_file(name, "CANCEL", mail, [date], language, sender))
    return files


def _standing(facts: Mapping[str, Any]) -> dict[str, _Date]:
    """The deadlines that run after everything a mail tells of them."""
    told = [item for section in facts["sections"] for item in section["items"]] if "sections" in facts else [facts]
    running: dict[str, _Date] = {}
    for each in sorted(told, key=lambda facts: int(facts.get("version") or 0)):
        for ended in each.get("ended") or ():
            running.pop(ended["id"], None)
        if named := each.get("deadline"):
            running |= {deadline["id"]: _Date(each, deadline) for deadline in (named, *(each.get("others") or ()))}
    return running


def _file(
    name: str, method: Literal["PUBLISH", "CANCEL"], mail: Mail, dates: Sequence[_Date], language: str, sender: Sender
) -> CalendarFile:
    more = ("STATUS:CANCELLED",) if method == "CANCEL" else ()
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Qadam//Qadam//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *(content for date in dates for content in _entry(mail, date, language, sender, *more)),
        "END:VCALENDAR",
    ]
    text = "".join([f"{_fold(content)}\r\n" for content in lines])
    return CalendarFile(name, method, tuple(str(date.deadline["id"]) for date in dates), text)


def _entry(mail: Mail, date: _Date, language: str, sender: Sender, *more: str) -> list[str]:
    facts, deadline = date.facts, date.deadline
    uid = sha256(str(deadline["id"]).encode()).hexdigest()[:32]
    measure = line(facts["measure"])
    title = text_of(facts["titles"], language, measure)
    state = text_of(facts["state_titles"], language, facts["state"])
    said = text_of(deadline.get("titles"), language, state)
    return [
        "BEGIN:VEVENT",
        f"UID:deadline-{uid}@{sender.domain}",
        f"DTSTAMP:{_utc(mail.created_at)}",
        f"SEQUENCE:{int(facts.get('version') or 0)}",
        f"DTSTART:{_utc(instant(deadline['due_at']))}",
        f"SUMMARY;LANGUAGE={language}:{_escape(clip(f'{measure}: {title}', LONGEST_SUMMARY))}",
        f"DESCRIPTION;LANGUAGE={language}:{_escape(said)}",
        f"ORGANIZER:mailto:{sender.address}",
        *more,
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


@lru_cache(maxsize=1_024)
def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escape(text: str) -> str:
    r"""
    >>> _escape("a;b,c")
    'a\\;b\\,c'
    """
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(content: str) -> str:
    """Lines of at most 75 octets, never cut inside a letter; each but the first begins with a blank."""
    if len(content) <= 75 and content.isascii():
        return content
    octets = content.encode()
    if len(octets) <= 75:
        return content
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
