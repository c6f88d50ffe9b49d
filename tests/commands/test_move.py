"""`qadam move`: one or many, each with its own result; forms; the nearest event."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

import cli
from tests.commands.terminal import at_terminal, bare
from tests.world import World


@pytest.fixture
def drafts(busy: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Five drafts of hq's, which hq2 may approve; one of them lacks its date."""
    monkeypatch.setenv("QADAM_ACTOR", "hq2")
    for number in range(11, 15):
        busy.create(number=str(number))
    busy.create(number="15", due_on=None)
    return busy


def answered(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return {result["measure"]: result for result in document["results"]}


def test_many_are_moved_with_a_result_each_and_a_refusal_undoes_that_one_alone(
    drafts: World, capsys: pytest.CaptureFixture[str]
) -> None:
    before = drafts.counts()["history"]
    assert cli.main(["move", "--where", "state=draft", "--where", "type=campaign", "approve", "--json"]) == 1

    told = answered(capsys)
    assert {name: result["ok"] for name, result in told.items()} == {
        "11": True,
        "12": True,
        "13": True,
        "14": True,
        "15": False,
    }
    assert "due_on must be set" in told["15"]["error"]["message"]
    assert drafts.measure("14").state == "approved"
    assert drafts.measure("15").state == "draft"
    assert drafts.counts()["history"] == before + 4 * 21


def test_a_dry_run_says_what_each_would_do_and_changes_nothing(
    drafts: World, capsys: pytest.CaptureFixture[str]
) -> None:
    before = drafts.counts()
    assert cli.main(["move", "11", "12", "approve", "--dry-run", "--json"]) == 0

    assert [len(result["children"]) for result in answered(capsys).values()] == [20, 20]
    assert drafts.counts() == before


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "1/KZ-10  Tailor to the region  Approved  Tailored to the region"),
        ("ru", "1/KZ-10  Адаптировать к региону  Утверждено  Адаптировано к региону"),
    ],
)
def test_a_person_reads_what_events_and_states_are_called(small_busy: World, language: str, told: str) -> None:
    typed = ("--as", "kz-10", "--lang", language, "move", "1/KZ-10", "tailor", "--set", "target_group=x", "--dry-run")
    shown = bare(at_terminal(*typed, columns=160, fresh=False).out)

    assert told in shown


def test_what_follows_in_the_family_is_told_by_its_title(small_busy: World) -> None:
    typed = ("move", "1", "cancel", "--set", "decision_number=7", "--comment", "merged", "--dry-run")
    shown = bare(at_terminal(*typed, columns=160, fresh=False).out)

    assert "1/KZ-10 Cancel → Cancelled" in shown


