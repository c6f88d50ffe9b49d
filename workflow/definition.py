"""A measure type as frozen values: states, transitions, deadlines with their ladders, notices.

How they are read from what a definition file holds is in workflow/definition_document.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property
from typing import Literal

from workflow.deadline_rule import DeadlineRule
from workflow.directory import SYSTEM, Texts
from workflow.durations import Duration
from workflow.engine_events import ENGINE_EVENTS
from workflow.facts import FieldRule
from workflow.model import Level, Measure
from workflow.noun import dataclass
from workflow.quorum import Share
from workflow.transition import PeriodDeed, Transition, events_named

RECIPIENTS_BY_MEASURE = ("responsible", "co_executors", "author", "awaited")
"""Recipients named by what they are to this measure; every other recipient is a role."""

Outcome = Literal["done", "cancelled"]


@dataclass(frozen=True, kw_only=True)
class State:
    name: str
    titles: Texts
    initial: bool = False
    final: bool = False
    outcome: Outcome = "done"
    """For a final state: whether the work was done or called off; called-off deadlines are cancelled, not met."""
    deadlines: tuple[str, ...] = ()
    pauses: bool = False
    """While a measure is here, the clocks it came with stand still."""


class States(dict[str, State]):
    """The states by name. One no definition names is blocked: it can be shown, and nothing leads out of it."""

    def __missing__(self, name: str) -> State:
        return State(name=name, titles={"en": "Blocked", "ru": "Заблокировано", "kk": "Бұғатталған"})


@dataclass(frozen=True, kw_only=True)
class Approval:
    """Who is asked whether something may go on, and how many of them must agree."""

    name: str
    titles: Texts
    asks: tuple[str, ...]
    """Voices: codes of agencies, roles, and `co_executors` for the agencies the measure names."""
    at_least: Share = "all"
    """How many of the voices that count must agree."""
    mandatory: tuple[str, ...] = ()
    """Voices without which nothing is approved; they are asked as well."""
    veto: tuple[str, ...] = ()
    """Voices whose refusal rejects at once; they are asked as well."""
    hear_all: bool = False
    """Reject only when every voice has answered, so that all remarks come together. A veto never waits."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Who is written to when an event happens."""

    event: str
    to: tuple[str, ...]
    template: str
    level: Level | None = None


@dataclass(frozen=True, kw_only=True)
class UndoRule:
    """Who may take back the last move of a measure, and how long after it."""

    by: tuple[str, ...]
    within: Duration | None = None


