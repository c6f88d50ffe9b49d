"""What a mail tells of: an event or a rung, frozen once for all who are written to about it.

Frozen is what may be called otherwise tomorrow: people, places, the measure's title, its dates. What states, events
and deadlines are called comes from the definition's version, which never changes, when a mail is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from workflow.compact import Shared
from workflow.deadline import Deadline, DeadlineStatus
from workflow.deadline_rule import Rung
from workflow.definition import Definition
from workflow.directory import Directory, Person
from workflow.engine_events import RECOMPUTE
from workflow.mail import Mail
from workflow.model import Entry, Measure
from workflow.noun import replace
from workflow.seal import instant
from workflow.transition import Transition

Facts = Mapping[str, Any]

Definitions = Callable[[str, int], Definition]
"""Gives a version of a measure type."""


def of_event(entry: Entry, measure: Measure, deadlines: Iterable[Deadline], directory: Directory) -> dict[str, Any]:
    """`deadlines` are the measure's, with those the event ended; of a recompute those it moved, each worth telling."""
    deadlines = tuple(deadlines)
    running = sorted(filter(_runs, deadlines), key=lambda deadline: deadline.due_at)
    return _known(
        **_standing(measure),
        event=entry.event,
        from_state=entry.source,
        actor=_name(entry.actor, directory),
        on_behalf_of=_name(entry.on_behalf_of, directory),
        comment=entry.comment,
        at=instant(entry.at),
        deadline=_clock(running[0]) if running else None,
        others=[_clock(deadline) for deadline in running[1:]] if entry.event == RECOMPUTE else None,
        ended=[_clock(deadline) for deadline in deadlines if not _runs(deadline)],
    )


def of_rung(rung: Rung, deadline: Deadline, measure: Measure, now: datetime) -> dict[str, Any]:
    return {**_standing(measure), "at": instant(now), "deadline": {**_clock(deadline), **_spoken(rung)}}


@lru_cache(maxsize=1_000)
def _spoken(rung: Rung) -> dict[str, Any]:
    spoken: dict[str, Any] = {"position": rung.position}
    if rung.urgent:
        spoken["urgent"] = True
    if rung.distance:
        spoken["distance"] = {"amount": rung.distance.amount, "unit": str(rung.distance.unit)}
    return spoken


def of_place(measure: Measure, people: Iterable[Person], directory: Directory) -> Shared:
    """Where a measure stands: its region, its agency, and the `people` its recipients may ask."""
    region, agency = directory.regions.get(measure.region or ""), directory.agencies.get(measure.agency or "")
    return Shared(
        _known(
            region={"code": region.code, "names": dict(region.names)} if region else None,
            agency={"code": agency.code, "names": dict(agency.names), "abbreviations": dict(agency.abbreviations)}
            if agency
            else None,
        ),
        people={person.id: [person.name, person.email] for person in people},
    )


def _standing(measure: Measure) -> dict[str, Any]:
    return {
        "version": measure.version,
        "titles": dict(measure.titles),
        "level": measure.level,
        "state": measure.state,
    }


def _clock(deadline: Deadline) -> dict[str, Any]:
    clock = {"id": deadline.id, "name": deadline.name, "due_at": instant(deadline.due_at)}
    if deadline.earlier:
        clock["first_due_at"] = instant(deadline.first_due_at)
    if deadline.period:
        clock["period"] = deadline.period
    return clock


def _known(**facts: Any) -> dict[str, Any]:
    """What there is; `told` says of the rest that there is none."""
    return {name: value for name, value in facts.items() if value}


def _runs(deadline: Deadline) -> bool:
    return deadline.status is DeadlineStatus.RUNNING


def _name(person: str | None, directory: Directory) -> str | None:
    known = directory.people.get(person or "")
    return known.name if known else None


def told(mail: Mail, definitions: Definitions) -> Mail:
    """A mail with everything its template may say: what it shares with others, its own, and the labels of both.

    A mail without an occasion says everything itself. Raises LookupError, TypeError, … where facts were meddled with.
    """
    if mail.occasion is None:
        return mail
    definition = definitions(mail.occasion.type, mail.occasion.type_version)
    shared, own = {**mail.occasion.place, **mail.occasion.facts}, mail.facts
    state, source, event = shared["state"], shared.get("from_state"), shared.get("event")
    clock, ways = shared.get("deadline"), definition.leaving(state, shared["level"])
    facts = {
        "measure": mail.measure,
        "version": shared["version"],
        "titles": shared.get("titles", {}),
        "type": definition.type,
        "type_titles": dict(definition.titles),
        "level": shared["level"],
        "region": shared.get("region"),
        "agency": shared.get("agency"),
        "state": state,
        "state_titles": _state_titles(definition, state),
        "event": event,
        "event_titles": dict(definition.event_titles(event)) if event else None,
        "from_state": source,
        "from_titles": _state_titles(definition, source) if source else None,
        "actor": shared.get("actor"),
        "on_behalf_of": shared.get("on_behalf_of"),
        "comment": shared.get("comment"),
        "at": shared["at"],
        "deadline": _clock_told(clock, definition) if clock else None,
        "others": [_clock_told(other, definition) for other in shared.get("others", ())],
        "ended": [_clock_told(ended, definition) for ended in shared.get("ended", ())],
        "next": [_step_told(ways[place], definition) for place in own["ways"]],
        "contacts": [dict(zip(("name", "email"), shared["people"][person], strict=True)) for person in own["contacts"]],
        "because": own["because"],
    }
    return replace(mail, facts=facts, occasion=None)


def _state_titles(definition: Definition, name: str) -> dict[str, str]:
    state = definition.states.get(name)
    return dict(state.titles) if state else {}


def _clock_told(clock: Facts, definition: Definition) -> dict[str, Any]:
    rule = definition.deadlines.get(clock["name"])  # an older version's may be gone from this one
    return {
        "id": clock["id"],
        "name": clock["name"],
        "titles": dict(rule.titles) if rule else {},
        "due_at": clock["due_at"],
        "first_due_at": clock.get("first_due_at", clock["due_at"]),
        "period": clock.get("period"),
        "urgent": clock.get("urgent", False),
        "position": clock.get("position"),
        "distance": clock.get("distance"),
    }


def _step_told(way: Transition, definition: Definition) -> dict[str, Any]:
    asked = (*way.requires, *(("comment",) if way.comment else ()), *(("evidence",) if way.evidence else ()))
    return {"event": way.event, "titles": dict(definition.events.get(way.event, {})), "requires": [*asked]}
