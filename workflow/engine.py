"""The engine: one command, one transaction - lock, read the clock, decide, save.

It holds no state of its own: the rows decide, so any number of engines may work on one store.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from workflow.clock import Clock
from workflow.decide import decide_creation
from workflow.directory import SYSTEM
from workflow.engine_events import CREATE, UNDO
from workflow.errors import Conflict, Forbidden, QadamError
from workflow.guards import Context
from workflow.model import Command, Creation, Decision, Entry, Measure
from workflow.noun import dataclass, replace
from workflow.ports import Family, Store, Transaction
from workflow.recompute import Moved as Recomputed
from workflow.recompute import recompute
from workflow.steps import earlier_calendars, take_step
from workflow.sweep import Ticked, sweep
from workflow.taking_back import take_back


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The answer to a command."""

    measure: str
    event: str
    source: str | None
    target: str
    version: int
    at: datetime
    repeated: bool = False
    """True when the request id had been answered before and nothing was done."""
    decisions: tuple[Decision, ...] = ()
    """Everything that changed, the command's own step first; empty for a repeated request."""


Vouch = Callable[[str], str | None]
"""Asked before every command of a person: raises Forbidden unless the actor is who they say they are.

Returns the administrator who acts in the actor's name, if it is not the actor.
"""


def _believed(_actor: str) -> None:
    """For sandboxes, where nobody has to prove who they are."""


def _nothing() -> None:
    """Nothing outside the store has to be settled."""


class Engine:
    def __init__(self, store: Store, now: Clock, vouch: Vouch = _believed) -> None:
        self._store = store
        self._now = now
        self._vouch = vouch

    def create(self, creation: Creation, *, dry_run: bool = False) -> Moved:
        """A new national measure. Raises the refusal, and then nothing has changed."""
        with self._store.begin(dry_run=dry_run) as tx:
            return self.create_in(tx, creation)

    def create_in(self, tx: Transaction, creation: Creation) -> Moved:
        """The same in a transaction of the caller's, so that a plan is imported whole or not at all."""
        creation = replace(creation, through=self._proven(creation.actor))
        if creation.request_id and (first := tx.answered(creation.request_id)):
            return _first_answer(first, CREATE, creation.number, creation.actor)
        definition = tx.definition(creation.type)
        number = creation.number or tx.next_number()
        if tx.exists(number):
            free = tx.next_number()
            raise Conflict(f"there is a measure {number} already", possible=f"the next free number is {free}")
        context = Context(directory=tx.directory(), calendar=tx.calendar())
        decision = decide_creation(definition, creation, number, context, self._now())
        tx.save(decision)
        return _answer(decision)

    def move(self, command: Command, *, dry_run: bool = False) -> Moved:
        """One command, one transaction. Raises the refusal, and then nothing has changed."""
        with self._store.begin(dry_run=dry_run) as tx:
            moved = self._move_alone(tx, command)
            if moved is not None:
                return moved
        with self._store.begin(dry_run=dry_run) as tx:
            return self.move_in(tx, command)

    def move_in(self, tx: Transaction, command: Command) -> Moved:
        """The same in a transaction of the caller's."""
        moved = self._move_alone(tx, command) if tx.alone else None
        return moved or self._move(tx, tx.lock(command.measure), command)

    def _move_alone(self, tx: Transaction, command: Command) -> Moved | None:
        """The same, holding the parent only where the step concerns it; None if it does and somebody else has it.

        So the variants of one national measure do not wait for each other.
        """
        measure = tx.lock_alone(command.measure)
        family = Family(measure=measure)
        if measure.parent is not None and self._concerns_parent(tx, measure, command):
            parent = tx.lock_parent(measure)
            if parent is None:
                tx.abandon()
                return None
            family = Family(measure=measure, parent=parent)
        return self._move(tx, family, command)

    def _concerns_parent(self, tx: Transaction, measure: Measure, command: Command) -> bool:
        definition = tx.definition(measure.type, measure.type_version)
        return command.event == UNDO or definition.concerns_parent(measure.state, command.event)

    def _move(self, tx: Transaction, family: Family, command: Command) -> Moved:
        command = replace(command, through=self._proven(command.actor))
        if command.request_id and (first := tx.answered(command.request_id)):
            return _first_answer(first, command.event, command.measure, command.actor)
        _expect_version(tx, family.measure, command)
        step = take_back if command.event == UNDO else take_step
        return _answer(*step(tx, family, command, self._now()))

    def move_each(
        self, commands: Sequence[Command], *, dry_run: bool = False, settle: Callable[[], None] = _nothing
    ) -> list[Moved | QadamError]:
        """Several commands in one transaction, each on its own feet: a refusal undoes that one alone.

        Each command gets its answer or its refusal, in their order. Raises when the transaction itself fails, and
        then nothing has changed. `settle` is called just before the commit if anything was done: it puts in place
        what the commands name outside the store.
        """
        answers: list[Moved | QadamError] = []
        with self._store.group([command.measure for command in commands], dry_run=dry_run) as tx:
            for command in commands:
                try:
                    with tx.attempt():
                        answers.append(self.move_in(tx, command))
                except QadamError as refusal:
                    answers.append(refusal)
            if not dry_run and any(isinstance(answer, Moved) and not answer.repeated for answer in answers):
                tx.flush()
                settle()
        return answers

    def _proven(self, actor: str) -> str | None:
        if actor == SYSTEM:
            raise Forbidden("nobody can act as 'system'", possible="say who you are with --as")
        return self._vouch(actor)

    def recompute(self, measure: str, actor: str, *, dry_run: bool = False) -> tuple[Recomputed, ...]:
        """Move a measure's open deadlines to the calendar in force; says what changes. One transaction."""
        with self._store.begin(dry_run=dry_run) as tx:
            found = tx.lock(measure).measure
            definition = tx.definition(found.type, found.type_version)
            deadlines = tx.open_deadlines(measure, recurring=definition.recurs)
            context = Context(
                directory=tx.directory(),
                calendar=tx.calendar(),
                deadlines=deadlines,
                earlier=earlier_calendars(tx, deadlines),
            )
            outcome = recompute(definition, found, context, actor, self._now())
            if outcome is None:
                return ()
            decision, moved = outcome
            tx.save(decision)
            return moved

    def tick(self, now: datetime) -> Ticked:
        """One pass over the deadlines due at `now`: every rung fires once, oldest first."""
        return sweep(self._store, now)


