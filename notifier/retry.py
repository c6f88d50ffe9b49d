"""When a mail that could not be sent is tried again, and when we give up."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class RetryCurve:
    """Waits double from `first` to `longest`, each stretched by up to `jitter` of itself."""

    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=2)
    jitter: float = 0.25
    give_up_after: timedelta = timedelta(days=5)
    """Age of a mail beyond which it is not tried again."""
    at_least: int = 6
    """Attempts a mail is given however old it is: we may have been down ourselves."""
    at_most: int = 100


def next_attempt(curve: RetryCurve, key: str, attempts: int, created_at: datetime, now: datetime) -> datetime | None:
    """When to try again after `attempts` failures, this one included; None to give up.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    >>> curve = RetryCurve(jitter=0)
    >>> [str(next_attempt(curve, "k", n, noon, noon) - noon) for n in (1, 2, 3, 20)]
    ['0:01:00', '0:02:00', '0:04:00', '2:00:00']
    >>> next_attempt(curve, "k", 40, noon - timedelta(days=6), noon) is None
    True
    """
    if attempts >= curve.at_most:
        return None
    if attempts >= curve.at_least and now - created_at >= curve.give_up_after:
        return None
    return now + wait(curve, key, attempts)


def wait(curve: RetryCurve, key: str, attempts: int) -> timedelta:
    """How long to wait after `attempts` failures. The same mail and attempt always wait the same time.

    >>> wait(RetryCurve(), "a", 3) == wait(RetryCurve(), "a", 3)
    True
    >>> wait(RetryCurve(), "a", 3) == wait(RetryCurve(), "b", 3)
    False
    """
    doublings = min(max(attempts, 1) - 1, 40)
    plain = min(curve.first * float(2**doublings), curve.longest)
    return plain * (1.0 + curve.jitter * _spread(key, attempts))


def _spread(key: str, attempts: int) -> float:
    """A number in [0, 1) that looks random and is the same in every process."""
    digest = hashlib.sha256(f"{key}:{attempts}".encode()).digest()
    return int.from_bytes(digest[:6]) / float(1 << 48)