@dataclass(frozen=True, kw_only=True)
class Definition:
    type: str
    version: int
    titles: Texts
    digest: str
    """SHA-256 of the file's text."""
    fields: Mapping[str, FieldRule]
    states: Mapping[str, State]
    events: Mapping[str, Texts]
    """The titles of the events."""
    transitions: tuple[Transition, ...]
    deadlines: Mapping[str, DeadlineRule]
    notices: tuple[Notice, ...]
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    reconciliation: str | None = None
    """The deadline that runs while a variant has conflicts to decide."""
    undo: UndoRule | None = None
    """None where nothing is taken back."""
    created_by: tuple[str, ...]
    creation_requires: tuple[str, ...] = ("title",)

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def initial(self) -> str:
        return next(state.name for state in self.states.values() if state.initial)

    @cached_property
    def watched_events(self) -> frozenset[str]:
        """Events whose doers or number some transition asks about."""
        named = {event for t in self.transitions for name in t.not_by for event in events_named(name)}
        return frozenset(named | {t.event for t in self.transitions if t.at_most is not None})

    def clocks(self, measure: Measure) -> tuple[str, ...]:
        """The deadlines that run for a measure where it stands."""
        state = self.states[measure.state]
        if measure.conflicts and self.reconciliation is not None and not state.final:
            return (*state.deadlines, self.reconciliation)
        return state.deadlines

    def event_titles(self, event: str) -> Texts:
        return self.events.get(event) or ENGINE_EVENTS.get(event, {})

    def leaving(self, state: str, level: Level) -> tuple[Transition, ...]:
        """The transitions that start from a state at a level, in the order of the file."""
        return self._leaving.get((state, level), ())

    @cached_property
    def _leaving(self) -> Mapping[tuple[str, Level], tuple[Transition, ...]]:
        levels: tuple[Level, ...] = ("national", "regional")
        found: dict[tuple[str, Level], tuple[Transition, ...]] = {}
        for transition in self.transitions:
            for level in levels:
                if transition.level in (None, level):
                    way = (transition.source, level)
                    found[way] = (*found.get(way, ()), transition)
        return found

    def possible(self, state: str, level: Level) -> tuple[str, ...]:
        """The events somebody (not the system) may try from a state at a level."""
        return tuple(dict.fromkeys(t.event for t in self.leaving(state, level) if t.by != (SYSTEM,)))

    @cached_property
    def recurs(self) -> bool:
        """Whether any of its deadlines does."""
        return any(rule.every for rule in self.deadlines.values())

    def deed_on_period(
        self, event: str, source: str | None, target: str, level: Level
    ) -> tuple[PeriodDeed, str] | None:
        """What a step that happened did to a period of a recurring deadline, if anything."""
        if not self.recurs:
            return None
        same = (t for t in self.transitions if t.event == event and t.source == source and t.target == target)
        return next((t.of_period for t in same if t.level in (None, level)), None)

    def open_to(self, measure: Measure) -> tuple[str, ...]:
        """The events that make sense for a measure now."""
        idle = {t.event for t in self.leaving(measure.state, measure.level) if t.is_idle_for(measure)}
        return tuple(event for event in self.possible(measure.state, measure.level) if event not in idle)

    def joins(self, state: str, level: Level) -> tuple[Transition, ...]:
        return tuple(t for t in self.leaving(state, level) if t.when_children is not None)

    def concerns_parent(self, state: str, event: str) -> bool:
        """Whether an event may bring a variant into, or take it out of, a state its national measure looks at.

        If not, it moves without it: no verdict of a join depends on it, and the variants still open stay the same.
        """
        return (state, event) not in self._of_no_concern

    @cached_property
    def _of_no_concern(self) -> frozenset[tuple[str, str]]:
        """States and events of a variant after which nothing has changed for its national measure."""
        joins = [t.when_children for t in self.transitions if t.when_children is not None]
        looked_at = {state for join in joins for state in join.states | join.ignores}
        looked_at |= {state.name for state in self.states.values() if state.final}
        ways = {(t.source, t.event) for state in self.states for t in self.leaving(state, "regional")}
        return frozenset(way for way in ways if looked_at.isdisjoint(self._passed(*way)))

    def _passed(self, state: str, event: str) -> set[str]:
        """Every state a variant may have been in once an event is over, with what the engine does after it."""
        ways = [t for t in self.leaving(state, "regional") if t.event == event]
        passed = {state}
        while ways:
            target = ways.pop().target
            if target not in passed:
                passed.add(target)
                ways += self.outcomes(target, "regional")
        return passed

    def outcomes(self, state: str, level: Level) -> tuple[Transition, ...]:
        """What the engine does by itself once an approval is given or refused."""
        if not self.approvals:
            return ()
        return tuple(t for t in self.leaving(state, level) if t.when_approved or t.when_rejected)

    def asked_in(self, state: str) -> frozenset[str]:
        """The approvals that are answered in a state."""
        if not self.approvals:
            return frozenset()
        return frozenset(t.votes[0] for t in self.transitions if t.source == state and t.votes)

    def restarted_by(self, event: str, source: str | None) -> frozenset[str]:
        """The approvals that an event begins anew."""
        if not self.approvals:
            return frozenset()
        ways = (t for t in self.transitions if t.event == event and t.source == source)
        return frozenset(t.restarts for t in ways if t.restarts)
