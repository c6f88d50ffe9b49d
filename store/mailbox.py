"""Reading the outbox, and what was said about mails; store/outbox.py and store/settle.py write it."""

from __future__ import annotations

import zlib
from datetime import datetime
from typing import Any

from store.reader import Reader
from store.rows import Row, instant, moment
from workflow.errors import NotFound
from workflow.noun import dataclass
from workflow.post import Manner


@dataclass(frozen=True, kw_only=True)
class MailSummary:
    """A row of the outbox, as the mail commands show it."""

    id: int
    key: str
    measure: str | None
    person: str | None
    address: str | None
    template: str
    status: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    sent_at: datetime | None
    last_error: str | None
    held: str | None
    merged_into: str | None


def mails(
    reader: Reader,
    *,
    measure_id: str | None = None,
    status: str | None = None,
    kept_back: bool = False,
    limit: int | None = None,
) -> list[MailSummary]:
    """Rows of the outbox, the newest last; `kept_back` for those held, merged or skipped, each of which says why."""
    where = "1 = 1"
    parameters: dict[str, Any] = {}
    if measure_id is not None:
        where, parameters["measure"] = f"{where} AND measure = :measure", measure_id
    if status is not None:
        where, parameters["status"] = f"{where} AND status = :status", status
    if kept_back:
        where = f"{where} AND (status = 'skipped' OR held IS NOT NULL)"
    bound = "" if limit is None else " LIMIT :limit"
    if limit is not None:
        parameters["limit"] = limit
    found = reader.all(f"SELECT * FROM outbox WHERE {where} ORDER BY id DESC{bound}", **parameters)  # noqa: S608 - own text only
    return [_mail_summary(row) for row in reversed(found)]


def mail_preferences(reader: Reader) -> dict[str, dict[str, Manner]]:
    """By person and kind, what was said about mails."""
    found: dict[str, dict[str, Manner]] = {}
    for row in reader.all("SELECT * FROM mail_preference ORDER BY person, kind"):
        found.setdefault(row["person"], {})[row["kind"]] = row["manner"]
    return found


def people_with_held_mail(reader: Reader) -> frozenset[str]:
    """For whom something waits that a digest may tell."""
    found = reader.all(
        "SELECT DISTINCT person FROM outbox WHERE status = 'pending' AND settled = false AND held IS NOT NULL"
    )
    return frozenset(row["person"] for row in found if row["person"])


@dataclass(frozen=True, kw_only=True)
class PausedAddress:
    address: str
    since: datetime
    reason: str


def paused_addresses(reader: Reader) -> list[PausedAddress]:
    found = reader.all("SELECT * FROM paused_address ORDER BY since, address")
    return [PausedAddress(address=row["address"], since=moment(row["since"]), reason=row["reason"]) for row in found]


def message_kept(reader: Reader, key: str) -> bytes | None:
    """What `notifier.wire` makes the bytes of that went over the wire; None for a mail that did not go out yet."""
    row = reader.one("SELECT body FROM sent_message WHERE mail = :key", key=key)
    return zlib.decompress(row["body"]) if row else None


WHOLE = (
    "SELECT o.*, c.type AS occasion_type, c.type_version AS occasion_version, c.facts AS occasion_facts,"
    " c.place AS occasion_place"
    " FROM outbox o LEFT JOIN occasion c ON c.key = o.occasion"
)
"""Mails with their occasions, as `told_from` takes them."""


def mail_row(reader: Reader, mail: int) -> Row:
    """A mail with its occasion. Raises NotFound."""
    row = reader.one(f"{WHOLE} WHERE o.id = :id", id=mail)
    if row is None:
        raise NotFound(f"there is no mail {mail}", possible="qadam mail list")
    return row


def _mail_summary(row: Row) -> MailSummary:
    return MailSummary(
        id=row["id"],
        key=row["key"],
        measure=row["measure"],
        person=row["person"],
        address=row["address"],
        template=row["template"],
        status=row["status"],
        attempts=row["attempts"],
        created_at=moment(row["created_at"]),
        next_attempt_at=instant(row["next_attempt_at"]),
        sent_at=instant(row["sent_at"]),
        last_error=row["last_error"],
        held=row["held"],
        merged_into=row["merged_into"],
    )
