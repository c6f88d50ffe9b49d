"""Who may do what: a role together with its scope, and who may act in another's name.

For measures the table is the `by` of each transition; for everything else it is ADMINISTRATION. This is the one
place that reads either. `qadam definitions authority` prints both, and docs/authority.md holds what it prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial

from workflow.directory import ADMINISTRATOR, SYSTEM, Directory, Grant, Person
from workflow.errors import Forbidden, NotFound
from workflow.model import Measure
from workflow.noun import dataclass
from workflow.transition import Transition

ADMINISTRATION: Mapping[str, tuple[str, ...]] = {
    "people": (ADMINISTRATOR,),
    "definitions": (ADMINISTRATOR,),
    "calendar": (ADMINISTRATOR,),
    "database": (ADMINISTRATOR,),
    "mail": (ADMINISTRATOR, "national.coordinator"),
}
"""What is done to no measure, and the roles that may do it on a live database."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """In what capacity somebody acts."""

    actor: str
    on_behalf_of: str | None = None
    """The person whose grant is used, when it is not the actor's own."""
    voice: str | None = None
    """The agency or role they speak for in an approval."""


def standing(
    by: Iterable[str], measure: Measure, actor: str, directory: Directory, day: date, through: str | None = None
) -> Standing | None:
    """How `actor` may act on this measure in one of the roles, by an own grant first; None if in no way.

    An administrator (`through`) may act in the actor's name with the actor's own grants, not with those the actor
    holds for somebody absent.
    """
    roles = tuple(by)
    if actor == SYSTEM:
        return Standing(actor=SYSTEM) if SYSTEM in roles else None
    fits = partial(_holds, roles, measure)
    return granted(fits, actor, directory, day, through)


def _holds(roles: tuple[str, ...], measure: Measure, grant: Grant) -> bool:
    return grant.role in roles and within_scope(grant, measure)


def granted(
    fits: Callable[[Grant], bool], actor: str, directory: Directory, day: date, through: str | None = None
) -> Standing | None:
    """How a person may act by a grant that fits: an own one first, then one of somebody absent."""
    person = known(actor, directory, day)
    if any(map(fits, person.grants)):
        if through is None:
            return Standing(actor=actor)
        return Standing(actor=through, on_behalf_of=actor) if administers(through, directory, day) else None
    if through is not None:
        return None
    for absent in directory.acting_for(actor, day):
        if absent.here_on(day) and any(map(fits, absent.grants)):
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


def administers(name: str, directory: Directory, day: date) -> bool:
    return any(grant.role == ADMINISTRATOR for grant in known(name, directory, day).grants)


def may_administer(deed: str, person: Person) -> None:
    """Raises Forbidden unless one of the person's roles is among those of the deed."""
    roles = ADMINISTRATION[deed]
    if not any(grant.role in roles for grant in person.grants):
        held = ", ".join(str(grant) for grant in person.grants) or "no role"
        raise Forbidden(f"{person.id} may not change the {deed} ({held})", possible=f"ask {' or '.join(roles)}")


def within_scope(grant: Grant, measure: Measure) -> bool:
    """A national grant reaches everything; a regional one its region; an agency's what that agency leads."""
    return grant.reaches(region=measure.region, agency=measure.agency)


def scoped(role: str, measure: Measure) -> str:
    """A role with the scope it needs for this measure: `regional.coordinator of KZ-75`."""
    level, _, _ = role.partition(".")
    scope = {"regional": measure.region, "agency": measure.agency}.get(level)
    return f"{role} of {scope}" if scope else role


def forbidden(
    transition: Transition, measure: Measure, actor: str, directory: Directory, *, voices: tuple[str, ...] = ()
) -> Forbidden:
    """The refusal, naming who may: the roles with their scope, or the voices that are asked."""
    person = directory.people.get(actor)
    held = ", ".join(str(grant) for grant in person.grants) if person else ""
    return Forbidden(
        f"{measure.id}: {actor} may not {transition.event!r} it ({held or 'no role'})",
        possible=f"ask {' or '.join(voices or (scoped(role, measure) for role in transition.by))}",
        measure=measure.id,
    )


def same_person(one: str, other: str, directory: Directory) -> bool:
    """Whether two accounts belong to one person: the same name, or addresses that reach the same mailbox."""
    if one == other:
        return True
    first, second = directory.people.get(one), directory.people.get(other)
    return first is not None and second is not None and _mailbox(first.email) == _mailbox(second.email)


def _mailbox(address: str) -> str:
    """
    >>> _mailbox("Aliya+second@Example.kz")
    'aliya@example.kz'
    """
    name, _, domain = address.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"
