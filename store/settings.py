"""What a database knows of itself."""

from __future__ import annotations

from store.reader import Reader

SANDBOX = "sandbox"
"""Set in a practice database: there the clock may be set, and actors need no proof of who they are."""


def setting(reader: Reader, key: str) -> str | None:
    row = reader.one("SELECT value FROM setting WHERE key = :key", key=key)
    return row["value"] if row else None
