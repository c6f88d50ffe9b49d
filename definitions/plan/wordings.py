"""What a deadline wording of a government plan means: a small grammar of Russian and Kazakh phrases.

A wording is read whole or not at all. What names no date, or could mean two, gets none and says why; nothing is
guessed. To teach it a new phrase, add a line to `PHRASES`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

EARLIEST, LATEST = 1990, 2100


class Kind(StrEnum):
    DATE = "date"
    SPAN = "span"
    YEAR = "year"
    HALF_YEAR = "half year"
    QUARTER = "quarter"
    MONTH = "month"
    RECURRING = "recurring"
    RELATIVE = "relative"
    OPEN = "open"
    URGENT = "urgent"
    NONE = "none"
    UNCLEAR = "unclear"


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """An obligation that comes back: by a day of the month after each period, or on fixed days of each year."""

    every: str
    """`month`, `quarter`, `half_year` or `year`."""
    day: int | None = None
    """Of the month after the period."""
    month: int | None = None
    """Of the year after the period, for yearly ones that name it."""
    days: tuple[tuple[int, int], ...] = ()
    """Fixed (month, day) of each year."""

    def __str__(self) -> str:
        if self.days:
            return "every year on " + " and ".join(f"{day:02}.{month:02}" for month, day in self.days)
        by = f", by day {self.day}" if self.day else ""
        return f"every {self.every.replace('_', ' ')}{by}" + (f" of month {self.month}" if self.month else "")


@dataclass(frozen=True, kw_only=True)
class Wording:
    text: str
    kind: Kind
    due_on: date | None = None
    """The nominal date; whether it is a working day is the calendar's business."""
    starts_on: date | None = None
    recurrence: Recurrence | None = None
    within: str | None = None
    """A length of time from receipt, e.g. `10 working days`."""
    why: str | None = None
    """Why there is no date; none when there is one."""
    notes: tuple[str, ...] = ()


def read_deadline(text: str, *, signed_on: date | None = None) -> Wording:
    """Read a wording; `signed_on` is the day of the document, from which some wordings count.

    >>> read_deadline("до 25 декабря 2023 года").due_on
    datetime.date(2023, 12, 25)
    >>> read_deadline("срочно").why
    'needs a date: «срочно» names none'
    """
    text = text.strip()
    said = _normal(text)
    if said in ("", "-"):
        return Wording(text=text, kind=Kind.NONE, why="needs a date: the plan names none")
    pieces = [piece for piece in re.split(r"\s*;\s*|\s*\n\s*", said) if piece]
    if len(pieces) > 1:
        return _several(text, pieces, signed_on)
    return replace(_read(said, signed_on), text=text)


def _several(text: str, pieces: list[str], signed_on: date | None) -> Wording:
    """Several dates in a cell: the last is due, the others are noted; one that is not understood spoils all."""
    read = [_read(piece, signed_on) for piece in pieces]
    unread = next((wording for wording in read if wording.due_on is None), None)
    if unread is not None:
        return replace(unread, text=text)
    dates = sorted(wording.due_on for wording in read if wording.due_on is not None)
    note = "several dates: " + ", ".join(day.isoformat() for day in dates)
    return Wording(text=text, kind=Kind.DATE, due_on=dates[-1], notes=(note,))


def _read(said: str, signed_on: date | None) -> Wording:
    for pattern, reader in PHRASES:
        found = pattern.fullmatch(said)
        if found:
            try:
                return _bounded(said, reader(found, signed_on))
            except ValueError:
                return _unclear(said, "there is no such day")
    return _unclear(said, _not_understood(said))


def _bounded(said: str, wording: Wording) -> Wording:
    for day in (wording.starts_on, wording.due_on):
        if day is not None and not EARLIEST <= day.year <= LATEST:
            return _unclear(said, f"the year {day.year} cannot be meant")
    if wording.starts_on and wording.due_on and wording.due_on < wording.starts_on:
        return _unclear(said, "it ends before it begins")
    return replace(wording, text=said)


def _unclear(said: str, reason: str) -> Wording:
    return Wording(text=said, kind=Kind.UNCLEAR, why=f"needs a date: «{said}» is not understood: {reason}")


def _not_understood(said: str) -> str:
    """The piece that spoils a wording whose beginning would be understood."""
    words = said.split(" ")
    for length in range(len(words) - 1, 0, -1):
        head = " ".join(words[:length]).rstrip(" ,")
        if any(pattern.fullmatch(head) for pattern, _ in PHRASES):
            return f"«{' '.join(words[length:])}» is left over"
    return "no such phrase is known"


# Letters


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LOOK_ALIKE = str.maketrans({"і": "i", "ӏ": "i", "|": "i", "х": "x"})


