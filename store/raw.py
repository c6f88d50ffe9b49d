"""What the drivers give and take, before it becomes a noun. Light enough for shell completion."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

Row = Mapping[Any, Any]


def sqlite_value(value: Any) -> Any:
    """Instants and days in the text form SQLAlchemy stores on SQLite, so that they compare as text."""
    if isinstance(value, datetime):
        if value.tzinfo is UTC:
            return value.isoformat(sep=" ", timespec="microseconds")[:-6]  # the usual one, without its offset
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
