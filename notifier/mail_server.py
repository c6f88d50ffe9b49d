"""A mail server and how to speak to it, as its address says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from workflow.errors import Invalid
from workflow.noun import dataclass

TIMEOUT = 20.0
"""Seconds a mail server may take for each answer."""

POSSIBLE = "a folder, smtp://user:password@host:587 or smtps://user:password@host:465"

StartTls = Literal["required", "optional", "never"]


@dataclass(frozen=True, kw_only=True)
class Server:
    """A mail server and how to speak to it."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False
    """Encrypted from the first byte (`smtps`)."""
    starttls: StartTls = "optional"
    verify: bool = True
    """Whether its certificate is checked."""
    timeout: float = TIMEOUT
    helo: str | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


_STARTTLS: Mapping[str, StartTls] = {"required": "required", "optional": "optional", "never": "never"}


def server_at(url: str, timeout: float) -> Server:
    """The server of `smtp://…` or `smtps://…`; `timeout` is in seconds. Raises Invalid, never with its password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        user = unquote(parts.username, errors="strict") if parts.username else None
        password = unquote(parts.password, errors="strict") if parts.password else None
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    except ValueError:  # its text would show the password
        raise Invalid("the mail server's address cannot be read", possible=POSSIBLE) from None
    if not host:
        raise Invalid("the mail server's address names no host", possible=POSSIBLE)
    if not f"{user or ''}{password or ''}".isascii():
        raise Invalid("the mail server's user and password must be ASCII", possible=POSSIBLE)
    tls = parts.scheme.lower() == "smtps"
    here = host in ("localhost", "127.0.0.1", "::1")
    usual = ("optional" if user else "never") if here else "required"
    starttls = options.pop("starttls", usual)
    verify = options.pop("verify", "yes")
    wait = options.pop("timeout", str(timeout))
    helo = options.pop("helo", None)
    if options:
        raise Invalid(f"a mail server's address takes no {min(options)!r}", possible="starttls, verify, timeout, helo")
    if starttls not in _STARTTLS:
        raise Invalid(f"starttls cannot be {starttls!r}", possible=", ".join(_STARTTLS))
    if verify not in ("yes", "no"):
        raise Invalid(f"verify cannot be {verify!r}", possible="yes, no")
    if not (re.fullmatch(r"\d{1,4}(\.\d+)?", wait) and float(wait) > 0):
        raise Invalid(f"timeout cannot be {wait!r}", possible="a number of seconds, e.g. 20")
    if helo is not None and not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", helo):
        raise Invalid(f"helo cannot be {helo!r}", possible="this machine's name, e.g. qadam.example.kz")
    return Server(
        host=host,
        port=port or (465 if tls else 587 if user else 25),
        user=user,
        password=password,
        tls=tls,
        starttls=_STARTTLS[starttls],
        verify=verify == "yes",
        timeout=float(wait),
        helo=helo,
    )
