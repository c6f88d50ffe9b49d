"""By which index SQLite is to read a list, told from what is counted.

Its own statistics know how many measures a state or a region has on average, not that this state is rare in this
region. A sign before a column (`+m.region`) is SQLite's word for not using its index. PostgreSQL needs no such help.
"""

from __future__ import annotations

from collections.abc import Mapping

from store.counters import counts
from store.reader import Reader
from workflow.noun import dataclass

FILTERS = ("state", "type", "region", "agency", "level", "parent")

LOOKED_UP = 3
"""How much dearer a row is whose state is not in the index it is found by."""

COMMON = 5
"""Words are common when that many times the measures that have them, squared, are more than all times the limit."""


FAR = {"since": 5, "region": 200}
"""How much farther along an order what fits may lie than if it were scattered evenly: measures that came to a state
together are often of one agency. Where the index of an order has what the filters ask about, passing over costs little.
"""


@dataclass(frozen=True, kw_only=True)
class Route:
    passed: frozenset[str] = frozenset()
    """Filters that are asked of each row, not looked up in their index."""
    sorts: bool = False
    """The rows are put in order when all are found; otherwise they are read in order, and no more than needed."""
    scans: bool = False
    """Each row is asked for the words searched; otherwise the rows are looked up by them."""


STRAIGHT = Route()
"""As the database finds best."""


def sizes(reader: Reader, asked: Mapping[str, str]) -> dict[str, int]:
    """How many measures each filter leaves by itself, of those the counters tell."""
    found = {}
    for name in ("region", "agency", "type"):
        if name in asked:
            found[name] = sum(n for (key, _), n in counts(reader, name).items() if key == asked[name])
    if "state" in asked:
        found["state"] = sum(n for (_, state), n in counts(reader, "type").items() if state == asked["state"])
    if asked.get("level") == "national":
        found["level"] = sum(n for (key, _), n in counts(reader, "region").items() if not key)
    return found


def everything(reader: Reader) -> int:
    return sum(counts(reader, "type").values())


def route(
    reader: Reader,
    asked: Mapping[str, str],
    *,
    sort: str,
    by_date: bool,
    total: int,
    limit: int | None,
    words: int | None,
) -> Route:
    """`asked` are the filters by name; `words` says how many measures have the words searched, when some are."""
    scans = words is not None and limit is not None and COMMON * words * words > everything(reader) * limit
    if by_date:
        # The indexes of due dates hold open measures only, and all that the filters ask about.
        return Route(passed=frozenset(asked.keys() - {"region"}), sorts=sort != "due", scans=scans)
    if "parent" in asked:
        return Route(passed=frozenset(asked.keys() - {"parent"}), scans=scans)
    if not asked or (len(asked) == 1 and sort == "id"):
        return Route(scans=scans)
    if sort == "due" and "region" in asked:
        return Route(passed=frozenset(asked.keys() - {"region"}), scans=scans)
    own = sizes(reader, asked)
    if not own:
        return Route(scans=scans)
    best = min(own, key=lambda name: own[name] * (1 if name == "state" or "state" not in asked else LOOKED_UP))
    if sort != "id" and limit is not None and total * own[best] > FAR.get(sort, 1) * limit * everything(reader):
        return Route(passed=frozenset(asked), scans=scans)
    return Route(passed=frozenset(asked.keys() - {best}), sorts=sort != "id", scans=scans)
