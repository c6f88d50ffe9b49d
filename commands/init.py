"""`qadam init`: a database from nothing, or an older one brought up to date."""

from __future__ import annotations

import sys
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import click

from commands.app import App, app_of
from commands.identity import is_sandbox, open_to_all
from commands.options import command
from commands.translations.told import told_in
from commands.wording import phrase
from store.location import Location
from store.schema import REVISION
from store.settings import CALENDAR_IN_FORCE, MADE_AT, SANDBOX
from workflow.clock import utc_now
from workflow.errors import Conflict, Invalid, Unavailable

COUNTED = {
    "regions": "{:region|regions}",
    "agencies": "{:agency|agencies}",
    "definitions": "{:definition|definitions}",
    "calendars": "{:calendar|calendars}",
}
"""What is loaded, as it is told."""


@command("init", changes=True)
@click.option(
    "--sandbox", is_flag=True, help="A practice database: its clock can be set, nobody has to prove who they are."
)
@click.option("--admin", metavar="NAME", help="Make the first administrator, whose token is shown once.")
@click.option("--email", metavar="ADDRESS", help="The administrator's address.")
@click.option(
    "--keep-definitions", is_flag=True, help="Keep a loaded definition where the shipped one says something else."
)
def init(ctx: click.Context, *, sandbox: bool, admin: str | None, email: str | None, keep_definitions: bool) -> None:
    """Make the database, or bring it up to date; load the shipped definitions, regions, agencies and calendar.

    A live database is brought up to date by its administrators. --admin names the first one, or another one when
    none holds a good token any more. A definition once loaded never changes: where the shipped one has another text
    under the same version, nothing is done, unless --keep-definitions says to go on with the loaded one.

    \b
    Example:
      qadam init --admin aliya --email aliya@hq.example
      qadam --db postgresql://qadam@db/qadam init
    """
    app = app_of(ctx)
    if admin is not None and email is None:
        raise click.UsageError("an administrator is written to: --email ADDRESS")
    app.administer_schema()
    kept = _loaded_otherwise(app.location)
    if kept and not keep_definitions:
        names = ", ".join(f"{type} version {version}" for type, version in kept)
        raise Conflict(
            f"another text than the shipped one is loaded of {names}: nothing was changed",
            possible="qadam init --keep-definitions goes on with the loaded ones",
        )
    before = _schema(app.location)
    schema = {"before": before, "after": REVISION}
    if app.dry_run:
        would = _would_be(app, before)
        app.output.answer({"database": str(app.location), "dry_run": True, "schema": schema}, after=would)
        return
    if admin is None and not sandbox and _asks(app):
        admin, email = _asked(app.settings.lang)
    loaded = prepare(app, sandbox=sandbox, kept=kept)
    first = _first_administrator(app, admin, email) if admin and email else None
    told = [app.output.words(COUNTED[what], number) for what, number in loaded.items() if number]
    if before not in (None, REVISION):
        told.insert(0, app.output.words("schema {} → {}", before, REVISION))
    new = ", ".join(told) or app.output.words("nothing new")
    app.output.answer(
        {
            "database": str(app.location),
            "sandbox": sandbox,
            "schema": schema,
            "loaded": loaded,
            **({"administrator": first[0]} if first else {}),
        },
        after=app.output.words("{} is ready ({})", app.location, new) + "\n" + (first[1] if first else _next(app)),
    )


def _schema(location: Location) -> str | None:
    """The revision of the schema there, whatever it is; None where there is no database yet."""
    from store.reader import reading

    try:
        with reading(location, any_schema=True) as reader:
            row = reader.one("SELECT version_num FROM alembic_version")
    except Unavailable:
        return None
    return str(row["version_num"]) if row else None


def _would_be(app: App, before: str | None) -> str:
    if before is None:
        return app.output.words("{} would be made", app.location)
    if before == REVISION:
        return app.output.words("{} is up to date", app.location)
    return app.output.words("{}: schema {} would become {}", app.location, before, REVISION)


def _asks(app: App) -> bool:
    """A new live database asks for its administrator at a terminal, and only there; scripts take the flags."""
    if app.flags.get("yes") or not app.output.at_terminal or not sys.stdin.isatty():
        return False
    try:
        with app.reading():
            return False
    except Unavailable:
        return True