@pytest.mark.parametrize("typed", ["1/kz-10", "1/КZ-10"])
def test_a_region_in_small_or_cyrillic_letters_is_understood(
    small_busy: World, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    for words in (["show", typed], ["history", typed], ["move", typed, "tailor", "--set", "target_group=x"]):
        assert cli.main(["--as", "kz-10", *words, "--json"]) == 0, capsys.readouterr().err

    assert small_busy.measure("1/KZ-10").state == "tailored"


def test_where_takes_names_in_words_and_nothing_fitting_is_refused(
    drafts: World, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--as", "kz-71", "move", "--where", "region=Астана", "--where", "state=Утверждено"]
    assert cli.main([*arguments, "tailor", "--set", "target_group=школьники"]) == 0
    assert drafts.measure("1/KZ-71").state == "tailored"
    capsys.readouterr()

    assert cli.main([*arguments, "tailor"]) == 1
    assert "error: no measure fits --where" in capsys.readouterr().err


def test_wrong_where_is_wrong_usage(drafts: World, capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("colour=red", "state", "overdue=perhaps"):
        assert cli.main(["move", "--where", text, "approve"]) == 2
        assert "--where" in capsys.readouterr().err


def test_more_than_one_group_is_moved_whole(
    small_busy: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commands.move.GROUP", 3)
    for number in range(100, 108):
        small_busy.create("finance", number=str(number), lead_agency="FMA")
    assert cli.main(["--as", "hq2", "move", "--where", "type=finance", "approve", "--json"]) == 0

    told = answered(capsys)
    assert len(told) == 8
    assert all(result["ok"] for result in told.values())


def test_a_person_is_asked_before_many_are_moved_and_yes_answers_for_scripts(
    drafts: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = at_terminal("move", "--where", "type=campaign", "--where", "level=national", "cancel", env={"TERM": "dumb"},
                        typed="n\n")  # fmt: skip
    assert "6 measures. Go on?" in asked.out
    assert asked.code == 130
    assert drafts.measure("11").state == "draft"

    told = at_terminal("move", "--yes", "--where", "state=draft", "--where", "type=campaign", "approve")
    assert "4 done, 1 refused" in bare(told.out)
    assert told.code == 1


@pytest.mark.parametrize(("typed", "meant"), [("aprove", "approve"), ("Утвердит", "approve"), ("cancell", "cancel")])
def test_an_event_nobody_knows_names_the_nearest(
    small_busy: World, capsys: pytest.CaptureFixture[str], typed: str, meant: str
) -> None:
    assert cli.main(["--lang", "ru", "--as", "hq2", "move", "2", typed]) == 1
    assert f"возможно, вы имели в виду {meant}? qadam move 2 {meant}" in capsys.readouterr().err


def editor(folder: Path, script: str) -> str:
    path = folder / "editor.sh"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return str(path)


def test_a_form_is_filled_in_an_editor_and_checked_when_it_returns(
    small_busy: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_in = "sed -i 's/^target_group:.*/target_group: Студенты, 1 курс/; s/^comment:.*/comment: из формы/' \"$1\""
    saved = "touch -d '+9 seconds' \"$1\""  # click asks the file's time whether it was saved
    monkeypatch.setenv("VISUAL", editor(tmp_path, f'cp "$1" {tmp_path}/seen; {fill_in}; {saved}'))
    assert cli.main(["--as", "kz-10", "move", "1/KZ-10", "tailor", "--edit"]) == 0

    assert "# Target group (string, required)" in (tmp_path / "seen").read_text(encoding="utf-8")
    assert small_busy.measure("1/KZ-10").data["target_group"] == "Студенты, 1 курс"
    assert small_busy.history("1/KZ-10")[-1].comment == "из формы"


def test_a_form_left_unchanged_does_nothing(small_busy: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", editor(tmp_path, "true"))
    assert cli.main(["--as", "kz-10", "move", "1/KZ-10", "tailor", "--edit"]) == 130
    assert small_busy.measure("1/KZ-10").state == "approved"


def test_a_form_that_is_refused_opens_again_with_the_reason_above_it(
    small_busy: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        f'cp "$1" {tmp_path}/seen; if grep -q "^#!" "$1"; then sed -i "s/^target_group:.*/target_group: all/" "$1";'
        ' else sed -i "s/^comment:.*/comment: x/" "$1"; fi; touch -d "+9 seconds" "$1"'
    )
    path = editor(tmp_path, script)
    shown = at_terminal("--as", "kz-10", "move", "1/KZ-10", "tailor", "--edit", env={"VISUAL": path})

    assert shown.code == 0, shown.out
    assert (tmp_path / "seen").read_text(encoding="utf-8").startswith("#! 1/KZ-10: cannot 'tailor': target_group must")
    assert small_busy.measure("1/KZ-10").data["target_group"] == "all"


@pytest.mark.parametrize("visual", ["false", "/nowhere/vi", "vi 'unclosed"])
def test_an_editor_that_fails_is_a_refusal_with_a_way_out(
    small_busy: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], visual: str
) -> None:
    monkeypatch.setenv("VISUAL", visual)
    assert cli.main(["--as", "kz-10", "move", "1/KZ-10", "tailor", "--edit"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: the editor failed: ")
    assert "try: VISUAL=EDITOR, or --set and --comment instead" in said
    assert small_busy.measure("1/KZ-10").state == "approved"


def test_an_event_that_does_not_start_here_is_answered_with_the_command_for_those_that_do(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["move", "1", "accept"]) == 1
    error, way_out = capsys.readouterr().err.splitlines()
    assert error == "error: 1 is 'approved': cannot 'accept'"
    assert re.fullmatch(r"try: qadam move 1 [a-z_]+(\|[a-z_]+)+", way_out)
    assert "settle" not in way_out  # nothing is in conflict
