"""Dates, moments and spans in words, the official way, in Kazakh, Russian and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

LANGUAGES = ("kk", "ru", "en")
DEFAULT_LANGUAGES = ("kk", "ru")
ALIASES = {"kz": "kk"}

_MONTHS = {
    "kk": (
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ),
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}

_WEEKDAYS = {
    "kk": ("дүйсенбі", "сейсенбі", "сәрсенбі", "бейсенбі", "жұма", "сенбі", "жексенбі"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}

_DATES = {"kk": "{year} жылғы {day} {month}", "ru": "{day} {month} {year} года", "en": "{day} {month} {year}"}

_UNITS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "measure": {"kk": ("шара",), "ru": ("мера", "меры", "мер"), "en": ("measure", "measures")},
    # Kazakh nouns keep the singular after a number.
    "working day": {
        "kk": ("жұмыс күні",),
        "ru": ("рабочий день", "рабочих дня", "рабочих дней"),
        "en": ("working day", "working days"),
    },
    "day": {"kk": ("күн",), "ru": ("день", "дня", "дней"), "en": ("day", "days")},
    "week": {"kk": ("апта",), "ru": ("неделя", "недели", "недель"), "en": ("week", "weeks")},
    "month": {"kk": ("ай",), "ru": ("месяц", "месяца", "месяцев"), "en": ("month", "months")},
    "hour": {"kk": ("сағат",), "ru": ("час", "часа", "часов"), "en": ("hour", "hours")},
    "working hour": {
        "kk": ("жұмыс сағаты",),
        "ru": ("рабочий час", "рабочих часа", "рабочих часов"),
        "en": ("working hour", "working hours"),
    },
    "working minute": {
        "kk": ("жұмыс минуты",),
        "ru": ("рабочая минута", "рабочие минуты", "рабочих минут"),
        "en": ("working minute", "working minutes"),
    },
    "minute": {"kk": ("минут",), "ru": ("минута", "минуты", "минут"), "en": ("minute", "minutes")},
}


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
    return _DATES[language].format(year=day.year, day=day.day, month=_MONTHS[language][day.month - 1])


def weekday(day: date, language: str) -> str:
    """
    >>> weekday(date(2026, 11, 24), "kk")
    'сейсенбі'
    """
    return _WEEKDAYS[language][day.weekday()]


def long_moment(at: datetime, zone: ZoneInfo, language: str) -> str:
    """An instant as people of the zone read it.

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
    return None if forms is None else f"{amount} {_form(amount, forms[language])}"


def days_left(amount: int, language: str) -> str:
    """
    >>> [days_left(n, "ru") for n in (1, 3, 21)]
    ['остался 1 рабочий день', 'осталось 3 рабочих дня', 'остался 21 рабочий день']
    >>> days_left(3, "kk"), days_left(1, "en")
    ('3 жұмыс күні қалды', '1 working day left')
    """
    days = span(amount, "working day", language)
    if language == "ru":
        return f"{_form(amount, ('остался', 'осталось', 'осталось'))} {days}"
    return f"{days} қалды" if language == "kk" else f"{days} left"


def days_late(amount: int, language: str) -> str:
    """
    >>> [days_late(n, language) for n, language in ((2, "ru"), (1, "kk"), (5, "en"))]
    ['просрочено на 2 рабочих дня', '1 жұмыс күніне кешікті', '5 working days late']
    """
    if language == "kk":
        return f"{amount} жұмыс күніне кешікті"
    days = span(amount, "working day", language)
    return f"просрочено на {days}" if language == "ru" else f"{days} late"


def _form(amount: int, forms: tuple[str, ...]) -> str:
    if len(forms) == 1:
        return forms[0]
    if len(forms) == 2:
        return forms[0] if abs(amount) == 1 else forms[1]
    tens, ones = abs(amount) % 100, abs(amount) % 10
    if 11 <= tens <= 14 or ones == 0 or ones >= 5:
        return forms[2]
    return forms[0] if ones == 1 else forms[1]
