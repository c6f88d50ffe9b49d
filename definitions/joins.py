"""What a draft says of its joins: read as the engine reads them, where they can be read."""

from __future__ import annotations

import re

from definitions.draft import Draft, Part, meant
from workflow.transition import Join

REGIONS = 20
"""How many regions there are, and so the most variants a measure can have."""

_PERCENTAGE = re.compile("([0-9]{1,3})%")


def join_of(rule: Part, draft: Draft) -> Join | None:
    """The join of a transition; none where there is none, or where what it asks for makes no sense."""
    part = rule.part("when_children")
    if part is None or not asks_for_some(part):
        return None
    wanted = part.content.get("at_least", "all")
    return Join(
        states=_states(part, "in", draft),
        at_least=tuple(map(str, wanted)) if isinstance(wanted, list) else wanted,
        ignores=_states(part, "ignores", draft),
    )


def asks_for_some(join: Part) -> bool:
    """Whether some set of regions can be as many as it wants."""
    wanted = join.content.get("at_least", "all")
    if isinstance(wanted, list):
        return 1 <= len(set(map(str, wanted))) <= REGIONS
    if isinstance(wanted, bool):
        return False
    if isinstance(wanted, int):
        return 1 <= wanted <= REGIONS
    percentage = _PERCENTAGE.fullmatch(wanted) if isinstance(wanted, str) else None
    return 1 <= int(percentage[1]) <= 100 if percentage else wanted in ("all", "any")


def _states(part: Part, key: str, draft: Draft) -> frozenset[str]:
    return frozenset(state for name in part.words(key) if (state := meant(name, draft.states)) is not None)
