"""`qadam undo`, `amend`, `settle`, `divergence`, `definitions diff` and `migrate`: what they tell and refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import cli
from definitions.loader import MEASURE_TYPES
from tests.commands.terminal import at_terminal, bare
from tests.world import World

CAMPAIGN = (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().err)["error"]


def second_version(folder: Path, *edits: tuple[str, str]) -> Path:
    text = CAMPAIGN.replace("version: 1", "version: 2", 1)
    for old, new in edits:
        text = text.replace(old, new)
    file = folder / "campaign.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_undo_tells_what_it_would_do_and_then_does_it(busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    busy.move("1/KZ-75", "hold", "hq", comment="x")
    before = busy.counts()
    assert cli.main(["undo", "1/KZ-75", "--comment", "x", "--dry-run", "--json"]) == 0
    assert told(capsys)["results"][0]["to"] == "in_execution"
    assert busy.counts() == before

    assert cli.main(["undo", "1/KZ-75", "--comment", "x", "--json"]) == 0
    assert busy.measure("1/KZ-75").state == "in_execution"


def test_undo_of_several_gives_a_result_for_each(small_busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    small_busy.move("1/KZ-75", "hold", "hq", comment="x")
    assert cli.main(["undo", "1/KZ-75", "1/KZ-71", "--comment", "x", "--json"]) == 1
    results = {result["measure"]: result for result in told(capsys)["results"]}

    assert results["1/KZ-75"]["ok"]
    assert not results["1/KZ-71"]["ok"]
    assert "cannot be taken back" in results["1/KZ-71"]["error"]["message"]


def test_undo_asks_for_a_reason(small_busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["undo", "1/KZ-75"]) == 2
    assert "--comment" in capsys.readouterr().err


def test_amend_settle_and_divergence_tell_one_story(
    busy: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    busy.move("1", "amend", "hq", comment="first", target_group="молодёжь")
    assert busy.measure("1/KZ-75").conflicts.keys() == {"target_group"}
    arguments = [
        "amend",
        "1",
        "--set",
        "target_group=дети",
        "--drop-region",
        "KZ-79",
        "--comment",
        "решение 14",
        "--json",
    ]
    assert cli.main([*arguments, "--dry-run"]) == 0
    assert told(capsys)["conflicts"] == {"1/KZ-75": ["target_group"]}
    assert busy.measure("1/KZ-79").state == "approved"
    assert cli.main(arguments) == 0
    capsys.readouterr()
    assert busy.measure("1/KZ-79").state == "not_needed"

    assert cli.main(["divergence", "1", "--json"]) == 0
    regions = {region["region"]: region for region in told(capsys)["regions"]}
    assert regions["KZ-75"]["conflicts"] == ["target_group"]
    assert regions["KZ-75"]["moved"] > regions["KZ-71"]["moved"] == 0

    monkeypatch.setenv("QADAM_ACTOR", "kz-75")
    assert cli.main(["settle", "1/KZ-75", "target_group=national", "--json"]) == 0
    assert told(capsys)["conflicts"] == []
    assert busy.measure("1/KZ-75").data["target_group"] == "дети"
    assert cli.main(["settle", "1/KZ-75", "target_group=national", "--json"]) == 1
    assert "is not in conflict" in refused(capsys)["message"]


def test_a_person_reads_what_an_amendment_is_called_where_it_arrives(small_busy: World) -> None:
    typed = ("--lang", "ru", "amend", "1", "--set", "target_group=x", "--comment", "wider", "--dry-run")
    shown = bare(at_terminal(*typed, columns=120, fresh=False).out)

    assert re.search(r"^1 +Внести изменения +target_group$", shown, re.MULTILINE)
    assert re.search(r"^1/KZ-11 +Изменение республиканской меры +target_group$", shown, re.MULTILINE)


def test_an_amendment_that_is_refused_in_part_changes_nothing(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    before = small_busy.counts()
    assert cli.main(["amend", "1", "--set", "reach=5", "--drop-region", "KZ-79", "--comment", "x", "--json"]) == 1
    assert "amend" in refused(capsys)["message"]
    assert small_busy.counts() == before


def test_migrate_tells_of_each_measure_refuses_gaps_and_is_reverted(
    busy: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QADAM_ACTOR", "admin")
    file = second_version(tmp_path, ("in_execution", "at_work"), ("within: 10 working days", "within: 8 working days"))
    assert cli.main(["definitions", "load", str(file)]) == 0
    capsys.readouterr()
    assert cli.main(["definitions", "migrate", "campaign", "--to", "2", "--dry-run", "--json"]) == 0
    found = {each["measure"]: each for each in told(capsys)["measures"]}
    assert found["1/KZ-75"]["verdict"] == "needs_mapping"
    assert found["1/KZ-71"]["verdict"] == "safe"
    assert found["1/KZ-71"]["due_after"] < found["1/KZ-71"]["due_before"]

    assert cli.main(["definitions", "migrate", "campaign", "--to", "2", "--json"]) == 1
    assert "cannot be brought over" in refused(capsys)["message"]
    plan = tmp_path / "plan.yaml"
    plan.write_text("to: 2\nstates: {in_execution: at_work}\n", encoding="utf-8")
    assert cli.main(["definitions", "migrate", "campaign", "--plan", str(plan), "--json"]) == 0
    assert told(capsys)["safe"] == 21
    assert busy.measure("1/KZ-75").state == "at_work"
    assert cli.main(["definitions", "migrate", "campaign", "--revert", "--json"]) == 0
    assert busy.measure("1/KZ-75").state == "in_execution"
    assert cli.main(["db", "check"]) == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [("to: 2\nstates: [a, b]\n", "maps old names to new ones"), ("colour: red\n", "has the keys"),
     ("type: study\nto: 2\n", "is for 'study'"),
     ("states: {a: b}\n", "to which version"), ("- 1\n", "has the keys"), ("to: [\n", "")],
)  # fmt: skip
def test_a_plan_that_cannot_be_read_is_refused(
    small_busy: World, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(text, encoding="utf-8")
    assert cli.main(["definitions", "migrate", "campaign", "--plan", str(plan), "--json"]) == 1
    assert says in refused(capsys)["message"]


def test_diff_says_what_differs_from_a_file(
    small_busy: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = second_version(tmp_path, ("within: 15 working days", "within: 12 working days"))
    assert cli.main(["definitions", "diff", str(file), "--lang", "ru"]) == 0
    assert "отведённое время: было 15 рабочих дней, стало 12 рабочих дней" in capsys.readouterr().out
    assert cli.main(["definitions", "diff", "campaign", "--json"]) == 1
    assert "has only version 1" in refused(capsys)["message"]
