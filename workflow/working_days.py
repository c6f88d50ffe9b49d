"""Which days are worked, and in which hours: a calendar as it is told, by day.

Weekly hours with breaks, public holidays, days moved by decree and working weekends are data, which never changes
under its version. Days are days of the calendar's own zone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflow.directory import Texts
from workflow.errors import Invalid
from workflow.noun import dataclass

DayOff = Literal["before", "after", "same"]
Hours = tuple[tuple[int, int], ...]
"""Open spans of a day as minutes from midnight: ((540, 780), (870, 1110)) is 9:00-13:00 and 14:30-18:30."""

MIDNIGHT = 24 * 60
DAY = timedelta(days=1)
WEEKDAYS: Mapping[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
}
WORKING_DAY: Texts = {"en": "working day", "ru": "рабочий день", "kk": "жұмыс күні"}


@dataclass(frozen=True, kw_only=True)
class SpecialDay:
    """A day that is not like its weekday."""

    working: bool
    names: Texts = field(default_factory=dict)
    source: str = ""
    """The decree or list that says so."""
    provisional: bool = False
    """True for what is only expected: an estimated feast, a year not decreed yet."""
    hours: Hours | None = None
    """Its own hours; those of an ordinary working day when none are given."""


@dataclass(frozen=True, kw_only=True)
class WorkingDays:
    name: str = "calendar"
    zone: str = "Asia/Almaty"
    hours: tuple[Hours, ...]
    """For each weekday, Monday first."""
    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    yearly: Mapping[tuple[int, int], Texts] = field(default_factory=dict)
    """Holidays on the same (month, day) every year."""
    valid_until: date | None = None
    """The horizon: what lies beyond is reckoned by the weekly hours alone and is provisional."""

    def __post_init__(self) -> None:
        if len(self.hours) != len(WEEKDAYS["en"]):
            raise Invalid(f"calendar {self.name}: hours are needed for 7 weekdays, not {len(self.hours)}")
        for spans in (*self.hours, *(day.hours for day in self.days.values() if day.hours is not None)):
            _check_spans(self.name, spans)
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise Invalid(
                f"calendar {self.name}: there is no time zone {self.zone!r}", possible="Asia/Almaty"
            ) from None

    @cached_property
    def version(self) -> str:
        """A digest of everything the calendar says."""
        said = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def is_working(self, day: date) -> bool:
        return bool(self.hours_of(day))

    def hours_of(self, day: date) -> Hours:
        special = self.days.get(day)
        if special is not None:
            if not special.working:
                return ()
            return special.hours or self.hours[day.weekday()] or self.ordinary_hours
        return () if (day.month, day.day) in self.yearly else self.hours[day.weekday()]

    @cached_property
    def ordinary_hours(self) -> Hours:
        """What is worked on a weekend day moved by decree: the hours of the first weekday that has any."""
        return next((spans for spans in self.hours if spans), ())

    @cached_property
    def working_day(self) -> timedelta:
        """How long an ordinary working day is, breaks left out; 24 hours when no weekday has hours."""
        return timedelta(minutes=sum(closes - opens for opens, closes in self.ordinary_hours)) or DAY

    def why(self, day: date, language: str = "en") -> str:
        """In words: what the day is called, or its weekday when it is an ordinary day off."""
        special = self.days.get(day)
        names = special.names if special is not None else self.yearly.get((day.month, day.day))
        if names:
            return _in(names, language)
        return _in(WORKING_DAY, language) if self.is_working(day) else WEEKDAYS[language][day.weekday()]

    def provisional(self, day: date) -> bool:
        special = self.days.get(day)
        beyond = self.valid_until is not None and day > self.valid_until
        return beyond or (special is not None and special.provisional)

    def provisional_between(self, start: date, end: date) -> bool:
        """Whether anything from one day to another, both included, is only expected."""
        if self.valid_until is not None and end > self.valid_until:
            return True
        return any(special.provisional for day, special in self.days.items() if start <= day <= end)

    def next_working_day(self, day: date) -> date:
        """The first working day after this one. Raises Invalid when there is none for years."""
        return self.step(day, 1)

    def previous_working_day(self, day: date) -> date:
        return self.step(day, -1)

    def step(self, day: date, direction: int) -> date:
        """The next working day, or with -1 the one before. Raises Invalid when there is none for years."""
        for distance in range(1, 4000):
            near = days_from(day, direction * distance)
            if self.is_working(near):
                return near
        raise Invalid(f"calendar {self.name} has no working day near {day}", possible="give it weekly hours")

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when they stand the other way round."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(days_from(start, distance)) for distance in range(1, (end - start).days + 1))

    def skipped(self, start: date, end: date, language: str = "en") -> list[tuple[date, str]]:
        """The days off after `start` up to and including `end`, with what each is called."""
        days = (days_from(start, distance) for distance in range(1, (end - start).days + 1))
        return [(day, self.why(day, language)) for day in days if not self.is_working(day)]

    def rolled(self, day: date, on_day_off: DayOff) -> date:
        """The day itself if it is worked (or may stay), else the nearest working day on that side."""
        if on_day_off == "same" or self.is_working(day):
            return day
        return self.previous_working_day(day) if on_day_off == "before" else self.next_working_day(day)

    # As JSON

    def to_json(self) -> dict[str, Any]:
        """A plain dictionary, as it is stored; `from_json` reads it back."""
        return {
            "name": self.name,
            "zone": self.zone,
            "hours": [[list(span) for span in spans] for spans in self.hours],
            "days": {day.isoformat(): _special_json(special) for day, special in sorted(self.days.items())},
            "yearly": {f"{month:02}-{day:02}": dict(names) for (month, day), names in sorted(self.yearly.items())},
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            name=document["name"],
            zone=document["zone"],
            hours=tuple(_hours(spans) for spans in document["hours"]),
            days={date.fromisoformat(day): _special(special) for day, special in document["days"].items()},
            yearly={(int(day[:2]), int(day[3:])): names for day, names in document["yearly"].items()},
            valid_until=date.fromisoformat(document["valid_until"]) if document["valid_until"] else None,
        )


def days_from(day: date, distance: int) -> date:
    try:
        return day + timedelta(days=distance)
    except OverflowError:
        raise Invalid(f"{distance} days from {day} is too far to reckon with") from None


def _in(texts: Texts, language: str) -> str:
    return texts.get(language) or next(iter(texts.values()))


def _check_spans(name: str, spans: Hours) -> None:
    for start, end in spans:
        if not 0 <= start < end <= MIDNIGHT:
            raise Invalid(f"calendar {name}: {start}-{end} are no minutes of a day", possible="0 to 1440, in order")
    for (_, end), (start, _) in pairwise(spans):
        if start < end:
            raise Invalid(f"calendar {name}: open hours overlap", possible="hours in order, with breaks between")


def _hours(spans: Iterable[Iterable[int]]) -> Hours:
    return tuple((start, end) for start, end in spans)


def _special_json(special: SpecialDay) -> dict[str, Any]:
    return {
        "working": special.working,
        "names": dict(special.names),
        "source": special.source,
        "provisional": special.provisional,
        "hours": None if special.hours is None else [list(span) for span in special.hours],
    }


def _special(document: Mapping[str, Any]) -> SpecialDay:
    hours = document["hours"]
    return SpecialDay(**{**document, "hours": None if hours is None else _hours(hours)})
