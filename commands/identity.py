"""Who is asking, and whether they are who they say: on a live database a token proves it, in a sandbox the word does.

A live database is being set up until an administrator holds a good token. Until then whoever can write the database
may name people and give tokens, and nothing else can be done by anybody.
"""

from __future__ import annotations

from datetime import date, datetime

from store import people
from store.people import proven_administrators
from store.reader import Reader
from store.settings import SANDBOX, setting
from workflow.authority import may_administer
from workflow.directory import ADMINISTRATOR, Person
from workflow.errors import Forbidden, NotFound
from workflow.identity import check, token_id


def is_sandbox(reader: Reader) -> bool:
    return setting(reader, SANDBOX) is not None


def open_to_all(reader: Reader, deed: str, now: datetime, day: date) -> bool:
    """Whether a deed of ADMINISTRATION needs no proof: in a sandbox, and people while a database is set up."""
    if is_sandbox(reader):
        return True
    return deed == "people" and not proven_administrators(reader, now, day)


def holder(reader: Reader, token: str, now: datetime, day: date) -> Person:
    """The person a token proves. Raises Forbidden when it proves nobody who is here."""
    found = check(token, people.token(reader, token_id(token)), now)
    person = people.person(reader, found.person)
    if person is None or not person.here_on(day):
        raise Forbidden(f"{found.person} has left: this token is good no more")
    return person


def vouch(reader: Reader, actor: str, token: str | None, now: datetime, day: date) -> str | None:
    """Let an actor pass who proves to be one, or an administrator who acts in their name, and return the latter.

    Raises Forbidden. A sandbox believes everybody.
    """
    if is_sandbox(reader):
        return None
    if token is None:
        raise Forbidden(
            f"this database is live: {actor} must prove who they are",
            possible=f"QADAM_TOKEN or qadam login, with the token an administrator gives: qadam people token {actor}",
        )
    proven = holder(reader, token, now, day)
    if proven.id == actor:
        return None
    if any(grant.role == ADMINISTRATOR for grant in proven.grants):
        return proven.id
    raise Forbidden(
        f"this token is {proven.id}'s: nothing can be done as {actor} with it", possible=f"--as {proven.id}"
    )


def administers(reader: Reader, deed: str, actor: str, token: str | None, now: datetime, day: date) -> None:
    """Raises Forbidden unless the actor, or the administrator in their name, may do a deed of ADMINISTRATION."""
    name = vouch(reader, actor, token, now, day) or actor
    person = people.person(reader, name)
    if person is None:
        raise NotFound(f"nobody here is called {name!r}", possible="qadam people list")
    may_administer(deed, person)
