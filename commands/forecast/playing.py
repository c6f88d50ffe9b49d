"""The coming weeks on a private copy: the same engine under a virtual clock, if nobody acts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from store.clocks import next_fire
from store.foretold import Foretold, Item
from store.reader import reading
from store.shelf import definitions
from store.store import SqlStore
from workflow.definition import Definition
from workflow.model import Decision
from workflow.sweep import Trouble, sweep

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)

Progress = Callable[[datetime], None]


def play(course: Foretold, progress: Progress = lambda _: None) -> tuple[Trouble, ...]:
    """Fire every rung of a copy, each at its time; says what could not be done. The copy is used up by it."""
    store = SqlStore(course.copy, durable=False)
    troubles: list[Trouble] = []

    with reading(course.copy) as reader:
        rules = {(one.definition.type, one.definition.version): one.definition for one in definitions(reader)}

    def seen(decision: Decision) -> None:
        for item in _items(decision, rules):
            course.add(item)

    try:
        passed = LONG_AGO
        while True:
            with reading(course.copy) as reader:
                coming = next_fire(reader, passed)  # one that could not fire at its moment is passed over
            if coming is None or coming > course.until:
                break
            passed = max(coming, course.now)
            troubles += sweep(store, passed, told=seen).errors
            progress(passed)
    finally:
        store.close()
    course.end()
    return tuple(troubles)


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
