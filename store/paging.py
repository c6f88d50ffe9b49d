"""The orders a list can have, each of which an index gives, and how to go on after a measure.

Going on is by the place in the order, not by a number of rows to skip: the last page costs what the first does, and
nothing is shown twice or left out when measures move in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from store.rows import Row
from workflow.noun import dataclass

BY_NUMBER = ("number", "id")


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A part of an order that one index gives; an order may have two, for what has the column and what has not."""

    columns: Sequence[str]
    down: bool = False
    """It runs from the highest to the lowest."""
    where: str = "1 = 1"
    holds: str | None = None
    """The column by which a measure belongs to this stretch: it has a value (or, with `lacks`, none)."""
    lacks: str | None = None

    @property
    def order(self) -> str:
        return ", ".join(f"m.{name}{' DESC' if self.down else ''}" for name in self.columns)

    def has(self, measure: Row) -> bool:
        return (self.holds is None or measure[self.holds] is not None) and (
            self.lacks is None or measure[self.lacks] is None
        )

    def after(self, measure: Row) -> tuple[str, dict[str, Any]]:
        """The condition for what follows a measure of this stretch."""
        names, values = ", ".join(f"m.{name}" for name in self.columns), ", ".join(f":after_{n}" for n in self.columns)
        parameters = {f"after_{name}": measure[name] for name in self.columns}
        return f"({names}) {'<' if self.down else '>'} ({values})", parameters


def _with_and_without(column: str, *, without_first: bool) -> tuple[Stretch, ...]:
    present = Stretch(columns=(column, *BY_NUMBER), where=f"m.{column} IS NOT NULL", holds=column)
    absent = Stretch(columns=BY_NUMBER, where=f"m.{column} IS NULL", lacks=column)
    return (absent, present) if without_first else (present, absent)


SORTS: dict[str, tuple[Stretch, ...]] = {
    "id": (Stretch(columns=BY_NUMBER),),
    "due": _with_and_without("due_at", without_first=False),
    "since": (Stretch(columns=("since", *BY_NUMBER), down=True),),
    "state": (Stretch(columns=("state", *BY_NUMBER)),),
    "region": _with_and_without("region", without_first=True),
}


def stretches(sort: str, after: Row | None) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The stretches of an order, from its beginning or from after a measure: condition, order, parameters."""
    begun = after is None
    for stretch in SORTS[sort]:
        if begun or after is None:
            yield stretch.where, stretch.order, {}
        elif stretch.has(after):
            begun = True
            condition, parameters = stretch.after(after)
            yield f"{stretch.where} AND {condition}", stretch.order, parameters
