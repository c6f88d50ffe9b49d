"""Who somebody is, proven by a token. Only a token's digest is kept; its text is shown once and never again.

A token is spelled `qadam_<id>_<secret>`. The id finds the row, the secret (256 random bits) proves it: so many
random bits need no slow hash, and comparing digests in constant time tells nobody how much of a guess was right.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime

from workflow.errors import Forbidden
from workflow.noun import dataclass

ID_BYTES = 6
SECRET_BYTES = 32

_SPELLED = re.compile(r"qadam_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, kw_only=True)
class Token:
    """What is known of a token once it has been shown."""

    id: str
    person: str
    digest: str
    """SHA-256 of the secret, in hexadecimal."""
    made_at: datetime
    made_by: str | None
    """Who asked for it; none while nobody could be asked who they are yet."""
    expires_at: datetime
    revoked_at: datetime | None = None

    def ended(self, now: datetime) -> str | None:
        """Why it is good no more, or None."""
        if self.revoked_at is not None and self.revoked_at <= now:
            return "was revoked"
        return "has expired" if self.expires_at <= now else None


def spelled(token_id: str, secret: str) -> str:
    return f"qadam_{token_id}_{secret}"


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def token_id(text: str) -> str:
    """The id a token names. Raises Forbidden for text that is no token."""
    return _parts(text)[0]


def check(text: str, token: Token | None, now: datetime) -> Token:
    """The token a text proves knowledge of. Raises Forbidden; only who knows the secret is told why it ended."""
    _, secret = _parts(text)
    known = token.digest if token is not None else digest_of("")
    if not hmac.compare_digest(known, digest_of(secret)) or token is None:
        raise _unknown()
    ended = token.ended(now)
    if ended is not None:
        raise Forbidden(
            f"the token of {token.person} {ended}", possible=f"a new one: qadam people token {token.person}"
        )
    return token


def _parts(text: str) -> tuple[str, str]:
    found = _SPELLED.fullmatch(text.strip())
    if found is None:
        raise _unknown()
    return found[1], found[2]


def _unknown() -> Forbidden:
    return Forbidden("this token is not known here", possible="an administrator gives one: qadam people token NAME")
