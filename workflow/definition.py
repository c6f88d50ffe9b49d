"""A measure type as frozen values: states, transitions, deadlines with their ladders, notices.

`Definition.from_document` builds it from the plain dictionary a definition file holds once its shape has been
checked (definitions/schema.py), or once it is read back from the database. It does no checking of its own
beyond what building needs; the linter (definitions/linter.py) finds what cannot work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from workflow.directory import SYSTEM, Texts
from workflow.durations import Duration, Length, Unit, length
from workflow.model import CREATE, FAN_OUT, Level, Measure
from workflow.periods import Every

PLAN = "plan"
"""What the plan file says of a measure besides: section, form of completion, wording of the deadline, …"""

BUILT_IN_FIELDS: Mapping[str, str] = {
    "title": "texts",
    "lead_agency": "agency",
    "co_executors": "agencies",
    "regions": "regions",
    "starts_on": "date",
    "due_on": "date",
    PLAN: "notes",
}
"""Facts every measure may carry, whatever its type, and how they are read."""

PERIOD = "period"
"""The value by which a step names the period it is about; kept in history, not a fact of the measure."""

RECIPIENTS_BY_MEASURE = ("responsible", "co_executors", "author", "awaited")
"""Recipients named by what they are to this measure; every other recipient is a role."""

AUTHOR = "author"
"""In `not_by`: whoever made the measure."""

FieldType = Literal["string", "integer", "number", "boolean", "date", "choice", "list"]
Outcome = Literal["done", "cancelled"]
Answer = Literal["agree", "refuse", "change", "decline"]
Share = int | str | tuple[str, ...]
"""`all`, `any`, a number, a percentage such as `60%`, or the ones named."""
PeriodDeed = Literal["reports", "accepts", "returns"]
DayOff = Literal["before", "after", "same"]


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    name: str
    type: str
    titles: Texts = field(default_factory=dict)
    min: float | None = None
    max: float | None = None
    """Bounds of a number, or of the length of a text."""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class State:
    name: str
    titles: Texts
    initial: bool = False
    final: bool = False
    outcome: Outcome = "done"
    """For a final state: whether the work was done or called off; called-off deadlines are cancelled, not met."""
    deadlines: tuple[str, ...] = ()
    pauses: bool = False
    """While a measure is here, the clocks it came with stand still."""


class States(dict[str, State]):
    """The states by name. One no definition names is blocked: it can be shown, and nothing leads out of it."""

    def __missing__(self, name: str) -> State:
        return State(name=name, titles={"en": "Blocked", "ru": "Заблокировано", "kk": "Бұғатталған"})


@dataclass(frozen=True, kw_only=True)
class Join:
    """When the children have come far enough for the parent to move."""

    states: frozenset[str]
    """The states of a child that count."""
    at_least: Share
    """How many children, or the named regions that must be among them."""
    ignores: frozenset[str] = frozenset()
    """States of a child that take it out of the reckoning, e.g. cancelled or not needed there."""


@dataclass(frozen=True, kw_only=True)
class Approval:
    """Who is asked whether something may go on, and how many of them must agree."""

    name: str
    titles: Texts
    asks: tuple[str, ...]
    """Voices: codes of agencies, roles, and `co_executors` for the agencies the measure names."""
    at_least: Share = "all"
    """How many of the voices that count must agree."""
    mandatory: tuple[str, ...] = ()
    """Voices without which nothing is approved; they are asked as well."""
    veto: tuple[str, ...] = ()
    """Voices whose refusal rejects at once; they are asked as well."""
    hear_all: bool = False
    """Reject only when every voice has answered, so that all remarks come together. A veto never waits."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    event: str
    source: str
    target: str
    by: tuple[str, ...]
    """Roles that may do it, or `system`."""
    level: Level | None = None
    not_by: tuple[str, ...] = ()
    """`author`, or events whose last doer must be somebody else: the four-eyes rule."""
    requires: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    """Fields it may set without requiring them."""
    later: tuple[str, ...] = ()
    """Date fields it may only move to a later day."""
    evidence: int = 0
    comment: bool = False
    at_most: int | None = None
    before_due: Duration | None = None
    """It must happen at least this long before the running deadline."""
    after: Duration | None = None
    """It must happen at least this long after the measure entered the state."""
    fan_out: bool = False
    cascade: bool = False
    """It is also done, by the same actor, to every open child that can do it."""
    amends: bool = False
    """What it changes reaches the open variants, by a three-way merge."""
    drops: bool = False
    """It is also done to the open variants of regions that the measure does not name any more."""
    settles: bool = False
    """It decides fields that an amendment left in conflict."""
    of_period: tuple[PeriodDeed, str] | None = None
    """What it does to one period of a recurring deadline, named second."""
    when_children: Join | None = None
    votes: tuple[str, Answer] | None = None
    """It answers an approval on behalf of one voice: the approval, and the answer."""
    restarts: str | None = None
    """The approval it begins anew, as entering a state does."""
    when_approved: str | None = None
    """The approval that must have been given …"""
    when_rejected: str | None = None
    """… or refused; the engine does it by itself then."""
    line: int | None = None
    """Where the definition file says it."""

    @property
    def anew(self) -> tuple[str, ...]:
        """What must be given with the command itself: a period's figures are not those of the one before."""
        reports = self.of_period is not None and self.of_period[0] == "reports"
        return self.requires if reports else ()

    def settable(self) -> tuple[str, ...]:
        period = (PERIOD,) if self.of_period else ()
        return tuple(dict.fromkeys((*self.requires, *self.sets, *self.later, *period)))


