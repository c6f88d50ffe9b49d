"""`transitions` as the interpreter of a definition: one machine per definition version, shared and never changed.

The machine keeps nothing of a measure: each step is triggered on a probe that is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from transitions import EventData, Machine, MachineError

from workflow.definition import Definition
from workflow.errors import NotPossible, QadamError
from workflow.model import Measure
from workflow.transition import Transition

Judge = Callable[[Transition], QadamError | None]
"""Says why a transition may not be taken; None lets it happen."""


def step(definition: Definition, measure: Measure, event: str, judge: Judge) -> Transition:
    """The transition this event takes, decided by the machine.

    Raises NotPossible when the event does not start here, or the judge's refusal when every way is refused.
    """
    machine = _compiled(definition)
    if event not in machine.events or measure.state not in definition.states:
        raise _not_possible(definition, measure, event)
    probe = _Probe(measure, judge)
    try:
        machine.events[event].trigger(probe)
    except MachineError as error:
        raise _not_possible(definition, measure, event) from error
    if probe.taken is not None:
        return probe.taken
    if probe.refusals:
        raise probe.refusals[0]
    raise _not_possible(definition, measure, event)


@lru_cache(maxsize=256)
def _compiled(definition: Definition) -> Any:
    return Machine(
        model=None,
        states=list(definition.states),
        initial=definition.initial,
        transitions=[
            {"trigger": t.event, "source": t.source, "dest": t.target, "conditions": _condition(t)}
            for t in definition.transitions
        ],
        auto_transitions=False,
        send_event=True,
    )


def _condition(transition: Transition) -> Callable[[EventData], bool]:
    def permitted(event: EventData) -> bool:
        probe = event.model
        return isinstance(probe, _Probe) and probe.permits(transition)

    return permitted


class _Probe:
    """Stands in for a measure during one trigger: the machine reads and writes `state`, we read the rest."""

    def __init__(self, measure: Measure, judge: Judge) -> None:
        self.state = measure.state
        self.taken: Transition | None = None
        self.refusals: list[QadamError] = []
        self._level = measure.level
        self._judge = judge

    def permits(self, transition: Transition) -> bool:
        if transition.level not in (None, self._level):
            return False
        refusal = self._judge(transition)
        if refusal is None:
            self.taken = transition
            return True
        self.refusals.append(refusal)
        return False


def _not_possible(definition: Definition, measure: Measure, event: str) -> NotPossible:
    events = definition.open_to(measure)
    return NotPossible(
        f"{measure.id} is {measure.state!r}: cannot {event!r}",
        possible=f"qadam move {measure.id} {'|'.join(events)}" if events else "nothing more can happen to it",
        measure=measure.id,
    )
