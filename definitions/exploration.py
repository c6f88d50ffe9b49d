"""Model checking: every situation a national measure and its regional variants can come to together.

Twenty regions would make too many situations to look at, so they are taken in groups that move alike: one region,
another one, and all the others. What is found so is real, since twenty regions may well do just that; and it is
enough, since a join only asks how many variants, or which of a few named ones, are where. Joins are judged by the
engine's own rule on twenty variants. Corrections are left out: a definition must work without them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cache
from typing import NamedTuple

from definitions.draft import LEVELS, Draft, Move
from definitions.joins import REGIONS, join_of
from workflow.directory import SYSTEM
from workflow.guards import join_lacks
from workflow.model import Level, Variant
from workflow.noun import dataclass
from workflow.transition import Join

CORRECTION = "reopen"
"""The event that may lead out of a final state."""

SIZES = ((1, 1, REGIONS - 2), (1, REGIONS - 1), (REGIONS,))
"""How many regions are in each group; the finest that makes no more situations than can be looked at."""

NAMES = {
    SIZES[0]: ("one region", "another region", "the other regions"),
    SIZES[1]: ("one region", "the other regions"),
    SIZES[2]: ("every region",),
}

MOST_SITUATIONS = 20_000
"""Beyond this, fewer groups are looked at."""


class Situation(NamedTuple):
    """Where the national measure stands, and where each group of variants does; no groups before the fan-out."""

    national: str
    regional: tuple[str, ...] = ()


class Reached(NamedTuple):
    """How a situation is come to by a shortest way."""

    before: Situation | None
    event: str = ""
    group: int | None = None
    """The group whose step it is; none for the national measure's own."""
    swapped: bool = False
    """The first two groups change places, so that they stand in one order however they came there."""


@dataclass(frozen=True)
class Exploration:
    draft: Draft
    names: tuple[str, ...]
    """What the groups are called."""
    reached: Mapping[Situation, Reached]
    followers: Mapping[Situation, frozenset[Situation]] = field(repr=False)
    taken: frozenset[tuple[int, Level]]
    """The moves that happen in some situation, by their place in `draft.moves`, with the level."""

    def states(self, level: Level) -> frozenset[str]:
        if level == "national":
            return frozenset(situation.national for situation in self.reached)
        return frozenset(state for situation in self.reached for state in situation.regional)

    def way(self, situation: Situation) -> tuple[str, ...]:
        """The steps of a shortest way there."""
        back = []
        at = self.reached[situation]
        while at.before is not None:
            back.append(at)
            at = self.reached[at.before]
        names, steps = list(self.names), []
        for step in reversed(back):
            steps.append(step.event if step.group is None else f"{names[step.group]}: {step.event}")
            if step.swapped:
                names[0], names[1] = names[1], names[0]
        return tuple(steps)

    def way_to(self, level: Level, state: str) -> tuple[str, ...]:
        """The steps of a shortest way to a state of a level; nothing where it is never come to."""
        for situation in self.reached:  # in the order of distance
            if state == situation.national if level == "national" else state in situation.regional:
                return self.way(situation)
        return ()

    def leading_to(self, goal: Callable[[Situation], bool]) -> frozenset[Situation]:
        """The situations from which some way leads to one of the wanted ones, those included."""
        before: dict[Situation, list[Situation]] = {}
        for situation, following in self.followers.items():
            for after in following:
                before.setdefault(after, []).append(situation)
        found = {situation for situation in self.reached if goal(situation)}
        to_see = list(found)
        while to_see:
            for earlier in before.get(to_see.pop(), ()):
                if earlier not in found:
                    found.add(earlier)
                    to_see.append(earlier)
        return frozenset(found)


def is_correction(move: Move) -> bool:
    return move.event == CORRECTION


def is_able(draft: Draft, move: Move, level: Level) -> bool:
    """Whether somebody, a ladder, a join or an approval can do it at all."""
    rule = move.rule
    if any(role != SYSTEM for role in rule.words("by")) or "when_children" in rule.content:
        return True
    approval = rule.text("when_approved") or rule.text("when_rejected")
    if approval is not None:
        return any(
            other.source == move.source and (votes := other.rule.part("votes")) and approval in votes.content
            for other in draft.moves_on(level)
        )
    return SYSTEM in rule.words("by") and (move.event, move.source) in draft.triggered(level)


def explore(draft: Draft) -> Exploration:
    """Look at every situation, breadth first."""
    return _Explorer(draft).explore()


@dataclass(frozen=True)
class _Way:
    """A move with what the explorer asks of it, looked up once."""

    number: int
    event: str
    target: str
    by_hand: bool
    by_system: bool
    joins: bool
    join: Join | None
    fan_out: bool
    cascade: bool


