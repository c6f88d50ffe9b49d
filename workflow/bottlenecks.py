"""Where the time goes: how long measures stand in each state, where they come back, how often they change hands.

All of it comes from history alone, measure by measure, in one pass whose memory does not grow with the history:
durations are kept as counts in classes, each 5 % longer than the one before, so that a median is exact to that.
Times are plain time, nights and days off included: a measure that waits over the holidays waits.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from workflow.directory import SYSTEM
from workflow.model import Entry
from workflow.noun import dataclass
from workflow.numbers import region_of

By = Literal["region", "agency"]
IsFinal = Callable[[str, int, str], bool]
"""Whether a state of a measure type, in a version, is final."""

CLASS = math.log(1.05)
MOST_PAIRS = 10_000
"""Pairs of people whose hand-overs are told apart; beyond, only their number is counted."""


@dataclass(frozen=True, kw_only=True)
class Stay:
    """One measure's stay in one state."""

    measure: str
    type: str
    region: str | None
    agency: str | None
    """The lead agency until it left."""
    state: str
    came_at: datetime
    left_at: datetime | None
    """None while it is still there."""
    again: bool
    """It had been in this state before, and left it."""


@dataclass(frozen=True, kw_only=True)
class Rework:
    """A measure came back to a state it had left."""

    type: str
    region: str | None
    agency: str | None
    event: str
    source: str
    target: str
    took: timedelta
    """Since it had left that state."""


@dataclass(frozen=True, kw_only=True)
class Handover:
    """The next event of a measure was somebody else's."""

    region: str | None
    agency: str | None
    giver: str
    taker: str
    waited: timedelta


@dataclass(frozen=True, kw_only=True)
class Life:
    """What one measure's history says of time and hands."""

    stays: tuple[Stay, ...]
    reworks: tuple[Rework, ...]
    handovers: tuple[Handover, ...]


class Step(NamedTuple):
    """What is asked of an entry of history."""

    measure: str
    at: datetime
    actor: str
    event: str
    target: str
    type_version: int
    data: Mapping[str, Any]


def life(type: str, steps: Iterable[Step | Entry], is_final: IsFinal) -> Life:
    """One measure's history, in order. A stay in a final state is none: the measure is over."""
    stays: list[Stay] = []
    reworks: list[Rework] = []
    handovers: list[Handover] = []
    left: dict[str, datetime] = {}
    agency: str | None = None
    before: Step | Entry | None = None
    came_at, state, again = None, "", False
    region: str | None = None
    for entry in steps:
        if before is None:
            region = region_of(entry.measure)
        elif entry.actor != before.actor and SYSTEM not in (entry.actor, before.actor):
            waited = entry.at - before.at
            handovers.append(
                Handover(region=region, agency=agency, giver=before.actor, taker=entry.actor, waited=waited)
            )
        if came_at is not None and entry.target != state:
            if not is_final(type, entry.type_version, state):
                stays.append(_stay(entry, type, region, agency, state, came_at, entry.at, again=again))
            left[state] = entry.at
            if entry.target in left:
                took = entry.at - left[entry.target]
                reworks.append(
                    Rework(
                        type=type,
                        region=region,
                        agency=agency,
                        event=entry.event,
                        source=state,
                        target=entry.target,
                        took=took,
                    )
                )
        agency = entry.data.get("lead_agency", agency)
        if came_at is None or entry.target != state:
            came_at, state, again = entry.at, entry.target, entry.target in left
        before = entry
    if before is not None and came_at is not None and not is_final(type, before.type_version, state):
        stays.append(_stay(before, type, region, agency, state, came_at, None, again=again))
    return Life(stays=tuple(stays), reworks=tuple(reworks), handovers=tuple(handovers))


def _stay(
    entry: Step | Entry,
    type: str,
    region: str | None,
    agency: str | None,
    state: str,
    came_at: datetime,
    left_at: datetime | None,
    *,
    again: bool,
) -> Stay:
    return Stay(
        measure=entry.measure,
        type=type,
        region=region,
        agency=agency,
        state=state,
        came_at=came_at,
        left_at=left_at,
        again=again,
    )


