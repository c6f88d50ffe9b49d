from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.catalogue import LANGUAGES
from notifier.labels import labels_in
from notifier.wording import languages_of, long_date, long_moment, span, weekday
from workflow.durations import Unit

ALMATY = ZoneInfo("Asia/Almaty")


def test_dates_are_written_the_official_way() -> None:
    day = date(2026, 11, 24)

    assert long_date(day, "kk") == "2026 жылғы 24 қараша"
    assert long_date(day, "ru") == "24 ноября 2026 года"
    assert long_date(day, "en") == "24 November 2026"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_month_and_weekday_has_a_name_of_its_own(language: str) -> None:
    assert len({long_date(date(2026, month, 1), language) for month in range(1, 13)}) == 12
    assert len({weekday(date(2026, 11, day), language) for day in range(2, 9)}) == 7


def test_the_week_begins_on_monday_in_every_language() -> None:
    monday = date(2026, 11, 23)

    assert [weekday(monday, language) for language in LANGUAGES] == ["дүйсенбі", "понедельник", "Monday"]


def test_a_moment_is_shown_in_the_given_zone() -> None:
    at = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)

    assert long_moment(at, ALMATY, "kk") == "2026 жылғы 25 қараша (сәрсенбі), 01:15"
    assert long_moment(at, ZoneInfo("UTC"), "ru") == "24 ноября 2026 года (вторник), 20:15"


def test_almaty_was_six_hours_ahead_until_march_2024() -> None:
    assert long_moment(datetime(2024, 2, 29, 12, tzinfo=UTC), ALMATY, "en") == "29 February 2024 (Thursday), 18:00"
    assert long_moment(datetime(2024, 3, 1, 12, tzinfo=UTC), ALMATY, "en") == "1 March 2024 (Friday), 17:00"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (1, "1 рабочий день"),
        (2, "2 рабочих дня"),
        (4, "4 рабочих дня"),
        (5, "5 рабочих дней"),
        (10, "10 рабочих дней"),
        (11, "11 рабочих дней"),
        (12, "12 рабочих дней"),
        (14, "14 рабочих дней"),
        (21, "21 рабочий день"),
        (22, "22 рабочих дня"),
        (100, "100 рабочих дней"),
        (101, "101 рабочий день"),
        (111, "111 рабочих дней"),
    ],
)
def test_russian_working_days_follow_their_number(amount: int, words: str) -> None:
    assert span(amount, "working days", "ru") == words


def test_kazakh_days_stay_singular() -> None:
    assert [span(n, "working days", "kk") for n in (1, 2, 5)] == ["1 жұмыс күні", "2 жұмыс күні", "5 жұмыс күні"]


def test_english_has_one_day_and_many_days() -> None:
    assert [span(n, "days", "en") for n in (1, 2)] == ["1 day", "2 days"]


def test_a_unit_is_understood_in_singular_and_plural() -> None:
    assert span(6, "hour", "ru") == span(6, "hours", "ru") == "6 часов"
    assert span(3, "working_days", "en") == "3 working days"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", Unit)
def test_every_unit_a_definition_may_use_has_words(unit: Unit, language: str) -> None:
    assert span(5, str(unit), language)


def test_an_unknown_unit_is_not_shown_as_a_bare_english_word() -> None:
    assert span(3, "fortnights", "kk") is None


@given(st.integers(min_value=0, max_value=10**6))
def test_a_russian_plural_depends_only_on_the_last_two_digits(amount: int) -> None:
    def ending(number: int) -> str:
        return str(span(number, "days", "ru")).partition(" ")[2]

    assert ending(amount) == ending(amount % 100 + 100)


def test_languages_keep_their_order_and_are_named_once() -> None:
    assert languages_of(["en", "kz", "kk", "xx"]) == ("en", "kk")
    assert languages_of(["xx"]) == ("kk", "ru")


def test_every_language_names_every_role() -> None:
    assert len({frozenset(labels_in(language).roles) for language in LANGUAGES}) == 1
