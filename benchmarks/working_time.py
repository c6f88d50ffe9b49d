"""Working time: how many additions, subtractions and measurements a second over a span of a year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

from benchmarks.timing import Contender, goal, per_second, rates
from definitions.calendar_kz import kazakhstan

YEAR = timedelta(hours=247 * 8)
"""The working days of a year, of eight hours."""

ADDITIONS_WANTED = 100_000
"""A second, for a span of a year."""


def measure() -> dict[str, Any]:
    calendar = kazakhstan()
    starts = [datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=613 * n) for n in range(800)]
    ends = [calendar.add_working_time(start, YEAR) for start in starts]

    def every(act: Callable[[int], object]) -> Contender:
        places = cycle(range(len(starts)))

        def run(times: int) -> None:
            for place in islice(places, times):
                act(place)

        return Contender(run=run)

    found = rates(
        {
            "add": every(lambda n: calendar.add_working_time(starts[n], YEAR)),
            "subtract": every(lambda n: calendar.subtract_working_time(ends[n], YEAR)),
            "between": every(lambda n: calendar.between(starts[n], ends[n])),
        }
    )
    wanted = f"{ADDITIONS_WANTED:,} a second"
    return {
        "add a year of working time": goal(
            per_second(found["add"]), found["add"] / ADDITIONS_WANTED, wanted, must=1, aim=2
        ),
        "subtract it": per_second(found["subtract"]),
        "measure it": per_second(found["between"]),
    }
