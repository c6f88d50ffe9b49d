"""`qadam people token`: the proof of who somebody is, given, listed and taken back."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import click

from commands import identity
from commands.app import App, app_of
from commands.options import command
from store import people
from store.people import tokens
from workflow.errors import NotFound, Refused
from workflow.identity import ID_BYTES, SECRET_BYTES, Token, digest_of, spelled

COLUMNS = ("id", "made", "by", "expires", "ended")
DAYS = 180
LONGEST = 366


@command("token", changes=True)
@click.argument("person_id", metavar="NAME")
@click.option(
    "--days", type=click.IntRange(1, LONGEST), default=DAYS, show_default=True, help="How long it will be good."
)
@click.option("--revoke", is_flag=True, help="Take back all their tokens, or one with --id.")
@click.option("--list", "listed", is_flag=True, help="Show the tokens they were given, without the secrets.")
@click.option("--id", "only", metavar="ID", help="Which one to take back.")
def token(ctx: click.Context, person_id: str, *, days: int, revoke: bool, listed: bool, only: str | None) -> None:
    """Give somebody a token, shown once: with it they prove who they are on a live database.

    People may renew and take back their own; an administrator anybody's.

    \b
    Example:
      qadam --as admin people token aliya
      qadam people token aliya --revoke
    """
    app = app_of(ctx)
    if (revoke and listed) or (only and not revoke):
        raise click.UsageError("give --revoke (with --id for one of them), or --list, or neither")
    with app.reading() as reader:
        by = _allowed(app, person_id)
        person = people.person(reader, person_id)
        if person is None:
            raise NotFound(f"nobody here is called {person_id!r}", possible="qadam people list")
        given = tokens(reader, person_id)
        if not person.here_on(app.today) and not (revoke or listed):
            raise Refused(f"{person_id} left on {person.left_on}", possible=f"qadam people add {person_id}")
    if listed:
        _list(app, person_id, given)
    elif revoke:
        _revoke(app, person_id, only)
    else:
        document, told = give(app, person_id, by=by, days=days)
        app.output.answer(document, after=told)


def _allowed(app: App, person_id: str) -> str | None:
    """Who asks: the person or an administrator; None in a sandbox or while the database is set up."""
    with app.reading() as reader:
        if identity.open_to_all(reader, "people", app.now, app.today):
            return app.settings.actor
    actor = app.actor
    through = app.vouch(actor)
    if through is not None or actor != person_id:
        app.administer("people")
    return through or actor


def give(app: App, person_id: str, *, by: str | None = None, days: int = DAYS) -> tuple[dict[str, Any], str]:
    """A new token, as a document and in words: the one time it is seen."""
    until = app.now + timedelta(days=days)
    made = secrets.token_hex(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    noun = Token(id=made[0], person=person_id, digest=digest_of(made[1]), made_at=app.now, made_by=by, expires_at=until)
    with app.store.register(dry_run=app.dry_run) as register:
        register.put_token(noun)
    document: dict[str, Any] = {"person": person_id, "id": noun.id, "expires_at": until}
    if app.dry_run:
        return {**document, "token": None}, app.output.words("{} would get a token", person_id)
    told = (
        spelled(*made),
        app.output.words("for {}, good until {}; it is never shown again", person_id, app.output.time(until)),
        app.output.words("they keep it with: {}", "qadam login"),
    )
    return {**document, "token": spelled(*made)}, "\n".join(told)


def _revoke(app: App, person_id: str, only: str | None) -> None:
    with app.store.register(dry_run=app.dry_run) as register:
        ended = register.end_tokens(person_id, app.now, only=only)
    if not ended:
        raise Refused(
            f"{person_id} has no token to take back" + (f" with the id {only}" if only else ""),
            possible=f"qadam people token {person_id} --list",
        )
    with app.reading() as reader:
        left_open = not app.dry_run and identity.open_to_all(reader, "people", app.now, app.today)
    told = [app.output.words("{:token|tokens} of {} ended now", ended, person_id)]
    if left_open:
        told.append(app.output.words("no administrator holds a good token now: anybody may change people"))
    app.output.answer({"person": person_id, "revoked": ended}, after="\n".join(told))


def _list(app: App, person_id: str, given: list[Token]) -> None:
    document = {
        "person": person_id,
        "tokens": [
            {
                "id": each.id,
                "made_at": each.made_at,
                "made_by": each.made_by,
                "expires_at": each.expires_at,
                "revoked_at": each.revoked_at,
                "good": each.ended(app.now) is None,
            }
            for each in given
        ],
    }
    lines = [(each.id, each.made_at, each.made_by, each.expires_at, each.ended(app.now)) for each in given]
    app.output.answer(document, COLUMNS, lines)
