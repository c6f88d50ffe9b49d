"""People as the database knows them: their roles, their substitutes, their tokens."""

from __future__ import annotations

from datetime import date, datetime

from store.directory_rows import grant_from, person_from, substitution_from
from store.reader import Reader
from store.token_rows import token_from
from workflow.directory import ADMINISTRATOR, Grant, Person, Substitution
from workflow.identity import Token


def everybody(reader: Reader) -> dict[str, Person]:
    grants: dict[str, list[Grant]] = {}
    for row in reader.all("SELECT * FROM held_role ORDER BY id"):
        grants.setdefault(row["person"], []).append(grant_from(row))
    found = reader.all("SELECT * FROM person ORDER BY id")
    return {row["id"]: person_from(row, tuple(grants.get(row["id"], ()))) for row in found}


def person(reader: Reader, name: str) -> Person | None:
    row = reader.one("SELECT * FROM person WHERE id = :name", name=name)
    held = reader.all("SELECT * FROM held_role WHERE person = :name ORDER BY id", name=name)
    return person_from(row, tuple(grant_from(grant) for grant in held)) if row else None


def token(reader: Reader, token_id: str) -> Token | None:
    row = reader.one("SELECT * FROM token WHERE id = :id", id=token_id)
    return token_from(row) if row else None


def tokens(reader: Reader, person: str) -> list[Token]:
    """Every token a person was ever given, in order."""
    found = reader.all("SELECT * FROM token WHERE person = :person ORDER BY made_at, id", person=person)
    return [token_from(row) for row in found]


def proven_administrators(reader: Reader, now: datetime, day: date) -> list[str]:
    """The administrators who hold a token that is good now."""
    found = reader.all(
        "SELECT DISTINCT p.id AS id FROM person p JOIN held_role h ON h.person = p.id JOIN token t ON t.person = p.id"
        " WHERE h.role = :role AND (p.left_on IS NULL OR p.left_on > :day)"
        " AND t.expires_at > :now AND (t.revoked_at IS NULL OR t.revoked_at > :now) ORDER BY 1",
        role=ADMINISTRATOR,
        day=day,
        now=now,
    )
    return [row["id"] for row in found]


def substitutions(reader: Reader) -> tuple[Substitution, ...]:
    found = reader.all("SELECT * FROM substitution ORDER BY starts_on, id")
    return tuple(substitution_from(row) for row in found)
