"""Weighing the mails that are due: each waits, goes, or is dropped with a reason, before anybody may claim it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, text, update

from store.mail_rows import mail_values
from store.tables import MailPreferenceRow, PausedAddressRow, outbox, table
from store.waiting import MAILS, Told, mails
from workflow.mail import Mail
from workflow.occasion import Definitions
from workflow.post import QUIET_HOURS, Budget, Manner, Tray, Waiting, Weighed

BATCH = 200
"""Mails weighed in one transaction, with what else waits for the same people."""

AHEAD = 300
"""How far down the queue that is looked for, so that what one person gets together is not cut in two."""

_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(7251127)")

mail_preference, paused_address = table(MailPreferenceRow), table(PausedAddressRow)


def settle(connection: Connection, budget: Budget, now: datetime, definitions: Definitions) -> None:
    """Weigh the oldest mails due. On PostgreSQL one worker at a time does, and the others go on without waiting."""
    if connection.dialect.name == "postgresql" and not connection.execute(_ONE_AT_A_TIME).scalar():
        return
    found = mails(connection, _UNSETTLED.where(outbox.c.next_attempt_at <= now).limit(BATCH), definitions)
    if not found:
        return
    addresses = sorted({str(each.mail.address) for each in found})
    if len(found) == BATCH:
        found += mails(connection, _these(_soon_after(connection, addresses, now)), definitions)
    preferences = _preferences(connection, sorted({each.mail.person for each in found if each.mail.person}))
    paused = _paused(connection, addresses)
    counts = _sent_since(connection, addresses, budget.day_of(now))
    trays: dict[str, list[Told]] = {address: [] for address in addresses}
    for each in found:
        trays[str(each.mail.address)].append(each)
    go: list[str] = []
    for address, own in trays.items():
        tray = Tray(
            waiting=tuple(Waiting(mail=each.mail, stale=each.stale) for each in own),
            preferences=preferences.get(own[0].mail.person or "", {}),
            sent_today=counts.get(address, 0),
            paused=paused.get(address),
        )
        weighed = budget.weigh(tray, now)
        go += weighed.go
        write(connection, replace(weighed, go=()), now)
    _set(connection, go, settled=True)


def _soon_after(connection: Connection, addresses: Iterable[str], now: datetime) -> list[int]:
    """What stands behind the batch and goes to the same addresses."""
    behind = select(outbox.c.id, outbox.c.address).where(_PENDING, outbox.c.next_attempt_at <= now)
    queue = connection.execute(behind.order_by(outbox.c.next_attempt_at, outbox.c.id).offset(BATCH).limit(AHEAD))
    wanted = set(addresses)
    return [key for key, address in queue if address in wanted]


def _these(keys: Iterable[int]) -> Select[Any]:
    """Looked up by id: in the order of the queue SQLite would go through all that wait."""
    return MAILS.where(outbox.c.id.in_(list(keys))).order_by(outbox.c.id).with_for_update(skip_locked=True, of=outbox)


_PENDING = text("outbox.status = 'pending' AND outbox.settled = false")  # literal, or its index is not used

_UNSETTLED: Select[Any] = (
    MAILS.where(_PENDING).order_by(outbox.c.next_attempt_at, outbox.c.id).with_for_update(skip_locked=True, of=outbox)
)


def _preferences(connection: Connection, people: list[str]) -> dict[str, dict[str, Manner]]:
    found: dict[str, dict[str, Manner]] = {}
    for row in connection.execute(select(mail_preference).where(mail_preference.c.person.in_(people))).mappings():
        found.setdefault(row["person"], {})[row["kind"]] = row["manner"]
    return found


def _paused(connection: Connection, addresses: list[str]) -> dict[str, str]:
    found = connection.execute(select(paused_address).where(paused_address.c.address.in_(addresses))).mappings()
    return {row["address"]: row["reason"] for row in found}


def _sent_since(connection: Connection, addresses: list[str], since: datetime) -> dict[str, int]:
    """Per address what was sent since, and what was let go and is about to be."""
    ours = select(outbox.c.address, func.count()).where(outbox.c.address.in_(addresses)).group_by(outbox.c.address)
    counts: Counter[str] = Counter()
    for which in (outbox.c.sent_at >= since, text("outbox.status = 'pending' AND outbox.settled = true")):
        counts.update({row[0]: row[1] for row in connection.execute(ours.where(which))})
    return counts


def write(connection: Connection, weighed: Weighed, now: datetime) -> None:
    for mail in weighed.added:
        add(connection, mail)
    _set(connection, weighed.go, settled=True)
    for held in weighed.held:
        _set(connection, [held.key], next_attempt_at=held.until, held=held.reason)
    for dropped in weighed.dropped:
        _set(
            connection,
            [dropped.key],
            status="dead" if dropped.dead else "skipped",
            settled=True,
            next_attempt_at=None,
            tried_at=now,
            last_error=dropped.reason,
            merged_into=dropped.merged_into,
        )


def add(connection: Connection, mail: Mail) -> bool:
    """Put in a mail that has been weighed. False when it is there already: the key decides, whoever comes second."""
    if knows(connection, mail.key):
        return False
    connection.execute(outbox.insert().values({**mail_values(mail), "settled": True}))
    return True


def knows(connection: Connection, key: str) -> bool:
    return connection.execute(select(outbox.c.id).where(outbox.c.key == key)).first() is not None


def held_for_digest(connection: Connection, person: str, definitions: Definitions) -> list[Mail]:
    """What waits for a person and still holds; what only waits for the morning goes by itself."""
    waiting = _UNSETTLED.where(outbox.c.person == person, outbox.c.held.is_not(None), outbox.c.attempts == 0)
    found = mails(connection, waiting, definitions)
    return [each.mail for each in found if not each.row["held"].startswith(QUIET_HOURS) and each.stale is None]


def _set(connection: Connection, keys: Iterable[str], **values: Any) -> None:
    keys = list(keys)
    if keys:
        connection.execute(update(outbox).where(outbox.c.key.in_(keys)).values(**values))
