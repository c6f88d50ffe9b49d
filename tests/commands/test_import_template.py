"""A plan file to fill in, and the preview that tells how each cell was understood."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

import cli
from tests.commands.terminal import at_terminal, bare
from tests.world import World


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_template_can_be_imported_as_it_stands(
    small_world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    monkeypatch.setenv("QADAM_DB", small_world.url)
    assert cli.main(["import", "--template", f"plan.{ending}"]) == 0
    arguments = ["--as", "hq", "import", f"plan.{ending}", "--now", "2026-01-12T10:00", "--json"]
    assert cli.main(arguments) == 0
    capsys.readouterr()
    assert cli.main([*arguments, "--dry-run"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["unchanged"], told["refused"]) == (3, 0)
    assert "columns not read" not in " ".join(told["notes"])
    first = {cell["cell"]: cell["read"] for cell in told["rows"][0]["read"]}
    assert first["deadline"] == "due 2026-06-26"
    assert first["responsible"].startswith("lead MIA; with MCI")
    assert small_world.measure("2").regions == ("KZ-75", "KZ-71")


def test_the_workbook_explains_its_columns(tmp_path: Path) -> None:
    assert cli.main(["import", "--template", "plan.xlsx"]) == 0
    book = load_workbook(tmp_path / "plan.xlsx")
    assert book["План"].freeze_panes == "A2"
    assert book["Как заполнять"].max_row > 5


def test_a_template_overwrites_nothing_and_takes_two_endings(capsys: pytest.CaptureFixture[str]) -> None:
    Path("plan.csv").write_text("mine", encoding="utf-8")
    assert cli.main(["import", "--template", "plan.csv"]) == 1
    assert cli.main(["import", "--template", "plan.pdf"]) == 1
    assert cli.main(["import", "--template", "nowhere/plan.csv"]) == 1
    assert "nowhere/plan.csv cannot be written" in capsys.readouterr().err
    assert Path("plan.csv").read_text(encoding="utf-8") == "mine"
    assert cli.main(["import"]) == 2


def test_the_preview_tells_each_cell_to_a_person(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QADAM_DB", small_world.url)
    assert cli.main(["import", "--template", "plan.csv"]) == 0
    shown = bare(at_terminal("--as", "hq", "import", "plan.csv", "--dry-run", columns=140).out)

    assert "responsible  МВД (свод), МКИ, акиматы → lead MIA; with MCI, akimat" in shown
    assert "deadline     до 26 июня 2026 года → due 2026-06-26" in shown
    assert "3 created (dry run: nothing is imported)" in shown
    assert small_world.counts()["measure"] == 0


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ru",
            ["срок исполнения  до 26 июня 2026 года → срок 2026-06-26", "строка 2  1  создано", "→ ответственный МВД"],
        ),
        ("kk", ["орындау мерзімі  до 26 июня 2026 года → мерзімі 2026-06-26", "2-жол  1  құрылды", "→ жауапты ІІМ"]),
    ],
)
def test_the_preview_is_told_in_the_chosen_language(
    small_world: World, monkeypatch: pytest.MonkeyPatch, language: str, told: list[str]
) -> None:
    monkeypatch.setenv("QADAM_DB", small_world.url)
    assert cli.main(["import", "--template", "plan.csv"]) == 0
    typed = ("--as", "hq", "--lang", language, "import", "plan.csv", "--dry-run")
    shown = bare(at_terminal(*typed, columns=140, fresh=False).out)

    assert [words for words in told if words not in shown] == []
    assert not re.search(r"\b(row|lead|due|with|created|needs a|read)\b", shown)


def test_why_a_row_is_as_it_is_is_told_to_a_person_in_their_language_and_to_programs_in_english(
    small_world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QADAM_DB", small_world.url)
    Path("plan.csv").write_text("№,Мероприятие,Срок исполнения\n7,Лекции,срочно\n", encoding="utf-8")
    typed = ("--as", "hq", "--lang", "ru", "import", "plan.csv", "--dry-run")

    assert "нужна дата: «срочно» её не называет" in bare(at_terminal(*typed, columns=200, fresh=False).out)
    assert cli.main([*typed, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["why"].startswith("needs a date: «срочно» names none")
