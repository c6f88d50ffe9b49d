"""`qadam explain` tells the reckoning in the language of whoever asks; programs read the same in every language."""

from __future__ import annotations

import ast
import json
import re

import pytest

import cli
from commands.translations.reckoning import RECKONING
from tests.commands.terminal import ROOT
from tests.world import World
from workflow.periods import Every

Capture = pytest.CaptureFixture[str]


def sentences() -> set[str]:
    """Every wording a reckoning is put together of, read from where they are said."""
    said = set()
    for name in ("workflow/explanation.py", "commands/explain.py", "commands/translations/spoken.py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "say":
                said |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    return said


def test_every_sentence_of_a_reckoning_is_known_in_russian_and_kazakh() -> None:
    assert len(sentences()) > 30
    assert sentences() - RECKONING.keys() == set()
    assert {str(every) for every in Every} <= RECKONING.keys()


def test_a_translation_names_what_the_english_names() -> None:
    for wording, translations in RECKONING.items():
        for translation in translations:
            assert sorted(set(re.findall(r"\d", " ".join(re.findall(r"\{(\d)\}", translation))))) == [
                str(n) for n in range(wording.count("{}"))
            ], translation


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                "Tailoring to the region: running",
                "  rule     within 10 working days (line ",
                "passed over: Saturday",
                "  to come  ",
            ],
        ),
        (
            "ru",
            [
                "Адаптация к региону: идёт",
                "  правило   в течение: 10 рабочих дней (строка ",
                "пропущен: суббота",
                "до срока",
            ],
        ),
        (
            "kk",
            ["Өңірге бейімдеу: жүріп жатыр", "  ереже      10 жұмыс күні ішінде (", "есептелмейді: сенбі", "қалғанда"],
        ),
    ],
)
def test_a_reckoning_is_told_in_the_chosen_language(
    small_busy: World, capsys: Capture, language: str, told: list[str]
) -> None:
    assert cli.main(["--lang", language, "explain", "1/KZ-10"]) == 0
    shown = capsys.readouterr().out
    for words in told:
        assert words in shown
    if language != "en":
        assert not re.search(r"\b(rule|reckon|opened|after|until|working|due|calendar|rung)\b", shown)


def test_programs_read_the_same_in_every_language(small_busy: World, capsys: Capture) -> None:
    documents = []
    for language in ("en", "ru"):
        assert cli.main(["--lang", language, "--json", "explain", "1/KZ-10"]) == 0
        (deadline,) = json.loads(capsys.readouterr().out)["deadlines"]
        documents.append((deadline["rule"], [leg["says"].partition(" (")[0] for leg in deadline["legs"]]))

    assert documents[0] == documents[1]
    assert documents[0][0] == "within 10 working days"
