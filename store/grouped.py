"""A transaction that answers from memory what it has just decided, and writes many decisions with one statement.

For many steps by one program, such as a move of many measures or the replay of a log: `save` collects, `flush` writes
through the transaction's own `save`. Everything asked in between sees the collected steps as if they had been written;
what memory does not know of has not been changed, and is read without writing first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from store.transaction import SqlTransaction
from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.deadline import Deadline, FiredRung
from workflow.definition import Definition
from workflow.directory import Directory, Person
from workflow.errors import QadamError
from workflow.ladder import Interval
from workflow.model import Decision, Entry, Measure, Variant
from workflow.numbers import national_id
from workflow.ports import Family
from workflow.turns import Due


class _Part:
    """What one attempt decided, with the savepoint it needs once some of that is written before its end."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.savepoint = ExitStack()
        self.written = False

    def begin_to_write(self, inner: SqlTransaction) -> None:
        if not self.written:
            self.savepoint.enter_context(inner.attempt())
            self.written = True


class GroupedTransaction:
    """Stands before another transaction, of which nobody else may make use until it is flushed."""

    def __init__(self, inner: SqlTransaction, newcomers: Mapping[str, Person] = MappingProxyType({})) -> None:
        """`newcomers` count as people of the directory; whoever opens this adds them to it before it is committed."""
        self._inner = inner
        self._newcomers = newcomers
        self._whole = _Part()
        self._attempts: list[_Part] = []
        """Those under way, the outer first."""
        self._unwritten: set[str] = set()
        """Measures of which something may wait to be written."""
        self._failure: QadamError | None = None
        self._measures: dict[str, Measure] = {}
        self._deadlines: dict[str, dict[str, Deadline]] = {}
        self._open: dict[str, list[Deadline]] = {}
        """As they were read before any step of their measures, if that was."""
        self._entries: dict[str, Entry] = {}
        self._answers: dict[str, Entry] = {}
        """By request id."""

    @property
    def alone(self) -> bool:
        return self._inner.alone

    def expect(self, measures: Iterable[str]) -> None:
        """Steps of these come next: they are locked, and what steps ask of them is read, all at once."""
        wanted = {measure for measure in measures if measure not in self._measures}
        parents = set() if self.alone else {national_id(measure) for measure in wanted}
        if not wanted:
            return
        for measure in self._inner.lock_each({*wanted, *parents}):
            self._known(measure)
        self._open = {measure: [] for measure in wanted}
        for deadline in self._inner.open_deadlines_of(wanted):
            self._open[deadline.measure].append(deadline)

    # What cannot change while this transaction is the only one at work is read once.

    @cached_property
    def _directory(self) -> Directory:
        known = self._inner.directory()
        return replace(known, people={**known.people, **self._newcomers}) if self._newcomers else known

    @cached_property
    def _calendar(self) -> Calendar:
        return self._inner.calendar()

    def directory(self) -> Directory:
        return self._directory

    def calendar(self, version: str | None = None) -> Calendar:
        return self._calendar if version is None else self._inner.calendar(version)

    def almanac(self) -> Almanac:
        return self._inner.almanac()

    def definition(self, type: str, version: int | None = None) -> Definition:
        return self._inner.definition(type, version)

    def answered(self, request_id: str) -> Entry | None:
        return self._answers.get(request_id) or self._inner.answered(request_id)

    def lock(self, measure: str) -> Family:
        parent = national_id(measure)
        known = self._measures.get(measure)
        if known is not None and parent == measure:
            return Family(measure=known)
        if known is not None and parent in self._measures:
            return Family(measure=known, parent=self._measures[parent])
        family = self._inner.lock(measure)
        return Family(measure=self._known(family.measure), parent=family.parent and self._known(family.parent))

    def lock_alone(self, measure: str) -> Measure:
        return self._measures.get(measure) or self._known(self._inner.lock_alone(measure))

    def lock_parent(self, measure: Measure) -> Measure | None:
        known = self._measures.get(str(measure.parent))
        if known is not None:
            return known
        parent = self._inner.lock_parent(measure)
        return parent and self._known(parent)

    def open_deadlines(self, measure: str, *, recurring: bool = False) -> tuple[Deadline, ...]:
        known = self._deadlines.get(measure)
        if known is None:
            self._write_of(measure)
            found: Iterable[Deadline] | None = None if recurring else self._open.get(measure)
            if found is None:
                found = self._inner.open_deadlines(measure, recurring=recurring)
            known = self._deadlines[measure] = {d.id: d for d in found}
        return tuple(known.values())

    def variants(self, parent: str) -> tuple[Variant, ...]:
        self.flush()
        return self._inner.variants(parent)

    def open_children(self, parent: str) -> tuple[str, ...]:
        self.flush()
        return self._inner.open_children(parent)

    def children(self, parent: str) -> tuple[str, ...]:
        self.flush()
        return self._inner.children(parent)

    def history(self, measure: str) -> Sequence[Entry]:
        self.flush()
        return self._inner.history(measure)

    def every_deadline(self, measure: str) -> tuple[Deadline, ...]:
        self.flush()
        return self._inner.every_deadline(measure)

    def fired_rungs(self, measure: str) -> tuple[FiredRung, ...]:
        self.flush()
        return self._inner.fired_rungs(measure)

    def last_entry(self, measure: str) -> Entry:
        known = self._entries.get(measure)
        if known is None:
            self._write_of(measure)
            known = self._entries[measure] = self._inner.last_entry(measure)
        return known

    def next_number(self) -> str:
        self.flush()
        return self._inner.next_number()

    def exists(self, measure: str) -> bool:
        return measure in self._measures or self._inner.exists(measure)

    def planned(self, plan_key: str) -> Measure | None:
        self.flush()
        return self._inner.planned(plan_key)

    def due(self, now: datetime, after: Due | None, limit: int) -> Sequence[Due]:
        self.flush()
        return self._inner.due(now, after, limit)

    def claim_due(self, now: datetime, deadlines: Sequence[str]) -> Sequence[tuple[Deadline, Measure]]:
        self.flush()
        return self._inner.claim_due(now, deadlines)

    def lock_deadline(self, deadline: str) -> tuple[Deadline, Family] | None:
        self.flush()
        return self._inner.lock_deadline(deadline)

    def outages(self, since: datetime, now: datetime) -> tuple[Interval, ...]:
        return self._inner.outages(since, now)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """A part that is undone alone when it fails: what it collected is dropped, what it had to write rolled back."""
        part = _Part()
        self._attempts.append(part)
        try:
            with part.savepoint:
                yield
        except BaseException:
            self._attempts.pop()
            if part.decisions or part.written:
                self.flush()  # what the others decided, before memory forgets it with this
                self._forget()
            raise
        self._attempts.pop()
        self._latest.decisions += part.decisions

    @property
    def _latest(self) -> _Part:
        return self._attempts[-1] if self._attempts else self._whole

    def abandon(self) -> None:
        for part in (self._whole, *self._attempts):
            part.decisions.clear()
        self._forget()
        self._inner.abandon()

    def save(self, *decisions: Decision) -> None:
        for decision in decisions:
            for step in (decision, *decision.children):
                self._follow(step)
        self._latest.decisions += decisions

    def flush(self) -> None:
        """Write what was collected. Raises Conflict as `Transaction.save` does, and from then on whatever is asked."""
        if self._failure is not None:
            raise self._failure
        try:
            self._write(self._whole)
            for place, part in enumerate(self._attempts):
                if any(later.decisions for later in self._attempts[place:]):
                    part.begin_to_write(self._inner)
                self._write(part)
        except QadamError as error:
            self._failure = error  # it is not that of the step which only asked for something
            raise
        self._unwritten.clear()
        self._inner.flush()

    def _write(self, part: _Part) -> None:
        decisions, part.decisions = part.decisions, []
        for wave in _waves(decisions):
            self._inner.save(*wave)

    def _write_of(self, measure: str) -> None:
        """Before something is read of a measure."""
        if measure in self._unwritten:
            self.flush()

    def _follow(self, step: Decision) -> None:
        measure = step.measure.id
        self._unwritten.add(measure)
        self._open.pop(measure, None)
        if step.entry is not None:
            self._entries[measure] = step.entry
            self._measures[measure] = step.measure
            if step.entry.request_id is not None:
                self._answers[step.entry.request_id] = step.entry
            if step.entry.seq == 1:
                self._deadlines[measure] = {}
        known = self._deadlines.get(measure)
        if known is None:
            return
        for deadline in (*step.changed, *step.opened):
            if deadline.is_open or deadline.period is not None:
                known[deadline.id] = deadline
            else:
                known.pop(deadline.id, None)

    def _known(self, measure: Measure) -> Measure:
        """A measure as it stands now, which has just been read."""
        return self._measures.setdefault(measure.id, measure)

    def _forget(self) -> None:
        self._unwritten.clear()
        self._measures.clear()
        self._deadlines.clear()
        self._open.clear()
        self._entries.clear()
        self._answers.clear()


def _waves(decisions: list[Decision]) -> list[list[Decision]]:
    """The decisions in an order that keeps each measure's own, no measure twice in one wave."""
    waves: list[list[Decision]] = []
    last: dict[str, int] = {}
    for decision in decisions:
        touched = [step.measure.id for step in (decision, *decision.children)]
        number = max(last.get(measure, -1) for measure in touched) + 1
        last.update(dict.fromkeys(touched, number))
        if number == len(waves):
            waves.append([])
        waves[number].append(decision)
    return waves
