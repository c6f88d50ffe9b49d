"""Mails as values: whom an event or a rung writes to, and the facts each mail may speak of.

The facts are frozen here, in the transaction that causes the mail; words and layout are the notifier's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from workflow.approval import awaited, speaks_for, voices
from workflow.definition import Definition, Notice, Rung, Transition
from workflow.directory import Agency, Directory, Grant, Region
from workflow.guards import Context
from workflow.model import Deadline, DeadlineStatus, Entry, Mail, Measure
from workflow.recipients import Nobody, Recipient, coordinators, resolve
from workflow.seal import instant


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
    deadlines = tuple(deadlines)
    running = min((d for d in deadlines if _runs(d)), key=lambda d: d.due_at, default=None)
    facts = {
        **_facts(definition, measure, context.directory),
        "event": entry.event,
        "event_titles": dict(definition.event_titles(entry.event)),
        "from_state": entry.source,
        "from_titles": dict(definition.states[entry.source].titles) if entry.source else None,
        "actor": _name(entry.actor, context.directory),
        "on_behalf_of": _name(entry.on_behalf_of, context.directory),
        "comment": entry.comment,
        "at": instant(entry.at),
        "deadline": _deadline_facts(definition, running, None) if running else None,
        "ended": [_deadline_facts(definition, d, None) for d in deadlines if not _runs(d)],
    }
    cause = f"{measure.id}:{entry.seq}"
    return tuple(
        mail
        for notice in (definition.notices if notices is None else notices)
        if notice.event == entry.event and notice.level in (None, measure.level)
        for mail in _mails(definition, measure, notice.to, notice.template, cause, facts, context, entry.at)
    )


def on_rung(
    definition: Definition,
    rung: Rung,
    deadline: Deadline,
    measure: Measure,
    context: Context,
    now: datetime,
) -> tuple[Mail, ...]:
    """The mails a rung causes; they are sent only while its deadline is still open."""
    facts = {
        **_facts(definition, measure, context.directory),
        "event": None,
        "event_titles": None,
        "from_state": None,
        "from_titles": None,
        "actor": None,
        "on_behalf_of": None,
        "comment": None,
        "at": instant(now),
        "deadline": _deadline_facts(definition, deadline, rung),
        "ended": [],
    }
    cause = f"{deadline.id}:{deadline.epoch}:{rung.key}"
    only_while = None if rung.event else deadline.id
    mails = _mails(definition, measure, rung.notify, rung.template, cause, facts, context, now, only_while)
    return tuple(replace(mail, urgent=rung.urgent) for mail in mails)


def _runs(deadline: Deadline) -> bool:
    return deadline.status is DeadlineStatus.RUNNING


def _mails(
    definition: Definition,
    measure: Measure,
    to: tuple[str, ...],
    template: str,
    cause: str,
    facts: Mapping[str, Any],
    context: Context,
    now: datetime,
    only_while: str | None = None,
) -> Iterable[Mail]:
    day = context.calendar.local(now).date()
    for recipient in resolve(to, measure, context.directory, day, awaited=awaited(definition, measure)):
        own = {**facts, "next": [], "contacts": [], "because": {"role": recipient.role, "scope": None}}
        if isinstance(recipient, Nobody):
            yield Mail(
                key=_key(cause, template, f"nobody:{recipient.role}"),
                measure=measure.id,
                created_at=now,
                template=template,
                facts=own,
                person=None,
                address=None,
                skipped=recipient.reason,
            )
            continue
        own["next"] = _next(definition, measure, recipient)
        own["contacts"] = [
            {"name": person.name, "email": person.email}
            for person in coordinators(measure, context.directory, day, besides=recipient.person)
        ]
        own["because"] = {"role": recipient.role, "scope": recipient.scope}
        yield Mail(
            key=_key(cause, template, recipient.person.id),
            measure=measure.id,
            created_at=now,
            template=template,
            facts=own,
            person=recipient.person.id,
            address=recipient.person.email,
            languages=recipient.person.languages,
            deadline=only_while,
        )


def _key(cause: str, template: str, recipient: str) -> str:
    return hashlib.sha256(f"{cause}|{template}|{recipient}".encode()).hexdigest()[:32]


def _next(definition: Definition, measure: Measure, recipient: Recipient) -> list[dict[str, Any]]:
    """What this recipient's own roles let them do from here."""
    events: dict[str, dict[str, Any]] = {}
    for transition in definition.leaving(measure.state, measure.level):
        for grant in recipient.person.grants:
            if _lets(grant, transition, definition, measure):
                events.setdefault(
                    transition.event,
                    {
                        "event": transition.event,
                        "titles": dict(definition.events.get(transition.event, {})),
                        "requires": [
                            *transition.requires,
                            *(("comment",) if transition.comment else ()),
                            *(("evidence",) if transition.evidence else ()),
                        ],
                    },
                )
    return list(events.values())


def _lets(grant: Grant, transition: Transition, definition: Definition, measure: Measure) -> bool:
    if transition.votes is not None:
        asked = voices(definition.approvals[transition.votes[0]], measure)
        return any(speaks_for(voice, transition.by, measure, grant) for voice in asked)
    return grant.role in transition.by and grant.reaches(region=measure.region, agency=measure.agency)


def _facts(definition: Definition, measure: Measure, directory: Directory) -> dict[str, Any]:
    state = definition.states[measure.state]
    return {
        "measure": measure.id,
        "version": measure.version,
        "titles": dict(measure.titles),
        "type": definition.type,
        "type_titles": dict(definition.titles),
        "level": measure.level,
        "region": _region(directory.regions.get(measure.region or "")),
        "agency": _agency(directory.agencies.get(measure.agency or "")),
        "state": measure.state,
        "state_titles": dict(state.titles),
    }


def _region(region: Region | None) -> dict[str, Any] | None:
    return None if region is None else {"code": region.code, "names": dict(region.names)}


def _agency(agency: Agency | None) -> dict[str, Any] | None:
    if agency is None:
        return None
    return {"code": agency.code, "names": dict(agency.names), "abbreviations": dict(agency.abbreviations)}


def _deadline_facts(definition: Definition, deadline: Deadline, rung: Rung | None) -> dict[str, Any]:
    distance = rung.distance if rung else None
    rule = definition.deadlines.get(deadline.name)  # an older version's may be gone from this one
    return {
        "id": deadline.id,
        "name": deadline.name,
        "titles": dict(rule.titles) if rule else {},
        "due_at": instant(deadline.due_at),
        "first_due_at": instant(deadline.first_due_at),
        "period": deadline.period,
        "urgent": rung.urgent if rung else False,
        "position": rung.position if rung else None,
        "distance": {"amount": distance.amount, "unit": str(distance.unit)} if distance else None,
    }


def _name(person: str | None, directory: Directory) -> str | None:
    known = directory.people.get(person or "")
    return known.name if known else None
