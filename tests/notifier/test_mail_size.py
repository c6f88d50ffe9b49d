"""However much there is to tell, in however many languages: a mail stays below 100 kB, and says what it left out."""

from __future__ import annotations

import re
from itertools import permutations
from typing import Any

import pytest

from notifier.message import composer
from notifier.overview import ROWS_AGAIN
from notifier.render import Renderer
from notifier.samples import FACTS, MANY, TOGETHER
from tests.notifier.mail_samples import a_mail

LANGUAGES = ("kk", "ru", "en")
RENDERER = Renderer()
COMPOSE = composer(RENDERER, sender="Qadam <qadam@example.kz>")


def called(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


STATE = called("На согласовании у ответственного органа")
REGION = {"code": "KZ-59", "names": called("Северо-Казахстанская область")}
STEPS = [{"event": f"e{n}", "titles": called("Утвердить"), "requires": ["comment", "evidence"]} for n in range(6)]


def an_item(number: int) -> dict[str, Any]:
    title = "Профилактическая кампания среди учащихся школ и колледжей о вреде наркотических средств и веществ"
    deadline = FACTS["deadline"]
    return {
        **FACTS,
        "measure": f"{100 + number}/KZ-59",
        "version": number,
        "titles": called(title),
        "region": REGION,
        "state_titles": STATE,
        "deadline": {**deadline, "id": f"{number}#runs@1"},
        "called_off": [],
        "next": STEPS,
    }


SECTIONS = [
    {"name": name, "items": [an_item(place * 100 + number) for number in range(40)], "more": 900}
    for place, name in enumerate(("late", "told", "due_soon", "waiting", "changed", "dead"))
]
HEAT = {
    "states": [{"name": f"s{number}", "titles": STATE} for number in range(9)],
    "rows": [
        {"code": code, "names": REGION["names"], "counts": [999] * 9, "late": 999, "total": 9999}
        for code in (None, *(f"KZ-{number}" for number in range(10, 30)))
    ],
}
CONTACTS = [{"name": "Нұрлан Ахметов Сәрсенұлы", "email": f"coordinator.of.the.region{n}@example.kz"} for n in range(5)]
MORE = {"contacts": CONTACTS, "called_off": [an_item(number) for number in range(1_000, 1_020)]}
BIGGEST = {
    "digest": {**MANY, **MORE, "sections": SECTIONS, "heat": None},
    "national digest": {**MANY, **MORE, "sections": SECTIONS, "heat": HEAT},
    "bundle": {**TOGETHER, **MORE, "sections": [{**SECTIONS[0], "name": "assigned"}]},
}


@pytest.mark.parametrize("kind", BIGGEST)
def test_the_biggest_mail_is_below_a_hundred_kilobytes_in_any_choice_of_languages(kind: str) -> None:
    choices = [chosen for number in (1, 2, 3) for chosen in permutations(LANGUAGES, number)]
    template, facts = kind.rpartition(" ")[2], BIGGEST[kind]
    sizes = {chosen: len(COMPOSE(a_mail(template, facts=facts, languages=chosen)).as_bytes()) for chosen in choices}

    assert len(sizes) == 15
    assert max(sizes.values()) < 100_000
    assert min(sizes.values()) > 50_000, "it is meant to be big"


def test_what_two_languages_list_in_full_the_third_only_counts_and_says_where_it_stands() -> None:
    mail = a_mail("digest", facts=BIGGEST["national digest"], languages=LANGUAGES)
    kazakh, russian, english = re.split("―{30}", RENDERER.render(mail).text)

    assert "KZ-59 – " in kazakh
    assert kazakh.count("/KZ-59 – ") == russian.count("/KZ-59 – ")
    assert "Северо-Казахстанская область    999" in russian
    assert english.count("/KZ-59 – ") <= ROWS_AGAIN
    assert "and 940 more, see the list above" in english
    assert "999  999" not in english
    assert "Late: 940" in english


def test_the_shorter_titles_are_the_more_a_mail_lists() -> None:
    short = [{**item, "titles": called("Семинар"), "region": None} for item in SECTIONS[0]["items"]]
    long_ones, short_ones = (
        RENDERER.render(a_mail("bundle", facts={**BIGGEST["bundle"], "sections": [section]})).text.count("/KZ-59 – ")
        for section in (SECTIONS[0], {**SECTIONS[0], "items": short})
    )

    assert 30 < long_ones < short_ones
