"""Who there is: regions, agencies, people, and what each person may act on.

A grant is a role together with its scope. The part of a role's name before the dot says which scope it
takes: `national` none, `regional` one region, `agency` one agency (and, for the akimats, one region).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from functools import cached_property
from typing import Any

from workflow.noun import dataclass

Texts = Mapping[str, str]
"""A wording per language: the keys are `en`, `ru`, `kk`."""

SYSTEM = "system"
"""The actor of everything that happens by itself: rungs that trigger an event, joins."""

ADMINISTRATOR = "administrator"

ROLES: Mapping[str, str] = {
    "national.coordinator": "secretariat of the national headquarters",
    "national.head": "deputy heads of the national headquarters, Prime Minister's office",
    "regional.coordinator": "secretariat of a regional headquarters",
    "regional.head": "akim or deputy akim who heads a regional headquarters",
    "agency.officer": "officer of the responsible agency",
    "agency.head": "first head or deputy of an agency",
    ADMINISTRATOR: "installs, edits definitions, watches health",
}
"""Every role there is, and who holds it."""


@dataclass(frozen=True, kw_only=True)
class Region:
    code: str
    """ISO 3166-2 in its numeric form, e.g. `KZ-75`."""
    kind: str
    """`oblast` or `city`."""
    names: Texts
    old_code: str | None = None
    """The letter code in use before 2022, accepted on input."""
    centres: Texts = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    """Other spellings met in plans and the press."""


@dataclass(frozen=True, kw_only=True)
class Agency:
    code: str
    names: Texts
    abbreviations: Texts
    per_region: bool = False
    """True for the akimats: one body in each region under one code."""
    by_agreement: bool = False
    """True for bodies that answer to the President: they are asked, not ordered ("по согласованию")."""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Grant:
    role: str
    region: str | None = None
    agency: str | None = None

    def __str__(self) -> str:
        scope = [part for part in (self.agency, self.region) if part]
        return f"{self.role} of {' in '.join(scope)}" if scope else self.role

    def reaches(self, *, region: str | None, agency: str | None) -> bool:
        """Whether a measure of this region and lead agency lies within the scope."""
        return (self.region is None or self.region == region) and (self.agency is None or self.agency == agency)


@dataclass(frozen=True, kw_only=True)
class Person:
    id: str
    """The short name used with `--as`."""
    name: str
    email: str
    languages: tuple[str, ...] = ("kk", "ru")
    """Languages of this person's mails, in order."""
    grants: tuple[Grant, ...] = ()
    left_on: date | None = None
    """From this day on the person can do nothing and is written to no more."""

    def here_on(self, day: date) -> bool:
        return self.left_on is None or day < self.left_on


@dataclass(frozen=True, kw_only=True)
class Substitution:
    """From one date to another (both included) `substitute` may act with the grants of `absent`."""

    absent: str
    substitute: str
    starts_on: date
    ends_on: date

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


@dataclass(frozen=True, kw_only=True)
class Directory:
    """Everybody and everything a decision may look up, as it stood at one moment."""

    regions: Mapping[str, Region] = field(default_factory=dict)
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    substitutions: tuple[Substitution, ...] = ()

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """Answers that follow from it and what they are about, kept by whoever asks: they stay true as long as it."""
        return {}

    @cached_property
    def holders(self) -> Mapping[str, tuple[tuple[Person, Grant], ...]]:
        """For each role the people who hold it, with the grant that says where."""
        held: dict[str, list[tuple[Person, Grant]]] = {}
        for person in self.people.values():
            for grant in person.grants:
                held.setdefault(grant.role, []).append((person, grant))
        return {role: tuple(holders) for role, holders in held.items()}

    @cached_property
    def placed(self) -> Mapping[tuple[str, str | None, str | None], tuple[tuple[Person, Grant], ...]]:
        """The same by role, region and agency (that of an agency's role), so that nobody is looked for among all."""
        found: dict[tuple[str, str | None, str | None], list[tuple[Person, Grant]]] = {}
        for role, holders in self.holders.items():
            for person, grant in holders:
                agency = grant.agency if role.startswith("agency.") else None
                found.setdefault((role, grant.region, agency), []).append((person, grant))
        return {place: tuple(holders) for place, holders in found.items()}

    def acting_for(self, person: str, day: date) -> Iterable[Person]:
        """The absent people whose grants `person` may use on this day."""
        for substitution in self.substitutions:
            if substitution.substitute == person and substitution.covers(day):
                absent = self.people.get(substitution.absent)
                if absent is not None:
                    yield absent
