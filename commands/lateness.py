"""Days and lateness in the words people use: `8 Dec (Tue, in 3 working days)`, `4 working days late`.

Programs read ISO instants instead. Working days are those of the calendar in force, days those of its zone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from commands.output import Output, Shown, Sign
from notifier.wording import span

if TYPE_CHECKING:
    from store.reader import Reader
    from workflow.calendar import Calendar

_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ru": ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "kk": ("қаң", "ақп", "нау", "сәу", "мам", "мау", "шіл", "там", "қыр", "қаз", "қар", "жел"),
}
_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "kk": ("дс", "сс", "ср", "бс", "жм", "сб", "жс"),
}
_TODAY = {"en": "today", "ru": "сегодня", "kk": "бүгін"}
_IN = {"en": "in {span}", "ru": "через {span}", "kk": "{span}нен кейін"}
_LATE = {"en": "{span} late", "ru": "просрочено на {span}", "kk": "{span}{dative} кешікті"}
_DATIVE = {"working days": "не", "days": "ге"}
"""The ending Kazakh puts to `жұмыс күні` and to `күн` for an amount of lateness."""
_LATE_TODAY = {"en": "late since today", "ru": "просрочено сегодня", "kk": "бүгіннен кешікті"}


def short_day(day: date, today: date, language: str) -> str:
    """
    >>> today = date(2026, 11, 24)
    >>> short_day(date(2026, 12, 8), today, "en"), short_day(date(2027, 1, 8), today, "ru")
    ('8 Dec', '8 янв 2027')
    """
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {_MONTHS[language][day.month - 1]}{year}"


def due_words(due_at: datetime, now: datetime, calendar: Calendar, language: str) -> str:
    """A due moment as people put it: the day, its weekday, and how far off or how late it is."""
    day, today = calendar.day(due_at), calendar.day(now)
    if due_at < now:
        distance = late_words(due_at, now, calendar, language)
    else:
        ahead = calendar.working_days_between(today, day)
        unit = "working days" if ahead else "days"
        amount = ahead or (day - today).days
        distance = _IN[language].format(span=_counted(amount, unit, language)) if amount else _TODAY[language]
    return f"{short_day(day, today, language)} ({_WEEKDAYS[language][day.weekday()]}, {distance})"


def day_words(at: datetime, now: datetime, calendar: Calendar, language: str) -> str:
    """The day of a moment with its weekday: `8 Dec (Tue)`."""
    day = calendar.day(at)
    return f"{short_day(day, calendar.day(now), language)} ({_WEEKDAYS[language][day.weekday()]})"


def moment_words(at: datetime, language: str) -> str:
    """A local moment with its weekday, all as wide as each other.

    >>> moment_words(datetime(2024, 5, 6, 18, 31), "en"), moment_words(datetime(2024, 5, 6, 18, 31), "kk")
    ('Mon 06 May 18:31', 'дс 06 мам 18:31')
    """
    return f"{_WEEKDAYS[language][at.weekday()]} {at.day:02} {_MONTHS[language][at.month - 1]} {at:%H:%M}"


def late_words(due_at: datetime, now: datetime, calendar: Calendar, language: str) -> str:
    """How late it is, in working days; in calendar days where not one of them was worked."""
    day, today = calendar.day(due_at), calendar.day(now)
    working = calendar.working_days_between(day, today)
    amount = working or (today - day).days
    if not amount:
        return _LATE_TODAY[language]
    unit = "working days" if working else "days"
    return _LATE[language].format(span=_counted(amount, unit, language), dative=_DATIVE[unit])


def due_cells(reader: Reader, now: datetime, output: Output) -> Callable[[datetime | None], Any]:
    """How to show due moments: with words and colours, which take the calendar, where a person reads."""
    if not output.at_terminal:
        return lambda due_at: due_at
    from store.calendars import calendar_in_force

    calendar = calendar_in_force(reader)
    today = calendar.day(now)

    def cell(due_at: datetime | None) -> Shown | None:
        if due_at is None:
            return None
        soon = 0 <= (calendar.day(due_at) - today).days <= SOON
        sign: Sign | None = "late" if due_at < now else "soon" if soon else None
        return Shown(due_at, due_words(due_at, now, calendar, output.language), sign)

    return cell


SOON = 7
"""Days ahead within which a due day is marked."""


def days_between(start: datetime, end: datetime, output: Output) -> int:
    """Calendar days from one local day to another."""
    return (end.astimezone(output.zone).date() - start.astimezone(output.zone).date()).days


def _counted(amount: int, unit: str, language: str) -> str:
    return span(amount, unit, language) or f"{amount} {unit}"
