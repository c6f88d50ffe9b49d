"""Five well-known systems agree with our working time, case by case."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from workflow.calendar import Calendar
from workflow.durations import Duration, Unit
from workflow.errors import Invalid
from workflow.working_days import SpecialDay

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OUR_CONVENTIONS = ("any", "close")
"""Rows of other conventions let time that runs out at closing go on, or count the closing minute."""

needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the folder of shared cases is not beside this checkout")


def rows() -> list[dict[str, str]]:
    if not CASES.is_dir():
        return []
    with (CASES / "working_time_cases.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def minutes(text: str) -> int:
    hours, _, rest = text.partition(":")
    return int(hours) * 60 + int(rest)


def without(spans: list[tuple[int, int]], breaks: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    for start, end in breaks:
        cut = [part for a, b in spans for part in ((a, min(b, start)), (max(a, end), b))]
        spans = [(a, b) for a, b in cut if a < b]
    return tuple(spans)


def calendar_named(name: str) -> Calendar:
    said = json.loads((CASES / "calendars.json").read_text(encoding="utf-8"))[name]
    weekly = tuple(tuple((minutes(a), minutes(b)) for a, b in said["hours"].get(weekday, ())) for weekday in WEEKDAYS)
    days: dict[date, SpecialDay] = {}
    for text, spans in said.get("shifts", {}).items():
        days[date.fromisoformat(text)] = SpecialDay(
            working=True, hours=tuple((minutes(a), minutes(b)) for a, b in spans)
        )
    for text, spans in said.get("breaks", {}).items():
        day = date.fromisoformat(text)
        open_hours = days[day].hours if day in days else weekly[day.weekday()]
        left = without(list(open_hours or ()), [(minutes(a), minutes(b)) for a, b in spans])
        days[day] = SpecialDay(working=bool(left), hours=left)
    for text in said["holidays"]:
        days[date.fromisoformat(text)] = SpecialDay(working=False)
    yearly = {(int(text[:2]), int(text[3:])): {"en": "holiday"} for text in said["recurring_holidays"]}
    return Calendar(name=name, zone=said["timezone"], hours=weekly, days=days, yearly=yearly)


def instant(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def length(row: dict[str, str]) -> timedelta:
    unit = {"h": "hours", "min": "minutes", "s": "seconds", "workday": "days"}[row["unit"]]
    return timedelta(**{unit: float(row["amount"])})


def working_days(row: dict[str, str]) -> Duration:
    return Duration(amount=int(row["amount"]), unit=Unit.WORKING_DAYS)


def pauses(row: dict[str, str]) -> list[tuple[datetime, datetime]]:
    return [(instant(a, row["tz"]), instant(b, row["tz"])) for a, b in json.loads(row["amount"])["pauses"]]


def between_paused(calendar: Calendar, row: dict[str, str], start: datetime) -> str:
    until = instant(json.loads(row["amount"])["until"], row["tz"])
    worked = calendar.between(start, until)
    for a, b in pauses(row):
        worked -= max(calendar.between(max(a, start), min(b, until)), timedelta())
    return str(int(worked.total_seconds() // 60))


def answer(calendar: Calendar, row: dict[str, str]) -> Any:
    start = instant(row["start"], row["tz"])
    local = calendar.local(start)
    operations: dict[str, Callable[[], Any]] = {
        "add": lambda: calendar.add_working_time(start, length(row)),
        "sub": lambda: calendar.subtract_working_time(start, length(row)),
        "between": lambda: str(int(calendar.between(start, instant(row["amount"], row["tz"])).total_seconds())),
        "is_open": lambda: str(calendar.is_open(start)),
        "is_workday": lambda: str(calendar.is_working(local.date())),
        "is_holiday": lambda: str(not calendar.is_working(local.date())),
        "add_days": lambda: calendar.add(start, working_days(row)),
        "sub_days": lambda: calendar.subtract(start, working_days(row)),
        "add_days_eod": lambda: calendar.due(start, working_days(row)),
        "sub_days_eod": lambda: calendar.close_of(calendar.local(calendar.subtract(start, working_days(row))).date()),
        "add_paused": lambda: calendar.add_working_time(
            start, timedelta(minutes=json.loads(row["amount"])["minutes"]), pauses(row)
        ),
        "between_paused": lambda: between_paused(calendar, row, start),
        "periods_after": lambda: list(islice(calendar.open_spans(start), int(row["amount"]))),
    }
    return operations[row["op"]]()


def expected(row: dict[str, str]) -> Any:
    if row["op"] == "periods_after":
        return [(instant(a, row["tz"]), instant(b, row["tz"])) for a, b in json.loads(row["expected"])]
    try:
        return instant(row["expected"], row["tz"])
    except ValueError:
        return row["expected"]


@needs_cases
@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["id"]) for row in rows() if row["convention"] in OUR_CONVENTIONS]
)
def test_every_case_of_our_convention_agrees(row: dict[str, str]) -> None:
    assert answer(calendar_named(row["calendar"]), row) == expected(row)


@needs_cases
@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["id"]) for row in rows() if row["convention"] == "not_checked"]
)
def test_a_length_that_is_none_is_refused(row: dict[str, str]) -> None:
    ((unit, amount),) = json.loads(row["amount"]).items()

    with pytest.raises(Invalid):
        Duration.parse(f"{amount} working {unit.lower()}")


@needs_cases
def test_nearly_all_of_the_490_cases_are_checked() -> None:
    checked = sum(row["convention"] in OUR_CONVENTIONS or row["convention"] == "not_checked" for row in rows())

    assert (len(rows()), checked) == (490, 466)
