"""Dates, moments and spans in words, the official way, in Kazakh, Russian and English."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from notifier.catalogue import LANGUAGES, catalogue, counted, sentence

DEFAULT_LANGUAGES = ("kk", "ru")
ALIASES = {"kz": "kk"}

# NOTE: within a date, after the day: in Russian in the genitive
_MONTHS = (
    sentence("January"),
    sentence("February"),
    sentence("March"),
    sentence("April"),
    sentence("May"),
    sentence("June"),
    sentence("July"),
    sentence("August"),
    sentence("September"),
    sentence("October"),
    sentence("November"),
    sentence("December"),
)

_WEEKDAYS = (
    sentence("Monday"),
    sentence("Tuesday"),
    sentence("Wednesday"),
    sentence("Thursday"),
    sentence("Friday"),
    sentence("Saturday"),
    sentence("Sunday"),
)

_UNITS = {
    "measure": counted("{n} measure", "{n} measures"),
    "working day": counted("{n} working day", "{n} working days"),
    "day": counted("{n} day", "{n} days"),
    "week": counted("{n} week", "{n} weeks"),
    "month": counted("{n} month", "{n} months"),
    "hour": counted("{n} hour", "{n} hours"),
    "working hour": counted("{n} working hour", "{n} working hours"),
    "working minute": counted("{n} working minute", "{n} working minutes"),
    "minute": counted("{n} minute", "{n} minutes"),
}
_LEFT = counted("{n} working day left", "{n} working days left")
_LATE = counted("{n} working day late", "{n} working days late")


_QUOTATION = {"en": ("“{}”", str.maketrans("“”«»", "‘’‘’"))}
_QUOTATION_IN_CYRILLIC = ("«{}»", str.maketrans("«»", "„“"))


def quoted(text: str, language: str) -> str:
    """In the quotation marks of a language; those within become the inner ones, as its printers have it.

    >>> quoted("«Есірткісіз өмір» науқаны", "kk")
    '«„Есірткісіз өмір“ науқаны»'
    >>> quoted("the “Life” campaign", "en")
    '“the ‘Life’ campaign”'
    """
    outer, inner = _QUOTATION.get(language, _QUOTATION_IN_CYRILLIC)
    return outer.format(text.translate(inner))


def languages_of(wanted: Iterable[str]) -> tuple[str, ...]:
    """The languages a mail is written in: those wanted that we speak, each once, in their order.

    >>> languages_of(["ru", "kz", "ru", "de"])
    ('ru', 'kk')
    >>> languages_of([])
    ('kk', 'ru')
    """
    spoken = dict.fromkeys(ALIASES.get(language, language) for language in wanted)
    return tuple(language for language in spoken if language in LANGUAGES) or DEFAULT_LANGUAGES


def long_date(day: date, language: str) -> str:
    """
    >>> [long_date(date(2026, 11, 24), language) for language in LANGUAGES]
    ['2026 жылғы 24 қараша', '24 ноября 2026 года', '24 November 2026']
    """
    _ = catalogue(language).gettext
    return _("{day} {month} {year}").format(year=day.year, day=day.day, month=_(_MONTHS[day.month - 1]))


def weekday(day: date, language: str) -> str:
    """
    >>> weekday(date(2026, 11, 24), "kk")
    'сейсенбі'
    """
    return catalogue(language).gettext(_WEEKDAYS[day.weekday()])


@lru_cache(maxsize=1_024)
def long_moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    """An instant as people of the zone read it; kept, for the same few closings come in all mails of a day.

    >>> from datetime import UTC
    >>> long_moment(datetime(2026, 11, 24, 13, 30, tzinfo=UTC), ZoneInfo("Asia/Almaty"), "ru")
    '24 ноября 2026 года (вторник), 18:30'
    """
    local = at.astimezone(zone)
    return f"{long_date(local, language)} ({weekday(local, language)}), {local:%H:%M}"


def span(amount: int, unit: str, language: str) -> str | None:
    """A number of units in words; None for a unit we have no words for.

    >>> [span(n, "working days", "ru") for n in (1, 2, 5, 11, 21)]
    ['1 рабочий день', '2 рабочих дня', '5 рабочих дней', '11 рабочих дней', '21 рабочий день']
    >>> span(1, "working days", "en"), span(3, "working day", "kk")
    ('1 working day', '3 жұмыс күні')
    """
    forms = _UNITS.get(unit.replace("_", " ").removesuffix("s"))
    return None if forms is None else _counted(amount, forms, language)


def days_left(amount: int, language: str) -> str:
    """
    >>> [days_left(n, "ru") for n in (1, 3, 21)]
    ['остался 1 рабочий день', 'осталось 3 рабочих дня', 'остался 21 рабочий день']
    >>> days_left(3, "kk"), days_left(1, "en")
    ('3 жұмыс күні қалды', '1 working day left')
    """
    return _counted(amount, _LEFT, language)


def days_late(amount: int, language: str) -> str:
    """
    >>> [days_late(n, language) for n, language in ((2, "ru"), (1, "kk"), (5, "en"))]
    ['просрочено на 2 рабочих дня', '1 жұмыс күніне кешікті', '5 working days late']
    """
    return _counted(amount, _LATE, language)


def _counted(amount: int, forms: tuple[str, str], language: str) -> str:
    return catalogue(language).ngettext(*forms, abs(amount)).format(n=amount)
