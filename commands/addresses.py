"""`qadam mail test`, `paused` and `resume`: whether mail arrives."""

from __future__ import annotations

import secrets

import click

from commands.app import app_of
from commands.options import command
from commands.post import composer_of, mailer_of
from store.mailbox import paused_addresses
from workflow.errors import Unavailable

COLUMNS = ("address", "since", "reason")


@command("test", administers="mail")
@click.argument("address")
def test(ctx: click.Context, address: str) -> None:
    """Send one mail to an address now, past the outbox, and say what the mail server answered.

    \b
    Example:
      qadam mail test you@example.kz
    """
    from notifier.catalogue import everywhere
    from notifier.header import valid_address
    from notifier.sending import Undelivered
    from workflow.mail import Mail

    app = app_of(ctx)
    mail = Mail(
        key=secrets.token_hex(16),
        measure=None,
        created_at=app.now,
        template="test",
        facts={
            "at": app.now.isoformat(),
            "titles": everywhere("Trying the mail"),
            "sections": [],
            "because": {"role": "administrator"},
        },
        person=app.settings.actor,
        address=valid_address(address),
    )
    message, mailer = composer_of(app)(mail, app.now), mailer_of(app)
    try:
        with mailer:
            mailer.send(message)
            session = str(mailer)
    except Undelivered as error:
        raise Unavailable(
            f"the mail to {address} was not taken: {error}", possible="check the setting `mail`"
        ) from error
    document = {"to": address, "through": session, "message_id": str(message["Message-ID"])}
    told = app.output.words("taken by {}: look for it at {}, also among unwanted mail", session, address)
    app.output.answer(document, after=told)


@command("paused", table=True)
def paused(ctx: click.Context) -> None:
    """List the addresses that bounced: nothing is sent to them until they are resumed.

    \b
    Example:
      qadam mail paused
    """
    app = app_of(ctx)
    with app.reading() as reader:
        found = paused_addresses(reader)
    document = {"paused": [{"address": p.address, "since": p.since, "reason": p.reason} for p in found]}
    app.output.answer(document, COLUMNS, [(p.address, p.since, p.reason) for p in found])


@command("resume", changes=True, administers="mail")
@click.argument("address")
def resume(ctx: click.Context, address: str) -> None:
    """Let mail go to an address again, with what was kept back for it while it was paused.

    \b
    Example:
      qadam mail resume officer@example.kz
    """
    app = app_of(ctx)
    with app.store.register(dry_run=app.dry_run) as register:
        released = register.resume_address(address, app.now)
    document = {"address": address, "released": released}
    wording = "{} gets mail again; {:mail kept back goes|mails kept back go} out at the next pass"
    app.output.answer(document, after=app.output.words(wording, address, released))