def _normal(text: str) -> str:
    """One spelling for what people write alike: spaces, dashes, quotes, case, ё, final full stop."""
    text = text.replace("\u00a0", " ").replace("\u202f", " ").lower().replace("ё", "е")
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    text = re.sub(r"[ \t\r]+", " ", text)
    return text.strip(" .") if not text.strip().endswith("г.") else text.strip()


# Words


_MONTHS: Mapping[str, int] = {
    **{
        stem: number
        for number, stems in enumerate(
            (
                "январ",
                "феврал",
                "март",
                "апрел",
                "ма",
                "июн",
                "июл",
                "август",
                "сентябр",
                "октябр",
                "ноябр",
                "декабр",
            ),
            1,
        )
        for stem in [stems]
    },
}
_KAZAKH_MONTHS: Mapping[str, int] = {
    "қаңтар": 1,
    "ақпан": 2,
    "наурыз": 3,
    "сәуір": 4,
    "мамыр": 5,
    "маусым": 6,
    "шілде": 7,
    "тамыз": 8,
    "қыркүйек": 9,
    "қазан": 10,
    "қараша": 11,
    "желтоқсан": 12,
}
_ENDING = r"(?:ь|я|а|й|е|ю|у)?"
_RU_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))}){_ENDING}"
_KK_MONTH = rf"(?:{'|'.join(_KAZAKH_MONTHS)})[а-яәғқңөұүһі]*"

_NUMBERS: Mapping[str, int] = {
    **{word: number for number, word in enumerate("одного двух трех четырех пяти шести семи восьми девяти".split(), 1)},
    **{word: number for number, word in enumerate("бір екі үш төрт бес алты жеті сегіз тоғыз он".split(), 1)},
    "десяти": 10,
    "пятнадцати": 15,
    "двадцати": 20,
    "тридцати": 30,
    "жиырма": 20,
    "отыз": 30,
    "он бес": 15,
}
_COMPOUND: Mapping[str, int] = {
    "": 1,
    "одно": 1,
    "двух": 2,
    "трех": 3,
    "четырех": 4,
    "пяти": 5,
    "шести": 6,
    "девяти": 9,
    "десяти": 10,
    "двадцати": 20,
}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"

_BY = r"(?:к|до|не позднее|не позже|срок до|по)"
_YEAR_RU = r"(?:\s*(?:года|году|год|гг?\.?))?"
_BY_KK = r"(?:\s+(?:дейін|қарай))"
_OF_MONTH = r"\s+числ[ау]\s+месяца,?\s+следующего\s+за\s+отчетн(?:ым|ого)"


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]


def _month(text: str) -> int:
    for stem, number in sorted((_MONTHS | _KAZAKH_MONTHS).items(), key=lambda item: -len(item[0])):
        if text.startswith(stem):
            return number
    raise ValueError(text)


def _quarter(text: str) -> int:
    number = int(text) if text.isdigit() else _ROMAN[text.translate(_LOOK_ALIKE)]
    if not 1 <= number <= 4:  # noqa: PLR2004 - a year has four
        raise ValueError(text)
    return number


def _last_day(year: int, month: int) -> date:
    date(year, month, 1)
    return date(year, month, monthrange(year, month)[1])


# Readers: from a match to a wording. A ValueError means that there is no such day.


Reader = Callable[[re.Match[str], date | None], Wording]


def _on(day: date, kind: Kind = Kind.DATE, *, starts_on: date | None = None, notes: tuple[str, ...] = ()) -> Wording:
    return Wording(text="", kind=kind, due_on=day, starts_on=starts_on, notes=notes)


def _day(found: re.Match[str], _: date | None) -> Wording:
    return _on(date(int(found["year"]), _month(found["month"]), int(found["day"])))


def _digits(found: re.Match[str], _: date | None) -> Wording:
    return _on(date(int(found["year"]), int(found["month"]), int(found["day"])))


def _day_without_year(found: re.Match[str], signed_on: date | None) -> Wording:
    month, day = _month(found["month"]), int(found["day"])
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
    return _on(_last_day(int(found["year"]), 3 * _quarter(found["quarter"])), Kind.QUARTER)


def _end_of_half_year(found: re.Match[str], _: date | None) -> Wording:
    half = _quarter(found["half"])
    if half > 2:  # noqa: PLR2004 - a year has two
        raise ValueError(half)
    return _on(_last_day(int(found["year"]), 6 * half), Kind.HALF_YEAR)


def _end_of_month(found: re.Match[str], _: date | None) -> Wording:
    return _on(_last_day(int(found["year"]), _month(found["month"])), Kind.MONTH)


def _years(found: re.Match[str], _: date | None) -> Wording:
    return _on(date(int(found["to"]), 12, 31), Kind.SPAN, starts_on=date(int(found["from"]), 1, 1))


