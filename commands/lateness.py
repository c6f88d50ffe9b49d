"""Due dates and lateness in the words people use."""

from __future__ import annotations

from datetime import datetime

from commands.output import Output


def due_words(due_at: datetime | None, now: datetime, output: Output) -> str:
    """`2026-12-08 18:30`, with how many days it is late when it is; programs read `due_at` instead."""
    if due_at is None:
        return ""
    shown = output.time(due_at)
    return f"{shown} LATE {days_between(due_at, now, output)}d" if due_at < now else shown


def days_between(start: datetime, end: datetime, output: Output) -> int:
    """Calendar days from one local day to another."""
    return (end.astimezone(output.zone).date() - start.astimezone(output.zone).date()).days
