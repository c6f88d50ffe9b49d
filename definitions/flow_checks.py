"""Checks of the way through the states: every measure, national or regional, can get from its birth to an end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from definitions.draft import BY_ITSELF, LEVELS, Draft, Mistake, Move, Part, happens_by_itself
from definitions.exploration import CORRECTION, is_correction
from definitions.joins import REGIONS, asks_for_some
from workflow.directory import SYSTEM
from workflow.model import Level

MOST_STATES_NAMED = 4
"""Of a loop."""


def one_initial_state(draft: Draft) -> Iterator[Mistake]:
    initial = draft.initial
    if draft.states and not initial:
        yield Mistake(("states",), "no-initial", "no state is initial: where does a measure begin?")
    for name in initial[1:]:
        message = f"state {name!r} is initial, and so is {initial[0]!r}: a measure begins in one state"
        yield Mistake(("states", name, "initial"), "several-initial", message, at_key=True)


def final_states_are_final(draft: Draft) -> Iterator[Mistake]:
    for move in draft.moves:
        if draft.is_final(move.source) and not is_correction(move):
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
            levels = [level for level in LEVELS if first.rule.on(level) and second.rule.on(level)]
            if levels and _condition(first) == _condition(second):
                line = draft.line(first.rule)
                message = (
                    f"{event!r} from {source!r} is already said in line {line}; which of the two is meant "
                    f"when {_both(first, second)} does it to a {levels[0]} measure?"
                )
                yield Mistake(second.rule.path, "overlap", message)


def _both(first: Move, second: Move) -> str:
    """Somebody to whom both transitions are open."""
    one, other = (move.rule.words("by") or (SYSTEM,) for move in (first, second))
    shared = next((role for role in one if role in other), None)
    return f"{shared!r}" if shared else f"somebody who is both {one[0]!r} and {other[0]!r}"


def somebody_does_it(draft: Draft) -> Iterator[Mistake]:
    for rule in draft.transitions:
        if not rule.words("by") and "by" not in rule.content and not happens_by_itself(rule):
            message = f"nobody may {rule.text('event') or 'do this'!r}: 'by' is missing"
            yield Mistake(rule.path, "by-nobody", message)
        if rule.content.get("by") == []:
            message = f"nobody may {rule.text('event')!r}: 'by' is empty"
            yield Mistake(rule.at("by"), "by-nobody", message)


def what_only_the_system_does_is_triggered(draft: Draft) -> Iterator[Mistake]:
    for rule in draft.transitions:
        if rule.words("by") != (SYSTEM,) or happens_by_itself(rule):
            continue
        moves = [move for move in draft.moves if move.rule == rule]
        ways = {way for level in LEVELS if rule.on(level) for way in draft.triggered(level)}
        if moves and not any((move.event, move.source) in ways for move in moves):
            message = f"nothing triggers {rule.text('event')!r}: no ladder does where it starts"
            yield Mistake(rule.at("by"), "never-triggered", message, severity="warning")


def joins_are_left_to_the_system(draft: Draft) -> Iterator[Mistake]:
    """A join happens by itself in the step of a variant: it must be the system's to do."""
    for rule in draft.transitions:
        if "when_children" in rule.content and rule.words("by") and SYSTEM not in rule.words("by"):
            message = "this happens by itself once the variants have come this far: 'by' must name system, or nobody"
            yield Mistake(rule.at("by"), "join-by-person", message)


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
            shown = " and ".join(map(repr, loop[:MOST_STATES_NAMED]))
            more = f" and {len(loop) - MOST_STATES_NAMED} more" if len(loop) > MOST_STATES_NAMED else ""
            message = f"{shown}{more} form a loop in which no deadline runs for {level} measures"
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
    if not asks_for_some(join):
        wanted = join.content["at_least"]
        message = f"no set of regions can meet {wanted}: it takes all, any, 1 to {REGIONS}, 1% to 100%, or regions"
        yield Mistake(join.at("at_least"), "impossible-join", message)


def _condition(move: Move) -> str:
    return repr([move.rule.content.get(key) for key in BY_ITSELF])
