"""A deadline as a frozen value: a running clock with its ledger of pauses, and the record of its rungs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from workflow.noun import dataclass


class DeadlineStatus(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    CANCELLED = "cancelled"


OPEN_STATUSES = (DeadlineStatus.RUNNING, DeadlineStatus.PAUSED)


@dataclass(frozen=True, kw_only=True)
class FiredRung:
    """The record that a rung of a deadline happened. (deadline, epoch, rung) is unique: the row is the claim."""

    deadline: str
    epoch: int
    """How often the deadline had been extended before; each extension arms the ladder anew."""
    rung: str
    at: datetime
    """When it was due to fire."""
    fired_at: datetime
    collapsed: bool = False
    """True when a higher rung spoke for it, because we were down or it came late."""
    refusal: str | None = None
    """Why the event it should trigger was refused, if it was."""
    outage: int = 0
    """For how many seconds between `at` and `fired_at` we are known to have been down."""


class EarlierDue(NamedTuple):
    """A due instant that was in force until it was moved."""

    at: datetime
    """When it was moved."""
    due: datetime
    why: str = "extended"
    """`extended`: its date moved. `migrated`: its rule changed. `undone`: one of these was taken back.
    `recomputed`: the calendar changed."""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A running clock on a state. `due_at` and `next_fire_at` are derived from its rule, budget and pauses."""

    id: str
    """`<measure>#<name>@<seq>`, the seq being that of the event that opened it; for a recurring one `@<period>`."""
    measure: str
    name: str
    type_version: int
    """The definition version whose rule it follows."""
    opened_at: datetime
    due_at: datetime
    earlier: tuple[EarlierDue, ...] = ()
    """Every due instant it had before; nothing overwrites them."""
    status: DeadlineStatus = DeadlineStatus.RUNNING
    closed_at: datetime | None = None
    next_fire_at: datetime | None = None
    """When its next rung is due; none when the ladder is spent or the clock does not run."""
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    """The ledger of intervals in which the clock stood still; an open end means now."""
    fired: tuple[str, ...] = ()
    """Keys of the rungs on record since the last extension, fired or collapsed."""
    calendar: str = ""
    """The version of the calendar it is reckoned with, until it is recomputed."""
    period: str | None = None
    """For a deadline that recurs: the period its report is for, e.g. `2026-Q1`."""
    accepted_at: datetime | None = None
    """When the report for its period was accepted."""

    @property
    def first_due_at(self) -> datetime:
        return self.earlier[0].due if self.earlier else self.due_at

    @property
    def epoch(self) -> int:
        return len(self.earlier)

    @property
    def armed_at(self) -> datetime:
        """Since when its present ladder stands: the opening, or the last time it was moved."""
        return self.earlier[-1].at if self.earlier else self.opened_at

    @property
    def based_at(self) -> datetime:
        """Since when it counts from its present date: the opening, or the last extension. Pauses before are over."""
        since = [self.opened_at]
        for was in self.earlier:
            if was.why in ("extended", "migrated"):
                since.append(was.at if was.why == "extended" else since[-1])
            elif was.why == "undone" and len(since) > 1:
                since.pop()
        return since[-1]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES
