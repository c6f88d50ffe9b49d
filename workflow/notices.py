"""Mails as values: whom an event or a rung writes to, and what each of them is asked.

What happened is frozen once for all of them (workflow/occasion.py); words and layout are the notifier's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from workflow import occasion
from workflow.approval import awaited, speaks_for, voices
from workflow.definition import Definition, Notice, Rung, Transition
from workflow.directory import Person
from workflow.guards import Context
from workflow.model import Deadline, Entry, Mail, Measure, Occasion
from workflow.recipients import MOST_CONTACTS, Nobody, coordinators, resolve


def on_event(
    definition: Definition,
    entry: Entry,
    measure: Measure,
    deadlines: Iterable[Deadline],
    context: Context,
    notices: Iterable[Notice] | None = None,
) -> tuple[Mail, ...]:
    """The mails an event causes, by the definition's notices or by those given instead.

    `deadlines` are the measure's, with those the event ended.
    """
    owed = [
        (notice.to, notice.template)
        for notice in (definition.notices if notices is None else notices)
        if notice.event == entry.event and notice.level in (None, measure.level)
    ]
    freeze = partial(occasion.of_event, entry, measure, deadlines, context.directory)
    return _mails(definition, measure, owed, f"{measure.id}:{entry.seq}", freeze, context, entry.at)


def on_rung(
    definition: Definition,
    rung: Rung,
    deadline: Deadline,
    measure: Measure,
    context: Context,
    now: datetime,
) -> tuple[Mail, ...]:
    """The mails a rung causes; they are sent only while its deadline is still open."""
    owed = [(rung.notify, rung.template)]
    cause = f"{deadline.id}:{deadline.epoch}:{rung.key}"
    freeze = partial(occasion.of_rung, rung, deadline, measure, context.directory, now)
    only_while = None if rung.event else deadline.id
    return _mails(definition, measure, owed, cause, freeze, context, now, only_while=only_while, urgent=rung.urgent)


def _mails(
    definition: Definition,
    measure: Measure,
    owed: Iterable[tuple[tuple[str, ...], str]],
    cause: str,
    freeze: Callable[[], Mapping[str, Any]],
    context: Context,
    now: datetime,
    *,
    only_while: str | None = None,
    urgent: bool = False,
) -> tuple[Mail, ...]:
    """One to each recipient of those named, by template; all of them share what is frozen."""
    day, directory = context.calendar.local(now).date(), context.directory
    voices_left = awaited(definition, measure)
    found = [(each, how) for to, how in owed for each in resolve(to, measure, directory, day, awaited=voices_left)]
    if not found:
        return ()
    groups = coordinators(measure, directory, day)
    contacts = [() if isinstance(each, Nobody) else _others(groups, each.person) for each, _ in found]
    people = {person.id: occasion.to_ask(person) for others in contacts for person in others}
    what = Occasion(
        key=cause, type=definition.type, type_version=definition.version, facts={**freeze(), "people": people}
    )
    ways = definition.leaving(measure.state, measure.level)
    mail = partial(Mail, measure=measure.id, created_at=now, occasion=what, urgent=urgent)
    mails = []
    for (each, template), others in zip(found, contacts, strict=True):
        if isinstance(each, Nobody):
            own = _own([], (), each.role, None)
            key = _key(cause, template, f"nobody:{each.role}")
            mails.append(mail(key=key, template=template, facts=own, person=None, address=None, skipped=each.reason))
            continue
        person = each.person
        mails.append(
            mail(
                key=_key(cause, template, person.id),
                template=template,
                facts=_own(_ways(ways, definition, measure, person), others, each.role, each.scope),
                person=person.id,
                address=person.email,
                languages=person.languages,
                deadline=only_while,
            )
        )
    return tuple(mails)


def _own(ways: list[int], contacts: Iterable[Person], role: str, scope: str | None) -> dict[str, Any]:
    """What concerns one recipient alone."""
    because = {"role": role, "scope": scope}
    return {"ways": ways, "contacts": [person.id for person in contacts], "because": because}


def _key(cause: str, template: str, recipient: str) -> str:
    return hashlib.sha256(f"{cause}|{template}|{recipient}".encode()).hexdigest()[:32]


def _others(groups: Iterable[tuple[Person, ...]], person: Person) -> tuple[Person, ...]:
    """Whom somebody may ask: the nearest coordinators, but for themselves."""
    for group in groups:
        others = tuple(other for other in group if other != person)
        if others:
            return others[:MOST_CONTACTS]
    return ()


def _ways(ways: tuple[Transition, ...], definition: Definition, measure: Measure, person: Person) -> list[int]:
    """What somebody's own roles let them do from here: the places of the transitions among all that leave the state.

    Where one event leads several ways, the first that is open to them.
    """
    reaching = {grant.role for grant in person.grants if grant.reaches(region=measure.region, agency=measure.agency)}
    mine: dict[str, int] = {}
    for place, way in enumerate(ways):
        may = not reaching.isdisjoint(way.by) if way.votes is None else _speaks(way, definition, measure, person)
        if may:
            mine.setdefault(way.event, place)
    return list(mine.values())


def _speaks(way: Transition, definition: Definition, measure: Measure, person: Person) -> bool:
    asked = voices(definition.approvals[way.votes[0]], measure) if way.votes else ()
    return any(speaks_for(voice, way.by, measure, grant) for voice in asked for grant in person.grants)
