"""What a diagram of a measure type shows, in one language: states, who leads on to which, clocks and ladders.

National measures and regional variants go their own ways, so each level is a flow of its own. What may happen from
every open state is said beside the flow, and what leads back into its own state inside the box: arrows are kept for
what carries the work on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Literal

from commands.diagrams.words import Words
from workflow.deadline_rule import DeadlineRule, Rung
from workflow.definition import Approval, Definition, State
from workflow.directory import SYSTEM
from workflow.model import Entry, Level
from workflow.noun import dataclass
from workflow.transition import Transition

Doer = Literal["people", "system", "join"]

EVERYWHERE = 3
"""An event that leads from all open states, and at least this many, into one is said once."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """An event on an arrow or in a box."""

    event: str
    who: str
    asks: tuple[str, ...] = ()
    """What it takes: evidence, a comment, four eyes, waiting."""
    taken: tuple[int, ...] = ()
    """On the path of one measure: which of its steps this was."""


@dataclass(frozen=True, kw_only=True)
class Box:
    name: str
    title: str
    initial: bool
    final: bool
    called_off: bool
    pauses: bool
    clocks: tuple[str, ...]
    inside: tuple[Label, ...]
    """What happens without leading on."""
    visited: bool = False
    here: bool = False


@dataclass(frozen=True, kw_only=True)
class Arrow:
    source: str
    target: str
    doer: Doer
    labels: tuple[Label, ...]

    @property
    def taken(self) -> bool:
        return any(label.taken for label in self.labels)


@dataclass(frozen=True, kw_only=True)
class Flow:
    level: Level
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    everywhere: tuple[str, ...]
    """Sentences on what may happen from every open state."""


@dataclass(frozen=True, kw_only=True)
class Ladder:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Picture:
    title: str
    subtitle: str
    flows: tuple[Flow, ...]
    ladders: tuple[Ladder, ...]
    words: Words


@dataclass(frozen=True, kw_only=True)
class Path:
    """The way one measure has gone."""

    level: Level
    state: str
    steps: Mapping[tuple[str, str, str], tuple[int, ...]] = field(default_factory=dict)
    """For each source, event and target the numbers of the steps."""
    visited: frozenset[str] = frozenset()

    @classmethod
    def of(cls, level: Level, entries: Iterable[Entry]) -> Path:
        """Raises ValueError for no entries."""
        steps: dict[tuple[str, str, str], tuple[int, ...]] = {}
        states: list[str] = []
        for entry in entries:
            states.append(entry.target)
            if entry.source is not None:
                move = (entry.source, entry.event, entry.target)
                steps[move] = (*steps.get(move, ()), entry.seq)
        if not states:
            raise ValueError("a measure without history has gone no way")
        return cls(level=level, state=states[-1], steps=steps, visited=frozenset(states))


def picture(definition: Definition, words: Words, path: Path | None = None, *, of: str | None = None) -> Picture:
    """The picture of a measure type; with `path`, of the level of one measure called `of`, with its way drawn in."""
    levels: tuple[Level, ...] = ("national", "regional")
    flows = [_flow(definition, level, words, path) for level in levels if path is None or path.level == level]
    flows = [flow for flow in flows if flow.boxes]
    named = {
        deadline
        for flow in flows
        for box in flow.boxes
        for deadline in definition.states[box.name].deadlines
        if _on(definition.deadlines[deadline].level, flow.level)
    }
    title = words.text(definition.titles)
    return Picture(
        title=title if of is None else f"{of} · {title}",
        subtitle=f"{definition.type} · {words.version(definition.version)} · {definition.digest[:12]}",
        flows=tuple(flows),
        ladders=tuple(_approval(approval, words) for approval in definition.approvals.values())
        + tuple(_ladder(definition, rule, words) for name, rule in definition.deadlines.items() if name in named),
        words=words,
    )


def _flow(definition: Definition, level: Level, words: Words, path: Path | None) -> Flow:
    reached = _reached(definition, level)
    moves = [t for t in definition.transitions if t.source in reached and _on(t.level, level)]
    general = _general(definition, reached, moves)
    taken = path.steps if path is not None else {}
    arrows: dict[tuple[str, str, Doer], list[Label]] = {}
    inside: dict[str, list[Label]] = {}
    for move in moves:
        steps = taken.get((move.source, move.event, move.target), ())
        label = _label(definition, move, words, steps)
        if move.source == move.target:
            inside.setdefault(move.source, []).append(label)
        elif (move.event, move.target) not in general or steps:
            arrows.setdefault((move.source, move.target, _doer(move)), []).append(label)
    return Flow(
        level=level,
        title=words.level(level) if len(_levels(definition)) > 1 else "",
        boxes=tuple(
            _box(definition, state, level, words, tuple(inside.get(name, ())), path)
            for name, state in definition.states.items()
            if name in reached
        ),
        arrows=tuple(
            Arrow(source=source, target=target, doer=doer, labels=tuple(labels))
            for (source, target, doer), labels in arrows.items()
        ),
        everywhere=tuple(_everywhere(definition, move, words) for move in general.values()),
    )


def _levels(definition: Definition) -> tuple[Level, ...]:
    return ("national", "regional") if any(t.fan_out for t in definition.transitions) else ("national",)


def _beginnings(definition: Definition, level: Level) -> tuple[str, ...]:
    if level == "national":
        return (definition.initial,)
    return tuple(dict.fromkeys(t.target for t in definition.transitions if t.fan_out))


def _reached(definition: Definition, level: Level) -> frozenset[str]:
    """The states in which measures of a level are found."""
    to_see = list(_beginnings(definition, level))
    seen = set(to_see)
    while to_see:
        for transition in definition.leaving(to_see.pop(), level):
            if transition.target not in seen:
                seen.add(transition.target)
                to_see.append(transition.target)
    return frozenset(seen)


def _general(
    definition: Definition, reached: frozenset[str], moves: Iterable[Transition]
) -> dict[tuple[str, str], Transition]:
    """What may happen from every open state, by event and target."""
    open_states = {name for name in reached if not definition.states[name].final}
    ways: dict[tuple[str, str], list[Transition]] = {}
    for move in moves:
        ways.setdefault((move.event, move.target), []).append(move)
    return {
        way: found[0]
        for way, found in ways.items()
        if len(found) >= EVERYWHERE and {move.source for move in found} >= open_states - {way[1]}
    }


def _box(
    definition: Definition, state: State, level: Level, words: Words, inside: tuple[Label, ...], path: Path | None
) -> Box:
    rules = (definition.deadlines[name] for name in state.deadlines)
    return Box(
        name=state.name,
        title=words.text(state.titles),
        initial=state.name in _beginnings(definition, level),
        final=state.final,
        called_off=state.final and state.outcome == "cancelled",
        pauses=state.pauses,
        clocks=tuple(f"{words.text(r.titles)}: {_when(r, words)}" for r in rules if _on(r.level, level)),
        inside=inside,
        visited=path is not None and state.name in path.visited,
        here=path is not None and state.name == path.state,
    )


def _label(definition: Definition, move: Transition, words: Words, steps: tuple[int, ...]) -> Label:
    asks = [
        *([words.variants] if move.fan_out else []),
        *([_join(definition, move, words)] if move.when_children else []),
        *_approvals(definition, move, words),
        *([words.four_eyes] if move.not_by else []),
        *([words.evidence(move.evidence)] if move.evidence else []),
        *([words.waits(move.after)] if move.after else []),
        *([words.before_due(move.before_due)] if move.before_due else []),
        *([words.at_most(move.at_most)] if move.at_most else []),
    ]
    event = words.text(definition.events.get(move.event) or {"en": move.event})
    return Label(event=event, who=_who(move, words), asks=tuple(asks), taken=steps)


def _approvals(definition: Definition, move: Transition, words: Words) -> list[str]:
    """What a transition has to do with an approval: it answers one, or follows from one."""
    said = [("given", move.when_approved), ("refused", move.when_rejected), ("asks_anew", move.restarts)]
    if move.votes is not None:
        said.append(("answers", move.votes[0]))
    return [
        words.approval(how, words.text(definition.approvals[name].titles))
        for how, name in said
        if name is not None and name in definition.approvals
    ]


def _who(move: Transition, words: Words) -> str:
    return ", ".join(words.system if role == SYSTEM else words.role(role) for role in move.by)


def _doer(move: Transition) -> Doer:
    if move.when_children is not None:
        return "join"
    return "system" if move.by in ((SYSTEM,), ()) else "people"


def _join(definition: Definition, move: Transition, words: Words) -> str:
    join = move.when_children
    if join is None:
        return ""
    states = " / ".join(words.text(definition.states[name].titles) for name in definition.states if name in join.states)
    share = join.at_least if isinstance(join.at_least, int | str) else ", ".join(join.at_least)
    return words.join(share, states)


def _everywhere(definition: Definition, move: Transition, words: Words) -> str:
    event = words.text(definition.events.get(move.event) or {"en": move.event})
    return (
        f"{words.from_everywhere}: {event} → {words.text(definition.states[move.target].titles)} ({_who(move, words)})"
    )


def _when(rule: DeadlineRule, words: Words) -> str:
    if rule.within is not None:
        return words.span(rule.within)
    if rule.follows is not None:
        day = _when(rule.follows, words)
    else:
        day = words.field(rule.until) if rule.until is not None else str(rule.on)
    return f"{day} + {words.span(rule.plus)}" if rule.plus is not None else day


def _ladder(definition: Definition, rule: DeadlineRule, words: Words) -> Ladder:
    return Ladder(
        title=f"{words.text(rule.titles)}: {_when(rule, words)}",
        lines=tuple(_rung(definition, rung, words) for rung in rule.ladder),
    )


def _approval(approval: Approval, words: Words) -> Ladder:
    """Who is asked, how many must agree, and whose word counts for more."""
    return Ladder(
        title=words.text(approval.titles),
        lines=tuple(
            words.voices(how, ", ".join(map(words.role, who)), approval.at_least)
            for how, who in (("asks", approval.asks), ("mandatory", approval.mandatory), ("veto", approval.veto))
            if who
        ),
    )


def _rung(definition: Definition, rung: Rung, words: Words) -> str:
    to = ", ".join(map(words.role, rung.notify))
    event = words.text(definition.events.get(rung.event) or {"en": rung.event}) if rung.event else ""
    does = " · ".join(part for part in (to, f"«{event}»" if event else "") if part)
    return f"{words.rung(rung.key)} → {does}"


def _on(said: Level | None, level: Level) -> bool:
    return said in (None, level)
