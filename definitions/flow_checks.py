"""Checks of the way through the states: every measure, national or regional, can get from its birth to an end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from definitions.draft import LEVELS, Draft, Mistake, Move, Part
from workflow.directory import SYSTEM
from workflow.model import Level

CORRECTION = "reopen"
"""The event that may lead out of a final state."""

REGIONS = 20
"""How many regions there are, and so the most variants a measure can have."""

_PERCENTAGE = re.compile("([0-9]{1,3})%")


def one_initial_state(draft: Draft) -> Iterator[Mistake]:
    initial = draft.initial
    if draft.states and not initial:
        yield Mistake(("states",), "no-initial", "no state is initial: where does a measure begin?")
    for name in initial[1:]:
        message = f"state {name!r} is initial, and so is {initial[0]!r}: a measure begins in one state"
        yield Mistake(("states", name, "initial"), "several-initial", message, at_key=True)


def states_are_reached(draft: Draft) -> Iterator[Mistake]:
    reached = draft.reachable["national"] | draft.reachable["regional"]
    for name in draft.states:
        if name not in reached:
            yield Mistake(
                ("states", name), "unreachable-state", f"no measure ever comes to state {name!r}", at_key=True
            )


def states_are_left(draft: Draft) -> Iterator[Mistake]:
    """Every state that is not final has a way out, and from it a way to a final state where the work is done."""
    starts = {move.target: move for move in draft.fan_outs}
    for level in LEVELS:
        for name in (name for name in draft.states if name in draft.reachable[level]):
            ahead = draft.following([name], level, but=_is_correction) - {name}
            if draft.is_final(name) or any(draft.is_done(state) for state in ahead):
                continue
            if level == "regional" and name in starts:
                yield Mistake(
                    starts[name].rule.at("fan_out"),
                    "stuck-variants",
                    f"the regional variants this makes begin in {name!r}, and can never get done from there",
                    at_key=True,
                )
            elif not ahead:
                message = f"a {level} measure can never leave state {name!r}, which is not final"
                yield Mistake(("states", name), "dead-end", message, at_key=True)
            else:
                message = f"a {level} measure in state {name!r} can never get done: no final state but a cancelled one"
                yield Mistake(("states", name), "never-done", message, severity="warning", at_key=True)


def final_states_are_final(draft: Draft) -> Iterator[Mistake]:
    for move in draft.moves:
        if draft.is_final(move.source) and not _is_correction(move):
            yield Mistake(
                move.rule.at("from"),
                "final-with-exit",
                f"{move.event!r} leads out of {move.source!r}, which is final; only {CORRECTION!r} should",
                severity="warning",
            )


def transitions_do_not_overlap(draft: Draft) -> Iterator[Mistake]:
    """Two transitions of one event from one state need something that tells which is meant."""
    groups: dict[tuple[str, str], list[Move]] = {}
    for move in draft.moves:
        groups.setdefault((move.event, move.source), []).append(move)
    for (event, source), moves in groups.items():
        for first, second in combinations(moves, 2):
            meet = any(first.rule.on(level) and second.rule.on(level) for level in LEVELS)
            if meet and _join(first) == _join(second):
                line = draft.line(first.rule)
                message = f"{event!r} from {source!r} is already said in line {line}; which of the two is meant?"
                yield Mistake(second.rule.path, "overlap", message)


def somebody_does_it(draft: Draft) -> Iterator[Mistake]:
    for rule in draft.transitions:
        if not rule.words("by") and "by" not in rule.content and "when_children" not in rule.content:
            message = f"nobody may {rule.text('event') or 'do this'!r}: 'by' is missing"
            yield Mistake(rule.path, "by-nobody", message)
        if rule.content.get("by") == []:
            message = f"nobody may {rule.text('event')!r}: 'by' is empty"
            yield Mistake(rule.at("by"), "by-nobody", message)


def the_system_is_able(draft: Draft) -> Iterator[Mistake]:
    """What only the system does is triggered by something, and asks for nothing the system does not have."""
    triggered = {
        (rung.text("event"), state)
        for name, deadline in draft.deadlines.items()
        for rung in draft.ladder(deadline)
        for level in LEVELS
        for state in draft.carriers(name, level)
    }
    for rule in draft.transitions:
        if rule.words("by") != (SYSTEM,) or "when_children" in rule.content:
            continue
        moves = [move for move in draft.moves if move.rule == rule]
        if moves and not any((move.event, move.source) in triggered for move in moves):
            message = f"nothing triggers {rule.text('event')!r}: no ladder does where it starts"
            yield Mistake(rule.at("by"), "never-triggered", message, severity="warning")
        for key in ("evidence", "later"):
            if rule.content.get(key):
                message = f"only the system does this, and it gives no {'evidence' if key == 'evidence' else 'dates'}"
                yield Mistake(rule.at(key), "system-cannot", message, at_key=True)


def fan_outs_are_national(draft: Draft) -> Iterator[Mistake]:
    for rule in draft.transitions:
        for key, what in (("fan_out", "makes regional variants"), ("when_children", "waits for regional variants")):
            if key in rule.content and rule.content.get("level") == "regional":
                message = f"a transition that {what} is one of national measures"
                yield Mistake(rule.at("level"), "wrong-level", message)
    if draft.fan_outs:
        return
    for rule in draft.transitions:
        for key in ("when_children", "cascade"):
            if rule.content.get(key):
                message = f"{key!r} is about regional variants, and no transition has 'fan_out: regions'"
                yield Mistake(rule.at(key), "no-variants", message, at_key=True)
    regional = [part for part in (*draft.transitions, *draft.deadlines.values()) if part.text("level") == "regional"]
    regional += [notice for _, notice in draft.notices if notice.text("level") == "regional"]
    for part in regional:
        message = "there are no regional variants: no transition has 'fan_out: regions'"
        yield Mistake(part.at("level"), "no-variants", message)


def joins_can_be_met(draft: Draft) -> Iterator[Mistake]:
    for rule in draft.transitions:
        join = rule.part("when_children")
        if join is None:
            continue
        yield from _enough_regions(join)
        for path, name in join.names("in"):
            if name in join.words("ignores"):
                message = f"{name!r} is ignored and waited for at once"
                yield Mistake(path, "join-contradiction", message)
            elif draft.fan_outs and name in draft.states and name not in draft.reachable["regional"]:
                message = f"no regional variant ever comes to {name!r}"
                yield Mistake(path, "join-unreachable", message)


def loops_have_deadlines(draft: Draft) -> Iterator[Mistake]:
    """A measure must not be able to go round for ever without a clock."""
    for level in LEVELS:
        unwatched = {
            name
            for name in draft.states
            if not draft.is_final(name)
            and name in draft.reachable[level]
            and not any(name in draft.carriers(deadline, level) for deadline in draft.states[name].words("deadline"))
        }
        for loop in _loops(draft, unwatched, level):
            message = f"{' and '.join(map(repr, loop))} form a loop in which no deadline runs for {level} measures"
            yield Mistake(("states", loop[0]), "loop-without-deadline", message, severity="warning", at_key=True)


def _loops(draft: Draft, states: set[str], level: Level) -> Iterator[tuple[str, ...]]:
    """The groups of states, of those given, from each of which one can come to all the others within them."""

    def leaves(move: Move) -> bool:
        return move.target not in states

    ahead = {name: draft.following([name], level, but=leaves) for name in states}
    seen: set[str] = set()
    for name in (name for name in draft.states if name in states):
        group = tuple(other for other in draft.states if other in ahead[name] and name in ahead.get(other, ()))
        if len(group) > 1 and name not in seen:
            seen.update(group)
            yield group


def _enough_regions(join: Part) -> Iterator[Mistake]:
    wanted = join.content.get("at_least", "all")
    percentage = _PERCENTAGE.fullmatch(wanted) if isinstance(wanted, str) else None
    possible = True
    if isinstance(wanted, list):
        possible = len(set(map(str, wanted))) <= REGIONS
    elif isinstance(wanted, int):
        possible = 1 <= wanted <= REGIONS
    elif percentage:
        possible = 1 <= int(percentage[1]) <= 100
    elif isinstance(wanted, str):
        possible = wanted in ("all", "any")
    if not possible:
        message = f"no set of regions can meet {wanted}: it takes all, any, 1 to {REGIONS}, 1% to 100%, or regions"
        yield Mistake(join.at("at_least"), "impossible-join", message)


def _is_correction(move: Move) -> bool:
    return move.event == CORRECTION


def _join(move: Move) -> str:
    return repr(move.rule.content.get("when_children"))
