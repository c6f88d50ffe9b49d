"""Kazakhstan's calendar says what the law and the decrees say."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from definitions.calendar_kz import OVERRIDES, calendar_from, kazakhstan
from workflow.calendar import Calendar
from workflow.durations import Duration
from workflow.errors import Invalid

FACTS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "calendar_2024_2027.csv"


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return kazakhstan()


def days_of(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=n) for n in range(366) if (date(year, 1, 1) + timedelta(days=n)).year == year
    ]


@pytest.mark.parametrize(("year", "working_days"), [(2024, 249), (2025, 246), (2026, 247), (2027, 247)])
def test_a_year_has_as_many_working_days_as_published(calendar: Calendar, year: int, working_days: int) -> None:
    assert sum(map(calendar.is_working, days_of(year))) == working_days


def test_a_saturday_was_worked_for_a_wednesday_off_in_may_2024(calendar: Calendar) -> None:
    assert calendar.is_working(date(2024, 5, 4))
    assert not calendar.is_working(date(2024, 5, 8))
    assert calendar.why(date(2024, 5, 4), "en") == "working Saturday moved from Wed 8 May 2024"
    assert calendar.why(date(2024, 5, 4), "ru") == "рабочий день за 08.05.2024 (перенос)"


def test_a_sunday_was_worked_for_a_friday_off_in_january_2025(calendar: Calendar) -> None:
    assert calendar.is_working(date(2025, 1, 5))
    assert not calendar.is_working(date(2025, 1, 3))


def test_a_moved_working_day_has_the_hours_of_an_ordinary_one(calendar: Calendar) -> None:
    assert calendar.hours_of(date(2024, 5, 4)) == calendar.hours_of(date(2024, 5, 6))


def test_the_last_of_august_2026_is_worked(calendar: Calendar) -> None:
    assert calendar.is_working(date(2026, 8, 31))


def test_constitution_day_is_kept_in_march_from_2027(calendar: Calendar) -> None:
    assert not calendar.is_working(date(2027, 3, 15))
    assert calendar.why(date(2027, 3, 15), "kk") == "Конституция күні"


def test_estimated_and_undecided_days_are_provisional(calendar: Calendar) -> None:
    assert calendar.provisional(date(2027, 5, 16))
    assert calendar.provisional(date(2028, 2, 1))
    assert not calendar.provisional(date(2026, 5, 27))


def test_every_day_off_has_a_name_in_three_languages(calendar: Calendar) -> None:
    unnamed = [day for day, special in calendar.days.items() if day.year >= 2021 and len(special.names) != 3]

    assert unnamed == []


def test_almaty_is_six_hours_ahead_before_march_2024_and_five_since(calendar: Calendar) -> None:
    assert calendar.close_of(date(2024, 2, 29)) == datetime(2024, 2, 29, 12, 30, tzinfo=UTC)
    assert calendar.close_of(date(2024, 3, 1)) == datetime(2024, 3, 1, 13, 30, tzinfo=UTC)


def test_ten_working_days_over_the_may_holidays_of_2024_count_the_moved_saturday(calendar: Calendar) -> None:
    start = datetime(2024, 4, 29, 5, 0, tzinfo=UTC)

    due = calendar.due(start, Duration.parse("10 working days"))

    # 30 Apr, 2, 3, 4 (Saturday), 6, 10, 13, 14, 15, 16 May
    assert due == datetime(2024, 5, 16, 13, 30, tzinfo=UTC)


@pytest.mark.skipif(not FACTS.is_file(), reason="the facts of the shared folder are not beside this checkout")
def test_it_agrees_with_the_collected_facts_of_2024_to_2027(calendar: Calendar) -> None:
    with FACTS.open(encoding="utf-8") as file:
        facts = {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}

    for day in (day for year in range(2024, 2028) for day in days_of(year)):
        kind = facts.get(day)
        working = kind == "moved_working_day" or (kind is None and day.weekday() < 5)
        assert calendar.is_working(day) == working, (day, kind, calendar.why(day))


@pytest.mark.parametrize(
    ("mended", "broken", "said"),
    [
        ('monday: ["09:00-13:00"', 'monday: ["9-13"', "'9-13' are no hours"),
        ("valid_until: 2026-12-31", "valid_until: soon", "'soon' is no date"),
        ("    working: true", "    worked: true", "there is no key 'worked'"),
        ("zone: Asia/Almaty", "zone: Asia/Almati", "there is no time zone 'Asia/Almati'"),
        ("  2026-08-31:", "  2026-02-30:", "'2026-02-30' is no date"),
    ],
)
def test_a_mistake_in_the_override_file_is_named(mended: str, broken: str, said: str) -> None:
    text = OVERRIDES.read_text(encoding="utf-8").replace(mended, broken)

    with pytest.raises(Invalid, match=said):
        calendar_from(text, "calendar.yaml")


def test_the_line_of_a_mistake_is_told() -> None:
    text = OVERRIDES.read_text(encoding="utf-8")
    line = text[: text.index("    working: true")].count("\n") + 1

    with pytest.raises(Invalid, match=f"calendar.yaml:{line}: "):
        calendar_from(text.replace("    working: true", "    worked: true"), "calendar.yaml")
