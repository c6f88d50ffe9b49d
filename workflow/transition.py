"""A transition as a frozen value: who may take it, from where to where, and what it asks for."""

from __future__ import annotations

from typing import Literal

from workflow.durations import Duration
from workflow.engine_events import CREATE, FAN_OUT
from workflow.facts import PERIOD
from workflow.model import Level, Measure
from workflow.noun import dataclass
from workflow.quorum import Share

AUTHOR = "author"
"""In `not_by`: whoever made the measure."""

Answer = Literal["agree", "refuse", "change", "decline"]
PeriodDeed = Literal["reports", "accepts", "returns"]


@dataclass(frozen=True, kw_only=True)
class Join:
    """When the children have come far enough for the parent to move."""

    states: frozenset[str]
    """The states of a child that count."""
    at_least: Share
    """How many children, or the named regions that must be among them."""
    ignores: frozenset[str] = frozenset()
    """States of a child that take it out of the reckoning, e.g. cancelled or not needed there."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    event: str
    source: str
    target: str
    by: tuple[str, ...]
    """Roles that may do it, or `system`."""
    level: Level | None = None
    not_by: tuple[str, ...] = ()
    """`author`, or events whose last doer must be somebody else: the four-eyes rule."""
    requires: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    """Fields it may set without requiring them."""
    later: tuple[str, ...] = ()
    """Date fields it may only move to a later day."""
    evidence: int = 0
    comment: bool = False
    at_most: int | None = None
    before_due: Duration | None = None
    """It must happen at least this long before the running deadline."""
    after: Duration | None = None
    """It must happen at least this long after the measure entered the state."""
    fan_out: bool = False
    cascade: bool = False
    """It is also done, by the same actor, to every open child that can do it."""
    amends: bool = False
    """What it changes reaches the open variants, by a three-way merge."""
    drops: bool = False
    """It is also done to the open variants of regions that the measure does not name any more."""
    settles: bool = False
    """It decides fields that an amendment left in conflict."""
    of_period: tuple[PeriodDeed, str] | None = None
    """What it does to one period of a recurring deadline, named second."""
    when_children: Join | None = None
    votes: tuple[str, Answer] | None = None
    """It answers an approval on behalf of one voice: the approval, and the answer."""
    restarts: str | None = None
    """The approval it begins anew, as entering a state does."""
    when_approved: str | None = None
    """The approval that must have been given …"""
    when_rejected: str | None = None
    """… or refused; the engine does it by itself then."""
    line: int | None = None
    """Where the definition file says it."""

    def __hash__(self) -> int:
        return hash((self.event, self.source, self.target))

    @property
    def anew(self) -> tuple[str, ...]:
        """What must be given with the command itself: a period's figures are not those of the one before."""
        reports = self.of_period is not None and self.of_period[0] == "reports"
        return self.requires if reports else ()

    def is_idle_for(self, measure: Measure) -> bool:
        """There is nothing to settle where nothing is in conflict."""
        return self.settles and not measure.conflicts

    def settable(self) -> tuple[str, ...]:
        period = (PERIOD,) if self.of_period else ()
        return tuple(dict.fromkeys((*self.requires, *self.sets, *self.later, *period)))


def events_named(name: str) -> tuple[str, ...]:
    """The events whose doer a name in `not_by` means."""
    return (CREATE, FAN_OUT) if name == AUTHOR else (name,)
