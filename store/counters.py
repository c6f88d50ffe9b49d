"""How many measures stand where, kept by the transactions that move them, so that the board need not count.

For each dimension (region, agency, type) a row per key and state; a measure without a region or agency counts under
the empty key. On PostgreSQL a number is spread over slots, one for each connection, so that workers do not wait for
each other's commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from store.reader import Reader
from workflow.model import Measure
from workflow.noun import dataclass

DIMENSIONS = ("region", "agency", "type")

SLOTS = 16
"""There are only rows of those that were ever held, the first ones first."""

_SLOT = 7251128
"""Class of the advisory locks by which connections to PostgreSQL hold their slots."""


def held_slot(connection: Any) -> int:
    """The first slot nobody holds, for as long as the connection lasts; one shared with others where all are held."""
    for slot in range(SLOTS):
        if connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_SLOT, slot)).fetchone()[0]:
            return slot
    return int(connection.info.backend_pid) % SLOTS


Standing = tuple[str, str, str, str]
"""What a measure counts by: its key in each dimension, and its state."""

Place = tuple[str, str, str]
"""A dimension, a key of it, and a state."""


def standing(measure: Measure) -> Standing:
    return measure.region or "", measure.agency or "", measure.type, measure.state


def places(counted: Mapping[Standing, int]) -> dict[Place, int]:
    """What is added where, in order, by so many measures that come to stand (or stand no more) so."""
    added: dict[Place, int] = {}
    for (*keys, state), n in counted.items():
        for dimension, key in zip(DIMENSIONS, keys, strict=True):
            place = dimension, key, state
            added[place] = added.get(place, 0) + n
    return {place: added[place] for place in sorted(added) if added[place]}


def named(place: Place) -> dict[str, str]:
    return dict(zip(("dimension", "key", "state"), place, strict=True))


COUNTED = " UNION ALL ".join(
    f"SELECT '{dimension}' AS dimension, coalesce({dimension}, '') AS key, state, count(*) AS n"  # noqa: S608 - own text
    f" FROM measure GROUP BY {dimension}, state"
    for dimension in DIMENSIONS
)
"""What the counters must be, from the measures themselves."""

RECOUNT = (
    "DELETE FROM counter",
    f"INSERT INTO counter (dimension, key, state, slot, n) SELECT dimension, key, state, 0, n FROM ({COUNTED}) AS c",  # noqa: S608 - own text
)
"""What puts them right."""


def counts(reader: Reader, dimension: str) -> Mapping[tuple[str, str], int]:
    """How many measures per key and state."""
    found = reader.all(
        "SELECT key, state, sum(n) AS n FROM counter WHERE dimension = :dimension"
        " GROUP BY key, state HAVING sum(n) <> 0 ORDER BY key, state",
        dimension=dimension,
    )
    return {(row["key"], row["state"]): int(row["n"]) for row in found}


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A counter that is not what counting gives."""

    dimension: str
    key: str
    state: str
    stored: int
    counted: int


def counters_differ(reader: Reader) -> list[Difference]:
    """Every counter that is wrong; none in a healthy database. Reads all measures."""
    counted: dict[str, dict[tuple[str, str], int]] = {dimension: {} for dimension in DIMENSIONS}
    for row in reader.all(COUNTED):
        counted[row["dimension"]][row["key"], row["state"]] = int(row["n"])
    differences = []
    for dimension in DIMENSIONS:
        stored = counts(reader, dimension)
        for key, state in sorted({*stored, *counted[dimension]}):
            have, want = stored.get((key, state), 0), counted[dimension].get((key, state), 0)
            if have != want:
                differences.append(Difference(dimension=dimension, key=key, state=state, stored=have, counted=want))
    return differences
