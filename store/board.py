"""The board: how many measures stand in which state, how many are late, how many soon will be."""

from __future__ import annotations

from datetime import datetime

from store.counters import counts
from store.reader import Reader
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many measures are in a state, for one row of the board."""

    key: str | None
    state: str
    total: int
    overdue: int
    due_soon: int


BOARD_KEYS = {"region": "m.region", "agency": "m.agency", "type": "m.type", "state": "m.state"}


def tallied(reader: Reader, by: str, now: datetime, soon: datetime) -> list[Tally]:
    """Counts per key and state; overdue at `now`, due from then until `soon`.

    The totals are kept, only what is or will be late is counted: the cost does not grow with what is done.
    """
    key = f"coalesce({BOARD_KEYS[by]}, '')"  # grouped by a bare column, SQLite would leave the index of due dates
    late = _due(reader, key, "m.due_at < :now", now=now)
    coming = _due(reader, key, "m.due_at >= :now AND m.due_at < :soon", now=now, soon=soon)
    totals = counts(reader, "type" if by == "state" else by)
    if by == "state":
        totals = {(state, state): sum(n for (_, own), n in totals.items() if own == state) for _, state in totals}
    tallies = []
    for (key, state), total in sorted(totals.items()):
        overdue, due_soon = late.get((key, state), 0), coming.get((key, state), 0)
        tallies.append(Tally(key=key or None, state=state, total=total, overdue=overdue, due_soon=due_soon))
    return tallies


def _due(reader: Reader, key: str, when: str, **moments: datetime) -> dict[tuple[str, str], int]:
    """How many are due then; two such counts take less than one that tells late from soon row by row."""
    found = reader.all(
        f"SELECT {key} AS key, m.state AS state, count(*) AS n FROM measure m WHERE {when} GROUP BY {key}, m.state",  # noqa: S608 - own text only
        **moments,
    )
    return {(row["key"], row["state"]): int(row["n"]) for row in found}
