"""Days as people write them."""

from __future__ import annotations

import re
from datetime import date

_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def written_day(text: str) -> date:
    """A day in ISO 8601, or with its month in the middle as it is written here. Raises ValueError.

    >>> written_day("2026-07-01") == written_day("01.07.2026") == written_day(" 1.7.2026 ")
    True
    """
    dotted = _DOTTED.fullmatch(text.strip())
    if dotted is None:
        return date.fromisoformat(text.strip())
    day, month, year = map(int, dotted.groups())
    return date(year, month, day)
