"""Who is written to about a measure: resolved for this measure, never everybody who holds a role somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import islice

from workflow.directory import ROLES, Directory, Grant, Person
from workflow.model import Measure
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Recipient:
    person: Person
    role: str
    """The recipient's name in the definition: a role, or what they are to the measure."""
    scope: str | None
    """The region or agency of the grant that made them one."""


@dataclass(frozen=True, kw_only=True)
class Nobody:
    """A recipient the definition names and nobody answers to."""

    role: str
    reason: str


def resolve(
    names: Iterable[str], measure: Measure, directory: Directory, day: date, *, awaited: tuple[str, ...] = ()
) -> list[Recipient | Nobody]:
    """Each person at most once, in the order the definition names them; what resolves to nobody is said.

    `awaited` are the voices that still have to answer an approval.
    """
    found: dict[str, Recipient] = {}
    missing: list[Nobody] = []
    groups = {"co_executors": measure.co_executors, "awaited": awaited}
    for name in names:
        every = _voices(awaited, measure, directory) if name == "awaited" else _named(name, measure, directory)
        recipients = [r for r in every if r.person.here_on(day)]
        if not recipients and groups.get(name, (name,)):
            missing.append(Nobody(role=name, reason=_why_nobody(name, measure)))
        for recipient in recipients:
            found.setdefault(recipient.person.id, recipient)
    return [*found.values(), *missing]


MOST_CONTACTS = 3


def coordinators(measure: Measure, directory: Directory, day: date) -> tuple[tuple[Person, ...], ...]:
    """Whom somebody may ask about a measure: its region's coordinators, or else those of the headquarters.

    Of each as many as a mail names, and one more, who may be its reader.
    """
    near = directory.placed.get(("regional.coordinator", measure.region, None), ()) if measure.region else ()
    far = directory.holders.get("national.coordinator", ())
    return tuple(
        tuple(islice((person for person, _ in held if person.here_on(day)), MOST_CONTACTS + 1)) for held in (near, far)
    )


def _named(name: str, measure: Measure, directory: Directory) -> list[Recipient]:
    if name == "author":
        author = directory.people.get(measure.author)
        return [Recipient(person=author, role=name, scope=None)] if author else []
    if name == "responsible":
        return _officers(name, "agency.officer", measure.agency, measure.region, directory)
    if name == "co_executors":
        return [
            recipient
            for agency in measure.co_executors
            for recipient in _officers(name, "agency.officer", agency, measure.region, directory)
        ]
    if name.startswith("agency."):
        return _officers(name, name, measure.agency, measure.region, directory)
    if name.startswith("regional."):
        own = directory.placed.get((name, measure.region, None), ()) if measure.region else ()
        return [Recipient(person=person, role=name, scope=grant.region) for person, grant in own]
    return [Recipient(person=person, role=name, scope=None) for person, _ in directory.holders.get(name, ())]


def _voices(awaited: tuple[str, ...], measure: Measure, directory: Directory) -> list[Recipient]:
    """Who can be written to for a voice: the agency's officers, or the holders of the role."""
    return [
        replace(recipient, role="awaited")
        for voice in awaited
        for recipient in (
            _named(voice, measure, directory)
            if voice in ROLES
            else _officers("awaited", "agency.officer", voice, measure.region, directory)
        )
    ]


def _officers(name: str, role: str, agency: str | None, region: str | None, directory: Directory) -> list[Recipient]:
    """An agency's people in this region, or its central ones where it has none there."""
    if agency is None:
        return []
    nearest = directory.placed.get((role, region, agency)) or directory.placed.get((role, None, agency), ())
    return [Recipient(person=person, role=name, scope=_scope(grant)) for person, grant in nearest]


def _scope(grant: Grant) -> str | None:
    return " in ".join(part for part in (grant.agency, grant.region) if part) or None


def _why_nobody(name: str, measure: Measure) -> str:
    if name in ("responsible", "agency.head", "agency.officer") and measure.agency is None:
        return "the measure has no lead agency"
    of = f" {measure.agency}" if name in ("responsible", "agency.head", "agency.officer") else ""
    where = f" in {measure.region}" if measure.region else ""
    return f"nobody is {name}{of}{where}"
