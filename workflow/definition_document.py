"""From the plain dictionary a definition file holds to a Definition.

The dictionary's shape has been checked before (definitions/shape.py), or it is read back from the database. Nothing
is checked here beyond what building needs; the linter (definitions/linter.py) finds what cannot work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from workflow.deadline_rule import DeadlineRule, Position, Rung
from workflow.definition import Approval, Definition, Notice, State, States, UndoRule
from workflow.directory import SYSTEM
from workflow.durations import Duration, length
from workflow.facts import FieldRule
from workflow.periods import Every
from workflow.quorum import Share
from workflow.transition import Join, PeriodDeed, Transition

MOST_REPETITIONS = 100
"""Rungs one rule of a ladder may stand for."""

_TEMPLATE_BY_POSITION: Mapping[Position, str] = {"before": "reminder", "due": "due", "after": "overdue"}


def definition_from(document: Mapping[str, Any], digest: str) -> Definition:
    """The definition in a checked document (keys as in a definition file); `digest` is of the file's text."""
    states = {name: _state(name, rule or {}) for name, rule in document["states"].items()}
    return Definition(
        type=document["type"],
        version=document["version"],
        titles=document["title"],
        digest=digest,
        fields={name: _field(name, rule) for name, rule in document.get("fields", {}).items()},
        states=States(states),
        events={name: rule["title"] for name, rule in document.get("events", {}).items()},
        transitions=tuple(t for rule in document["transitions"] for t in _transitions(rule, states)),
        deadlines=_deadlines(document.get("deadlines", {})),
        notices=tuple(_notice(event, n) for event, n in _notices(document.get("notices", {}))),
        reconciliation=document.get("amendments", {}).get("deadline"),
        undo=_undo(document.get("undo")),
        approvals={name: _approval(name, rule) for name, rule in document.get("approvals", {}).items()},
        created_by=_names(document.get("create", {}).get("by", "national.coordinator")),
        creation_requires=_names(document.get("create", {}).get("requires", "title")),
    )


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _field(name: str, rule: Mapping[str, Any]) -> FieldRule:
    return FieldRule(
        name=name,
        type=rule["type"],
        titles=rule.get("title") or {},
        min=rule.get("min"),
        max=rule.get("max"),
        choices=_names(rule.get("choices")),
    )


def _state(name: str, rule: Mapping[str, Any]) -> State:
    return State(
        name=name,
        titles=rule["title"],
        initial=rule.get("initial", False),
        final=rule.get("final", False),
        outcome=rule.get("outcome", "done"),
        deadlines=_names(rule.get("deadline")),
        pauses=rule.get("pauses", False),
    )


def _transitions(rule: Mapping[str, Any], states: Mapping[str, State]) -> Iterable[Transition]:
    """One rule may name several source states, or `*` for all that are not final; each is a transition of its own."""
    join = rule.get("when_children")
    by_itself = join or rule.get("when_approved") or rule.get("when_rejected")
    sources = _names(rule["from"])
    if sources == ("*",):
        sources = tuple(state.name for state in states.values() if not state.final)
    for source in sources:
        yield Transition(
            event=rule["event"],
            source=source,
            target=source if rule["to"] == "same" else rule["to"],
            by=_names(rule.get("by", SYSTEM if by_itself else None)),
            level=rule.get("level"),
            not_by=_names(rule.get("not_by")),
            requires=_names(rule.get("requires")),
            sets=_names(rule.get("sets")),
            later=_names(rule.get("later")),
            evidence=rule.get("evidence", 0),
            comment=rule.get("comment") == "required",
            at_most=rule.get("at_most"),
            before_due=_duration(rule.get("before_due")),
            after=_duration(rule.get("after")),
            fan_out=rule.get("fan_out") == "regions",
            cascade=rule.get("cascade", False),
            amends=rule.get("amends") == "regions",
            drops=rule.get("drops") == "regions",
            settles=rule.get("settles") == "conflicts",
            of_period=_of_period(rule),
            when_children=_join(join) if join else None,
            votes=next(iter(rule.get("votes", {}).items()), None),
            restarts=rule.get("restarts"),
            when_approved=rule.get("when_approved"),
            when_rejected=rule.get("when_rejected"),
            line=rule.get("line"),
        )


