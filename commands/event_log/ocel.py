"""OCEL 2.0 in JSON (ocel-standard.org): events that touch several objects at once.

Objects are national measures, their regional variants, agencies and deadlines. Each event belongs to its measure or
variant, and is related to the national measure above it, to the agency that leads, and to the deadlines it opens,
extends or closes. A deadline's due instant, status and rungs are attributes that change over time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from commands.event_log.activities import Activities, activity_names, resource, values_set
from commands.output import text_in
from commands.vocabulary import BIRTHS
from store.event_log import Happening, Subject
from workflow.deadline import Deadline, FiredRung
from workflow.definition import Definition
from workflow.directory import Agency

MEASURE, VARIANT, AGENCY, DEADLINE = "measure", "regional variant", "agency", "deadline"

_FROM_THE_BEGINNING = "1970-01-01T00:00:00+00:00"
"""The time OCEL gives to what an object has always been."""

_FIELD_TYPES: Mapping[str, str] = {"integer": "integer", "number": "float", "boolean": "boolean"}

_EVENT_ATTRIBUTES: Mapping[str, str] = {
    "event": "string",
    "actor": "string",
    "from": "string",
    "to": "string",
    "on_behalf_of": "string",
    "comment": "string",
}

_MEASURE_ATTRIBUTES: Mapping[str, str] = {
    "title": "string",
    "type": "string",
    "region": "string",
    "due_on": "string",
    "case": "string",
}

OBJECT_TYPES: Mapping[str, Mapping[str, str]] = {
    MEASURE: _MEASURE_ATTRIBUTES,
    VARIANT: _MEASURE_ATTRIBUTES,
    AGENCY: {"name": "string"},
    DEADLINE: {"name": "string", "due_at": "time", "status": "string", "rung": "string"},
}


class OcelLog:
    """Writes the parts of a log one after the other, each as it comes."""

    def __init__(self, out: TextIO, activities: Activities, language: str) -> None:
        self._out = out
        self._activities = activities
        self._language = language
        self._types: dict[str, dict[str, str]] = {}

    def write(
        self,
        definitions: Iterable[Definition],
        happenings: Iterable[Happening],
        subjects: Iterable[Subject],
        agencies: Mapping[str, Agency],
        deadlines: Iterable[tuple[Deadline, list[FiredRung]]],
    ) -> tuple[int, int]:
        """The whole log; says how many objects and events it has."""
        self._types = self._event_types(definitions)
        self._out.write('{"objectTypes": ')
        self._dump(_declared(OBJECT_TYPES))
        self._out.write(',\n"eventTypes": ')
        self._dump(_declared(self._types))
        self._out.write(',\n"events": ')
        events = self._list(map(self._event, happenings))
        self._out.write(',\n"objects": ')
        objects = self._list(self._objects(subjects, agencies, deadlines))
        self._out.write("}\n")
        return objects, events

    def _event_types(self, definitions: Iterable[Definition]) -> dict[str, dict[str, str]]:
        types = {text_in(title, self._language): dict(_EVENT_ATTRIBUTES) for title in BIRTHS.values()}
        for definition in definitions:
            fields = {f"set.{rule.name}": _FIELD_TYPES.get(rule.type, "string") for rule in definition.fields.values()}
            for activity in activity_names(definition, self._language).values():
                declared = types.setdefault(activity, dict(_EVENT_ATTRIBUTES))
                for name, kind in fields.items():
                    declared[name] = kind if declared.get(name, kind) == kind else "string"
        return types

    def _event(self, happening: Happening) -> dict[str, Any]:
        entry, subject = happening.entry, happening.subject
        activity = self._activities.name(happening)
        declared = self._types[activity]
        told = {
            "event": entry.event,
            "actor": resource(happening),
            "from": entry.source,
            "to": entry.target,
            "on_behalf_of": entry.on_behalf_of,
            "comment": entry.comment,
        }
        values = {f"set.{name}": value for name, value in values_set(happening)}
        return {
            "id": f"{subject.measure}@{entry.seq}",
            "type": activity,
            "time": _time(entry.at),
            "attributes": [
                *({"name": name, "value": value} for name, value in told.items() if value is not None),
                *(
                    {"name": name, "value": str(value) if declared[name] == "string" else value}
                    for name, value in values.items()
                    if name in declared
                ),
            ],
            "relationships": [
                _related(subject.measure, "of"),
                *([_related(subject.parent, "part of")] if subject.parent else []),
                *([_related(_agency_id(subject.agency), "led by")] if subject.agency else []),
                *(_related(deadline, how) for deadline, how in _touched(happening)),
            ],
        }

    def _objects(
        self,
        subjects: Iterable[Subject],
        agencies: Mapping[str, Agency],
        deadlines: Iterable[tuple[Deadline, list[FiredRung]]],
    ) -> Iterator[dict[str, Any]]:
        for agency in agencies.values():
            name = text_in(agency.names, self._language)
            yield _object(_agency_id(agency.code), AGENCY, [("name", _FROM_THE_BEGINNING, name)])
        for subject in subjects:
            yield self._subject(subject)
        for deadline, rungs in deadlines:
            yield _deadline(deadline, rungs)

    def _subject(self, subject: Subject) -> dict[str, Any]:
        born = _time(subject.born_at)
        facts = {
            "title": text_in(subject.titles, self._language),
            "type": subject.type,
            "region": subject.region,
            "due_on": subject.due_on.isoformat() if subject.due_on else None,
            "case": subject.case,
        }
        related = [_related(_agency_id(agency), "co-executed by") for agency in subject.co_executors]
        if subject.agency:
            related.insert(0, _related(_agency_id(subject.agency), "led by"))
        if subject.parent:
            related.insert(0, _related(subject.parent, "variant of"))
        kind = VARIANT if subject.parent else MEASURE
        return _object(subject.measure, kind, [(name, born, value) for name, value in facts.items()], related)

    def _list(self, items: Iterable[Mapping[str, Any]]) -> int:
        self._out.write("[")
        number = 0
        for number, item in enumerate(items, start=1):
            self._out.write("\n" if number == 1 else ",\n")
            self._dump(item)
        self._out.write("]")
        return number

    def _dump(self, value: Any) -> None:
        self._out.write(json.dumps(value, ensure_ascii=False))


def _declared(types: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    return [
        {"name": name, "attributes": [{"name": attribute, "type": kind} for attribute, kind in attributes.items()]}
        for name, attributes in types.items()
    ]


def _touched(happening: Happening) -> Iterator[tuple[str, str]]:
    """The deadlines an event opens, extends or closes."""
    entry = happening.entry
    for deadline in happening.deadlines:
        if deadline.opened_at == entry.at and deadline.id.endswith(f"@{entry.seq}"):
            yield deadline.id, "opens"
        elif any(was.at == entry.at for was in deadline.earlier):
            yield deadline.id, "extends"
        elif deadline.closed_at == entry.at and deadline.opened_at < entry.at:
            yield deadline.id, "closes"


def _deadline(deadline: Deadline, rungs: Iterable[FiredRung]) -> dict[str, Any]:
    opened = _time(deadline.opened_at)
    dues = [deadline.first_due_at, *(was.due for was in deadline.earlier[1:]), deadline.due_at][: deadline.epoch + 1]
    since = [opened, *(_time(was.at) for was in deadline.earlier)]
    changes: list[tuple[str, str, str | None]] = [
        ("name", opened, deadline.name),
        *(("due_at", at, _time(due)) for at, due in zip(since, dues, strict=True)),
        ("status", opened, "running"),
        *(("rung", _time(rung.fired_at), rung.rung) for rung in rungs if not rung.collapsed),
    ]
    if deadline.closed_at is not None:
        changes.append(("status", _time(deadline.closed_at), deadline.status.value))
    return _object(deadline.id, DEADLINE, changes, [_related(deadline.measure, "of")])


def _object(
    name: str, type: str, attributes: Iterable[tuple[str, str, str | None]], related: Iterable[Mapping[str, str]] = ()
) -> dict[str, Any]:
    return {
        "id": name,
        "type": type,
        "attributes": [
            {"name": attribute, "time": time, "value": value}
            for attribute, time, value in attributes
            if value is not None
        ],
        "relationships": list(related),
    }


def _related(name: str, how: str) -> dict[str, str]:
    return {"objectId": name, "qualifier": how}


def _agency_id(code: str) -> str:
    return f"agency:{code}"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
