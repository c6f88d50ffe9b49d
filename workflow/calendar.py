"""Working time: which days and hours are worked, and what a length of working time comes to.

A calendar is data - weekly hours with breaks, public holidays, days moved by decree, working weekends - and never
changes under its version. Instants go in aware and come out in UTC; days are days of the calendar's own zone.
"""

from __future__ import annotations

import hashlib
import json
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflow.directory import Texts
from workflow.durations import Duration, Length, Unit
from workflow.errors import Invalid
from workflow.noun import dataclass
from workflow.periods import PeriodDay
from workflow.working_time import LAST_YEAR, MICROSECOND, Span, Timeline, microseconds, moment

DayOff = Literal["before", "after", "same"]
Hours = tuple[tuple[int, int], ...]
"""Open spans of a day as minutes from midnight: ((540, 780), (870, 1110)) is 9:00-13:00 and 14:30-18:30."""

MIDNIGHT = 24 * 60
MOST_KEPT = 10_000
"""Answers kept of where so many working days lead."""
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
class Calendar:
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

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.version)

    @cached_property
    def version(self) -> str:
        """A digest of everything the calendar says."""
        said = json.dumps(self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    # Days

    def is_working(self, day: date) -> bool:
        return bool(self.hours_of(day))

    def hours_of(self, day: date) -> Hours:
        special = self.days.get(day)
        if special is not None:
            if not special.working:
                return ()
            return special.hours or self.hours[day.weekday()] or self._ordinary_hours
        return () if (day.month, day.day) in self.yearly else self.hours[day.weekday()]

    @cached_property
    def _ordinary_hours(self) -> Hours:
        """What is worked on a weekend day moved by decree: the hours of the first weekday that has any."""
        return next((spans for spans in self.hours if spans), ())

    @cached_property
    def working_day(self) -> timedelta:
        """How long an ordinary working day is, breaks left out; 24 hours when no weekday has hours."""
        return timedelta(minutes=sum(closes - opens for opens, closes in self._ordinary_hours)) or DAY

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
        return self._step(day, 1)

    def previous_working_day(self, day: date) -> date:
        return self._step(day, -1)

    def _step(self, day: date, direction: int) -> date:
        for distance in range(1, 4000):
            near = _days_from(day, direction * distance)
            if self.is_working(near):
                return near
        raise Invalid(f"calendar {self.name} has no working day near {day}", possible="give it weekly hours")

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when they stand the other way round."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(_days_from(start, distance)) for distance in range(1, (end - start).days + 1))

    def skipped(self, start: date, end: date, language: str = "en") -> list[tuple[date, str]]:
        """The days off after `start` up to and including `end`, with what each is called."""
        days = (_days_from(start, distance) for distance in range(1, (end - start).days + 1))
        return [(day, self.why(day, language)) for day in days if not self.is_working(day)]

    def rolled(self, day: date, on_day_off: DayOff) -> date:
        """The day itself if it is worked (or may stay), else the nearest working day on that side."""
        if on_day_off == "same" or self.is_working(day):
            return day
        return self.previous_working_day(day) if on_day_off == "before" else self.next_working_day(day)

    # Instants

    def local(self, at: datetime) -> datetime:
        return at.astimezone(self._tz)

    def opening_of(self, day: date) -> datetime:
        """When work begins that day; midnight on a day off."""
        spans = self.hours_of(day)
        return self._instant(day, spans[0][0] if spans else 0)

    def close_of(self, day: date, *, on_day_off: DayOff = "before") -> datetime:
        """When work ends that day, or on the working day a day off rolls to."""
        day = self.rolled(day, on_day_off)
        spans = self.hours_of(day) or self._ordinary_hours
        return self._instant(day, spans[-1][1] if spans else MIDNIGHT)

    def is_open(self, at: datetime) -> bool:
        """Whether it is working time; the closing moment is not."""
        return self._timeline.span_at(microseconds(at)) is not None

    def next_opening(self, at: datetime) -> datetime:
        """The first working moment at or after an instant."""
        return moment(next(self._timeline.spans_from(microseconds(at)))[0])

    def previous_closing(self, at: datetime) -> datetime:
        """The last closing at or before an instant."""
        return moment(self._timeline.last_closing(microseconds(at)))

    def open_spans(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working spans from an instant on, without end."""
        for opens, closes in self._timeline.spans_from(microseconds(start)):
            yield moment(opens), moment(closes)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from one instant to another; none when the second is not after the first."""
        return timedelta(microseconds=self._timeline.between(microseconds(start), microseconds(end)))

    def add_working_time(
        self, start: datetime, amount: timedelta, pauses: Iterable[tuple[datetime, datetime]] = ()
    ) -> datetime:
        """When an amount of working time has run out; while a pause lasts, none runs.

        Time that runs out exactly at closing stays at closing. No time at all ends at the first working moment.
        """
        for pause_start, pause_end in sorted(pauses):
            if pause_end <= start:
                continue
            if pause_start > start:
                worked = self.between(start, pause_start)
                if worked >= amount:
                    break
                amount -= worked
            start = pause_end
        if not amount:
            return self._snapped(start, forward=True)
        return moment(self._timeline.add(microseconds(start), amount // MICROSECOND))

    def subtract_working_time(self, end: datetime, amount: timedelta) -> datetime:
        """The latest instant from which an amount of working time runs until `end`."""
        if not amount:
            return self._snapped(end, forward=False)
        return moment(self._timeline.subtract(microseconds(end), amount // MICROSECOND))

    def add(self, start: datetime, amount: Duration) -> datetime:
        """A length of time after an instant. Days keep the local time of day; working days wait for working time."""
        if amount.unit.is_working_time:
            return self.add_working_time(start, amount.span)
        if amount.unit is Unit.WORKING_DAYS:
            return self._working_days_from(start, amount.amount, forward=True)
        return self._calendar_shift(start, amount, 1)

    def subtract(self, end: datetime, amount: Duration) -> datetime:
        """A length of time before an instant; the inverse of `add` for working moments."""
        if amount.unit.is_working_time:
            return self.subtract_working_time(end, amount.span)
        if amount.unit is Unit.WORKING_DAYS:
            return self._working_days_from(end, amount.amount, forward=False)
        return self._calendar_shift(end, amount, -1)

    def due(self, start: datetime, amount: Length, *, on_day_off: DayOff = "before") -> datetime:
        """The deadline a length of time from `start` gives. The day of `start` does not count.

        Working days end at the close of the last one; days, weeks, months and days told by a period at the close of
        that day, rolled to a working day; hours and minutes to the minute.
        """
        if not isinstance(amount, PeriodDay) and not amount.unit.counts_days:
            return self.add(start, amount)
        asked = (self.local(start).date(), amount, on_day_off)
        known = self._closings.get(asked)
        if known is None:
            if len(self._closings) >= MOST_KEPT:
                self._closings.clear()
            known = self._closings[asked] = self._closing_after(*asked)
        return known

    def _closing_after(self, day: date, amount: Length, on_day_off: DayOff) -> datetime:
        if isinstance(amount, PeriodDay):
            return self.close_of(amount.counted_from(day), on_day_off=on_day_off)
        if amount.unit is Unit.WORKING_DAYS:
            day = self._later_working_day(day, amount.amount)
        else:
            day = _later_day(day, amount, 1)
        return self.close_of(day, on_day_off=on_day_off)

    def _working_days_from(self, at: datetime, days: int, *, forward: bool) -> datetime:
        """The working moment so many working days later, or earlier. Answers are kept.

        Most deadlines end at the close of a day, so that the same few moments are asked for.
        """
        known = self._moments.get((at, days, forward))
        if known is None:
            local = self.local(at)
            there = self._wall(self._later_working_day(local.date(), days if forward else -days), local.time())
            known = self._snapped(there, forward=forward)
            if len(self._moments) >= MOST_KEPT:
                self._moments.clear()
            self._moments[at, days, forward] = known
        return known

    def _later_working_day(self, day: date, days: int) -> date:
        for _ in range(abs(days)):
            day = self._step(day, 1 if days > 0 else -1)
        return day

    @cached_property
    def _closings(self) -> dict[tuple[date, Length, DayOff], datetime]:
        """When what was opened on a day is due: the same for all of that day."""
        return {}

    @cached_property
    def _moments(self) -> dict[tuple[datetime, int, bool], datetime]:
        return {}

    def _snapped(self, at: datetime, *, forward: bool) -> datetime:
        """A working moment stays, a closing moment too; any other goes to the next (or last) one."""
        if self.is_open(at) or self.previous_closing(at) == at:
            return at
        return self.next_opening(at) if forward else self.previous_closing(at)

    def _calendar_shift(self, at: datetime, amount: Duration, direction: int) -> datetime:
        if not amount.unit.counts_days:
            return _utc(lambda: at + direction * amount.span)
        local = self.local(at)
        return self._wall(_later_day(local.date(), amount, direction), local.time())

    # The line of open time

    @cached_property
    def _tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def _timeline(self) -> Timeline:
        return Timeline(lambda at: self.local(moment(at)).year, self._spans_of_year)

    def _spans_of_year(self, year: int) -> Iterator[Span]:
        day = date(year, 1, 1)
        while day.year == year:
            for opens, closes in self.hours_of(day):
                start, end = microseconds(self._instant(day, opens)), microseconds(self._instant(day, closes))
                if start < end:
                    yield start, end
            day += DAY

    def _instant(self, day: date, minutes: int) -> datetime:
        if minutes == MIDNIGHT:
            return self._wall(_days_from(day, 1), time())
        return self._wall(day, time(minutes // 60, minutes % 60))

    def _wall(self, day: date, at: time) -> datetime:
        return _utc(lambda: datetime.combine(day, at.replace(tzinfo=None), self._tz))

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
    def from_json(cls, document: Mapping[str, Any]) -> Calendar:
        return cls(
            name=document["name"],
            zone=document["zone"],
            hours=tuple(_hours(spans) for spans in document["hours"]),
            days={date.fromisoformat(day): _special(special) for day, special in document["days"].items()},
            yearly={(int(day[:2]), int(day[3:])): names for day, names in document["yearly"].items()},
            valid_until=date.fromisoformat(document["valid_until"]) if document["valid_until"] else None,
        )


def _later_day(day: date, amount: Duration, direction: int) -> date:
    if amount.unit is Unit.MONTHS:
        months = day.year * 12 + day.month - 1 + direction * amount.amount
        year, month = divmod(months, 12)
        if not 1 <= year <= LAST_YEAR:
            raise Invalid(f"{amount} from {day} is too far to reckon with")
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return _days_from(day, direction * amount.amount * (7 if amount.unit is Unit.WEEKS else 1))


def _days_from(day: date, distance: int) -> date:
    try:
        return day + timedelta(days=distance)
    except OverflowError:
        raise Invalid(f"{distance} days from {day} is too far to reckon with") from None


def _utc(reckon: Any) -> datetime:
    try:
        at: datetime = reckon()
        return at.astimezone(UTC)
    except OverflowError:
        raise Invalid("that is too far to reckon with") from None


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
