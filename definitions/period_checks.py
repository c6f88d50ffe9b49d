"""Checks of deadlines that recur or follow others, and of the steps that report, accept and return their periods."""

from __future__ import annotations

from collections.abc import Iterator

from definitions.draft import Draft, Mistake, Part
from definitions.findings import unknown
from workflow.facts import PERIOD

DEEDS = ("reports", "accepts", "returns")


def recurring_deadlines_have_an_end(draft: Draft) -> Iterator[Mistake]:
    for deadline in draft.deadlines.values():
        if "every" in deadline.content and "until" not in deadline.content:
            message = "a deadline that recurs says until when: 'until' with a date field"
            yield Mistake(deadline.at("every"), "endless-deadline", message, at_key=True)
        if "by_day" in deadline.content and "every" not in deadline.content:
            message = "'by_day' is a day after a period: say 'every', or 'within: day 5 after quarter'"
            yield Mistake(deadline.at("by_day"), "deadline-when", message, at_key=True)
        if "by_day" in deadline.content and "plus" in deadline.content:
            message = "either 'by_day' or 'plus' says when after the period"
            yield Mistake(deadline.at("plus"), "deadline-when", message, at_key=True)


def followed_deadlines_exist(draft: Draft) -> Iterator[Mistake]:
    for name, deadline in draft.deadlines.items():
        followed = deadline.text("follows")
        if followed is None:
            continue
        if followed not in draft.deadlines:
            yield Mistake(deadline.at("follows"), "unknown-deadline", unknown("deadline", followed, draft.deadlines))
        elif followed == name or "follows" in draft.deadlines[followed].content:
            message = f"{name!r} follows {followed!r}, which has no date of its own"
            yield Mistake(deadline.at("follows"), "follows-a-follower", message)


def deeds_are_on_recurring_deadlines(draft: Draft) -> Iterator[Mistake]:
    for rule in draft.transitions:
        deeds = [deed for deed in DEEDS if deed in rule.content]
        if len(deeds) > 1:
            message = f"one step cannot do two things to a period: {' and '.join(deeds)}"
            yield Mistake(rule.at(deeds[1]), "several-deeds", message, at_key=True)
        for deed in deeds:
            name = rule.text(deed)
            if name is None:
                continue
            if name not in draft.deadlines:
                yield Mistake(rule.at(deed), "unknown-deadline", unknown("deadline", name, draft.deadlines))
            elif not _recurs(draft, draft.deadlines[name]):
                message = f"deadline {name!r} does not recur, so it has no periods"
                yield Mistake(rule.at(deed), "not-recurring", message)
            elif deed != "accepts":
                yield from _where_it_does_not_run(draft, rule, deed, name)


def the_period_is_the_engines(draft: Draft) -> Iterator[Mistake]:
    if PERIOD in draft.fields:
        message = f"{PERIOD!r} is one of the engine's own fields; choose another name"
        yield Mistake(("fields", PERIOD), "reserved-name", message, at_key=True)


def _recurs(draft: Draft, deadline: Part) -> bool:
    followed = draft.deadlines.get(deadline.text("follows") or "")
    return "every" in (followed or deadline).content


def _where_it_does_not_run(draft: Draft, rule: Part, deed: str, name: str) -> Iterator[Mistake]:
    ends = (end for move in draft.moves if move.rule == rule for end in (move.source, move.target))
    state = next((end for end in ends if name not in draft.states[end].words("deadline")), None)
    if state is not None:
        message = f"it {deed} a period of {name!r} in {state!r}, where that does not run"
        yield Mistake(rule.at(deed), "deadline-elsewhere", message)
