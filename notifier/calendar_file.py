"""The due date as a calendar entry (RFC 5545), written by hand: it is forty lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal, NamedTuple

from notifier.telling import clip, instant, line, text_of
from workflow.model import Mail

MOST_ENTRIES = 25
"""In one mail, which they must not make too big."""

LONGEST_SUMMARY = 60


class CalendarFile(NamedTuple):
    name: str
    method: Literal["PUBLISH", "CANCEL"]
    text: str


class _Date(NamedTuple):
    """A deadline as one of the things told speaks of it."""

    facts: Mapping[str, Any]
    deadline: Mapping[str, Any]
    is_over: bool


def calendar_files(mail: Mail, language: str, domain: str) -> list[CalendarFile]:
    """The entries of the deadlines a mail names, and the calling off of those that ended with what it tells.

    An entry's UID is its deadline's and its SEQUENCE the measure's version, so that an extension moves the entry a
    calendar already holds, and the last word stands in whatever order mails are opened. A mail that tells of many
    brings the entries of all of them.
    """
    dates = _last_words(mail.facts)
    files = []
    if standing := [_entry(mail, date, language, domain) for date in dates if not date.is_over]:
        files.append(CalendarFile("due.ics", "PUBLISH", _file("PUBLISH", standing)))
    if over := [_entry(mail, date, language, domain, "STATUS:CANCELLED") for date in dates if date.is_over]:
        files.append(CalendarFile("cancelled.ics", "CANCEL", _file("CANCEL", over)))
    return files


def _last_words(facts: Mapping[str, Any]) -> list[_Date]:
    """What stands of each deadline after everything a mail tells of it."""
    told = [item for section in facts["sections"] for item in section["items"]] if "sections" in facts else [facts]
    last: dict[str, _Date] = {}
    for each in sorted(told, key=lambda facts: int(facts.get("version") or 0)):
        ended, named = each.get("ended") or (), each.get("deadline")
        last |= {deadline["id"]: _Date(each, deadline, is_over=True) for deadline in ended}
        running = (named, *(each.get("others") or ())) if named else ()
        last |= {deadline["id"]: _Date(each, deadline, is_over=False) for deadline in running}
    return list(last.values())[-MOST_ENTRIES:]


def _file(method: str, entries: Iterable[list[str]]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Qadam//Qadam//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        *(content for entry in entries for content in entry),
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(content)}\r\n" for content in lines)


def _entry(mail: Mail, date: _Date, language: str, domain: str, *more: str) -> list[str]:
    facts, deadline = date.facts, date.deadline
    uid = sha256(str(deadline["id"]).encode()).hexdigest()[:32]
    measure = line(facts["measure"])
    title = text_of(facts["titles"], language, measure)
    state = text_of(facts["state_titles"], language, facts["state"])
    said = state if date.is_over else text_of(deadline.get("titles"), language, state)
    return [
        "BEGIN:VEVENT",
        f"UID:deadline-{uid}@{domain}",
        f"DTSTAMP:{_utc(mail.created_at)}",
        f"SEQUENCE:{int(facts.get('version') or 0)}",
        f"DTSTART:{_utc(instant(deadline['due_at']))}",
        f"SUMMARY;LANGUAGE={language}:{_escape(clip(f'{measure}: {title}', LONGEST_SUMMARY))}",
        f"DESCRIPTION;LANGUAGE={language}:{_escape(said)}",
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
