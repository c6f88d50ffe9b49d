"""Driving measures through somebody else's event log: each row is a command, decided and saved like any other.

Rows are taken in groups, one transaction each, so that memory does not grow with the log. A row the machine refuses
leaves nothing behind. Each history row carries the log and the line it came from as its request id: a replay that
was stopped goes on after the last row on record.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import field
from itertools import islice

from commands.event_log.reading import LogRow, UnreadableRow
from commands.output import printable
from commands.vocabulary import BIRTHS
from definitions.findings import nearest
from store.event_log import BIRTH, CASE, IMPLIED, LOG, UNRECORDED
from store.grouped import GroupedTransaction
from store.register import Register
from store.transaction import SqlTransaction
from workflow.decide import decide, decide_creation
from workflow.definition import Definition
from workflow.directory import ADMINISTRATOR, SYSTEM, Grant, Person
from workflow.engine_events import CREATE
from workflow.errors import Invalid, NotFound, QadamError, Refused
from workflow.facts import PLAN
from workflow.fields import clean_comment
from workflow.guards import Context
from workflow.model import Command, Creation, Measure
from workflow.noun import dataclass
from workflow.numbers import check_number
from workflow.steps import take_step

GROUP = 500
"""Rows per transaction."""

MOST_REFUSALS_TOLD = 1_000
"""Refusals kept to be listed; all are counted."""

Loading = Callable[[], AbstractContextManager[tuple[Register, Callable[[], SqlTransaction]]]]
"""Opens one transaction on people and measures together."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A row that was not accepted."""

    row: int
    case: str
    activity: str
    why: str


@dataclass(kw_only=True)
class Replayed:
    """What became of a log."""

    rows: int = 0
    accepted: int = 0
    cases: int = 0
    people: int = 0
    """Added to the directory because the log names them."""
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    def refuse(self, refusal: Refusal) -> None:
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS_TOLD:
            self.refusals.append(refusal)


def request_id(log: str, row: int) -> str:
    return f"{log}#{row:09d}"


def replay(
    loading: Loading,
    definition: Definition,
    log: str,
    rows: Iterable[LogRow | UnreadableRow],
    *,
    known: Iterable[str],
    after: int = 0,
) -> Iterator[Replayed]:
    """Carry the cases of a log through a measure type; says after each group how far it has come.

    Rows up to line `after` were done before; `known` are the people there are. Raises what reading the log
    raises; the groups before stay.
    """
    done = Replayed()
    rows = iter(rows)
    replayer = _Replayer(definition, log, done, known)
    while group := list(islice(rows, GROUP)):
        with loading() as (register, begin):
            replayer.replay([row for row in group if row.row > after], begin(), register)
        yield done


