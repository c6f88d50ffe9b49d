"""Tokens to rows and back; their secrets are not among what is kept."""

from __future__ import annotations

from typing import Any

from store.rows import Row, instant, moment
from workflow.identity import Token


def token_values(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "person": token.person,
        "digest": token.digest,
        "made_at": token.made_at,
        "made_by": token.made_by,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
    }


def token_from(row: Row) -> Token:
    return Token(
        id=row["id"],
        person=row["person"],
        digest=row["digest"],
        made_at=moment(row["made_at"]),
        made_by=row["made_by"],
        expires_at=moment(row["expires_at"]),
        revoked_at=instant(row["revoked_at"]),
    )
