"""A digest as a mail: the facts it freezes, and the key that lets it be written once per person and period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

from notifier.budget import DIGEST
from workflow.directory import Grant, Person
from workflow.mail import Mail
from workflow.noun import dataclass

Period = Literal["daily", "weekly"]

MOST_ITEMS = 15
"""Of each section; the rest is counted."""

SECTIONS = ("late", "due_soon", "waiting", "changed")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a person has before them, as facts. A measure is told in the first section it belongs to."""

    sections: Mapping[str, Sequence[Mapping[str, Any]]]
    more: Mapping[str, int]
    """By section, how many there are besides."""
    steps: Sequence[Mapping[str, Any]] = ()
    """Commands to look closer."""
    heat: Mapping[str, Any] | None = None
    checkpoint: Mapping[str, Any] | None = None
    contacts: Sequence[Mapping[str, str]] = ()
    places: Mapping[str, Any] = field(default_factory=dict)
    """The bodies of the grant that says why they get it, as `region` and `agency`."""

    @property
    def is_empty(self) -> bool:
        return not any(self.sections.values()) and not any(self.more.values()) and not self.heat


def digest_key(period: Period, day: date, person: str) -> str:
    return sha256(f"digest|{period}|{day.isoformat()}|{person}".encode()).hexdigest()[:32]


def digest(
    period: Period, day: date, person: Person, grant: Grant, desk: Desk, held: Sequence[Mail], now: datetime
) -> Mail | None:
    """The digest of a person's desk, with what was held for it; None when there is nothing to say."""
    if desk.is_empty and not held:
        return None
    sections = [
        {"name": name, "items": list(desk.sections.get(name, ())), "more": desk.more.get(name, 0)}
        for name in (*SECTIONS, "dead")
    ]
    told = [dict(mail.facts) for mail in held if "measure" in mail.facts]
    told += [item for mail in held for section in mail.facts.get("sections", ()) for item in section["items"]]
    return Mail(
        key=digest_key(period, day, person.id),
        measure=None,
        created_at=now,
        template=DIGEST,
        facts={
            "at": now.isoformat(),
            "period": period,
            "sections": [*sections[:1], {"name": "told", "items": told, "more": 0}, *sections[1:]],
            "steps": list(desk.steps),
            "heat": desk.heat,
            "checkpoint": desk.checkpoint,
            "contacts": list(desk.contacts),
            **desk.places,
            "because": {"role": grant.role, "scope": grant.agency or grant.region},
        },
        person=person.id,
        address=person.email,
        languages=person.languages,
    )
