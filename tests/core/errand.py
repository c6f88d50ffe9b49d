"""A small measure type and a small headquarters, in which the pure core is tested without any database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from workflow.calendar import Calendar
from workflow.deadline import Deadline
from workflow.decide import decide, decide_creation
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.directory import Agency, Directory, Grant, Person, Region, Substitution
from workflow.guards import Context
from workflow.model import Command, Creation, Decision, Measure, Variant


def _titled(**more: Any) -> dict[str, Any]:
    return {"title": {"en": "E", "ru": "Р", "kk": "К"}, **more}


HQ = "national.coordinator"

EVENTS = (
    "edit", "approve", "finish", "accept", "return", "extend", "hold", "resume", "nudge", "lapse", "gather", "drop",
)  # fmt: skip

# fmt: off
DOCUMENT: dict[str, Any] = {
    "type": "errand",
    "version": 1,
    **_titled(),
    "create": {"by": HQ, "requires": ["title"]},
    "fields": {
        "amount": {"type": "integer", "min": 0, "max": 100},
        "rate": {"type": "number"},
        "note": {"type": "string", "max": 20},
        "urgent": {"type": "boolean"},
        "day": {"type": "date"},
        "kind": {"type": "choice", "choices": ["small", "large"]},
        "links": {"type": "list", "max": 3},
    },
    "states": {
        "draft": _titled(initial=True),
        "open": _titled(deadline=["answer", "watch"]),
        "hold": _titled(pauses=True),
        "checked": _titled(),
        "done": _titled(final=True),
        "dropped": _titled(final=True, outcome="cancelled"),
    },
    "events": {name: _titled() for name in EVENTS},
    "transitions": [
        {"event": "edit", "from": "draft", "to": "same", "by": HQ,
         "sets": ["title", "lead_agency", "co_executors", "regions", "starts_on", "due_on", "plan", "note"]},
        {"event": "approve", "from": "draft", "to": "open", "by": HQ, "level": "national", "not_by": "author",
         "requires": ["lead_agency", "due_on"], "fan_out": "regions"},
        {"event": "finish", "from": "open", "to": "checked", "by": "agency.officer", "level": "regional",
         "requires": ["amount"], "sets": ["note"], "evidence": 1},
        {"event": "accept", "from": "checked", "to": "done", "by": HQ, "not_by": "finish"},
        {"event": "return", "from": "checked", "to": "open", "by": ["regional.coordinator", HQ], "level": "regional",
         "comment": "required"},
        {"event": "extend", "from": "open", "to": "same", "by": HQ, "later": "due_on", "at_most": 1,
         "before_due": "3 working days", "comment": "required"},
        {"event": "hold", "from": "open", "to": "hold", "by": HQ},
        {"event": "resume", "from": "hold", "to": "open", "by": HQ},
        {"event": "nudge", "from": "open", "to": "same", "by": HQ, "after": "2 days"},
        {"event": "lapse", "from": "open", "to": "dropped", "by": "system", "level": "regional"},
        {"event": "gather", "from": "open", "to": "checked", "by": "system", "level": "national",
         "when_children": {"in": ["done"], "at_least": "all", "ignores": ["dropped"]}},
        {"event": "drop", "from": "*", "to": "dropped", "by": HQ, "cascade": True},
    ],
    "deadlines": {
        "answer": _titled(level="regional", until="due_on", ladder=[
            {"before": "5 working days", "notify": ["responsible"]},
            {"before": "1 working day", "notify": ["responsible"]},
            {"at": "due", "notify": ["responsible", "regional.coordinator"]},
            {"after": "2 working days", "notify": ["regional.head"]},
            {"after": "4 working days", "event": "lapse"},
        ]),
        "watch": _titled(level="national", until="due_on", plus="5 days", ladder=[
            {"at": "due", "notify": [HQ]},
        ]),
    },
    "notices": {
        "approve": {"to": ["responsible"], "template": "assigned"},
        "fan_out": {"to": "regional.coordinator", "template": "assigned"},
        "finish": [{"to": "regional.coordinator", "template": "assigned"}, {"to": HQ, "template": "moved"}],
    },
}
# fmt: on

ERRAND = definition_from(DOCUMENT, "0" * 64)

NORTH, SOUTH, EAST = "KZ-10", "KZ-61", "KZ-63"


def _region(code: str) -> Region:
    return Region(code=code, kind="oblast", names={"en": code, "ru": code, "kk": code})


def _agency(code: str, *, per_region: bool = False) -> Agency:
    names = {"en": code, "ru": code, "kk": code}
    return Agency(code=code, names=names, abbreviations=names, per_region=per_region)


def person(name: str, *grants: Grant, email: str | None = None, left_on: date | None = None) -> Person:
    return Person(id=name, name=name.title(), email=email or f"{name}@e.kz", grants=grants, left_on=left_on)


PEOPLE = (
    person("hq", Grant(role=HQ)),
    person("hq2", Grant(role=HQ)),
    person("head", Grant(role="national.head")),
    person("north", Grant(role="regional.coordinator", region=NORTH)),
    person("south", Grant(role="regional.coordinator", region=SOUTH)),
    person("akim", Grant(role="regional.head", region=NORTH)),
    person("mia", Grant(role="agency.officer", agency="MIA")),
    person("moh", Grant(role="agency.officer", agency="MOH")),
    person("akimat-north", Grant(role="agency.officer", agency="AKIMAT", region=NORTH)),
    person("nobody"),
)

DIRECTORY = Directory(
    regions={code: _region(code) for code in (NORTH, SOUTH, EAST)},
    agencies={"MIA": _agency("MIA"), "MOH": _agency("MOH"), "AKIMAT": _agency("AKIMAT", per_region=True)},
    people={found.id: found for found in PEOPLE},
)

CALENDAR = Calendar(zone="UTC", hours=(((9 * 60, 18 * 60),),) * 5 + ((), ()))
"""Monday to Friday, nine to six, no holidays."""


def with_people(*people: Person, substitutions: tuple[Substitution, ...] = ()) -> Directory:
    everybody = {**DIRECTORY.people, **{found.id: found for found in people}}
    return replace(DIRECTORY, people=everybody, substitutions=substitutions)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NOW = at("2024-04-15 10:00")
"""A Monday morning."""


def context(
    directory: Directory = DIRECTORY, deadlines: tuple[Deadline, ...] = (), variants: tuple[Variant, ...] = ()
) -> Context:
    return Context(directory=directory, calendar=CALENDAR, deadlines=deadlines, variants=variants)


def draft(**facts: Any) -> Measure:
    """An errand as its first step leaves it."""
    data = {"title": "Errand", "lead_agency": "MIA", "due_on": "2024-05-15", **facts}
    creation = Creation(type="errand", actor="hq", data=data)
    return decide_creation(ERRAND, creation, "7", context(), NOW).measure


def approved(**facts: Any) -> Decision:
    return move(draft(**facts), "approve", "hq2")


def variant(region: str = NORTH, **facts: Any) -> Measure:
    return next(step.measure for step in approved(**facts).children if step.measure.region == region)


def clock(region: str = NORTH, **facts: Any) -> Deadline:
    """The running deadline of a fresh variant."""
    (opened,) = next(step.opened for step in approved(**facts).children if step.measure.region == region)
    return opened


def move(
    measure: Measure,
    event: str,
    actor: str,
    *,
    data: Mapping[str, Any] | None = None,
    comment: str | None = None,
    evidence: int = 0,
    within: Context | None = None,
    now: datetime = NOW,
    definition: Definition = ERRAND,
) -> Decision:
    command = Command(
        measure=measure.id,
        event=event,
        actor=actor,
        data=data or {},
        comment=comment,
        evidence=tuple({"url": f"https://e.kz/{number}"} for number in range(evidence)),
    )
    return decide(definition, measure, command, within or context(), now)


def in_state(measure: Measure, state: str) -> Measure:
    return replace(measure, state=state)