def _asked(language: str) -> tuple[str | None, str | None]:
    """Name and address of the first administrator; nothing when the answer is left empty."""
    from commands.people import address

    def read(typed: str) -> str:
        try:
            return address(typed)
        except Invalid as error:  # asked again
            raise click.UsageError(told_in(language, error.message)) from error

    name = click.prompt(phrase("ask_administrator", language), default="", show_default=False)
    return (name, click.prompt(phrase("ask_address", language), value_proc=read)) if name else (None, None)


def _next(app: App) -> str:
    with app.reading() as reader:
        if is_sandbox(reader):
            return app.output.words("next: {}, then {}", "qadam people sample", "qadam import PLAN.csv")
        if not open_to_all(reader, "people", app.now, app.today):
            return app.output.words("next: {}", "qadam people add --help")
    first = app.output.words("makes the first administrator, who adds the others")
    return app.output.words("next: {}", f"qadam init --admin NAME --email ADDRESS {first}")


def _first_administrator(app: App, name: str, email: str) -> tuple[dict[str, Any], str]:
    """Somebody who may add the others, and the words that show their token."""
    from commands.people import address
    from commands.tokens import give
    from store.people import person
    from workflow.directory import ADMINISTRATOR, Grant, Person

    app.administer("people")
    with app.reading() as reader:
        known = person(reader, name)
    grant = Grant(role=ADMINISTRATOR)
    noun = replace(known, email=address(email)) if known else Person(id=name, name=name, email=address(email))
    with app.store.register() as register:
        register.put_person(replace(noun, grants=tuple(dict.fromkeys((*noun.grants, grant))), left_on=None))
    return give(app, name)


def _loaded_otherwise(location: Location) -> tuple[tuple[str, int], ...]:
    """Types and versions of the shipped definitions of which the database holds another text."""
    from definitions.loader import shipped_definitions
    from store.reader import reading

    try:
        with reading(location, any_schema=True) as reader:
            found = reader.all("SELECT type, version, digest FROM definition")
    except Unavailable:
        return ()  # there is no database yet, or nothing in it
    loaded = {(row["type"], row["version"], row["digest"]) for row in found}
    known = {(type, version) for type, version, _ in loaded}
    shipped = ((source.definition.type, source.definition.version, source.digest) for source in shipped_definitions())
    return tuple(each[:2] for each in shipped if each[:2] in known and each not in loaded)


def prepare(app: App, *, sandbox: bool, kept: Collection[tuple[str, int]] = ()) -> dict[str, int]:
    """Migrate and load what is shipped, without the definitions that are `kept`; says how much of it was new."""
    from definitions.calendar_kz import kazakhstan
    from definitions.directory import load_agencies, load_regions
    from definitions.loader import shipped_definitions
    from store.migrate import migrate
    from store.store import SqlStore
    from workflow.errors import Refused

    migrate(app.location)
    store = SqlStore(app.location)
    now = utc_now()
    try:
        with store.register() as register:
            fresh = register.setting(MADE_AT) is None
            if sandbox and not fresh and register.setting(SANDBOX) is None:
                raise Refused(f"{app.location} is a live database and stays one", possible="--db sqlite:///practice.db")
            if fresh:
                register.set(MADE_AT, now.isoformat())
                if sandbox:
                    register.set(SANDBOX, "yes")
            regions, agencies = load_regions(), load_agencies()
            register.put_regions(regions.values())
            register.put_agencies(agencies.values())
            new_definitions = sum(
                register.put_definition(
                    source.definition.type,
                    source.definition.version,
                    source.digest,
                    source.text,
                    source.document,
                    now,
                )
                == "created"
                for source in shipped_definitions()
                if (source.definition.type, source.definition.version) not in kept
            )
            in_force = register.setting(CALENDAR_IN_FORCE) is not None
            if not in_force:
                register.put_calendar(kazakhstan(), now)
    finally:
        store.close()
    return {
        "regions": len(regions) if fresh else 0,
        "agencies": len(agencies) if fresh else 0,
        "definitions": new_definitions,
        "calendars": 0 if in_force else 1,
    }
