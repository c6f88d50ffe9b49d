"""Whose move it is: what would carry a measure on from where it stands, and who may do that."""

from __future__ import annotations

from workflow.approval import awaited
from workflow.authority import scoped
from workflow.definition import Definition
from workflow.directory import SYSTEM
from workflow.facts import BUILT_IN_FIELDS
from workflow.model import Level, Measure
from workflow.transition import Transition


def ways_on(definition: Definition, measure: Measure) -> tuple[Transition, ...]:
    """The transitions that carry the work on; calling it off, pausing it or moving its date does not."""
    return ways_from(definition, measure.state, measure.level)


def ways_from(definition: Definition, state: str, level: Level) -> tuple[Transition, ...]:
    """The same for whatever stands in a state."""
    return tuple(
        transition
        for transition in definition.leaving(state, level)
        if transition.target != transition.source
        and definition.states[transition.target].outcome != "cancelled"
        and not definition.states[transition.target].pauses
    )


def waiting_for(definition: Definition, measure: Measure) -> tuple[str, ...]:
    """Who can carry it on: roles with their scope, or the regional variants it waits for."""
    who: dict[str, None] = {}
    for transition in ways_on(definition, measure):
        if transition.when_children is not None:
            who["its regional variants"] = None
        if transition.when_approved is not None:
            who |= dict.fromkeys(awaited(definition, measure))
        for role in transition.by:
            if role != SYSTEM:
                who[scoped(role, measure)] = None
    return tuple(who)


def lacking(definition: Definition, measure: Measure) -> tuple[str, ...]:
    """What every measure may have (a lead agency, a due date, …), a way on requires, and this one has not yet."""
    required = dict.fromkeys(name for way in ways_on(definition, measure) for name in way.requires)
    return tuple(name for name in required if name in BUILT_IN_FIELDS and measure.lacks(name))
