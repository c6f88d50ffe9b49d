"""What a database knows of itself."""

from __future__ import annotations

from store.reader import Reader


def setting(reader: Reader, key: str) -> str | None:
    row = reader.one("SELECT value FROM setting WHERE key = :key", key=key)
    return row["value"] if row else None
