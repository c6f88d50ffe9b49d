"""Lengths of time as people write them in a definition: `10 working days`, `6 hours`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from workflow.errors import Invalid


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    WORKING_HOURS = "working hours"
    WORKING_MINUTES = "working minutes"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"
    MINUTES = "minutes"


@dataclass(frozen=True, kw_only=True)
class Duration:
    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Duration:
        found = re.fullmatch(r"(\d{1,6}) ((?:working )?[a-z]+?)s?", text.strip())
        if found is None or f"{found[2]}s" not in list(Unit):
            raise Invalid(f"{text!r} is no duration", possible="e.g. 10 working days, 20 days, 6 hours")
        return cls(amount=int(found[1]), unit=Unit(f"{found[2]}s"))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit if self.amount != 1 else self.unit.removesuffix('s')}"
