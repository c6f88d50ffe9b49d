"""What the engine needs of a store, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.deadline import Deadline, FiredRung
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.ladder import Interval
from workflow.model import Decision, Entry, Measure, Variant
from workflow.noun import dataclass
from workflow.turns import Due


@dataclass(frozen=True, kw_only=True)
class Family:
    """A measure locked for change, with its parent if it has one (locked as well, and always first)."""

    measure: Measure
    parent: Measure | None = None


class Transaction(Protocol):
    """One transaction. Everything read in it may be decided on; nothing is written but by `save`."""

    @property
    def alone(self) -> bool:
        """Whether nobody else can write until it ends, so that no lock is ever waited for."""

    def directory(self) -> Directory: ...

    def calendar(self, version: str | None = None) -> Calendar:
        """A version of the calendar, the one in force when none is named."""

    def almanac(self) -> Almanac:
        """Every calendar, and since when each was in force."""

    def definition(self, type: str, version: int | None = None) -> Definition:
        """A version of a measure type, the newest when none is named. Raises NotFound."""

    def answered(self, request_id: str) -> Entry | None:
        """The history row a request id already made."""

    def lock(self, measure: str) -> Family:
        """Raises NotFound."""

    def lock_alone(self, measure: str) -> Measure:
        """Without its parent, for a step that does not concern it. Raises NotFound."""

    def lock_parent(self, measure: Measure) -> Measure | None:
        """The parent of a measure that is locked; None if somebody else holds it: waiting now could be crosswise."""

    def open_deadlines(self, measure: str, *, recurring: bool = False) -> tuple[Deadline, ...]:
        """The open deadlines of a measure; with `recurring`, those of past periods as well."""

    def outages(self, since: datetime, now: datetime) -> tuple[Interval, ...]:
        """When, from one moment to another, no daemon ran although one had before."""

    def variants(self, parent: str) -> tuple[Variant, ...]: ...

    def open_children(self, parent: str) -> tuple[str, ...]: ...

    def children(self, parent: str) -> tuple[str, ...]: ...

    def last_entry(self, measure: str) -> Entry: ...

    def history(self, measure: str) -> Sequence[Entry]:
        """All its entries, in order."""

    def every_deadline(self, measure: str) -> tuple[Deadline, ...]:
        """Its deadlines, the closed ones as well, in order of opening."""

    def fired_rungs(self, measure: str) -> tuple[FiredRung, ...]:
        """What is on record of its ladders."""

    def next_number(self) -> str:
        """The plan number after the highest one in use."""

    def exists(self, measure: str) -> bool: ...

    def planned(self, plan_key: str) -> Measure | None:
        """The measure an earlier import made from this row of a plan."""

    def due(self, now: datetime, after: Due | None, limit: int) -> Sequence[Due]:
        """The running deadlines with a rung due at `now`, oldest first after one of them; none is locked."""

    def claim_due(self, now: datetime, deadlines: Sequence[str]) -> Sequence[tuple[Deadline, Measure]]:
        """Those of the deadlines that still have a rung due, oldest first, locked with their measures.

        Measures somebody else is moving at this moment are left out.
        """

    def lock_deadline(self, deadline: str) -> tuple[Deadline, Family] | None:
        """A deadline with its measure's family, if it still runs."""

    def attempt(self) -> AbstractContextManager[object]:
        """A part that is undone alone when it fails, so that the rest can go on."""

    def abandon(self) -> None:
        """Undo everything; nothing more can be done in this transaction."""

    def save(self, *decisions: Decision) -> None:
        """The only writer. Raises Conflict if a measure is not at the version the decision was made on."""

    def flush(self) -> None:
        """See that everything saved has reached the database. Raises Conflict as `save` does."""


class Store(Protocol):
    def begin(self, *, dry_run: bool = False) -> AbstractContextManager[Transaction]:
        """A transaction that commits at the end of the block, or rolls back after an error or for a dry run."""

    def group(self, measures: Sequence[str], *, dry_run: bool = False) -> AbstractContextManager[Transaction]:
        """The same for steps of many measures: read together, and what they save written together."""