@dataclass(kw_only=True)
class Durations:
    """Many durations, as their number, sum, longest, and how many lie in each class."""

    number: int = 0
    total: timedelta = timedelta(0)
    longest: timedelta = timedelta(0)
    _classes: Counter[int] = field(default_factory=Counter)

    def add(self, duration: timedelta) -> None:
        self.number += 1
        self.total += duration
        self.longest = max(self.longest, duration)
        seconds = duration.total_seconds()
        self._classes[math.ceil(math.log(seconds) / CLASS) if seconds >= 1 else 0] += 1

    @property
    def mean(self) -> timedelta:
        return self.total / self.number if self.number else timedelta(0)

    @property
    def median(self) -> timedelta:
        return self.quantile(0.5)

    def quantile(self, share: float) -> timedelta:
        """The duration that this share of them does not exceed, to 5 %."""
        wanted, seen = max(1, math.ceil(share * self.number)), 0
        for number in sorted(self._classes):
            seen += self._classes[number]
            if seen >= wanted:
                upper = timedelta(seconds=math.exp(number * CLASS)) if number else timedelta(seconds=1)
                return min(upper, self.longest)
        return timedelta(0)


@dataclass(kw_only=True)
class StateTime:
    """The stays in one state of one type, in one region or agency."""

    key: str | None
    type: str
    state: str
    stayed: Durations = field(default_factory=Durations)
    """Those that ended."""
    still: Durations = field(default_factory=Durations)
    """Those that go on, so far."""
    again: int = 0
    """How many of all stays began with coming back."""

    @property
    def total(self) -> timedelta:
        return self.stayed.total + self.still.total


@dataclass(kw_only=True)
class Loop:
    """One way back, how often it was gone, and the time from leaving to coming again."""

    key: str | None
    type: str
    event: str
    source: str
    target: str
    took: Durations = field(default_factory=Durations)


@dataclass(kw_only=True)
class Hands:
    """One pair of people, how often a measure went from one to the other, and how long it waited."""

    key: str | None
    giver: str
    taker: str
    waited: Durations = field(default_factory=Durations)


@dataclass(kw_only=True)
class Bottlenecks:
    """All of it; each list begins with what takes the most time."""

    measures: int = 0
    handed_over: int = 0
    """Hand-overs in all."""
    states: list[StateTime] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    hands: list[Hands] = field(default_factory=list)


def bottlenecks(
    lives: Iterable[Life],
    now: datetime,
    *,
    by: By | None = None,
    since: datetime | None = None,
) -> Bottlenecks:
    """Sum up the lives of measures, as they come.

    `by` tells regions or lead agencies apart. With `since`, stays that ended before, and ways back and hand-overs of
    measures without a later stay, are left out. A stay that goes on counts up to `now`.
    """
    found = Bottlenecks()
    states: dict[tuple[str | None, str, str], StateTime] = {}
    loops: dict[tuple[str | None, str, str, str, str], Loop] = {}
    hands: dict[tuple[str | None, str, str], Hands] = {}
    for lived in lives:
        stays = [stay for stay in lived.stays if since is None or stay.left_at is None or stay.left_at >= since]
        if not stays and since is not None:
            continue
        found.measures += 1
        for stay in stays:
            key = _key(stay, by)
            time = states.setdefault((key, stay.type, stay.state), StateTime(key=key, type=stay.type, state=stay.state))
            time.again += stay.again
            if stay.left_at is not None:
                time.stayed.add(stay.left_at - stay.came_at)
            else:
                time.still.add(max(now - stay.came_at, timedelta(0)))
        for rework in lived.reworks:
            key = _key(rework, by)
            way = (key, rework.type, rework.event, rework.source, rework.target)
            loop = Loop(key=key, type=rework.type, event=rework.event, source=rework.source, target=rework.target)
            loops.setdefault(way, loop).took.add(rework.took)
        for handover in lived.handovers:
            found.handed_over += 1
            key = _key(handover, by)
            pair = (key, handover.giver, handover.taker)
            if pair in hands or len(hands) < MOST_PAIRS:
                first = Hands(key=key, giver=handover.giver, taker=handover.taker)
                hands.setdefault(pair, first).waited.add(handover.waited)
    found.states = sorted(states.values(), key=lambda time: (-time.total, time.key or "", time.type, time.state))
    found.loops = sorted(loops.values(), key=lambda loop: (-loop.took.total, loop.key or "", loop.event, loop.source))
    found.hands = sorted(hands.values(), key=lambda pair: (-pair.waited.total, pair.key or "", pair.giver, pair.taker))
    return found


def _key(noun: Stay | Rework | Handover, by: By | None) -> str | None:
    return {"region": noun.region, "agency": noun.agency}[by] if by is not None else None
