"""Who may do what: a role together with its scope, and substitutes for the absent.

The table is the `by` of each transition; this is the one place that reads it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.definition import Transition
from workflow.directory import SYSTEM, Directory, Grant, Person
from workflow.errors import Forbidden, NotFound
from workflow.model import Measure
from workflow.waiting import scoped


@dataclass(frozen=True, kw_only=True)
class Standing:
    """In what capacity somebody acts."""

    actor: str
    on_behalf_of: str | None = None
    """The absent person whose grant is used."""


def standing(by: Iterable[str], measure: Measure, actor: str, directory: Directory, day: date) -> Standing | None:
    """How `actor` may act on this measure in one of the roles, by an own grant first; None if in no way."""
    roles = tuple(by)
    if actor == SYSTEM:
        return Standing(actor=SYSTEM) if SYSTEM in roles else None
    person = known(actor, directory, day)
    if _holds(person, roles, measure):
        return Standing(actor=actor)
    for absent in directory.acting_for(actor, day):
        if absent.here_on(day) and _holds(absent, roles, measure):
            return Standing(actor=actor, on_behalf_of=absent.id)
    return None


def known(actor: str, directory: Directory, day: date) -> Person:
    """The person behind an actor's name. Raises NotFound for a stranger, Forbidden for somebody who left."""
    person = directory.people.get(actor)
    if person is None:
        raise NotFound(f"nobody here is called {actor!r}", possible="qadam people list")
    if not person.here_on(day):
        raise Forbidden(f"{person.name} left on {person.left_on}: nothing can be done as {actor}")
    return person


def _holds(person: Person, roles: tuple[str, ...], measure: Measure) -> bool:
    return any(grant.role in roles and within_scope(grant, measure) for grant in person.grants)


def within_scope(grant: Grant, measure: Measure) -> bool:
    """A national grant reaches everything; a regional one its region; an agency's what that agency leads."""
    return grant.reaches(region=measure.region, agency=measure.agency)


def forbidden(transition: Transition, measure: Measure, actor: str, directory: Directory) -> Forbidden:
    person = directory.people.get(actor)
    held = ", ".join(str(grant) for grant in person.grants) if person else ""
    return Forbidden(
        f"{measure.id}: {actor} may not {transition.event!r} it ({held or 'no role'})",
        possible=f"ask {' or '.join(scoped(role, measure) for role in transition.by)}",
        measure=measure.id,
    )


def same_person(one: str, other: str, directory: Directory) -> bool:
    """Whether two accounts belong to one person: the same name, or the same address."""
    if one == other:
        return True
    first, second = directory.people.get(one), directory.people.get(other)
    return first is not None and second is not None and first.email.casefold() == second.email.casefold()