class _Replayer:
    def __init__(self, definition: Definition, log: str, done: Replayed, known: Iterable[str]) -> None:
        self._definition = definition
        self._log = log
        self._done = done
        self._known = {SYSTEM, *known}
        self._events = _by_title(definition)
        self._births = {CREATE, *BIRTHS[CREATE].values()} - self._events.keys()
        self._cascades = any(transition.cascade for transition in definition.transitions)
        roles = {role for transition in definition.transitions for role in transition.by} | {*definition.created_by}
        self._grants = tuple(
            Grant(role=role) for role in sorted(roles) if role.startswith("national.") or role == ADMINISTRATOR
        )

    def replay(self, rows: list[LogRow | UnreadableRow], tx: SqlTransaction, register: Register) -> None:
        strangers = self._strangers(rows)
        grouped = GroupedTransaction(tx, strangers)
        for row in rows:
            self._done.rows += 1
            if isinstance(row, UnreadableRow):
                self._done.refuse(Refusal(row=row.row, case=row.case, activity=row.activity, why=row.why))
                continue
            try:
                with grouped.attempt() if self._cascades else nullcontext():
                    self._take(row, grouped)
            except QadamError as error:
                self._done.refuse(Refusal(row=row.row, case=row.case, activity=row.activity, why=error.message))
                continue
            self._done.accepted += 1
            self._welcome(strangers.get(person_id(row.resource)), register)
        grouped.flush()

    def _strangers(self, rows: Iterable[LogRow | UnreadableRow]) -> dict[str, Person]:
        """The people of these rows whom nobody knows yet; whoever does something will be added."""
        resources = dict.fromkeys(row.resource for row in rows if isinstance(row, LogRow))
        named = ((person_id(resource), resource) for resource in resources)
        return {name: _person(name, resource, self._grants) for name, resource in named if name not in self._known}

    def _welcome(self, person: Person | None, register: Register) -> None:
        if person is not None and person.id not in self._known:
            register.put_person(person)
            self._known.add(person.id)
            self._done.people += 1

    def _take(self, row: LogRow, tx: GroupedTransaction) -> None:
        number = measure_number(row.case)
        try:
            measure = tx.lock(number).measure
        except NotFound:
            self._begin(row, number, tx)
            return
        notes = measure.data.get(PLAN, {})
        if (notes.get(LOG), notes.get(CASE)) != (self._log, clean_comment(row.case)):
            raise Refused(f"there is a measure {number} already, and it is no case of this log")
        last = tx.last_entry(number)
        if row.at < last.at:
            raise Refused(f"it is earlier than the event before it in the log ({last.at.isoformat()})")
        take_step(tx, tx.lock(number), self._command(row, measure), row.at)

    def _begin(self, row: LogRow, number: str, tx: GroupedTransaction) -> None:
        """A case not seen before is born, then its first event happens; if that is refused, so is the birth."""
        born_by_row = row.activity in self._births
        notes = {LOG: self._log, CASE: row.case, **({} if born_by_row else {BIRTH: IMPLIED})}
        creation = Creation(
            type=self._definition.type,
            actor=person_id(row.resource),
            data={"title": printable(row.case), PLAN: notes},
            request_id=request_id(self._log, row.row) if born_by_row else None,
        )
        definition = tx.definition(self._definition.type, self._definition.version)
        context = Context(directory=tx.directory(), calendar=tx.calendar())
        birth = decide_creation(definition, creation, number, context, row.at)
        if not born_by_row:
            command = self._command(row, birth.measure)
            context = Context(directory=tx.directory(), calendar=tx.calendar(), deadlines=birth.opened)
            decide(definition, birth.measure, command, context, row.at)  # refused here, it leaves nothing
        tx.save(birth)
        self._done.cases += 1
        if not born_by_row:
            take_step(tx, tx.lock(number), command, row.at)

    def _command(self, row: LogRow, measure: Measure) -> Command:
        return Command(
            measure=measure.id,
            event=self._event(row.activity, measure),
            actor=person_id(row.resource),
            request_id=request_id(self._log, row.row),
        )

    def _event(self, activity: str, measure: Measure) -> str:
        """The event an activity stands for: called so, or titled so; of several, the one that can happen now."""
        named = self._events.get(activity, ())
        if not named:
            near = nearest(activity, self._events)
            raise Invalid(
                f"no event of {self._definition.type} is called {activity!r}; did you mean {near!r}?"
                if near
                else f"no event of {self._definition.type} is called {activity!r}"
            )
        possible = {t.event for t in self._definition.leaving(measure.state, measure.level)}
        return next((event for event in named if event in possible), named[0])


def _by_title(definition: Definition) -> dict[str, tuple[str, ...]]:
    events: dict[str, tuple[str, ...]] = {name: (name,) for name in definition.events}
    for name, titles in definition.events.items():
        for title in dict.fromkeys(titles.values()):
            if name not in events.get(title, ()):
                events[title] = (*events.get(title, ()), name)
    return events


_ODD = re.compile(r"[^0-9A-Za-zА-Яа-яЁё.\-]+")


def measure_number(case: str) -> str:
    """The number of the measure that stands for a case: the case's own id, or one made of it where it cannot be one.

    >>> measure_number("case-10011"), measure_number("NaN"), measure_number("a/b")
    ('case-10011', 'NaN', 'a-b-c14cddc0')
    """
    try:
        check_number(case)
    except Invalid:
        spelled = _ODD.sub("-", case).strip("-.")[:14] or "case"
        return f"{spelled}-{hashlib.sha256(case.encode()).hexdigest()[:8]}"
    return case


def person_id(resource: str | None) -> str:
    """The name somebody of the log acts under."""
    if resource is None:
        return UNRECORDED
    name = " ".join(printable(resource).split()) or UNRECORDED
    return name if len(name) <= 80 else f"{name[:70]}…{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _person(name: str, resource: str | None, grants: tuple[Grant, ...]) -> Person:
    mailbox = hashlib.sha256(name.encode()).hexdigest()[:16]
    called = "nobody named by the log" if resource is None else name
    return Person(id=name, name=called, email=f"{mailbox}@log.invalid", grants=grants)
