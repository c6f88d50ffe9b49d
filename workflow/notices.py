"""Mails as values: whom an event or a rung writes to, and what each of them is asked.

What happened is frozen once for all of them (workflow/occasion.py); words and layout are the notifier's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import partial

from workflow import occasion
from workflow.approval import awaited, speaks_for, voices
from workflow.compact import Shared
from workflow.deadline import Deadline
from workflow.deadline_rule import Rung
from workflow.definition import Definition, Notice
from workflow.directory import Directory, Person
from workflow.guards import Context
from workflow.mail import Mail, Occasion
from workflow.model import Entry, Measure
from workflow.noun import replace
from workflow.recipients import MOST_CONTACTS, Nobody, coordinators, resolve
from workflow.transition import Transition

Owed = tuple[tuple[tuple[str, ...], str], ...]
"""Recipients as the definition names them, and the template for them."""

Addressed = tuple[tuple[Mail, ...], Occasion]
"""Mails that still lack their occasion, and that but for what happened: with what it says of the place.

The key of each is only its end: all mails of one cause begin alike, so that they lie side by side in every index.
"""

BEGINNING = datetime.min.replace(tzinfo=UTC)
"""When a mail was made that still waits for its occasion."""

MOST_REMEMBERED = 10_000
"""Sets of mails kept beside the directory they were addressed with."""


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
    owed = tuple(
        (notice.to, notice.template)
        for notice in (definition.notices if notices is None else notices)
        if notice.event == entry.event and notice.level in (None, measure.level)
    )
    if not owed:
        return ()
    letters, what = _addressed(definition, measure, owed, context, entry.at)
    if not letters:
        return ()
    facts = occasion.of_event(entry, measure, deadlines, context.directory)
    return _written(letters, replace(what, key=f"{measure.id}:{entry.seq}", facts=facts), measure, entry.at)


def on_rung(
    definition: Definition,
    rung: Rung,
    deadline: Deadline,
    measure: Measure,
    context: Context,
    now: datetime,
) -> tuple[Mail, ...]:
    """The mails a rung causes; they are sent only while its deadline is still open."""
    letters, what = _addressed(definition, measure, ((rung.notify, rung.template),), context, now)
    if not letters:
        return ()
    facts = occasion.of_rung(rung, deadline, measure, now)
    what = replace(what, key=f"{deadline.id}:{deadline.epoch}:{rung.key}", facts=facts)
    return _written(letters, what, measure, now, None if rung.event else deadline.id, urgent=rung.urgent)


def _written(
    letters: Iterable[Mail],
    what: Occasion,
    measure: Measure,
    now: datetime,
    only_while: str | None = None,
    *,
    urgent: bool = False,
) -> tuple[Mail, ...]:
    """The letters as mails; all of them share what is frozen."""
    about, beginning = measure.id, _beginning(what.key)
    return tuple(
        [
            replace(
                letter,
                key=beginning + letter.key,
                measure=about,
                deadline=None if letter.skipped else only_while,
                created_at=now,
                occasion=what,
                urgent=urgent,
            )
            for letter in letters
        ]
    )


def _addressed(definition: Definition, measure: Measure, owed: Owed, context: Context, now: datetime) -> Addressed:
    """The mails owed, each but for its cause, and how those are frozen whom the recipients may ask.

    They are the same for every measure that stands in the same state at the same place, so they are made once.
    """
    directory, day = context.directory, context.calendar.day(now)
    voices_left = awaited(definition, measure)
    place = (measure.region, measure.agency, measure.author, measure.co_executors)
    about = (definition, measure.state, measure.level, bool(measure.conflicts), *place, voices_left, owed, day)
    known: Addressed | None = directory.worked_out.get(about)
    if known is None:
        if len(directory.worked_out) >= MOST_REMEMBERED:
            directory.worked_out.clear()
        known = directory.worked_out[about] = _address(definition, measure, owed, directory, day, voices_left)
    return known


def _address(
    definition: Definition,
    measure: Measure,
    owed: Owed,
    directory: Directory,
    day: date,
    voices_left: tuple[str, ...],
) -> Addressed:
    found = [(each, how) for to, how in owed for each in resolve(to, measure, directory, day, awaited=voices_left)]
    groups = coordinators(measure, directory, day)
    ways = definition.leaving(measure.state, measure.level)
    letters: list[Mail] = []
    people: list[Person] = []
    for each, template in found:
        letter = partial(Mail, measure=None, created_at=BEGINNING, template=template)
        if isinstance(each, Nobody):
            key, own = _ending(template, f"nobody:{each.role}"), _own([], (), each.role, None)
            letters.append(letter(key=key, facts=own, person=None, address=None, skipped=each.reason))
            continue
        person, others = each.person, _others(groups, each.person)
        people.extend(others)
        key = _ending(template, person.id)
        own = _own(_ways(ways, definition, measure, person), others, each.role, each.scope)
        letters.append(letter(key=key, facts=own, person=person.id, address=person.email, languages=person.languages))
    place = occasion.of_place(measure, people, directory)
    what = Occasion(key="", type=definition.type, type_version=definition.version, facts={}, place=place)
    return tuple(letters), what


def _own(ways: list[int], contacts: Iterable[Person], role: str, scope: str | None) -> Shared:
    """What concerns one recipient alone."""
    because = {"role": role, "scope": scope}
    return Shared(ways=ways, contacts=[person.id for person in contacts], because=because)


def _beginning(cause: str) -> str:
    return hashlib.sha256(cause.encode()).hexdigest()[:20]


def _ending(template: str, recipient: str) -> str:
    return hashlib.sha256(f"{template}|{recipient}".encode()).hexdigest()[:12]


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
        if way.is_idle_for(measure):
            continue
        may = not reaching.isdisjoint(way.by) if way.votes is None else _speaks(way, definition, measure, person)
        if may:
            mine.setdefault(way.event, place)
    return list(mine.values())


def _speaks(way: Transition, definition: Definition, measure: Measure, person: Person) -> bool:
    asked = voices(definition.approvals[way.votes[0]], measure) if way.votes else ()
    return any(speaks_for(voice, way.by, measure, grant) for voice in asked for grant in person.grants)
