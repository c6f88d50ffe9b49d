"""What tells whether an installation works: for `qadam doctor` and for the metrics of the daemon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from store import rows
from store.reader import Reader


def newest_entry(reader: Reader) -> datetime | None:
    """When the last thing on record happened."""
    row = reader.one("SELECT max(at) AS at FROM history")
    return rows.instant(row["at"]) if row else None


def rungs_waiting(reader: Reader, due_by: datetime) -> tuple[int, datetime | None]:
    """How many deadlines have a rung due by a moment and not fired, and since when the oldest of them."""
    row = reader.one(
        "SELECT count(*) AS n, min(next_fire_at) AS oldest FROM deadline"
        " WHERE next_fire_at IS NOT NULL AND next_fire_at <= :at",
        at=due_by,
    )
    return (int(row["n"]), rows.instant(row["oldest"])) if row else (0, None)


def silent_deadlines(reader: Reader, now: datetime, limit: int = 50) -> list[str]:
    """Deadlines that run towards a date to come, with nothing left that would speak."""
    found = reader.all(
        "SELECT id FROM deadline WHERE closed_at IS NULL AND status = 'running' AND next_fire_at IS NULL"
        " AND due_at > :now ORDER BY due_at, id LIMIT :most",
        now=now,
        most=limit,
    )
    return [str(row["id"]) for row in found]


def states_in_use(reader: Reader) -> Iterator[tuple[str, int, str, int]]:
    """Type, version and state of the measures there are, and how many."""
    found = reader.all(
        "SELECT type, type_version, state, count(*) AS n FROM measure GROUP BY type, type_version, state"
    )
    return ((row["type"], row["type_version"], row["state"], int(row["n"])) for row in found)


def any_measure(reader: Reader) -> bool:
    return reader.one("SELECT 1 AS one FROM measure LIMIT 1") is not None


def mail_backlog(reader: Reader, now: datetime) -> tuple[int, datetime | None]:
    """How many dead letters there are, and since when the oldest mail is due that still waits."""
    dead = reader.one("SELECT count(*) AS n FROM outbox WHERE status = 'dead'")
    due = reader.one(
        "SELECT min(created_at) AS oldest FROM outbox WHERE status = 'pending' AND next_attempt_at <= :now", now=now
    )
    return int(dead["n"]) if dead else 0, rows.instant(due["oldest"]) if due else None


def mails_waiting(reader: Reader, now: datetime) -> int:
    """How many mails may go out now; what waits for a digest or for working hours does not."""
    row = reader.one("SELECT count(*) AS n FROM outbox WHERE status = 'pending' AND next_attempt_at <= :now", now=now)
    return int(row["n"]) if row else 0


def undated(reader: Reader) -> list[str]:
    """National measures under way that carry no date."""
    found = reader.all(
        "SELECT id FROM measure WHERE due_on IS NULL AND level = 'national' AND NOT closed ORDER BY number, id"
    )
    return [str(row["id"]) for row in found]
