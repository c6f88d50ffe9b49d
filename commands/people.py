"""`qadam people`: who there is, what they may act on, who stands in for whom."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from commands.app import App, app_of
from commands.catalogue import agency_code, region_code
from commands.identity import is_sandbox
from commands.options import command, group
from commands.tokens import token
from store.people import everybody, substitutions
from store.places import agencies, regions
from store.reader import Reader
from workflow.dates import written_day
from workflow.directory import ROLES, Grant, Person, Substitution
from workflow.errors import Forbidden, Invalid

COLUMNS = ("id", "name", "email", "languages", "roles", "left")
LARGEST_FILE = 5 * 1024 * 1024
"""Bytes of a file of people."""


@group()
def people() -> None:
    """Actors, their roles and scopes, and their substitutes."""


@command("list", table=True)
@click.option("--role", help="Who holds this role.")
def list_(ctx: click.Context, role: str | None) -> None:
    """List people.

    \b
    Example:
      qadam people list --role regional.coordinator
    """
    app = app_of(ctx)
    with app.reading() as reader:
        known = everybody(reader)
        acting = substitutions(reader)
    found = [p for p in known.values() if role is None or any(g.role == role for g in p.grants)]
    document = {
        "people": [_document(person) for person in found],
        "substitutions": [
            {"absent": s.absent, "substitute": s.substitute, "from": s.starts_on, "to": s.ends_on} for s in acting
        ],
    }
    lines = [
        (p.id, p.name, p.email, ",".join(p.languages), "; ".join(str(grant) for grant in p.grants), p.left_on)
        for p in found
    ]
    absent = "\n".join(_stands_in(app, s) for s in acting)
    app.output.answer(document, COLUMNS, lines, after=absent or None, spare=("left", "languages", "email"))


def _stands_in(app: App, noun: Substitution) -> str:
    return app.output.words("{} acts for {} from {} to {}", noun.substitute, noun.absent, noun.starts_on, noun.ends_on)


def _document(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "languages": list(person.languages),
        "roles": [{"role": g.role, "region": g.region, "agency": g.agency} for g in person.grants],
        "left_on": person.left_on,
    }


@command("add", changes=True, administers="people")
@click.argument("person_id", metavar="ID")
@click.option("--name", help="Name as mails and history show it; the id when left out.")
@click.option("--email", required=True)
@click.option("--role", "roles", multiple=True, required=True, help=f"Repeat for several: {', '.join(ROLES)}.")
@click.option("--region", help="Scope of the regional roles, and of agency roles that act in one region.")
@click.option("--agency", help="Scope of the agency roles.")
@click.option("--languages", default="kk,ru", show_default=True, help="Languages of the person's mails, in order.")
def add(ctx: click.Context, person_id: str, **given: Any) -> None:
    """Add a person, or replace their roles.

    \b
    Example:
      qadam people add almaty --email hq@almaty.example --role regional.coordinator --region KZ-75
    """
    app = app_of(ctx)
    with app.reading() as reader:
        region = region_code(reader, given["region"]) if given["region"] else None
        agency = agency_code(reader, given["agency"]) if given["agency"] else None
    person = Person(
        id=person_id,
        name=given["name"] or person_id,
        email=address(given["email"]),
        languages=_languages(given["languages"]),
        grants=tuple(_grant(role, region, agency) for role in given["roles"]),
    )
    with app.store.register(dry_run=app.dry_run) as register:
        result = register.put_person(person)
    app.output.answer({**_document(person), "result": result}, after=f"{person.id}: {app.output.words(result)}")


def _grant(role: str, region: str | None, agency: str | None) -> Grant:
    """A role with as much of the scope as it takes. Raises Invalid."""
    if role not in ROLES:
        raise Invalid(f"there is no role {role!r}", possible=f"roles: {', '.join(ROLES)}")
    level, _, _ = role.partition(".")
    if level == "regional" and region is None:
        raise Invalid(f"{role} needs its region", possible="--region KZ-75")
    if level == "agency" and agency is None:
        raise Invalid(f"{role} needs its agency", possible="--agency MIA")
    return Grant(
        role=role,
        region=region if level in ("regional", "agency") else None,
        agency=agency if level == "agency" else None,
    )


def address(email: str) -> str:
    """An e-mail address as typed, without blanks around it. Raises Invalid."""
    name, at, domain = email.strip().rpartition("@")
    if not at or not name or not domain or any(c.isspace() or ord(c) < 32 or c in "<>,;" for c in email.strip()):
        raise Invalid(f"{email!r} is no e-mail address", possible="somebody@example.kz")
    return email.strip()


def _languages(text: str) -> tuple[str, ...]:
    languages = tuple(dict.fromkeys(part.strip().replace("kz", "kk") for part in text.split(",") if part.strip()))
    if not languages or not set(languages) <= {"kk", "ru", "en"}:
        raise Invalid(f"{text!r} are no languages of mails", possible="kk, ru, en in the order wanted, e.g. kk,ru")
    return languages


@command("load", changes=True, administers="people")
@click.argument("file", type=click.Path(path_type=Path))
def load(ctx: click.Context, file: Path) -> None:
    """Load people from a CSV file: id,name,email,role,region,agency,languages; a line for each role.

    \b
    Example:
      qadam people load people.csv
    """
    app = app_of(ctx)
    with app.reading() as reader:
        loaded = list(_from_csv(file, reader))
    with app.store.register(dry_run=app.dry_run) as register:
        results = [{"id": person.id, "result": register.put_person(person)} for person in loaded]
    lines = [(result["id"], app.output.shown(result["result"])) for result in results]
    app.output.answer({"people": results}, ("id", "result"), lines)


def _from_csv(file: Path, reader: Reader) -> Iterator[Person]:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise Invalid(f"{file} is longer than {LARGEST_FILE:,} bytes", possible="split it")
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Invalid(
            f"{file}: {error}", possible="a CSV file in UTF-8 with id,name,email,role,region,agency"
        ) from error
    grants: dict[str, list[Grant]] = {}
    first: dict[str, dict[str, str]] = {}
    for number, line in enumerate(lines, start=2):
        try:
            region = region_code(reader, line["region"]) if line.get("region") else None
            agency = agency_code(reader, line["agency"]) if line.get("agency") else None
            person_id = line["id"].strip()
            grants.setdefault(person_id, []).append(_grant(line["role"].strip(), region, agency))
            first.setdefault(person_id, line)
        except KeyError as error:
            raise Invalid(f"{file}: there is no column {error}", possible="id,name,email,role,region,agency") from None
        except (Invalid, AttributeError) as error:
            raise Invalid(f"{file}:{number}: {error}") from error
    for person_id, line in first.items():
        yield Person(
            id=person_id,
            name=line.get("name") or person_id,
            email=address(line.get("email") or ""),
            languages=_languages(line.get("languages") or "kk,ru"),
            grants=tuple(grants[person_id]),
        )


@command("sample", changes=True, administers="people")
def sample(ctx: click.Context) -> None:
    """Fill a sandbox with sample people: one for each role in each region and agency.

    \b
    Example:
      qadam people sample
    """
    from definitions.sample_people import sample_people

    app = app_of(ctx)
    with app.reading() as reader:
        if not is_sandbox(reader):
            raise Forbidden("sample people belong in a sandbox only", possible="qadam people add")
        invented = sample_people(regions(reader), agencies(reader))
    with app.store.register(dry_run=app.dry_run) as register:
        for person in invented:
            register.put_person(person)
    wording = "{:sample person|sample people}; act as one with --as, e.g. --as hq or --as kz-75"
    told = app.output.words(wording, len(invented))
    app.output.answer({"people": [_document(person) for person in invented]}, after=told)


@command("substitute", changes=True, administers="people")
@click.argument("substitute_id", metavar="A")
@click.option("--for", "absent", metavar="B", required=True, help="Who is away.")
@click.option("--from", "starts_on", metavar="DATE", required=True)
@click.option("--to", "ends_on", metavar="DATE", required=True, help="The last day.")
def substitute(ctx: click.Context, substitute_id: str, absent: str, starts_on: str, ends_on: str) -> None:
    """Let A act for B between two days; history names both.

    \b
    Example:
      qadam people substitute aliya --for daulet --from 2026-12-01 --to 2026-12-14
    """
    app = app_of(ctx)
    noun = Substitution(absent=absent, substitute=substitute_id, starts_on=_day(starts_on), ends_on=_day(ends_on))
    if noun.ends_on < noun.starts_on:
        raise Invalid(f"{ends_on} is before {starts_on}", possible="--from the first day --to the last")
    if noun.absent == noun.substitute:
        raise Invalid(f"{absent} cannot stand in for themselves", possible="another person")
    with app.store.register(dry_run=app.dry_run) as register:
        register.put_substitution(noun)
    document = {"absent": absent, "substitute": substitute_id, "from": noun.starts_on, "to": noun.ends_on}
    app.output.answer(document, after=_stands_in(app, noun))


@command("leave", changes=True, administers="people")
@click.argument("person_id", metavar="ID")
@click.option("--on", metavar="DATE", required=True, help="The first day they are gone.")
def leave(ctx: click.Context, person_id: str, on: str) -> None:
    """Record that somebody left: from that day they can do nothing and are written to no more.

    \b
    Example:
      qadam people leave daulet --on 2026-12-01
    """
    app = app_of(ctx)
    day = _day(on)
    with app.store.register(dry_run=app.dry_run) as register:
        register.leave(person_id, day, app.moment(day.isoformat()))
    app.output.answer({"id": person_id, "left_on": on}, after=app.output.words("{} is gone from {}", person_id, on))


def _day(text: str) -> date:
    try:
        return written_day(text)
    except ValueError:
        raise Invalid(f"{text!r} is no date", possible="e.g. 2026-12-01") from None


for each in (list_, add, load, sample, substitute, leave, token):
    people.add_command(each)
