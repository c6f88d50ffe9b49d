"""Saved views: filters by name, checked when saved, combined when run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import cli
from tests.world import World


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_a_view_runs_what_was_saved_with_whatever_is_added(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["view", "save", "late-almaty", "overdue", "--region", "Астана"]) == 0
    assert "qadam view late-almaty" in capsys.readouterr().out

    assert cli.main(["view", "late-almaty", "--columns", "measure"]) == 0
    assert capsys.readouterr().out.splitlines() == ["measure", "1/KZ-71"]
    assert cli.main(["--lang", "ru", "view", "late-almaty", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 1


def test_filters_alone_are_saved_for_list(small_busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["view", "save", "drafts", "--state", "draft"]) == 0
    capsys.readouterr()
    assert cli.main(["view", "drafts", "--columns", "id"]) == 0
    assert capsys.readouterr().out.splitlines() == ["id", "2"]
    assert cli.main(["view", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"views": {"drafts": ["list", "--state", "draft"]}}


def test_a_view_is_replaced_and_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["view", "save", "mine", "status"]) == 0
    assert cli.main(["view", "save", "mine", "status", "--by", "agency"]) == 0
    assert cli.main(["view", "save", "--dry-run", "mine", "list"]) == 0
    capsys.readouterr()
    assert cli.main(["view", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["views"]["mine"][0] == "status"
    assert cli.main(["view", "remove", "mine"]) == 0
    assert cli.main(["view", "mine"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["x", "move", "1", "approve"], 1, "a view cannot run 'move'"),
        (["list", "--overdue"], 1, "cannot be a view's name"),
        (["../../x", "--overdue"], 1, "cannot be a view's name"),
        (["x", "--colour", "red"], 2, "No such option '--colour'"),
        (["x", "list", "--sort", "beauty"], 2, "'beauty' is not one of"),
    ],
)
def test_what_could_not_run_is_not_saved(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert cli.main(["view", "save", *words]) == code
    assert said in capsys.readouterr().err
    assert cli.main(["view", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"views": {}}


def test_a_view_that_is_not_there_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["view", "save", "late-almaty", "overdue"]) == 0
    assert cli.main(["view", "late-almati"]) == 1
    assert "did you mean late-almaty?" in capsys.readouterr().err


def test_a_file_of_views_that_cannot_be_read_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "config" / "qadam" / "views.toml"
    path.parent.mkdir(parents=True)
    for text in ("late = [", "late = 3"):
        path.write_text(text, encoding="utf-8")
        assert cli.main(["view", "list"]) == 1
        assert str(path) in capsys.readouterr().err