Position = Literal["before", "due", "after"]


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One step of an escalation ladder, reckoned from the due instant."""

    key: str
    """Unique in its ladder and stable over versions, e.g. `before 3 working days`, `due`, `after 2 working days`."""
    position: Position
    distance: Duration | None
    notify: tuple[str, ...] = ()
    event: str | None = None
    template: str = "reminder"
    urgent: bool = False
    """It may speak outside working hours; any other waits for them."""


@dataclass(frozen=True, kw_only=True)
class DeadlineRule:
    name: str
    titles: Texts
    ladder: tuple[Rung, ...]
    level: Level | None = None
    within: Length | None = None
    """A budget from the moment the state is entered, or …"""
    until: str | None = None
    """… the day a field of the measure names, or …"""
    on: date | None = None
    """… a fixed day, or …"""
    follows: DeadlineRule | None = None
    """… when another deadline is due, as the lead agency's summary follows the executors' reports."""
    every: Every | None = None
    """It recurs: one deadline per period, the last being the one in which the day of `until` lies."""
    by_day: int | None = None
    """Of a recurring one: the day of the month after the period; the period's last day when none is given."""
    plus: Duration | None = None
    """Time granted after the day of the field, of the period or of the deadline followed, e.g. for the report."""
    on_day_off: DayOff = "before"
    """Where a due day that is no working day goes."""
    line: int | None = None

    @cached_property
    def rungs(self) -> Mapping[str, Rung]:
        return {rung.key: rung for rung in self.ladder}

    @property
    def reckons_working_time(self) -> bool:
        """Whether a pause is measured in working time; one of hours or minutes runs through nights and weekends."""
        return not isinstance(self.within, Duration) or self.within.unit not in (Unit.HOURS, Unit.MINUTES)


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Who is written to when an event happens."""

    event: str
    to: tuple[str, ...]
    template: str
    level: Level | None = None


@dataclass(frozen=True, kw_only=True)
class UndoRule:
    """Who may take back the last move of a measure, and how long after it."""

    by: tuple[str, ...]
    within: Duration | None = None


ENGINE_EVENTS: Mapping[str, Texts] = {
    "migrate": {"en": "Move to another version", "ru": "Перевести на другую версию", "kk": "Басқа нұсқаға көшіру"},
    "revert": {"en": "Return to the version before", "ru": "Вернуть прежнюю версию", "kk": "Бұрынғы нұсқаға қайтару"},
    "merge": {
        "en": "National amendment",
        "ru": "Изменение республиканской меры",
        "kk": "Республикалық шараның өзгеруі",
    },
    "recompute": {
        "en": "Reckon with another calendar",
        "ru": "Пересчитать по новому календарю",
        "kk": "Жаңа күнтізбе бойынша қайта есептеу",
    },
    "undo": {"en": "Take back the last move", "ru": "Отменить последнее действие", "kk": "Соңғы әрекетті қайтару"},
}
"""Titles of what the engine itself does to measures; a definition cannot name its own events so."""


@dataclass(frozen=True, kw_only=True)
class Definition:
    type: str
    version: int
    titles: Texts
    digest: str
    """SHA-256 of the file's text."""
    fields: Mapping[str, FieldRule]
    states: Mapping[str, State]
    events: Mapping[str, Texts]
    """The titles of the events."""
    transitions: tuple[Transition, ...]
    deadlines: Mapping[str, DeadlineRule]
    notices: tuple[Notice, ...]
    approvals: Mapping[str, Approval] = field(default_factory=dict)
    reconciliation: str | None = None
    """The deadline that runs while a variant has conflicts to decide."""
    undo: UndoRule | None = None
    """None where nothing is taken back."""
    created_by: tuple[str, ...]
    creation_requires: tuple[str, ...] = ("title",)

    def __hash__(self) -> int:
        return hash((self.type, self.version, self.digest))

    @cached_property
    def initial(self) -> str:
        return next(state.name for state in self.states.values() if state.initial)

    @cached_property
    def watched_events(self) -> frozenset[str]:
        """Events whose doers or number some transition asks about."""
        named = {event for t in self.transitions for name in t.not_by for event in events_named(name)}
        return frozenset(named | {t.event for t in self.transitions if t.at_most is not None})

    def clocks(self, measure: Measure) -> tuple[str, ...]:
        """The deadlines that run for a measure where it stands."""
        state = self.states[measure.state]
        if measure.conflicts and self.reconciliation is not None and not state.final:
            return (*state.deadlines, self.reconciliation)
        return state.deadlines

    def event_titles(self, event: str) -> Texts:
        return self.events.get(event) or ENGINE_EVENTS.get(event, {})

    def leaving(self, state: str, level: Level) -> tuple[Transition, ...]:
        """The transitions that start from a state at a level, in the order of the file."""
        return self._leaving.get((state, level), ())

    @cached_property
    def _leaving(self) -> Mapping[tuple[str, Level], tuple[Transition, ...]]:
        levels: tuple[Level, ...] = ("national", "regional")
        found: dict[tuple[str, Level], tuple[Transition, ...]] = {}
        for transition in self.transitions:
            for level in levels:
                if transition.level in (None, level):
                    way = (transition.source, level)
                    found[way] = (*found.get(way, ()), transition)
        return found

    def possible(self, state: str, level: Level) -> tuple[str, ...]:
        """The events somebody (not the system) may try from a state at a level."""
        return tuple(dict.fromkeys(t.event for t in self.leaving(state, level) if t.by != (SYSTEM,)))

    @cached_property
    def recurs(self) -> bool:
        """Whether any of its deadlines does."""
        return any(rule.every for rule in self.deadlines.values())

    def deed_on_period(
        self, event: str, source: str | None, target: str, level: Level
    ) -> tuple[PeriodDeed, str] | None:
        """What a step that happened did to a period of a recurring deadline, if anything."""
        same = (t for t in self.transitions if t.event == event and t.source == source and t.target == target)
        return next((t.of_period for t in same if t.level in (None, level)), None)

    def open_to(self, measure: Measure) -> tuple[str, ...]:
        """The events that make sense for a measure now: there is nothing to settle where nothing is in conflict."""
        idle = {t.event for t in self.leaving(measure.state, measure.level) if t.settles and not measure.conflicts}
        return tuple(event for event in self.possible(measure.state, measure.level) if event not in idle)

    def joins(self, state: str, level: Level) -> tuple[Transition, ...]:
        return tuple(t for t in self.leaving(state, level) if t.when_children is not None)

    def outcomes(self, state: str, level: Level) -> tuple[Transition, ...]:
        """What the engine does by itself once an approval is given or refused."""
        if not self.approvals:
            return ()
        return tuple(t for t in self.leaving(state, level) if t.when_approved or t.when_rejected)

    def asked_in(self, state: str) -> frozenset[str]:
        """The approvals that are answered in a state."""
        return frozenset(t.votes[0] for t in self.transitions if t.source == state and t.votes)

    def restarted_by(self, event: str, source: str | None) -> frozenset[str]:
        """The approvals that an event begins anew."""
        ways = (t for t in self.transitions if t.event == event and t.source == source)
        return frozenset(t.restarts for t in ways if t.restarts)

    @classmethod
    def from_document(cls, document: Mapping[str, Any], digest: str) -> Definition:
        """Build from a checked document (keys as in a definition file)."""
        states = {name: _state(name, rule or {}) for name, rule in document["states"].items()}
        return cls(
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


def events_named(name: str) -> tuple[str, ...]:
    """The events whose doer a name in `not_by` means."""
    return (CREATE, FAN_OUT) if name == AUTHOR else (name,)


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


_TEMPLATE_BY_POSITION: Mapping[Position, str] = {"before": "reminder", "due": "due", "after": "overdue"}


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


MOST_REPETITIONS = 100


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
