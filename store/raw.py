"""What the drivers give and take, before it becomes a noun. Light enough for shell completion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

Row = Mapping[Any, Any]


def sqlite_value(value: Any) -> Any:
    """Instants and days in the text form SQLAlchemy stores on SQLite, so that they compare as text; yes as 1, no as 0.

    The driver knows that of yes and no as well, but is three times as long about it.
    """
    if isinstance(value, datetime):
        return _spelled(value)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


@lru_cache(maxsize=10_000)
def _spelled(at: datetime) -> str:
    """Remembered, for one transaction writes the same few instants again and again."""
    if at.tzinfo is UTC:
        return at.isoformat(sep=" ", timespec="microseconds")[:-6]  # the usual one, without its offset
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
