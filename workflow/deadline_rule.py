"""When a deadline is due, as a definition says it, and the rungs of its escalation ladder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Literal

from workflow.directory import Texts
from workflow.durations import Duration, Length, Unit
from workflow.model import Level
from workflow.noun import dataclass
from workflow.periods import Every

DayOff = Literal["before", "after", "same"]
Position = Literal["before", "due", "after"]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of an escalation ladder, reckoned from the due instant."""

    key: str
    """Unique in its ladder and stable over versions, e.g. `before 3 working days`, `due`, `after 2 working days`."""
    position: Position
    distance: Duration | None
    notify: tuple[str, ...] = ()
    event: str | None = None
    template: str = "reminder"
    urgent: bool = False
    """It may speak outside working hours; any other waits for them."""

    def __hash__(self) -> int:
        return hash(self.key)  # what a ladder comes to is looked up by its rungs, again and again


@dataclass(frozen=True, kw_only=True)
class DeadlineRule:
    name: str
    titles: Texts
    ladder: tuple[Rung, ...]
    level: Level | None = None
    within: Length | None = None
    """A budget from the moment the state is entered, or …"""
    until: str | None = None
    """… the day a field of the measure names, or …"""
    on: date | None = None
    """… a fixed day, or …"""
    follows: DeadlineRule | None = None
    """… when another deadline is due, as the lead agency's summary follows the executors' reports."""
    every: Every | None = None
    """It recurs: one deadline per period, the last being the one in which the day of `until` lies."""
    by_day: int | None = None
    """Of a recurring one: the day of the month after the period; the period's last day when none is given."""
    plus: Duration | None = None
    """Time granted after the day of the field, of the period or of the deadline followed, e.g. for the report."""
    on_day_off: DayOff = "before"
    """Where a due day that is no working day goes."""
    line: int | None = None

    def __hash__(self) -> int:
        return hash(self.name)  # what has fallen due is looked up by it, again and again

    @cached_property
    def rungs(self) -> Mapping[str, Rung]:
        return {rung.key: rung for rung in self.ladder}

    @property
    def reckons_working_time(self) -> bool:
        """Whether a pause is measured in working time; one of hours or minutes runs through nights and weekends."""
        return not isinstance(self.within, Duration) or self.within.unit not in (Unit.HOURS, Unit.MINUTES)
