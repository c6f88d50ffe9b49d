"""What nobody is to read on a screen or in a log: tokens, and passwords in URLs and connection strings."""

from __future__ import annotations

import re

_LIKE_A_TOKEN = re.compile(r"qadam_[0-9a-f]{12}_[A-Za-z0-9_-]+")
_PASSWORD_OF_URL = re.compile(r"(\w+://[^\s:/@]*):[^\s/]*@")
_PASSWORD_OF_DSN = re.compile(r"(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)", re.IGNORECASE)


def without_secrets(text: str) -> str:
    """Text for the eye or a log, with tokens and the passwords of URLs and connection strings blotted out.

    >>> without_secrets("postgresql://qadam:s3cret@db/qadam is away, password=s3cret")
    'postgresql://qadam:***@db/qadam is away, password=***'
    >>> without_secrets("qadam_0123456789ab_" + "x" * 43)
    'qadam_***'
    """
    text = _LIKE_A_TOKEN.sub("qadam_***", text)
    text = _PASSWORD_OF_URL.sub(r"\1:***@", text)
    return _PASSWORD_OF_DSN.sub(r"\1***", text)
