"""Kazakhstan's calendar: the `holidays` package, and our file of hours, names and days on top of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from holidays.version import __version__ as holidays_version

from definitions.yaml_file import YamlFile, read_yaml
from workflow.calendar import Calendar
from workflow.directory import Texts
from workflow.errors import Invalid
from workflow.working_days import Hours, SpecialDay

OVERRIDES = Path(__file__).with_name("calendar.yaml")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_YEAR, LAST_YEAR = 1991, 2100
KEYS = ("name", "zone", "hours", "years", "valid_until", "names", "days")
DAY_KEYS = ("working", "names", "source", "provisional", "hours")

_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_REMARK = re.compile(r" \((observed|estimated)(?:, (observed|estimated))?\)$")
_MOVED = re.compile(r"Day off \(substituted from (\d\d)/(\d\d)/(\d{4})\)")

_OBSERVED: Texts = {"en": "observed", "ru": "перенос выходного", "kk": "демалыс ауыстырылды"}
_ESTIMATED: Texts = {"en": "estimated", "ru": "ожидается", "kk": "күтілуде"}
_PACKAGE = f"holidays {holidays_version}"


def kazakhstan(overrides: Path = OVERRIDES) -> Calendar:
    """The calendar of public holidays, moved days and hours. Raises Invalid naming the line of a bad override."""
    return calendar_from(overrides.read_text(encoding="utf-8"), overrides.name)


def calendar_from(text: str, name: str) -> Calendar:
    """The calendar an override file describes, with Kazakhstan's public holidays under it.

    Raises Invalid naming file, line and what is allowed.
    """
    file = read_yaml(text, name)
    if file.problems:
        raise Invalid("; ".join(str(problem) for problem in file.problems))
    said = _mapping(file, ())
    _only(file, (), said, KEYS)
    missing = [key for key in KEYS if key not in said and key != "days"]
    if missing:
        raise _invalid(file, (), f"{', '.join(missing)} must be said")
    span = _years(file)
    names = {called: _texts(file, ("names", called)) for called in _mapping(file, ("names",))}
    days = {**_public_holidays(span, names), **_moved_working_days(span)}
    for day in _mapping(file, ("days",)) if said.get("days") else ():
        days[_date(file, ("days", day), day)] = _override(file, day)
    return Calendar(
        name=str(said["name"]),
        zone=_zone(file),
        hours=_week(file),
        days=days,
        valid_until=_date(file, ("valid_until",), said["valid_until"]),
    )


def _years(file: YamlFile) -> range:
    said = _mapping(file, ("years",))
    first, last = said.get("from"), said.get("to")
    if not (isinstance(first, int) and isinstance(last, int) and FIRST_YEAR <= first <= last <= LAST_YEAR):
        raise _invalid(
            file, ("years",), f"years go from one to another, {FIRST_YEAR} the first and {LAST_YEAR} the last"
        )
    return range(first, last + 1)


def _zone(file: YamlFile) -> str:
    name = file.document["zone"]
    try:
        return ZoneInfo(str(name)).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _invalid(file, ("zone",), f"there is no time zone {str(name)[:40]!r}, write it as Asia/Almaty") from None


def _week(file: YamlFile) -> tuple[Hours, ...]:
    said = _mapping(file, ("hours",))
    _only(file, ("hours",), said, WEEKDAYS)
    week = tuple(_hours(file, ("hours", weekday), said.get(weekday) or ()) for weekday in WEEKDAYS)
    if not any(week):
        raise _invalid(file, ("hours",), "people must work on some day of the week")
    return week


def _public_holidays(years: range, names: Mapping[str, Texts]) -> dict[date, SpecialDay]:
    found = holidays.country_holidays("KZ", years=years, language="en_US")
    return {day: _holiday(called, names) for day, called in found.items() if day.year in years}


def _holiday(called: str, names: Mapping[str, Texts]) -> SpecialDay:
    """A day off as the package calls it, e.g. "Capital Day (observed)", in three languages."""
    moved = _MOVED.fullmatch(called)
    if moved:
        month, day, year = (int(part) for part in moved.groups())
        worked = date(year, month, day)
        return SpecialDay(
            working=False,
            names={
                "en": f"day off moved from {worked:%a} {worked.day} {worked:%B %Y}",
                "ru": f"день отдыха, перенесён с {worked:%d.%m.%Y}",
                "kk": f"демалыс күні, {worked:%d.%m.%Y} күнінен ауыстырылды",
            },
            source=_PACKAGE,
        )
    remark = _REMARK.search(called)
    remarks = [part for part in remark.groups() if part] if remark else []
    texts = [{"en": name, **names.get(name, {})} for name in called[: remark.start() if remark else None].split("; ")]
    said = {language: "; ".join(text.get(language, text["en"]) for text in texts) for language in ("en", "ru", "kk")}
    for word in remarks:
        said = {
            language: f"{text} ({(_OBSERVED if word == 'observed' else _ESTIMATED)[language]})"
            for language, text in said.items()
        }
    return SpecialDay(working=False, names=said, source=_PACKAGE, provisional="estimated" in remarks)


def _moved_working_days(years: range) -> dict[date, SpecialDay]:
    """The weekend days that are worked, each with the day off it was given for."""
    found = holidays.country_holidays("KZ", years=years, language="en_US")
    given = {}
    for day, called in found.items():
        moved = _MOVED.fullmatch(called)
        if moved:
            month, number, year = (int(part) for part in moved.groups())
            given[date(year, month, number)] = day
    return {
        worked: SpecialDay(working=True, names=_worked_for(worked, given.get(worked)), source=_PACKAGE)
        for worked in found.weekend_workdays
        if worked.year in years
    }


def _worked_for(worked: date, off: date | None) -> Texts:
    if off is None:
        return {"en": "working day moved by decree", "ru": "рабочий день (перенос)", "kk": "жұмыс күні (ауыстырылған)"}
    return {
        "en": f"working {worked:%A} moved from {off:%a} {off.day} {off:%B %Y}",
        "ru": f"рабочий день за {off:%d.%m.%Y} (перенос)",
        "kk": f"{off:%d.%m.%Y} үшін жұмыс күні (ауыстырылған)",
    }


def _override(file: YamlFile, key: Any) -> SpecialDay:
    path = ("days", key)
    said = _mapping(file, path)
    _only(file, path, said, DAY_KEYS)
    if not isinstance(said.get("working"), bool):
        raise _invalid(file, path, "a day says working: true or working: false")
    return SpecialDay(
        working=said["working"],
        names=_texts(file, (*path, "names")) if said.get("names") else {},
        source=str(said.get("source") or ""),
        provisional=bool(said.get("provisional", False)),
        hours=_hours(file, (*path, "hours"), said["hours"]) if said.get("hours") else None,
    )


def _hours(file: YamlFile, path: tuple[Any, ...], spans: Any) -> Hours:
    if not isinstance(spans, list | tuple):
        raise _invalid(file, path, 'hours are a list, write them as ["09:00-13:00", "14:30-18:30"]')
    found: list[tuple[int, int]] = []
    for span in spans:
        read = _SPAN.fullmatch(str(span))
        if read is None:
            raise _invalid(file, path, f"{str(span)[:40]!r} are no hours, write them as 09:00-13:00")
        h1, m1, h2, m2 = (int(part) for part in read.groups())
        begins, ends = h1 * 60 + m1, h2 * 60 + m2
        if max(m1, m2) > 59 or not (found[-1][1] if found else 0) <= begins < ends <= 24 * 60:
            raise _invalid(file, path, f"{span} does not follow what is before it within the day")
        found.append((begins, ends))
    return tuple(found)


def _texts(file: YamlFile, path: tuple[Any, ...]) -> Texts:
    said = _mapping(file, path)
    _only(file, path, said, ("en", "ru", "kk"))
    return {language: str(text) for language, text in said.items() if text}


def _date(file: YamlFile, path: tuple[Any, ...], value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        raise _invalid(file, path, f"{value!r} is no date, write it as 2026-12-31") from None


def _mapping(file: YamlFile, path: tuple[Any, ...]) -> Mapping[Any, Any]:
    value: Any = file.document
    for part in path:
        value = value[part]
    if not isinstance(value, Mapping):
        raise _invalid(file, path, "keys with values are wanted here")
    return value


def _only(file: YamlFile, path: tuple[Any, ...], said: Mapping[Any, Any], allowed: tuple[str, ...]) -> None:
    for key in said:
        if key not in allowed:
            raise _invalid(file, (*path, key), f"there is no key {key!r}; keys are: {', '.join(allowed)}")


def _invalid(file: YamlFile, path: tuple[Any, ...], message: str) -> Invalid:
    place = file.place(path)
    return Invalid(f"{file.name}:{place.line}: {message}")
