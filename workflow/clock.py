"""The one place that reads the time. Everything else is given a moment, or a clock to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def stopped_at(moment: datetime) -> Clock:
    """A clock for sandboxes and tests that always shows one moment."""
    return lambda: moment
