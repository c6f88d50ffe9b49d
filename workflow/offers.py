"""What somebody may try with a measure as it stands: nothing is offered that would be refused whatever was given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from workflow.authority import Standing
from workflow.calendar import Calendar
from workflow.deadline import Deadline
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.guards import Attempt, Context, Guard, after, at_most, before_due, of_period
from workflow.model import Command, Measure
from workflow.transition import Transition

WHATEVER_IS_GIVEN: tuple[Guard, ...] = (at_most, before_due, after, of_period)
"""The guards that look at the measure, its deadlines and the time only."""

NOBODY = Standing(actor="", on_behalf_of=None)


def offered(
    definition: Definition, measure: Measure, deadlines: Sequence[Deadline], calendar: Calendar, now: datetime
) -> tuple[str, ...]:
    """The events that are open to a measure now, with its open deadlines and all that recur."""
    attempt = Attempt(
        definition=definition,
        before=measure,
        measure=measure,
        command=Command(measure=measure.id, event="", actor=""),
        context=Context(directory=Directory(), calendar=calendar, deadlines=tuple(deadlines)),
        now=now,
    )

    def hindered(way: Transition) -> bool:
        return any(guard(way, NOBODY, attempt) for guard in WHATEVER_IS_GIVEN)

    free = {way.event for way in definition.leaving(measure.state, measure.level) if not hindered(way)}
    return tuple(event for event in definition.open_to(measure) if event in free)
