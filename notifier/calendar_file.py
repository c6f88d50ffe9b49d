"""The due date as a calendar entry (RFC 5545), written by hand: it is twenty lines of text."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

from notifier.telling import Telling, instant
from workflow.model import Mail


def calendar_file(mail: Mail, telling: Telling, domain: str) -> str | None:
    """An entry at the moment the mail's deadline is due; None where the mail names no deadline.

    Its UID is the deadline's, so an extension moves the entry that a calendar already holds.
    """
    deadline = mail.facts.get("deadline")
    if not deadline:
        return None
    due_at = instant(deadline["due_at"])
    uid = sha256(str(deadline["id"]).encode()).hexdigest()[:32]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Qadam//Qadam//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:deadline-{uid}@{domain}",
        f"DTSTAMP:{_utc(mail.created_at)}",
        f"SEQUENCE:{max(0, int(mail.created_at.timestamp()) // 60)}",
        f"DTSTART:{_utc(due_at)}",
        f"SUMMARY;LANGUAGE={telling.language}:{_escape(f'{telling.measure}: {telling.title}')}",
        f"DESCRIPTION;LANGUAGE={telling.language}:{_escape(telling.deadline or telling.state)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escape(text: str) -> str:
    r"""
    >>> _escape("a;b,c")
    'a\\;b\\,c'
    """
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str) -> str:
    """Lines of at most 75 octets, never cut inside a letter."""
    if len(line.encode()) <= 75:
        return line
    folded, room = [""], 75
    for character in line:
        size = len(character.encode())
        if size > room:
            folded.append(" ")
            room = 74
        folded[-1] += character
        room -= size
    return "\r\n".join(folded)
