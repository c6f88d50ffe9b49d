"""The demo: what a newcomer sees first, and README's picture of it."""

from __future__ import annotations

import email
import email.policy
import json
import re
from pathlib import Path
from typing import Any

import pytest

import cli
from tests.commands.terminal import ROOT, piped

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of one demo, and what it said."""
    folder = tmp_path_factory.mktemp("demo") / "qadam-demo"
    said = piped("demo", "--dir", str(folder))
    assert said.code == 0, said.err
    assert said.err == ""
    return folder, said.out


def list_mails(folder: Path) -> list[email.message.EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("mail/*.eml"))
    ]


def asked(folder: Path, capsys: Capture, *arguments: str) -> Any:
    assert cli.main(["--db", f"sqlite:///{folder / 'qadam.db'}", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_it_is_told_in_the_order_in_which_it_happens(told: tuple[Path, str]):
    _, said = told
    moments = re.findall(r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d\d) (Apr|May|Jun|Jul) (\d\d:\d\d)", said, re.MULTILINE)
    months = {"Apr": 4, "May": 5, "Jun": 6, "Jul": 7}
    told_at = [(months[month], day, time) for day, month, time in moments]

    assert len(told_at) > 25
    assert told_at == sorted(told_at)


@pytest.mark.parametrize(
    "line",
    [
        "26 real wordings and 8 sample rows",
        "101 is approved by a second coordinator (four eyes): 20 variants",
        "refused: 101/KZ-75: kz-10 may not 'tailor' it",
        "not counted: Kazakhstan's People Solidarity Holiday",
        "counted: working Saturday moved from Wed 8 May 2024",
        "not counted: day off moved from Sat 4 May 2024",
        "101/KZ-62, the ladder of «Tailoring to the region»:",
        "10 working days after → «Put in force untailored» happens by itself",
        "10 working days after → head of the national HQ",
        "asked in time for more time, and gets it",
        "has its report sent back",
        "with the last region 101 becomes «Reported» by itself (the join)",
        "101 is taken off control",
        "The board on Mon 22 Jul",
        "qadam explain 101/KZ-62",
    ],
)
def test_it_shows(told: tuple[Path, str], line: str):
    assert line in told[1]


@pytest.mark.parametrize(("language", "board"), [("ru", "Доска на пн 22 июл"), ("kk", "дс 22 шіл 18:20 жағдайы")])
def test_it_is_told_in_the_chosen_language_within_the_width_of_a_terminal(
    tmp_path: Path, capsys: Capture, language: str, board: str
):
    assert cli.main(["--lang", language, "demo", "--dir", str(tmp_path / "demo")]) == 0
    story, _, ending = capsys.readouterr().out.partition(board)
    _, _, table = ending.partition("\n")
    of_the_board = table.partition("102/KZ")[0].splitlines()

    assert len(of_the_board) > 20
    assert max(map(len, of_the_board)) <= 80
    told = [line for line in story.splitlines() if "  | " not in line and "refused" not in line and ".eml" not in line]
    english = re.sub(r"KZ-\d\d|\S*demo/qadam.db|kz-10|'tailor'|\(regional.coordinator of KZ-10\)", "", "\n".join(told))
    assert re.findall("[a-z]{2,}", english) == []


def test_readme_shows_what_it_says(told: tuple[Path, str]):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (picture,) = re.findall(r"^```text\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    said = iter(told[1].splitlines())

    assert all(line in said for line in picture.splitlines()), "the lines, in this order"


def test_the_late_region_went_up_the_whole_of_both_ladders(told: tuple[Path, str], capsys: Capture):
    shown = asked(told[0], capsys, "show", "101/KZ-62")
    rungs = {clock["name"]: clock["rungs"] for clock in shown["deadlines"]}

    assert [rung["fired_at"] is not None for rung in rungs["tailoring"]] == [True] * 5
    assert [rung["fired_at"] is not None for rung in rungs["execution"]] == [True] * 9
    assert not any(rung["collapsed"] for rung in (*rungs["tailoring"], *rungs["execution"]))
    assert shown["state"] == "closed"
    assert {clock["name"]: clock["status"] for clock in shown["deadlines"]}["execution"] == "late"


def test_the_national_measure_is_closed_and_the_record_is_whole(told: tuple[Path, str], capsys: Capture):
    assert asked(told[0], capsys, "show", "101")["state"] == "closed"
    assert asked(told[0], capsys, "audit", "verify")["ok"]
    assert asked(told[0], capsys, "list", "--needs", "date")["total"] == 18
    assert asked(told[0], capsys, "overdue")["measures"]


def test_its_clock_stays_where_the_story_ended(told: tuple[Path, str], capsys: Capture):
    assert asked(told[0], capsys, "status")["as_of"] == "2024-07-22T13:20:00+00:00"


def test_its_mails_are_worth_reading(told: tuple[Path, str]):
    mails = list_mails(told[0])
    escalation = next(mail for mail in reversed(mails) if "101/KZ-62" in mail["Subject"] and "head@" in mail["To"])
    text = escalation.get_body(("plain",)).get_content()

    assert len(mails) > 200
    assert all(mail["To"].endswith("@qadam.example") for mail in mails)
    assert "10 жұмыс күні" in text
    assert "просрочено на 10 рабочих дней" in text
    assert "«Есірткісіз өмір»" in text
    assert "образец" in text


def test_it_can_be_made_anew_but_takes_nobody_s_folder(told: tuple[Path, str], tmp_path: Path, capsys: Capture):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "thesis.txt").write_text("mine")
    assert cli.main(["demo", "--dir", str(mine)]) == 1
    assert "is not empty and was not made by the demo" in capsys.readouterr().err
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]

    assert cli.main(["demo", "--dir", str(told[0]), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) >= {"dir", "database", "mail", "mails", "imported", "needs_date", "ladder", "overdue", "late"}
    assert document["national_state"] == "closed"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_qadam_alone_says_how_to_begin(capsys: Capture, monkeypatch: pytest.MonkeyPatch, language: str):
    monkeypatch.setenv("QADAM_LANG", language)
    assert cli.main([]) == 0
    said = capsys.readouterr().out

    assert re.findall(r"^  qadam (\w+)", said, re.MULTILINE) == ["demo", "init", "help"]
