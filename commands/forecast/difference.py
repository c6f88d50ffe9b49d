"""What other rules would change: which dates move, which rungs come or go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from commands.forecast.playing import Course, Due, Item
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One deadline or rung under both rules; an instant is missing where there is none in the time looked at."""

    measure: str
    deadline: str
    rung: str | None
    """None for the due instant itself."""
    old: datetime | None
    new: datetime | None

    @property
    def since(self) -> datetime:
        """The earlier of the two."""
        return min(at for at in (self.old, self.new) if at is not None)


def difference(before: Course, after: Course) -> Iterator[Shift]:
    """Everything that is not at the same instant, in order of time."""
    found = [*_shifts(before.due, after.due), *_shifts(before.items, after.items)]
    yield from sorted(found, key=lambda shift: (shift.since, shift.measure, shift.deadline, shift.rung or ""))


def _shifts(before: tuple[Due, ...] | tuple[Item, ...], after: tuple[Due, ...] | tuple[Item, ...]) -> Iterator[Shift]:
    old: dict[tuple[Any, ...], datetime] = {each.key: each.at for each in before}
    new: dict[tuple[Any, ...], datetime] = {each.key: each.at for each in after}
    for key in old.keys() | new.keys():
        if old.get(key) != new.get(key):
            measure, deadline, *rung = key
            yield Shift(
                measure=measure,
                deadline=deadline,
                rung=rung[0] if rung else None,
                old=old.get(key),
                new=new.get(key),
            )