def _expect_version(tx: Transaction, measure: Measure, command: Command) -> None:
    if command.expected_version in (None, measure.version):
        return
    last = tx.last_entry(measure.id)
    raise Conflict(
        f"{measure.id} is at version {measure.version}, not {command.expected_version}: "
        f"{last.actor} did {last.event!r} meanwhile",
        possible=f"qadam show {measure.id}, then decide again",
        measure=measure.id,
    )


def _answer(*decisions: Decision) -> Moved:
    entry = decisions[0].entry
    assert entry is not None  # noqa: S101 - a command's own decision always has its history row
    return _moved(entry, repeated=False, decisions=decisions)


def _first_answer(entry: Entry, event: str, measure: str | None, actor: str) -> Moved:
    """What the first command with this request id was told. Raises Conflict if it asked for something else."""
    if actor not in (entry.actor, entry.on_behalf_of):
        raise Conflict(
            f"request {entry.request_id} is somebody else's",
            possible="give each request an id of its own",
            measure=measure,
        )
    if entry.event != event or measure not in (None, entry.measure):
        raise Conflict(
            f"request {entry.request_id} was used to {entry.event!r} {entry.measure}",
            possible="give each request an id of its own",
            measure=measure,
        )
    return _moved(entry, repeated=True, decisions=())


def _moved(entry: Entry, *, repeated: bool, decisions: tuple[Decision, ...]) -> Moved:
    return Moved(
        measure=entry.measure,
        event=entry.event,
        source=entry.source,
        target=entry.target,
        version=entry.seq,
        at=entry.at,
        repeated=repeated,
        decisions=decisions,
    )
