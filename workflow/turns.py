"""Whose rungs come first in a pass: regions take turns, so that the backlog of one does not keep the others waiting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from workflow.numbers import region_of


class Due(NamedTuple):
    """A deadline with a rung due, and whose it is."""

    deadline: str
    at: datetime

    @property
    def region(self) -> str:
        """Empty for the national level, which takes its turn as a region does."""
        return region_of(self.deadline.partition("#")[0]) or ""


def in_turns(due: Iterable[Due]) -> list[Due]:
    """The first of every region, then the second of every region, and so on; each round in the order given."""
    had: Counter[str] = Counter()
    rounds = []
    for each in due:
        region = each.region
        rounds.append((had[region], each))
        had[region] += 1
    return [each for _, each in sorted(rounds, key=itemgetter(0))]
