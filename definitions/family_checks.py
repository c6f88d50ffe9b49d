"""Checks of what can really happen: on every situation that a national measure and its variants can come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from definitions.draft import LEVELS, Draft, Mistake, Move
from definitions.exploration import Exploration, Situation, is_able, is_correction
from definitions.joins import join_of
from workflow.model import Level


def states_are_reached(explored: Exploration) -> Iterator[Mistake]:
    draft = explored.draft
    reached = {
        state
        for level in LEVELS
        for state in draft.following(explored.states(level), level, but=_never(explored, level))
    }
    for name in draft.states:
        if name in reached:
            continue
        ways = dict.fromkeys(move.event for move in draft.moves if move.target == name and move.source != name)
        why = f": {' and '.join(map(repr, ways))} never leads there" if ways else ""
        yield Mistake(
            ("states", name), "unreachable-state", f"no measure ever comes to state {name!r}{why}", at_key=True
        )


def transitions_happen(explored: Exploration) -> Iterator[Mistake]:
    """A state that a transition names as its source is one that measures of its level come to."""
    draft = explored.draft
    reached = {level: draft.following(explored.states(level), level) for level in LEVELS}
    for rule in draft.transitions:
        level = next((level for level in LEVELS if rule.text("level") == level), None)
        for path, name in rule.names("from") if level else ():
            if level and name not in reached[level] and name in reached["national"] | reached["regional"]:
                message = f"no {level} measure ever comes to {name!r}, so this never happens from there"
                yield Mistake(path, "never-happens", message, severity="warning")


def states_are_left(explored: Exploration) -> Iterator[Mistake]:
    """Every state that is not final has a way out, and from it a way to a final state where the work is done."""
    draft = explored.draft
    starts = {move.target: move for move in draft.fan_outs}
    for level in LEVELS:
        for name in _in_order(draft, explored.states(level)):
            ahead = _ahead(explored, name, level)
            if draft.is_final(name) or any(draft.is_done(state) for state in ahead):
                continue
            example = explored.way_to(level, name)
            if level == "regional" and name in starts:
                message = f"the regional variants this makes begin in {name!r}, and can never get done from there"
                path = starts[name].rule.at("fan_out")
                yield Mistake(path, "stuck-variants", message, at_key=True, example=example)
                continue
            exits = [m for m in draft.moves_on(level) if m.source == name != m.target and not is_correction(m)]
            if not exits:
                message = f"a {level} measure can never leave state {name!r}, which is not final"
                yield Mistake(("states", name), "dead-end", message, at_key=True, example=example)
            elif not any(is_able(draft, move, level) for move in exits):
                events = " and ".join(map(repr, dict.fromkeys(move.event for move in exits)))
                message = f"a {level} measure waits in {name!r} and nobody can lead it on: {events} never happens"
                yield Mistake(("states", name), "nobody-leaves", message, at_key=True, example=example)
            else:
                message = f"a {level} measure in state {name!r} can never get done: no final state but a cancelled one"
                yield Mistake(("states", name), "never-done", message, severity="warning", at_key=True, example=example)


def joins_are_met(explored: Exploration) -> Iterator[Mistake]:
    """Each join is met in some situation."""
    draft = explored.draft
    for number, move in enumerate(draft.moves):
        join = join_of(move.rule, draft)
        if join is None or (number, "national") in explored.taken or not move.rule.on("national"):
            continue
        regional = explored.states("regional")
        if not draft.fan_outs or not join.states & regional or join.states & join.ignores:
            continue  # told by the check of joins
        if any(situation.national == move.source and situation.regional for situation in explored.reached):
            why = "in no set of regions the variants come this far while the measure is there"
        else:
            why = "there are no variants yet, or the measure never comes there"
        message = f"{move.event!r} from {move.source!r} is never met: {why}"
        yield Mistake(move.rule.at("when_children"), "join-never-met", message, at_key=True)


def parents_are_not_stranded(explored: Exploration) -> Iterator[Mistake]:
    """Whatever becomes of the variants, the national measure can still get done, or be ended if all are called off."""
    draft = explored.draft
    if not all(_gets_done(explored, name, level) for level in LEVELS for name in explored.states(level)):
        return  # a state is stuck by itself; that is told elsewhere
    done = explored.leading_to(lambda situation: draft.is_done(situation.national))
    over = explored.leading_to(lambda situation: draft.is_final(situation.national))
    told: set[str] = set()
    for situation in explored.reached:
        name = situation.national
        fine = over if _all_called_off(draft, situation) else done
        if draft.is_final(name) or situation in fine or name in told:
            continue
        told.add(name)
        join = next(
            (m for m in draft.moves_on("national") if m.source == name and "when_children" in m.rule.content), None
        )
        where = ", ".join(dict.fromkeys(map(repr, situation.regional)))
        message = f"the national measure is stranded in {name!r} when its variants are {where}: it can never get done"
        yield Mistake(
            join.rule.at("when_children") if join else ("states", name),
            "stranded-parent",
            message,
            at_key=True,
            example=explored.way(situation),
        )


def _all_called_off(draft: Draft, situation: Situation) -> bool:
    variants = situation.regional
    return bool(variants) and all(draft.is_final(state) and not draft.is_done(state) for state in variants)


def _gets_done(explored: Exploration, name: str, level: Level) -> bool:
    draft = explored.draft
    return draft.is_final(name) or any(draft.is_done(state) for state in _ahead(explored, name, level))


def _ahead(explored: Exploration, name: str, level: Level) -> set[str]:
    """The states one can come to from a state, itself left out, by what somebody is able to do."""
    draft = explored.draft
    return draft.following([name], level, but=lambda m: is_correction(m) or not is_able(draft, m, level)) - {name}


def _never(explored: Exploration, level: Level) -> Callable[[Move], bool]:
    """Tells the moves that nobody is able to do, or that were looked for and never happen."""
    draft, states = explored.draft, explored.states(level)
    taken = {id(draft.moves[number]) for number, at in explored.taken if at == level}

    def never(move: Move) -> bool:
        if is_correction(move):
            return False
        return id(move) not in taken if move.source in states else not is_able(draft, move, level)

    return never


def _in_order(draft: Draft, states: frozenset[str]) -> Iterator[str]:
    return (name for name in draft.states if name in states)
