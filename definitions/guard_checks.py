"""Checks of guards: each can be satisfied by somebody at some time, and each has something to guard against."""

from __future__ import annotations

from collections.abc import Iterator

from definitions.draft import LEVELS, Draft, Mistake, Move, Part, duration, happens_by_itself
from definitions.time_checks import hours, states_without
from workflow.directory import SYSTEM
from workflow.durations import Duration
from workflow.model import Level

_GIVEN_BY_PEOPLE = {"evidence": "evidence", "later": "dates", "comment": "reasons"}


def the_system_is_able(draft: Draft) -> Iterator[Mistake]:
    """What only the system does asks for nothing the system does not have."""
    for rule in draft.transitions:
        by_itself = happens_by_itself(rule)
        if rule.words("by") != (SYSTEM,) and not (by_itself and not rule.words("by")):
            continue
        for key, what in _GIVEN_BY_PEOPLE.items():
            if rule.content.get(key) and (key != "comment" or by_itself):  # a ladder says which deadline it was
                message = f"only the system does this, and it gives no {what}"
                yield Mistake(rule.at(key), "system-cannot", message, at_key=True)
        yield from _may_lack(draft, rule)


def _may_lack(draft: Draft, rule: Part) -> Iterator[Mistake]:
    for path, field in rule.names("requires"):
        moves = [move for move in draft.moves if move.rule == rule]
        for level in (level for level in LEVELS if rule.on(level)):
            without = states_without(draft, field, level)
            state = next((move.source for move in moves if move.source in without), None)
            if state is not None:
                message = (
                    f"a {level} measure can come to {state!r} without {field}, which the system cannot give:"
                    f" then {rule.text('event')!r} is refused"
                )
                yield Mistake(path, "system-may-lack", message, severity="warning")
                break


def there_is_time_before_the_deadline(draft: Draft) -> Iterator[Mistake]:
    """`before_due` is shorter than the deadlines it is reckoned from last at all."""
    for move in draft.moves:
        wanted = duration(move.rule, "before_due")
        if wanted is None:
            continue
        budgets = [budget for level in LEVELS if move.rule.on(level) for budget in _budgets(draft, move.source, level)]
        if budgets and all(budget is not None and hours(budget) <= hours(wanted) for budget in budgets):
            shown = " or ".join(str(budget) for budget in budgets)
            message = (
                f"this is never true in {move.source!r}: the deadline there lasts {shown}, no longer than {wanted}"
            )
            yield Mistake(move.rule.at("before_due"), "guard-never-true", message, at_key=True)


def _budgets(draft: Draft, state: str, level: Level) -> Iterator[Duration | None]:
    """The `within` of the deadlines that `before_due` looks at in a state; None for those that end on a day."""
    running = [draft.deadlines[name] for name in draft.deadlines if state in draft.carriers(name, level)]
    dated = [rule for rule in running if rule.text("until")]
    for rule in dated or running:
        yield duration(rule, "within")


def there_is_time_to_wait(draft: Draft) -> Iterator[Mistake]:
    """`after` is over before a ladder takes the measure away."""
    for move in draft.moves:
        wanted = duration(move.rule, "after")
        levels = [level for level in LEVELS if move.rule.on(level) and move.source in draft.reachable[level]]
        if wanted is None or not levels:
            continue
        taken = [_taken_away(draft, move, level) for level in levels]
        if all(away is not None and away[0] <= hours(wanted) for away in taken):
            event = next(away[1] for away in taken if away is not None)
            message = (
                f"this is never true in {move.source!r}: {event!r} takes the measure away before {wanted} have passed"
            )
            yield Mistake(move.rule.at("after"), "guard-never-true", message, at_key=True)


def _taken_away(draft: Draft, waiting: Move, level: Level) -> tuple[float, str] | None:
    """When, in hours, a ladder surely moves a measure out of the state, and by which event."""
    found: list[tuple[float, str]] = []
    for name, deadline in draft.deadlines.items():
        budget = duration(deadline, "within")
        if budget is None or waiting.source not in draft.carriers(name, level):
            continue
        for rung in draft.ladder(deadline):
            event, distance = rung.text("event"), duration(rung, "after")
            leaves = any(
                (m.event, m.source) == (event, waiting.source)
                and m.target != m.source
                and SYSTEM in m.rule.words("by")
                and not m.rule.content.keys() & {"requires", "evidence", "later", "not_by", "at_most", "after"}
                for m in draft.moves_on(level)
            )
            if event is not None and leaves:
                found.append((hours(budget) + (hours(distance) if distance else 0.0), event))
    return min(found, default=None)


def four_eyes_can_see(draft: Draft) -> Iterator[Mistake]:
    """What `not_by` names can have happened before, on the same measure."""
    for rule in draft.transitions:
        for path, name in rule.names("not_by"):
            if name == "author" or name not in draft.events:
                continue
            moves = [move for move in draft.moves if move.rule == rule]
            if moves and not any(_precedes(draft, name, move, level) for move in moves for level in LEVELS):
                message = (
                    f"{name!r} never happens to the same measure before {rule.text('event')!r}: this guards nothing"
                )
                yield Mistake(path, "idle-guard", message, severity="warning")


def _precedes(draft: Draft, event: str, move: Move, level: Level) -> bool:
    if not move.rule.on(level):
        return False
    after = {m.target for m in draft.moves_on(level) if m.event == event and m.source in draft.reachable[level]}
    return move.source in draft.following(after, level)
