"""`qadam mail`: the outbox."""

from __future__ import annotations

import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.addresses import paused, resume, test
from commands.app import App, app_of
from commands.options import command, group
from commands.output import Shown
from commands.post import composer_of, renderer_of
from commands.preferences import prefer, preferences
from commands.translations.told import told_in
from commands.values import given_values
from notifier.wire import on_the_wire
from notifier.wording import long_moment
from store import mailbox
from store.mailbox import MailSummary, mail_row, message_kept
from store.shelf import DefinitionShelf
from store.told import told_from
from workflow import occasion
from workflow.mail import Mail
from workflow.model import Command
from workflow.numbers import as_meant

if TYPE_CHECKING:
    from notifier.render import Rendered

COLUMNS = ("id", "measure", "to", "template", "status", "attempts", "at", "remark")
SPARE = ("attempts", "template", "at")
"""What a narrow terminal leaves out, the first first."""


@group()
def mail() -> None:
    """The outbox, what people want to get, and whether mail arrives."""


@command("list", table=True)
@click.argument("measure", type=as_meant, required=False)
@click.option("--status", type=click.Choice(["pending", "sent", "dead", "skipped"]))
@click.option("--skipped", is_flag=True, help="What was held back, merged or skipped, and why.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="The newest so many.")
def list_(ctx: click.Context, measure: str | None, status: str | None, limit: int, *, skipped: bool) -> None:
    """List mails, the newest last.

    \b
    Example:
      qadam mail list 12/KZ-75 --status dead
      qadam mail list --skipped
    """
    app = app_of(ctx)
    with app.reading() as reader:
        found = mailbox.mails(reader, measure_id=measure, status=status, kept_back=skipped, limit=limit)
    lines = [
        (
            m.id,
            m.measure,
            m.address or m.person,
            m.template,
            app.output.shown(m.status),
            m.attempts,
            m.sent_at or m.created_at,
            Shown(m.last_error or m.held, _why(app, m.last_error or m.held or "")),
        )
        for m in found
    ]
    document = {"mails": [_document(m, app.settings.mail_domain) for m in found]}
    app.output.answer(document, COLUMNS, lines, spare=SPARE, heads={"to": app.output.words("to whom")})


def _why(app: App, reason: str) -> str:
    """Why a mail does not go, or not now, in the reader's language; what a server said stays as it was said."""
    why, waits, until = reason.partition("; waits until ")
    told = told_in(app.settings.lang, why)
    return f"{told}; {app.output.words('waits until {}', _told_moment(app, until))}" if waits else told


def _told_moment(app: App, written: str) -> str:
    """A moment as it was written in English for the record, in the reader's language."""
    with suppress(ValueError):
        at = datetime.strptime(written, "%d %B %Y (%A), %H:%M").replace(tzinfo=app.zone)
        return long_moment(at, app.zone, app.settings.lang)
    return written


def _document(summary: MailSummary, domain: str) -> dict[str, Any]:
    return {
        "id": summary.id,
        "measure": summary.measure,
        "to": summary.address,
        "person": summary.person,
        "template": summary.template,
        "status": summary.status,
        "attempts": summary.attempts,
        "created_at": summary.created_at,
        "next_attempt_at": summary.next_attempt_at,
        "sent_at": summary.sent_at,
        "last_error": summary.last_error,
        "held": summary.held,
        "merged_into": summary.merged_into,
        "message_id": f"<{summary.key}@{domain}>",
    }


@command("show")
@click.argument("mail_id", metavar="ID", type=int)
@click.option("--raw", is_flag=True, help="The whole message as the mail server got it.")
def show(ctx: click.Context, mail_id: int, *, raw: bool) -> None:
    """Show one mail: what exactly was said, or, before it has gone, what would be.

    \b
    Example:
      qadam mail show 41
      qadam mail show 41 --raw > 41.eml
    """
    app = app_of(ctx)
    with app.reading() as reader:
        row = mail_row(reader, mail_id)
        kept = message_kept(reader, row["key"])
        noun = told_from(row, DefinitionShelf(reader).get)
    wire = on_the_wire(kept) if kept is not None else _to_be(app, noun)
    if raw and app.output.mode is None:
        sys.stdout.buffer.write(wire)
        return
    message = message_from_bytes(wire, policy=policy.default)
    subject, text, html = str(message["Subject"] or ""), _part(message, "plain"), _part(message, "html")
    document = {
        "id": mail_id,
        "measure": noun.measure,
        "to": noun.address,
        "status": row["status"],
        "last_error": row["last_error"],
        "held": row["held"],
        "merged_into": row["merged_into"],
        "as_sent": kept is not None,
        "subject": subject,
        "text": text,
        "html": html,
    }
    why = _why(app, row["last_error"] or row["held"] or "")
    status = app.output.words(row["status"]) + (f": {why}" if why else "")
    told = (
        app.output.words("To: {}", noun.address or "-"),
        app.output.words("Subject: {}", subject),
        app.output.words("Status: {}", status),
        "",
        text,
    )
    app.output.answer(document, after="\n".join(told))


def _to_be(app: App, mail: Mail) -> bytes:
    """A mail to somebody is composed as it would be sent; one to nobody as if to the sender."""
    written = mail if mail.address else replace(mail, address=parseaddr(app.settings.mail_from)[1])
    return composer_of(app)(written, app.now).as_bytes(policy=policy.SMTP)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else str(part.get_content()).replace("\r\n", "\n")


@command("retry", changes=True, administers="mail")
@click.argument("mail_id", metavar="ID", type=int)
def retry(ctx: click.Context, mail_id: int) -> None:
    """Put a dead letter back; it goes out at the next pass.

    \b
    Example:
      qadam mail retry 41
    """
    app = app_of(ctx)
    with app.store.register(dry_run=app.dry_run) as register:
        register.retry_mail(mail_id, app.now)
    app.output.answer(
        {"id": mail_id, "status": "pending"}, after=app.output.words("mail {} goes out at the next pass", str(mail_id))
    )


@command("preview")
@click.argument("measure", type=as_meant)
@click.argument("event")
@click.option("--set", "values", multiple=True, metavar="K=V", help="What the event sets, as for move.")
@click.option("--comment", help="The comment, as for move.")
@click.option("--open", "open_", is_flag=True, help="Write each as HTML and show the first in the browser.")
def preview(
    ctx: click.Context, measure: str, event: str, values: tuple[str, ...], comment: str | None, *, open_: bool
) -> None:
    """Show the mails an event would cause, without causing it.

    \b
    Example:
      qadam --as hq mail preview 12 approve
      qadam --as hq mail preview 12 approve --open
    """
    app = app_of(ctx)
    command = Command(measure=measure, event=event, actor=app.actor, data=given_values(values), comment=comment)
    moved = app.engine.move(command, dry_run=True)
    renderer = renderer_of(app)
    caused = [m for step in moved.decisions for birth in (step, *step.children) for m in birth.mails if not m.skipped]
    with app.reading() as reader:
        shelf = DefinitionShelf(reader)
        told = [occasion.told(m, shelf.get) for m in caused]
    shown = [(m, renderer.render(m)) for m in told]
    files = _pages(shown) if open_ else []
    mails: list[dict[str, Any]] = [
        {"to": m.address, "measure": m.measure, "template": m.template, "subject": r.subject, "text": r.text}
        for m, r in shown
    ]
    for document, file in zip(mails, files, strict=False):
        document["file"] = str(file)
    printed = "\n\n".join(
        f"{app.output.words('To: {}', m.address)}\n{app.output.words('Subject: {}', r.subject)}\n\n{r.text}"
        for m, r in shown
    )
    if files:
        printed = "\n".join(map(str, files))
        if sys.stdout.isatty():
            click.launch(str(files[0]))
    document = {"measure": measure, "event": event, "mails": mails}
    app.output.answer(document, after=printed or app.output.words("it would send no mail"))


def _pages(shown: list[tuple[Mail, Rendered]]) -> list[Path]:
    """Each mail's HTML in a file of its own."""
    folder = Path(tempfile.mkdtemp(prefix="qadam-preview-"))
    files = []
    for number, (mail, rendered) in enumerate(shown, start=1):
        file = folder / f"{number:03}_{mail.template}_{mail.person}.html"
        file.write_text(rendered.html, encoding="utf-8")
        files.append(file)
    return files


for each in (list_, show, retry, preview, prefer, preferences, test, paused, resume):
    mail.add_command(each)
