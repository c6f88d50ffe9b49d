"""Mails and what they tell of to rows and back."""

from __future__ import annotations

from typing import Any

from store.rows import Row, moment, packed_facts, packed_names, unpacked
from workflow.mail import Mail, Occasion


def mail_values(mail: Mail) -> dict[str, Any]:
    skipped = mail.skipped is not None
    return {
        "key": mail.key,
        "measure": mail.measure,
        "deadline": mail.deadline,
        "created_at": mail.created_at,
        "template": mail.template,
        "occasion": mail.occasion.key if mail.occasion else None,
        "facts": packed_facts(mail.facts),
        "person": mail.person,
        "address": mail.address,
        "languages": packed_names(mail.languages),
        "urgent": mail.urgent,
        "status": "skipped" if skipped else "pending",
        "settled": skipped,
        "attempts": 0,
        "next_attempt_at": None if skipped else mail.created_at,
        "last_error": mail.skipped,
    }


def occasion_values(occasion: Occasion) -> dict[str, Any]:
    return {
        "key": occasion.key,
        "type": occasion.type,
        "type_version": occasion.type_version,
        "facts": packed_facts(occasion.facts),
        "place": packed_facts(occasion.place),
    }


def mail_from(row: Row) -> Mail:
    """With its occasion, if that is joined to it."""
    shared = row.get("occasion_facts")
    return Mail(
        key=row["key"],
        measure=row["measure"],
        deadline=row["deadline"],
        created_at=moment(row["created_at"]),
        template=row["template"],
        facts=unpacked(row["facts"]),
        person=row["person"],
        address=row["address"],
        languages=tuple(unpacked(row["languages"])),
        urgent=bool(row["urgent"]),
        skipped=row["last_error"] if row["status"] == "skipped" else None,
        occasion=None
        if shared is None
        else Occasion(
            key=row["occasion"],
            type=row["occasion_type"],
            type_version=row["occasion_version"],
            facts=unpacked(shared),
            place=unpacked(row["occasion_place"]),
        ),
    )
