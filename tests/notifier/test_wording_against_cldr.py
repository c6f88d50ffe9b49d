"""Our months, weekdays and plurals are those of CLDR, as Babel brings it; only the official patterns are our own."""

from __future__ import annotations

from datetime import date

import pytest

from notifier.catalogue import LANGUAGES
from notifier.wording import days_left, long_date, span, weekday

dates = pytest.importorskip("babel.dates", reason="Babel is not installed: pip install -e '.[test]'")
Locale = pytest.importorskip("babel").Locale


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_and_weekdays_are_named_as_in_cldr(language: str) -> None:
    months = dates.get_month_names("wide", "format", locale=language)
    weekdays = dates.get_day_names("wide", "format", locale=language)

    for month in range(1, 13):
        assert months[month] in long_date(date(2026, month, 1), language)
    for day in range(2, 9):  # Monday, 2 November 2026, to Sunday
        assert weekday(date(2026, 11, day), language).casefold() == weekdays[day - 2].casefold()


FORMS = {
    "kk": {"one": "жұмыс күні", "other": "жұмыс күні"},
    "ru": {"one": "рабочий день", "few": "рабочих дня", "many": "рабочих дней"},
    "en": {"one": "working day", "other": "working days"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_follow_cldr_for_every_number_people_meet(language: str) -> None:
    plural = Locale(language).plural_form

    for number in range(1_001):
        assert span(number, "working days", language) == f"{number} {FORMS[language][plural(number)]}"


def test_the_russian_verb_agrees_with_the_number() -> None:
    plural = Locale("ru").plural_form

    for number in range(1, 1_001):
        assert days_left(number, "ru").startswith("остался " if plural(number) == "one" else "осталось ")