def _days(found: re.Match[str], _: date | None) -> Wording:
    year = int(found["year"])
    first_month = found["first_month"] or found["month"]
    starts_on = date(int(found["first_year"] or year), _month(first_month), int(found["first"]))
    return _on(date(year, _month(found["month"]), int(found["day"])), Kind.SPAN, starts_on=starts_on)


def _months(found: re.Match[str], _: date | None) -> Wording:
    year = int(found["year"])
    starts_on = date(year, _month(found["first_month"]), 1)
    return _on(_last_day(year, _month(found["month"])), Kind.SPAN, starts_on=starts_on)


def _months_from_signing(found: re.Match[str], signed_on: date | None) -> Wording:
    number = (found["number"] or "").strip("- ")
    months = int(number) if number.isdigit() else _COMPOUND.get(number) or _NUMBERS[number]
    within = f"{months} month{'s' * (months != 1)}"
    if signed_on is None:
        why = f"needs a date: «{found[0]}» counts from a day the plan does not name"
        return Wording(text="", kind=Kind.RELATIVE, within=within, why=why)
    year, month = divmod(signed_on.year * 12 + signed_on.month - 1 + months, 12)
    due = date(year, month + 1, min(signed_on.day, monthrange(year, month + 1)[1]))
    return replace(_on(due, Kind.RELATIVE, notes=(f"{within} from {signed_on}",)), within=within)


def _from_receipt(found: re.Match[str], _: date | None) -> Wording:
    number, working = _number(found["number"]), found["working"]
    unit = ("working day" if working else "day") + "s" * (number != 1)
    why = f"needs a date: «{found[0]}» counts from a day the plan does not name"
    return Wording(text="", kind=Kind.RELATIVE, within=f"{number} {unit}", why=why)


def _days_from_signing(found: re.Match[str], signed_on: date | None) -> Wording:
    number = found["number"].strip("- ")
    days = int(number) if number.isdigit() else _COMPOUND[number]
    why = f"needs a date: «{found[0]}» counts from a day the plan does not name"
    return Wording(text="", kind=Kind.RELATIVE, within=f"{days} day{'s' * (days != 1)}", why=why)


def _recurring(every: str) -> Reader:
    def read(found: re.Match[str], _: date | None) -> Wording:
        groups = found.groupdict()
        day = int(groups["day"]) if groups.get("day") else None
        if day is not None and not 1 <= day <= 31:  # noqa: PLR2004 - the longest month
            raise ValueError(day)
        month = _month(groups["month"]) if groups.get("month") else None
        notes = ("the text itself says quarter",) if every == "half_year" and "квартал" in found[0] else ()
        recurrence = Recurrence(every=every, day=day, month=month)
        why = f"needs a date: it comes back {recurrence}, and the plan names no last day"
        return Wording(text="", kind=Kind.RECURRING, recurrence=recurrence, why=why, notes=notes)

    return read


def _fixed_days(found: re.Match[str], _: date | None) -> Wording:
    days = tuple(
        (_month(month), int(day)) for day, month in ((found["d1"], found["m1"]), (found["d2"], found["m2"]))
    )
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


_Q = r"(?P<quarter>[1-4]|[ivіӏ|]{1,3})"
_YEAR = r"(?P<year>\d{4})"
_G = r"\s*(?:года|году|год|г\.?)"
_DAY = r"(?P<day>\d{1,2})"

