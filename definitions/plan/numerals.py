"""Months, numbers, quarters as Russian and Kazakh texts write them, in lower case."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

MONTHS: Mapping[str, int] = {
    "январ": 1,
    "феврал": 2,
    "март": 3,
    "апрел": 4,
    "ма": 5,
    "июн": 6,
    "июл": 7,
    "август": 8,
    "сентябр": 9,
    "октябр": 10,
    "ноябр": 11,
    "декабр": 12,
}
KAZAKH_MONTHS: Mapping[str, int] = {
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
RU_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))}){_ENDING}"
KK_MONTH = rf"(?:{'|'.join(KAZAKH_MONTHS)})[а-яәғқңөұүһі]*"

NUMBERS: Mapping[str, int] = {
    "одного": 1,
    "двух": 2,
    "трех": 3,
    "четырех": 4,
    "пяти": 5,
    "шести": 6,
    "семи": 7,
    "восьми": 8,
    "девяти": 9,
    "десяти": 10,
    "пятнадцати": 15,
    "двадцати": 20,
    "тридцати": 30,
    "бір": 1,
    "екі": 2,
    "үш": 3,
    "төрт": 4,
    "бес": 5,
    "алты": 6,
    "жеті": 7,
    "сегіз": 8,
    "тоғыз": 9,
    "он": 10,
    "он бес": 15,
    "жиырма": 20,
    "отыз": 30,
}
COMPOUND: Mapping[str, int] = {
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
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LOOK_ALIKE = str.maketrans({"і": "i", "ӏ": "i", "|": "i", "х": "x"})


def number_of(text: str) -> int:
    return int(text) if text.isdigit() else NUMBERS[text]


def month_of(text: str) -> int:
    for stem, number in sorted({**MONTHS, **KAZAKH_MONTHS}.items(), key=lambda item: -len(item[0])):
        if text.startswith(stem):
            return number
    raise ValueError(text)


def quarter_of(text: str) -> int:
    number = int(text) if text.isdigit() else _ROMAN.get(text.translate(_LOOK_ALIKE))
    if number is None or not 1 <= number <= 4:  # a year has four
        raise ValueError(text)
    return number


def last_day_of(year: int, month: int) -> date:
    date(year, month, 1)
    return date(year, month, monthrange(year, month)[1])
