"""`qadam mail`: the outbox."""

from __future__ import annotations

from typing import Any

import click

from commands.app import app_of
from commands.options import command
from commands.post import renderer_of
from store import queries, rows

COLUMNS = ("id", "measure", "to", "template", "status", "attempts", "at", "remark")


@click.group()
def mail() -> None:
    """Look into the outbox: list, show, retry, preview."""


@command("list")
@click.argument("measure", required=False)
@click.option("--status", type=click.Choice(["pending", "sent", "dead", "skipped"]))
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="The newest so many.")
def list_(ctx: click.Context, measure: str | None, status: str | None, limit: int) -> None:
    """List mails, the newest last.

    \b
    Example:
      qadam mail list 12/KZ-75 --status dead
    """
    app = app_of(ctx)
    with app.reading() as reader:
        found = queries.mails(reader, measure_id=measure, status=status, limit=limit)
    lines = [
        (
            m.id,
            m.measure,
            m.address or m.person,
            m.template,
            m.status,
            m.attempts,
            m.sent_at or m.created_at,
            m.last_error,
        )
        for m in found
    ]
    app.output.answer({"mails": [_document(m, app.settings.mail_domain) for m in found]}, COLUMNS, lines)


def _document(summary: queries.MailSummary, domain: str) -> dict[str, Any]:
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
        "message_id": f"<{summary.key}@{domain}>",
    }


@command("show")
@click.argument("mail_id", metavar="ID", type=int)
def show(ctx: click.Context, mail_id: int) -> None:
    """Show one mail with its text.

    \b
    Example:
      qadam mail show 41
    """
    app = app_of(ctx)
    with app.reading() as reader:
        row = queries.mail_row(reader, mail_id)
    noun = rows.mail_from(row)
    rendered = renderer_of(app).render(noun, rows.instant(row["sent_at"]) or app.now)
    document = {
        "id": mail_id,
        "measure": noun.measure,
        "to": noun.address,
        "status": row["status"],
        "last_error": row["last_error"],
        "subject": rendered.subject,
        "text": rendered.text,
        "html": rendered.html,
    }
    head = (
        f"To: {noun.address or '-'}\nSubject: {rendered.subject}\nStatus: {row['status']} {row['last_error'] or ''}\n"
    )
    app.output.answer(document, after=f"{head}\n{rendered.text}")


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
    app.output.answer({"id": mail_id, "status": "pending"}, after=f"mail {mail_id} goes out at the next pass")


@command("preview")
@click.argument("measure")
@click.argument("event")
def preview(ctx: click.Context, measure: str, event: str) -> None:
    """Show the mails an event would cause, without causing it.

    \b
    Example:
      qadam --as hq mail preview 12 approve
    """
    from workflow.model import Command

    app = app_of(ctx)
    moved = app.engine.move(Command(measure=measure, event=event, actor=app.actor), dry_run=True)
    renderer = renderer_of(app)
    caused = [m for step in moved.decisions for birth in (step, *step.children) for m in birth.mails if not m.skipped]
    shown = [(m, renderer.render(m)) for m in caused]
    mails = [
        {"to": m.address, "measure": m.measure, "template": m.template, "subject": r.subject, "text": r.text}
        for m, r in shown
    ]
    told = "\n\n".join(f"To: {m.address}\nSubject: {r.subject}\n\n{r.text}" for m, r in shown)
    app.output.answer({"measure": measure, "event": event, "mails": mails}, after=told or "it would send no mail")


for each in (list_, show, retry, preview):
    mail.add_command(each)