def _join(rule: Mapping[str, Any]) -> Join:
    return Join(
        states=frozenset(_names(rule["in"])),
        at_least=_share(rule.get("at_least", "all")),
        ignores=frozenset(_names(rule.get("ignores"))),
    )


def _approval(name: str, rule: Mapping[str, Any]) -> Approval:
    return Approval(
        name=name,
        titles=rule["title"],
        asks=_names(rule["asks"]),
        at_least=_share(rule.get("at_least", "all")),
        mandatory=_names(rule.get("mandatory")),
        veto=_names(rule.get("veto")),
        hear_all=rule.get("hear_all", False),
    )


def _undo(rule: Mapping[str, Any] | None) -> UndoRule | None:
    return None if rule is None else UndoRule(by=_names(rule["by"]), within=_duration(rule.get("within")))


def _share(value: Any) -> Share:
    return tuple(value) if isinstance(value, list | tuple) else value


def _deadlines(rules: Mapping[str, Any]) -> dict[str, DeadlineRule]:
    """A deadline that follows another waits for the same date, and recurs with it."""
    alone = {name: _deadline(name, rule) for name, rule in rules.items()}
    first = {name: alone[rule["follows"]] for name, rule in rules.items() if rule.get("follows")}
    return {
        name: replace(rule, follows=first[name], until=first[name].until, every=first[name].every)
        if name in first
        else rule
        for name, rule in alone.items()
    }


def _deadline(name: str, rule: Mapping[str, Any]) -> DeadlineRule:
    on = rule.get("on")
    return DeadlineRule(
        name=name,
        titles=rule["title"],
        ladder=tuple(rung for said in rule.get("ladder", ()) for rung in _rungs(said)),
        level=rule.get("level"),
        within=length(rule["within"]) if "within" in rule else None,
        until=rule.get("until"),
        on=date.fromisoformat(on) if isinstance(on, str) else on,
        every=Every(rule["every"]) if "every" in rule else None,
        by_day=rule.get("by_day"),
        plus=_duration(rule.get("plus")),
        on_day_off=rule.get("on_day_off", "before"),
        line=rule.get("line"),
    )


def _rungs(rule: Mapping[str, Any]) -> Iterable[Rung]:
    """One rule is one rung, or as many as it says `times`: a repetition has an end, and every one its own record."""
    position: Position = "before" if "before" in rule else "after" if "after" in rule else "due"
    first = None if position == "due" else Duration.parse(rule[position])
    for distance in repeated(first, position, _duration(rule.get("every")), rule.get("times", 1)):
        where: Position = "due" if distance is None else "after" if position == "due" else position
        yield Rung(
            key="due" if distance is None else f"{where} {distance}",
            position=where,
            distance=distance,
            notify=_names(rule.get("notify")),
            event=rule.get("event"),
            template=rule.get("template") or _TEMPLATE_BY_POSITION[where],
            urgent=rule.get("urgent", False),
        )


def repeated(
    first: Duration | None, position: Position, every: Duration | None, times: int
) -> Iterable[Duration | None]:
    """The distances of a repeating rung: towards the due instant before it, away from it after.

    >>> [str(distance) for distance in repeated(Duration.parse("9 days"), "before", Duration.parse("3 days"), 3)]
    ['9 days', '6 days', '3 days']
    """
    yield first
    step = 0 if every is None else -every.amount if position == "before" else every.amount
    for number in range(1, times if every else 1):
        amount = (first.amount if first else 0) + number * step
        if every is not None and amount > 0:
            yield Duration(amount=amount, unit=every.unit)


def _of_period(rule: Mapping[str, Any]) -> tuple[PeriodDeed, str] | None:
    deeds: tuple[PeriodDeed, ...] = ("reports", "accepts", "returns")
    return next(((deed, rule[deed]) for deed in deeds if rule.get(deed)), None)


def _notices(rules: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    for event, rule in rules.items():
        for notice in rule if isinstance(rule, list | tuple) else (rule,):
            yield event, notice


def _notice(event: str, rule: Mapping[str, Any]) -> Notice:
    return Notice(event=event, to=_names(rule["to"]), template=rule["template"], level=rule.get("level"))


def _duration(text: str | None) -> Duration | None:
    return None if text is None else Duration.parse(text)