class _Explorer:
    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._ways: dict[Level, dict[str, list[_Way]]] = {level: {} for level in LEVELS}
        for number, move in enumerate(draft.moves):
            if is_correction(move):
                continue
            way = _way(number, move, draft)
            for level in LEVELS:
                if move.rule.on(level) and is_able(draft, move, level) and not (way.joins and level == "regional"):
                    self._ways[level].setdefault(move.source, []).append(way)
        self._taken: set[tuple[int, Level]] = set()
        nationals, regionals = (len(draft.reachable[level]) for level in LEVELS)
        bearable = (sizes for sizes in SIZES if nationals * regionals ** len(sizes) <= MOST_SITUATIONS)
        self._sizes = next(bearable, SIZES[-1])
        self._named = _named(draft)
        single = self._named[: self._sizes.count(1)]
        self._names = (*single, *NAMES[self._sizes][len(single) :])
        self._codes = _distinct((*self._named, *(f"region {number}" for number in range(REGIONS))))[:REGIONS]
        self._met = cache(self._is_met)
        joins = (way.join for ways in self._ways["national"].values() for way in ways if way.join)
        self._waited_for = frozenset(state for join in joins for state in join.states | join.ignores)

    def explore(self) -> Exploration:
        reached = {Situation(state): Reached(None) for state in self._draft.beginnings}
        followers: dict[Situation, frozenset[Situation]] = {}
        to_see = deque(reached)
        while to_see:
            situation = to_see.popleft()
            following = []
            for after, step in self._steps(situation):
                following.append(after)
                if after not in reached:
                    reached[after] = step
                    to_see.append(after)
            followers[situation] = frozenset(following)
        return Exploration(self._draft, self._names, reached, followers, frozenset(self._taken))

    def _steps(self, situation: Situation) -> Iterator[tuple[Situation, Reached]]:
        ways = self._ways["national"].get(situation.national, ())
        for way in ways:
            if way.joins and not (way.by_hand and self._met(way.join, situation.regional)):
                continue
            self._taken.add((way.number, "national"))
            after, swapped = self._alike(way.target, self._family(way, situation.regional))
            yield after, Reached(situation, way.event, None, swapped)
        joins = [way for way in ways if way.joins and way.by_system]
        for group, state in enumerate(situation.regional):
            for way in self._ways["regional"].get(state, ()):
                self._taken.add((way.number, "regional"))
                if way.target == state and state not in self._waited_for:
                    continue  # it stays where it is, and no join looks there
                yield self._of_variant(situation, group, way, joins)

    def _family(self, way: _Way, regional: tuple[str, ...]) -> tuple[str, ...]:
        """The variants after a step of the national measure."""
        if way.fan_out and not regional:
            return (way.target,) * len(self._sizes)
        return tuple(self._cascaded(state, way.event) for state in regional) if way.cascade else regional

    def _cascaded(self, state: str, event: str) -> str:
        if self._draft.is_final(state):
            return state
        return next((way.target for way in self._ways["regional"].get(state, ()) if way.event == event), state)

    def _of_variant(
        self, situation: Situation, group: int, way: _Way, joins: Iterable[_Way]
    ) -> tuple[Situation, Reached]:
        before = situation.regional
        national, event = situation.national, way.event
        regional = (*before[:group], way.target, *before[group + 1 :])
        for join in joins:
            rule = join.join
            touched = rule is not None and {before[group], way.target} & (rule.states | rule.ignores)
            if touched and self._met(rule, regional):
                self._taken.add((join.number, "national"))
                national, event = join.target, f"{event}, and so {join.event}"
                regional = self._family(join, regional)
                break
        after, swapped = self._alike(national, regional)
        return after, Reached(situation, event, group, swapped)

    def _alike(self, national: str, regional: tuple[str, ...]) -> tuple[Situation, bool]:
        """Single regions are alike, unless a join names one: which of them stands where makes no difference."""
        if len(regional) < 3 or self._named or regional[0] <= regional[1]:
            return Situation(national, regional), False
        return Situation(national, (regional[1], regional[0], *regional[2:])), True

    def _is_met(self, join: Join | None, regional: tuple[str, ...]) -> bool:
        if join is None:
            return True  # what it says cannot be read; that is told elsewhere
        codes = iter(self._codes)
        states = (state for state, size in zip(regional, self._sizes, strict=False) for _ in range(size))
        return join_lacks(join, tuple(Variant(region=next(codes), state=state) for state in states)) is None


def _way(number: int, move: Move, draft: Draft) -> _Way:
    by = move.rule.words("by")
    joins = "when_children" in move.rule.content
    return _Way(
        number=number,
        event=move.event,
        target=move.target,
        by_hand=any(role != SYSTEM for role in by),
        by_system=SYSTEM in (by or (SYSTEM,)),
        joins=joins,
        join=join_of(move.rule, draft),
        fan_out=bool(move.rule.content.get("fan_out")),
        cascade=bool(move.rule.content.get("cascade")),
    )


def _named(draft: Draft) -> tuple[str, ...]:
    """The regions that joins name."""
    rules = (join_of(move.rule, draft) for move in draft.moves)
    return _distinct(code for rule in rules if rule and isinstance(rule.at_least, tuple) for code in rule.at_least)


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
