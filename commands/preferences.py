"""`qadam mail prefer` and `preferences`: how each person wants which kind of mail."""

from __future__ import annotations

import click

from commands import identity
from commands.app import App, app_of
from commands.options import command
from notifier.budget import KINDS, MAY_BE_OFF
from store import people
from store.mailbox import mail_preferences
from workflow.errors import Invalid, NotFound
from workflow.post import MANNERS, Manner

COLUMNS = ("person", "kind", "manner")


@command("prefer", changes=True)
@click.argument("person")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("manner", type=click.Choice([manner.replace("_", "-") for manner in MANNERS]))
def prefer(ctx: click.Context, person: str, kind: str, manner: str) -> None:
    """Say how somebody wants a kind of mail: at once, with the daily digest, or not at all.

    Everybody says so for themselves, an administrator for anybody. What is asked of somebody, due or late cannot be
    switched off.

    \b
    Example:
      qadam --as hq mail prefer hq moved daily
      qadam --as mia mail prefer mia digest-daily at-once
    """
    app = app_of(ctx)
    wanted: Manner = next(known for known in MANNERS if known.replace("_", "-") == manner)
    _check(kind, wanted)
    _may_choose_for(app, person)
    with app.store.register(dry_run=app.dry_run) as register:
        register.put_preference(person, kind, wanted)
    document = {"person": person, "kind": kind, "manner": manner}
    app.output.answer(
        document, after=app.output.words("mails of the kind {} to {}: {}", kind, person, app.output.words(manner))
    )


def _check(kind: str, manner: Manner) -> None:
    if manner == "off" and kind not in MAY_BE_OFF:
        raise Invalid(f"mails of the kind {kind!r} cannot be switched off", possible="at-once or daily")
    if manner == "daily" and kind.startswith("digest-"):
        raise Invalid(f"{kind} comes when it comes", possible="at-once (to get it) or off")


def _may_choose_for(app: App, person: str) -> None:
    """Raises Forbidden unless it is for oneself, or by who may administer mail."""
    actor = app.actor
    with app.reading() as reader:
        if people.person(reader, person) is None:
            raise NotFound(f"nobody here is called {person!r}", possible="qadam people list")
        if actor == person:
            identity.vouch(reader, actor, app.token, app.now, app.today)
            return
    app.administer("mail")


@command("preferences", table=True)
@click.argument("person", required=False)
def preferences(ctx: click.Context, person: str | None) -> None:
    """List what people chose; whatever is not listed comes at once.

    \b
    Example:
      qadam mail preferences hq
    """
    app = app_of(ctx)
    with app.reading() as reader:
        known = mail_preferences(reader)
    lines = [
        (name, kind, manner.replace("_", "-"))
        for name, chosen in known.items()
        if person in (None, name)
        for kind, manner in chosen.items()
    ]
    document = {"preferences": [dict(zip(COLUMNS, line, strict=True)) for line in lines], "kinds": list(KINDS)}
    app.output.answer(document, COLUMNS, lines)
