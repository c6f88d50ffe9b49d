"""Bounces in the database: tied to the mail that came back, and the address paused until somebody resumes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from store.mail_rows import mail_from
from store.settle import add, paused_address
from store.tables import BounceRow, outbox, table
from workflow.mail import Mail
from workflow.post import Bounce

bounce = table(BounceRow)

Tell = Callable[[Bounce, Mail], Sequence[Mail]]
"""The mails that tell somebody that a mail came back."""


def take_bounce(connection: Connection, noun: Bounce, now: datetime, tell: Tell) -> bool:
    """False for a report that is known, or about no mail we sent to that address: anybody can write a report."""
    if connection.execute(select(bounce.c.id).where(bounce.c.id == noun.id)).first() is not None:
        return False
    row = connection.execute(select(outbox).where(outbox.c.key == noun.key)).mappings().first()
    if row is None or row["status"] != "sent" or str(row["address"]).lower() != noun.address.lower():
        return False
    values = {"at": now, "mail": noun.key, "address": row["address"], "status": noun.status, "said": noun.said}
    connection.execute(insert(bounce).values(id=noun.id, **values))
    if not noun.is_final:
        return True
    came_back = f"came back: {noun.status} {noun.said}"
    connection.execute(update(outbox).where(outbox.c.key == noun.key).values(last_error=came_back))
    known = select(paused_address.c.address).where(paused_address.c.address == row["address"])
    if connection.execute(known).first() is None:
        reason = f"{noun.status} {noun.said}"
        connection.execute(insert(paused_address).values(address=row["address"], since=now, reason=reason))
        for mail in tell(noun, mail_from(row)):
            add(connection, mail)
    return True
