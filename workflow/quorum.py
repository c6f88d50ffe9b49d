"""How many out of a number are enough: shared by joins, which count regions, and approvals, which count voices."""

from __future__ import annotations

import math

Share = int | str | tuple[str, ...]
"""`all`, `any`, a number, a percentage such as `60%`, or the ones named."""


def needed(at_least: int | str, counted: int) -> int:
    """How many of those that count must be there. A number larger than what there is means all of them.

    >>> needed("all", 20), needed("any", 20), needed("60%", 20), needed(30, 20)
    (20, 1, 12, 20)
    """
    if at_least == "all":
        return counted
    if at_least == "any":
        return 1
    if isinstance(at_least, str):
        return math.ceil(counted * float(at_least.rstrip("%")) / 100)
    return min(at_least, counted)