_TABLE: tuple[tuple[str, Reader], ...] = (
    # One date
    (rf"(?:{_BY}\s+)?{_DAY}\s+(?P<month>{_RU_MONTH})\s+{_YEAR}(?:{_G})?", _day),
    (rf"(?:{_BY}\s+)?{_DAY}\.(?P<month>\d{{1,2}})\.{_YEAR}(?:{_G})?", _digits),
    (rf"(?:{_BY}\s+)?{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)", _digits),
    (rf"{_YEAR}\s+жылғы\s+{_DAY}\s+(?P<month>{_KK_MONTH}){_BY_KK}?", _day),
    (rf"{_YEAR}\s+жылғы\s+{_DAY}\s+(?P<month>{_KK_MONTH})\s+кешіктірмей", _day),
    (rf"(?:{_BY}\s+)?{_DAY}\s+(?P<month>{_RU_MONTH})", _day_without_year),
    (rf"{_DAY}\s+(?P<month>{_KK_MONTH}){_BY_KK}?", _day_without_year),
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
    (rf"(?:до конца |в )?(?P<half>[12]|[ivіӏ|]{{1,2}})[- ]?(?:е |м )?\s*полугоди[еия]\s+{_YEAR}{_G}?", _end_of_half_year),
    (rf"{_YEAR}\s+жыл(?:ғы|дың)\s+(?P<half>[12]|[iі]{{1,2}})[- ]?\s*жартыжылды[а-яәғқңөұүһі]*", _end_of_half_year),
    (rf"(?:до конца |в )?(?P<month>{_RU_MONTH})\s+{_YEAR}(?:{_G})?", _end_of_month),
    (rf"{_YEAR}\s+жылғы\s+(?P<month>{_KK_MONTH})", _end_of_month),
    (rf"(?:в )?{_Q}[- ]?\s*(?:квартал[еау]?|тоқсан[а-яәғқңөұүһі]*)", _yearless),
    # From … to …
    (r"(?P<from>\d{4})\s*-\s*(?P<to>\d{4})\s*(?:годы|годов|гг?\.?|жылдар[а-яәғқңөұүһі]*)", _years),
    (
        rf"(?:с\s+)?(?P<first>\d{{1,2}})(?:\s+(?P<first_month>{_RU_MONTH}))?(?:\s+(?P<first_year>\d{{4}})(?:{_G})?)?"
        rf"\s*(?:-|по|до)\s*{_DAY}\s+(?P<month>{_RU_MONTH})\s+{_YEAR}(?:{_G})?",
        _days,
    ),
    (rf"(?P<first_month>{_RU_MONTH})\s*-\s*(?P<month>{_RU_MONTH})\s+{_YEAR}(?:{_G})?", _months),
    # Counted from a day
    (rf"в (?P<number>{'|'.join(w for w in _COMPOUND if w)}|\d{{1,2}}[- ]?)?(?:ти|х|и)?[- ]?месячный срок", _months_from_signing),
    (rf"(?P<number>{_NUMBER}) ай мерзім(?:де|інде)", _months_from_signing),
    (rf"в (?P<number>{'|'.join(w for w in _COMPOUND if w)}|\d{{1,2}})[- ]?(?:ти)?[- ]?дневный срок", _days_from_signing),
    (
        rf"в течение (?P<number>{_NUMBER}) (?P<working>рабочих )?(?:дней|дня)"
        r"(?: (?:после|со дня|с момента|с даты) [а-я]+(?: [а-я]+)?)?",
        _from_receipt,
    ),
    (rf"(?:алғаннан кейін )?(?P<number>{_NUMBER}) (?P<working>жұмыс )?күн(?:і)? ішінде", _from_receipt),
    # Again and again
    (rf"ежемесячно(?:,? {_BY} {_DAY}{_OF_MONTH}(?: месяцем)?)?", _recurring("month")),
    (rf"ай сайын(?:, есепті айдан кейінгі айдың {_DAY}-күніне (?:дейін|қарай))?", _recurring("month")),
    (rf"(?:ежеквартально|по итогам квартала)(?:,? {_BY} {_DAY}{_OF_MONTH}(?: кварталом| периодом)?)?", _recurring("quarter")),
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
        rf"(?:ежегодно|по итогам года),? {_BY} {_DAY} (?P<month>{_RU_MONTH})(?: года,? следующего за отчетн(?:ым|ого)(?: годом)?)?",
        _recurring("year"),
    ),
    (
        rf"жыл (?:сайын|қорытындысы бойынша)(?:, (?:есепті жылдан кейінгі жылдың )?{_DAY} (?P<month>{_KK_MONTH})"
        r"(?: дейін| қарай| кешіктірмей)?)?",
        _recurring("year"),
    ),
    (rf"ежегодно,? {_BY} (?P<d1>\d{{1,2}}) (?P<m1>{_RU_MONTH}) и (?P<d2>\d{{1,2}}) (?P<m2>{_RU_MONTH})", _fixed_days),
    (rf"жыл сайын,? (?P<d1>\d{{1,2}}) (?P<m1>{_KK_MONTH}) және (?P<d2>\d{{1,2}}) (?P<m2>{_KK_MONTH}){_BY_KK}?", _fixed_days),
    # No date at all
    (r"постоянно|на постоянной основе|постоянно / на постоянной основе|систематически", _dateless(Kind.OPEN)),
    (r"тұрақты(?: негізде)?|тұрақты / тұрақты негізде", _dateless(Kind.OPEN)),
    (r"по мере необходимости|қажеттілігіне қарай", _dateless(Kind.OPEN)),
    (r"в кратчайшие сроки|срочно|незамедлительно|безотлагательно|шұғыл|тез арада", _dateless(Kind.URGENT)),
)

PHRASES: tuple[tuple[re.Pattern[str], Reader], ...] = tuple((re.compile(said), reader) for said, reader in _TABLE)
"""Every phrase that is known, tried in order against the whole wording."""
