"""The phrases a deadline is worded in, and what each means. A new phrase is a new line of the table at the end."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from definitions.plan.meanings import Kind, Recurrence, Wording
from definitions.plan.numerals import (
    COMPOUND,
    KK_MONTH,
    NUMBER,
    NUMBERS,
    RU_MONTH,
    last_day_of,
    month_of,
    number_of,
    quarter_of,
)

Reader = Callable[[re.Match[str], date | None], Wording]
"""From a match and the day of the document to a wording. A ValueError means that there is no such day."""


def _on(day: date, kind: Kind = Kind.DATE, *, starts_on: date | None = None, notes: tuple[str, ...] = ()) -> Wording:
    return Wording(text="", kind=kind, due_on=day, starts_on=starts_on, notes=notes)


def _day(found: re.Match[str], _: date | None) -> Wording:
    return _on(date(int(found["year"]), month_of(found["month"]), int(found["day"])))


def _digits(found: re.Match[str], _: date | None) -> Wording:
    return _on(date(int(found["year"]), int(found["month"]), int(found["day"])))


def _day_without_year(found: re.Match[str], signed_on: date | None) -> Wording:
    month, day = month_of(found["month"]), int(found["day"])
    date(2024, month, day)  # a leap year: 29 February may be meant
    if signed_on is None:
        return Wording(text="", kind=Kind.DATE, why=f"needs a date: «{found[0]}» names no year")
    due = date(signed_on.year, month, day)
    return _on(due if due >= signed_on else date(signed_on.year + 1, month, day))


def _end_of_this_year(found: re.Match[str], signed_on: date | None) -> Wording:
    if signed_on is None:
        return Wording(text="", kind=Kind.YEAR, why=f"needs a date: «{found[0]}» does not say which year")
    return _on(date(signed_on.year, 12, 31), Kind.YEAR)


def _end_of_year(found: re.Match[str], _: date | None) -> Wording:
    return _on(date(int(found["year"]), 12, 31), Kind.YEAR)


def _by_a_year(found: re.Match[str], _: date | None) -> Wording:
    why = f"needs a date: «{found[0]}» may mean the beginning or the end of {found['year']}"
    return Wording(text="", kind=Kind.UNCLEAR, why=why)


def _end_of_quarter(found: re.Match[str], _: date | None) -> Wording:
    return _on(last_day_of(int(found["year"]), 3 * quarter_of(found["quarter"])), Kind.QUARTER)


def _end_of_half_year(found: re.Match[str], _: date | None) -> Wording:
    half = quarter_of(found["half"])
    if half > 2:  # a year has two
        raise ValueError(half)
    return _on(last_day_of(int(found["year"]), 6 * half), Kind.HALF_YEAR)


def _end_of_month(found: re.Match[str], _: date | None) -> Wording:
    return _on(last_day_of(int(found["year"]), month_of(found["month"])), Kind.MONTH)


def _years(found: re.Match[str], _: date | None) -> Wording:
    return _on(date(int(found["to"]), 12, 31), Kind.SPAN, starts_on=date(int(found["from"]), 1, 1))


def _days(found: re.Match[str], _: date | None) -> Wording:
    year = int(found["year"])
    first_month = found["first_month"] or found["month"]
    starts_on = date(int(found["first_year"] or year), month_of(first_month), int(found["first"]))
    return _on(date(year, month_of(found["month"]), int(found["day"])), Kind.SPAN, starts_on=starts_on)


def _months(found: re.Match[str], _: date | None) -> Wording:
    year = int(found["year"])
    starts_on = date(year, month_of(found["first_month"]), 1)
    return _on(last_day_of(year, month_of(found["month"])), Kind.SPAN, starts_on=starts_on)


def _months_from_signing(found: re.Match[str], signed_on: date | None) -> Wording:
    number = (found["number"] or "").strip("- ")
    months = int(number) if number.isdigit() else COMPOUND.get(number) or NUMBERS[number]
    within = f"{months} month{'s' * (months != 1)}"
    if signed_on is None:
        why = f"needs a date: «{found[0]}» counts from a day the plan does not name"
        return Wording(text="", kind=Kind.RELATIVE, within=within, why=why)
    year, month = divmod(signed_on.year * 12 + signed_on.month - 1 + months, 12)
    due = date(year, month + 1, min(signed_on.day, monthrange(year, month + 1)[1]))
    return replace(
        _on(due, Kind.RELATIVE, notes=(f"counted from the signing: {within} after {signed_on}",)), within=within
    )


def _from_receipt(found: re.Match[str], _: date | None) -> Wording:
    number, working = number_of(found["number"]), found["working"]
    unit = ("working day" if working else "day") + "s" * (number != 1)
    why = f"needs a date: «{found[0]}» counts from a day the plan does not name"
    return Wording(text="", kind=Kind.RELATIVE, within=f"{number} {unit}", why=why)


def _days_from_signing(found: re.Match[str], signed_on: date | None) -> Wording:
    number = found["number"].strip("- ")
    days = int(number) if number.isdigit() else COMPOUND[number]
    within = f"{days} day{'s' * (days != 1)}"
    if signed_on is None:
        why = f"needs a date: «{found[0]}» counts from a day the plan does not name"
        return Wording(text="", kind=Kind.RELATIVE, within=within, why=why)
    due = signed_on + timedelta(days=days)
    return replace(
        _on(due, Kind.RELATIVE, notes=(f"counted from the signing: {within} after {signed_on}",)), within=within
    )


def _recurring(every: str) -> Reader:
    def read(found: re.Match[str], _: date | None) -> Wording:
        groups = found.groupdict()
        day = int(groups["day"]) if groups.get("day") else None
        if day is not None and not 1 <= day <= 31:  # the longest month
            raise ValueError(day)
        month = month_of(groups["month"]) if groups.get("month") else None
        notes = ("the text itself says quarter",) if every == "half_year" and "квартал" in found[0] else ()
        recurrence = Recurrence(every=every, day=day, month=month)
        why = f"needs a date: it comes back {recurrence}, and the plan names no last day"
        return Wording(text="", kind=Kind.RECURRING, recurrence=recurrence, why=why, notes=notes)

    return read


def _fixed_days(found: re.Match[str], _: date | None) -> Wording:
    days = tuple((month_of(month), int(day)) for day, month in ((found["d1"], found["m1"]), (found["d2"], found["m2"])))
    for month, day in days:
        date(2024, month, day)
    recurrence = Recurrence(every="year", days=days)
    why = f"needs a date: it comes back {recurrence}, and the plan names no last year"
    return Wording(text="", kind=Kind.RECURRING, recurrence=recurrence, why=why)


def _yearless(found: re.Match[str], _: date | None) -> Wording:
    return Wording(text="", kind=Kind.QUARTER, why=f"needs a date: «{found[0]}» names no year")


def _dateless(kind: Kind) -> Reader:
    def read(found: re.Match[str], _: date | None) -> Wording:
        return Wording(text="", kind=kind, why=f"needs a date: «{found[0]}» names none")

    return read


_BY = r"(?:к|до|не позднее|не позже|срок до|по)"
_BY_KK = r"(?:\s+(?:дейін|қарай))"
_OF_MONTH = r"\s+числ[ау]\s+месяца,?\s+следующего\s+за\s+отчетн(?:ым|ого)"
_Q = r"(?P<quarter>[1-4]|[ivіӏ|]{1,3})"
_YEAR = r"(?P<year>\d{4})"
_G = r"\s*(?:года|году|год|г\.?)"
_DAY = r"(?P<day>\d{1,2})"

_TABLE: tuple[tuple[str, Reader], ...] = (
    # One date
    (rf"(?:{_BY}\s+)?{_DAY}\s+(?P<month>{RU_MONTH})\s+{_YEAR}(?:{_G})?", _day),
    (rf"(?:{_BY}\s+)?{_DAY}\.(?P<month>\d{{1,2}})\.{_YEAR}(?:{_G})?", _digits),
    (rf"(?:{_BY}\s+)?{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)", _digits),
    (rf"{_YEAR}\s+жылғы\s+{_DAY}\s+(?P<month>{KK_MONTH}){_BY_KK}?", _day),
    (rf"{_YEAR}\s+жылғы\s+{_DAY}\s+(?P<month>{KK_MONTH})\s+кешіктірмей", _day),
    (rf"(?:{_BY}\s+)?{_DAY}\s+(?P<month>{RU_MONTH})", _day_without_year),
    (rf"{_DAY}\s+(?P<month>{KK_MONTH}){_BY_KK}?", _day_without_year),
    # The end of a period
    (r"до конца (?:текущего )?года", _end_of_this_year),
    (r"(?:осы )?жыл(?:дың)? соңына (?:дейін|қарай)", _end_of_this_year),
    (rf"до конца {_YEAR}{_G}", _end_of_year),
    (rf"{_YEAR} жыл(?:дың)? соңына (?:дейін|қарай)", _end_of_year),
    (rf"(?:в течение )?{_YEAR}{_G}", _end_of_year),
    (rf"{_YEAR} жыл(?: ішінде)?", _end_of_year),
    (rf"(?:до|к) {_YEAR}{_G}", _by_a_year),
    (rf"{_YEAR} жылға (?:дейін|қарай)", _by_a_year),
    (rf"(?:до конца |в )?{_Q}[- ]?(?:й |м )?\s*квартал[еау]?\s+{_YEAR}{_G}?", _end_of_quarter),
    (rf"{_YEAR}\s+жыл(?:ғы|дың)\s+{_Q}[- ]?\s*тоқсан[а-яәғқңөұүһі]*", _end_of_quarter),
    (
        rf"(?:до конца |в )?(?P<half>[12]|[ivіӏ|]{{1,2}})[- ]?(?:е |м )?\s*полугоди[еия]\s+{_YEAR}{_G}?",
        _end_of_half_year,
    ),
    (rf"{_YEAR}\s+жыл(?:ғы|дың)\s+(?P<half>[12]|[iі]{{1,2}})[- ]?\s*жартыжылды[а-яәғқңөұүһі]*", _end_of_half_year),
    (rf"(?:до конца |в )?(?P<month>{RU_MONTH})\s+{_YEAR}(?:{_G})?", _end_of_month),
    (rf"{_YEAR}\s+жылғы\s+(?P<month>{KK_MONTH})", _end_of_month),
    (rf"(?:в )?{_Q}[- ]?\s*(?:квартал[еау]?|тоқсан[а-яәғқңөұүһі]*)", _yearless),
    # From … to …
    (r"(?P<from>\d{4})\s*-\s*(?P<to>\d{4})\s*(?:годы|годов|гг?\.?|жылдар[а-яәғқңөұүһі]*)", _years),
    (
        rf"(?:с\s+)?(?P<first>\d{{1,2}})(?:\s+(?P<first_month>{RU_MONTH}))?(?:\s+(?P<first_year>\d{{4}})(?:{_G})?)?"
        rf"\s*(?:-|по|до)\s*{_DAY}\s+(?P<month>{RU_MONTH})\s+{_YEAR}(?:{_G})?",
        _days,
    ),
    (rf"(?P<first_month>{RU_MONTH})\s*-\s*(?P<month>{RU_MONTH})\s+{_YEAR}(?:{_G})?", _months),
    # Counted from a day
    (
        rf"в (?P<number>{'|'.join(w for w in COMPOUND if w)}|\d{{1,2}}[- ]?)?(?:ти|х|и)?[- ]?месячный срок",
        _months_from_signing,
    ),
    (rf"(?P<number>{NUMBER}) ай мерзім(?:де|інде)", _months_from_signing),
    (rf"в (?P<number>{'|'.join(w for w in COMPOUND if w)}|\d{{1,2}})[- ]?(?:ти)?[- ]?дневный срок", _days_from_signing),
    (
        rf"в течение (?P<number>{NUMBER}) (?P<working>рабочих )?(?:дней|дня)"
        r"(?: (?:после|со дня|с момента|с даты) [а-я]+(?: [а-я]+)?)?",
        _from_receipt,
    ),
    (rf"(?:алғаннан кейін )?(?P<number>{NUMBER}) (?P<working>жұмыс )?күн(?:і)? ішінде", _from_receipt),
    # Again and again
    (rf"ежемесячно(?:,? {_BY} {_DAY}{_OF_MONTH}(?: месяцем)?)?", _recurring("month")),
    (rf"ай сайын(?:, есепті айдан кейінгі айдың {_DAY}-күніне (?:дейін|қарай))?", _recurring("month")),
    (
        rf"(?:ежеквартально|по итогам квартала)(?:,? {_BY} {_DAY}{_OF_MONTH}(?: кварталом| периодом)?)?",
        _recurring("quarter"),
    ),
    (rf"тоқсан сайын(?:, есепті тоқсаннан кейінгі айдың {_DAY}-күніне (?:дейін|қарай))?", _recurring("quarter")),
    (
        rf"(?:по итогам полугодия|раз в полугодие|один раз в полугодие|2 раза в год)"
        rf"(?:,? {_BY} {_DAY}{_OF_MONTH}(?: полугодием| кварталом| периодом)?)?",
        _recurring("half_year"),
    ),
    (
        rf"жартыжылдықтың қорытындысы бойынша(?:, есепті кезеңнен кейінгі айдың {_DAY}-[іы]?\s*күнінен кешіктірмей)?",
        _recurring("half_year"),
    ),
    (rf"(?:ежегодно|по итогам года)(?:,? {_BY} {_DAY}{_OF_MONTH}(?: годом)?)?", _recurring("year")),
    (
        rf"(?:ежегодно|по итогам года),? {_BY} {_DAY} (?P<month>{RU_MONTH})"
        r"(?: года,? следующего за отчетн(?:ым|ого)(?: годом)?)?",
        _recurring("year"),
    ),
    (
        rf"жыл (?:сайын|қорытындысы бойынша)(?:, (?:есепті жылдан кейінгі жылдың )?{_DAY} (?P<month>{KK_MONTH})"
        r"(?: дейін| қарай| кешіктірмей)?)?",
        _recurring("year"),
    ),
    (rf"ежегодно,? {_BY} (?P<d1>\d{{1,2}}) (?P<m1>{RU_MONTH}) и (?P<d2>\d{{1,2}}) (?P<m2>{RU_MONTH})", _fixed_days),
    (
        rf"жыл сайын,? (?P<d1>\d{{1,2}}) (?P<m1>{KK_MONTH}) және (?P<d2>\d{{1,2}}) (?P<m2>{KK_MONTH}){_BY_KK}?",
        _fixed_days,
    ),
    # No date at all
    (r"постоянно|на постоянной основе|постоянно / на постоянной основе|систематически", _dateless(Kind.OPEN)),
    (r"тұрақты(?: негізде)?|тұрақты / тұрақты негізде", _dateless(Kind.OPEN)),
    (r"по мере необходимости|қажеттілігіне қарай", _dateless(Kind.OPEN)),
    (r"в кратчайшие сроки|срочно|незамедлительно|безотлагательно|шұғыл|тез арада", _dateless(Kind.URGENT)),
)

PHRASES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple((re.compile(said), reader) for said, reader in _TABLE)
"""Every phrase that is known, tried in order against the whole wording."""
