"""Reading the values a command sets: text from the command line or JSON becomes the field's own type.

Values are kept in the form they are stored in (JSON): dates as ISO text, lists as tuples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from workflow.dates import written_day
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.errors import Invalid, NotFound
from workflow.facts import BUILT_IN_FIELDS, PERIOD, FieldRule
from workflow.periods import Period

Value = TypeVar("Value")

LONGEST_TEXT = 10_000
"""Characters; what is longer belongs into a file given as evidence."""

_YES = frozenset({"true", "yes", "1", "да", "иә", "ия"})
_NO = frozenset({"false", "no", "0", "нет", "жоқ"})
_KAZAKH_LETTER = re.compile("[әғқңөұүһі]", re.IGNORECASE)
_CYRILLIC_LETTER = re.compile("[а-яё]", re.IGNORECASE)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def language_of(text: str) -> str:
    """The language a title is written in, told by its letters.

    >>> language_of("Алдын алу науқаны"), language_of("Кампания"), language_of("Campaign")
    ('kk', 'ru', 'en')
    """
    if _KAZAKH_LETTER.search(text):
        return "kk"
    return "ru" if _CYRILLIC_LETTER.search(text) else "en"


def read_values(definition: Definition, raw: Mapping[str, Any], directory: Directory) -> dict[str, Any]:
    """Every value in its field's type. Raises Invalid naming the field and what it takes."""
    return {name: read_value(definition, name, value, directory) for name, value in raw.items()}


def read_value(definition: Definition, name: str, value: Any, directory: Directory) -> Any:
    if name == PERIOD:
        return str(Period.named(str(value)))
    if name in BUILT_IN_FIELDS:
        return _BUILT_IN_READERS[BUILT_IN_FIELDS[name]](name, value, directory)
    rule = definition.fields.get(name)
    if rule is None:
        known = ", ".join((*definition.fields, *BUILT_IN_FIELDS))
        raise Invalid(f"{definition.type} has no field {name!r}", possible=f"its fields are: {known}")
    if value is None or value == "":
        return None
    return _READERS[rule.type](rule, value)


def _clean(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise Invalid(f"{name} takes text, not {value!r}")
    if len(value) > LONGEST_TEXT:
        raise Invalid(f"{name} is {len(value):,} characters long; at most {LONGEST_TEXT:,} are kept")
    return _UNPRINTABLE.sub("", value).strip()


def clean_comment(text: str | None) -> str | None:
    """A comment without control and invisible characters; none when nothing is left."""
    return None if text is None else _clean("the comment", text) or None


def _read_text(rule: FieldRule, value: Any) -> str:
    text = _clean(rule.name, str(value) if isinstance(value, int | float) else value)
    return _within(rule, text, len(text), "characters")


def _read_integer(rule: FieldRule, value: Any) -> int:
    try:
        number = int(str(value).replace(" ", "").replace("\u00a0", ""))
    except ValueError:
        raise Invalid(f"{rule.name} takes a whole number, not {value!r}") from None
    if abs(number) > 2**53:
        raise Invalid(f"{rule.name} takes a number of at most 2^53, not {value!r}")
    return _within(rule, number, number)


def _read_number(rule: FieldRule, value: Any) -> float:
    try:
        number = float(str(value).replace(" ", "").replace("\u00a0", "").replace(",", "."))
    except ValueError:
        number = float("nan")
    if number != number or number in (float("inf"), float("-inf")):
        raise Invalid(f"{rule.name} takes a number, not {value!r}")
    return _within(rule, number, number)


def _read_boolean(rule: FieldRule, value: Any) -> bool:
    word = str(value).strip().lower()
    if word not in _YES | _NO:
        raise Invalid(f"{rule.name} takes yes or no, not {value!r}")
    return word in _YES


def _read_date(rule: FieldRule, value: Any) -> str:
    return _day(rule.name, value).isoformat()


def _read_choice(rule: FieldRule, value: Any) -> str:
    if value not in rule.choices:
        raise Invalid(f"{rule.name} cannot be {value!r}", possible=f"one of: {', '.join(rule.choices)}")
    return str(value)


def _read_list(rule: FieldRule, value: Any) -> list[str]:
    items = [_clean(rule.name, item) for item in _items(rule.name, value)]
    return _within(rule, items, len(items), "entries")


def _within(rule: FieldRule, value: Value, size: float, what: str = "") -> Value:
    what = f" {what}" if what else ""
    if rule.min is not None and size < rule.min:
        raise Invalid(f"{rule.name} must be at least {rule.min:g}{what}, not {size:g}")
    if rule.max is not None and size > rule.max:
        raise Invalid(f"{rule.name} must be at most {rule.max:g}{what}, not {size:g}")
    return value


_READERS = {
    "string": _read_text,
    "integer": _read_integer,
    "number": _read_number,
    "boolean": _read_boolean,
    "date": _read_date,
    "choice": _read_choice,
    "list": _read_list,
}


def _items(name: str, value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    if isinstance(value, str):
        return [item.strip() for item in value.split(",") if item.strip()]
    if not isinstance(value, list | tuple):
        raise Invalid(f"{name} takes a list, not {value!r}", possible="several, with commas between them")
    return value


def _day(name: str, value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        return written_day(str(value))
    except ValueError:
        raise Invalid(f"{name} takes a date such as 2026-12-20, not {value!r}") from None


def _read_titles(name: str, value: Any, _: Directory) -> dict[str, str]:
    texts = value if isinstance(value, Mapping) else {language_of(str(value)): str(value)}
    titles = {language: _clean(name, text) for language, text in texts.items()}
    titles = {language: text for language, text in titles.items() if text}
    if not titles or not titles.keys() <= {"en", "ru", "kk"}:
        raise Invalid(f"{name} needs words in en, ru or kk", possible="a text, or one text per language")
    return titles


def _read_day(name: str, value: Any, _: Directory) -> date | None:
    return None if value in (None, "") else _day(name, value)


def _read_agency(_: str, value: Any, directory: Directory) -> str | None:
    if value in (None, ""):
        return None
    code = str(value).strip().upper()
    if code not in directory.agencies:
        raise NotFound(f"there is no agency {value!r}", possible=f"agencies: {', '.join(directory.agencies)}")
    return code


def _read_agencies(name: str, value: Any, directory: Directory) -> tuple[str, ...]:
    codes = (_read_agency(name, item, directory) for item in _items(name, value))
    return tuple(dict.fromkeys(code for code in codes if code))


def _read_regions(name: str, value: Any, directory: Directory) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(str(item).strip().upper() for item in _items(name, value)))
    for code in codes:
        if code not in directory.regions:
            raise NotFound(f"there is no region {code!r}", possible=f"regions: {', '.join(directory.regions)}")
    return codes


def _read_notes(name: str, value: Any, _: Directory) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{name} takes notes by name, not {value!r}", possible="qadam import sets it")
    return {str(key): _clean(f"{name}.{key}", text) for key, text in value.items() if text}


_BUILT_IN_READERS = {
    "notes": _read_notes,
    "texts": _read_titles,
    "date": _read_day,
    "agency": _read_agency,
    "agencies": _read_agencies,
    "regions": _read_regions,
}


def stored(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
