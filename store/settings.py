"""What a database knows of itself."""

from __future__ import annotations

from store.reader import Reader

MADE_AT = "made_at"
"""When the database was made."""

SANDBOX = "sandbox"
"""Set in a practice database: there the clock may be set, and actors need no proof of who they are."""

SANDBOX_CLOCK = "sandbox_clock"
"""Where the clock of a practice database was put by the last command that changed something."""

CALENDAR_IN_FORCE = "calendar"
"""The version of the calendar in force."""

DIRECTORY_REVISION = "directory_revision"
"""Counts the changes of people, roles, regions and agencies."""


def setting(reader: Reader, key: str) -> str | None:
    row = reader.one("SELECT value FROM setting WHERE key = :key", key=key)
    return row["value"] if row else None
