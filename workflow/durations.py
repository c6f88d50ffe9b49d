"""Lengths of time as people write them: `10 working days`, `20 days`, `6 hours`.

Days and hours are different units: a working day is a day on which work is done, however long.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from workflow.errors import Invalid
from workflow.noun import dataclass
from workflow.periods import PeriodDay

LONGEST = 100_000
"""Of any unit; more is a slip of the finger."""


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    WORKING_HOURS = "working hours"
    WORKING_MINUTES = "working minutes"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"
    MINUTES = "minutes"

    @property
    def is_working_time(self) -> bool:
        """Whether only open hours count, to the minute."""
        return self in (Unit.WORKING_HOURS, Unit.WORKING_MINUTES)

    @property
    def counts_days(self) -> bool:
        return self in (Unit.WORKING_DAYS, Unit.DAYS, Unit.WEEKS, Unit.MONTHS)


_SHORT: Mapping[str, Unit] = {"wd": Unit.WORKING_DAYS, "wh": Unit.WORKING_HOURS, "d": Unit.DAYS, "h": Unit.HOURS}
_SPELLINGS: Mapping[str, Unit] = {
    **{unit.value: unit for unit in Unit},
    **{unit.value.removesuffix("s"): unit for unit in Unit},
    **_SHORT,
}
_WRITTEN = re.compile(r"(\d{1,6})\s*([a-z]+(?:\s+[a-z]+)?)", re.ASCII)
_HOURS = (Unit.HOURS, Unit.WORKING_HOURS)


@dataclass(frozen=True, kw_only=True)
class Duration:
    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read a length of time. Raises Invalid with what is allowed.

        >>> Duration.parse("1 working day"), str(Duration.parse("10 wd"))
        (Duration(amount=1, unit=<Unit.WORKING_DAYS: 'working days'>), '10 working days')
        """
        found = _WRITTEN.fullmatch(text.strip().lower()) if isinstance(text, str) else None
        unit = _SPELLINGS.get(" ".join(found[2].split())) if found else None
        if found is None or unit is None or int(found[1]) > LONGEST:
            raise Invalid(
                f"{text!r} is no length of time", possible=f"a whole number of {', '.join(Unit)}, e.g. 10 working days"
            )
        return cls(amount=int(found[1]), unit=unit)

    @property
    def span(self) -> timedelta:
        """Hours and minutes as a plain length."""
        return timedelta(hours=self.amount) if self.unit in _HOURS else timedelta(minutes=self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"


Length = Duration | PeriodDay
"""What a deadline may last: a length of time, or until a day told by the period one is in."""


def length(text: str) -> Length:
    """Read what a deadline lasts. Raises Invalid with what is allowed.

    >>> str(length("10 wd")), str(length("end of quarter"))
    ('10 working days', 'end of quarter')
    """
    return PeriodDay.parse(text) or Duration.parse(text)
