"""The coming weeks on a private copy: the same engine under a virtual clock, if nobody acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from store.clocks import falling_due, next_fire
from store.location import Location
from store.reader import reading
from store.shelf import definitions
from store.store import SqlStore
from workflow.definition import Definition
from workflow.model import Decision
from workflow.noun import dataclass
from workflow.sweep import Trouble, sweep

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)

Progress = Callable[[datetime], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A rung that will fire."""

    at: datetime
    measure: str
    agency: str | None
    region: str | None
    deadline: str
    period: str | None
    rung: str
    to: tuple[str, ...]
    event: str | None = None
    refusal: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same rung under other rules."""
        return (self.measure, f"{self.deadline} {self.period or ''}".strip(), self.rung)


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A deadline that falls due."""

    at: datetime
    measure: str
    agency: str | None
    region: str | None
    deadline: str
    period: str | None

    @property
    def key(self) -> tuple[str, str]:
        return (self.measure, f"{self.deadline} {self.period or ''}".strip())


@dataclass(frozen=True, kw_only=True)
class Course:
    """What comes, from one moment to another."""

    items: tuple[Item, ...]
    due: tuple[Due, ...]
    troubles: tuple[Trouble, ...]


def play(location: Location, now: datetime, until: datetime, progress: Progress = lambda _: None) -> Course:
    """Every rung of a copy from `now` until a moment, each at its time. The copy is used up by it."""
    store = SqlStore(location, durable=False)
    items: list[Item] = []
    troubles: list[Trouble] = []

    with reading(location) as reader:
        rules = {(one.definition.type, one.definition.version): one.definition for one in definitions(reader)}

    def seen(decision: Decision) -> None:
        items.extend(_items(decision, rules))

    try:
        passed = LONG_AGO
        while True:
            with reading(location) as reader:
                coming = next_fire(reader, passed)  # one that could not fire at its moment is passed over
            if coming is None or coming > until:
                break
            passed = max(coming, now)
            troubles += sweep(store, passed, told=seen).errors
            progress(passed)
        with reading(location) as reader:
            due = [
                Due(
                    at=deadline.due_at,
                    measure=deadline.measure,
                    agency=agency,
                    region=region,
                    deadline=deadline.name,
                    period=deadline.period,
                )
                for deadline, agency, region in falling_due(reader, now, until)
            ]
    finally:
        store.close()
    items.sort(key=lambda item: (item.at, item.measure, item.deadline, item.rung))
    return Course(items=tuple(items), due=tuple(due), troubles=tuple(troubles))


def _items(decision: Decision, rules: Mapping[tuple[str, int], Definition]) -> Iterable[Item]:
    measure = decision.measure
    changed = {deadline.id: deadline for deadline in decision.changed}
    for rung in decision.fired:
        deadline = changed[rung.deadline]
        if rung.collapsed:
            continue
        yield Item(
            at=rung.fired_at,
            measure=measure.id,
            agency=measure.agency,
            region=measure.region,
            deadline=deadline.name,
            period=deadline.period,
            rung=rung.rung,
            event=rules[measure.type, deadline.type_version].deadlines[deadline.name].rungs[rung.rung].event,
            to=tuple(mail.address for mail in decision.mails if mail.address is not None),
            refusal=rung.refusal,
        )
