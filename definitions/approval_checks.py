"""Checks of approvals: everybody who is asked can be, somebody answers, and something comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from definitions.draft import Draft, Mistake
from definitions.findings import unknown
from workflow.directory import ROLES

CO_EXECUTORS = "co_executors"

_AGENCY = re.compile("[A-Z][A-Z0-9]*")
_PERCENTAGE = re.compile("([0-9]{1,3})%")


def approvals_exist(draft: Draft) -> Iterator[Mistake]:
    used = set()
    for rule in draft.transitions:
        named = [(rule.at(key), rule.text(key)) for key in ("restarts", "when_approved", "when_rejected")]
        answers = rule.part("votes")
        named += [(answers.at(name), name) for name in answers.content] if answers else []
        for path, name in named:
            if name is None:
                continue
            used.add(name)
            if name not in draft.approvals:
                yield Mistake(path, "unknown-approval", unknown("approval", name, draft.approvals))
    for name, approval in draft.approvals.items():
        if name not in used:
            message = f"approval {name!r} is never asked for: no transition names it"
            yield Mistake(approval.path, "unused-approval", message, severity="warning", at_key=True)


def voices_exist(draft: Draft) -> Iterator[Mistake]:
    for approval in draft.approvals.values():
        for key in ("asks", "mandatory", "veto"):
            for path, name in approval.names(key):
                if name not in (*ROLES, CO_EXECUTORS) and not _AGENCY.fullmatch(name):
                    known = (CO_EXECUTORS, *ROLES)
                    message = unknown("voice", name, known) + "; an agency is written as its code, such as MOJ"
                    yield Mistake(path, "unknown-voice", message)


def approvals_come_to_something(draft: Draft) -> Iterator[Mistake]:
    """Where answers are given, enough of them must lead on, and those that do not agree must lead somewhere, too."""
    for name, approval in draft.approvals.items():
        moves = list(draft.moves)
        asked = {m.source for m in moves if (votes := m.rule.part("votes")) and name in votes.content}
        agreeing = {m.source for m in moves if (votes := m.rule.part("votes")) and votes.content.get(name) == "agree"}
        approved = {m.source for m in moves if m.rule.text("when_approved") == name}
        rejected = {m.source for m in moves if m.rule.text("when_rejected") == name}
        for state in sorted(asked - approved):
            message = f"approval {name!r} is asked for in {state!r}, and nothing happens there when it is given"
            yield Mistake(approval.path, "approval-without-end", message, at_key=True)
        for state in sorted((approved | rejected) - agreeing):
            message = f"{state!r} waits for approval {name!r}, and nobody can agree there"
            yield Mistake(approval.path, "approval-unanswered", message, at_key=True)
        for state in sorted((asked & approved) - rejected):
            message = f"a refusal of {name!r} leaves the measure in {state!r}: no transition has 'when_rejected'"
            yield Mistake(approval.path, "approval-without-refusal", message, severity="warning", at_key=True)


def answers_stay_and_outcomes_move(draft: Draft) -> Iterator[Mistake]:
    for move in draft.moves:
        votes, outcome = "votes" in move.rule.content, {"when_approved", "when_rejected"} & move.rule.content.keys()
        if votes and move.target != move.source:
            message = "an answer leaves the measure where it is (to: same); what comes of it is 'when_approved'"
            yield Mistake(move.rule.at("to"), "answer-moves", message)
        if outcome and move.target == move.source:
            yield Mistake(move.rule.at("to"), "outcome-stays", "this would happen again and again: it must lead on")


def enough_voices(draft: Draft) -> Iterator[Mistake]:
    for approval in draft.approvals.values():
        wanted = approval.content.get("at_least", "all")
        voices = (*approval.words("asks"), *approval.words("mandatory"), *approval.words("veto"))
        fixed = None if CO_EXECUTORS in voices else len(set(voices))
        percentage = _PERCENTAGE.fullmatch(wanted) if isinstance(wanted, str) else None
        if isinstance(wanted, list):
            possible = CO_EXECUTORS in voices or set(wanted) <= set(voices)
        elif isinstance(wanted, int):
            possible = wanted >= 1 and (fixed is None or wanted <= fixed)
        else:
            possible = wanted in ("all", "any") or (percentage is not None and 1 <= int(percentage[1]) <= 100)
        if not possible:
            asked = "" if fixed is None else f" of the {fixed} that are asked"
            message = f"no answers{asked} can meet {wanted}: it takes all, any, a number, 1% to 100%, or voices"
            yield Mistake(approval.at("at_least"), "impossible-quorum", message)
