"""README is true: what it names exists, and what it shows to type works."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest

import cli
from workflow.config import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)

LOOK_AROUND = "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/qadam demo"
PROVE = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[test]' && .venv/bin/pytest -q"

PLAN = "№,Мероприятие,Ответственные исполнители,Срок исполнения\n12,Месячник,МВД,до 26 июня 2024 года\n"


def typed(block: str) -> list[list[str]]:
    """The commands of a block as a shell would split them."""
    lines = (shlex.split(line, comments=True) for line in block.splitlines())
    return [words for words in lines if words]


def test_the_two_commands_stand_as_promised_and_are_the_ones_that_are_proven():
    lines = [line for block in BLOCKS for line in block.splitlines() if "venv" in line]

    assert lines == [LOOK_AROUND, PROVE]
    assert "readme_command 'qadam demo'" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_it_is_at_most_two_screens_long():
    assert len(README.splitlines()) <= 120


def test_every_command_it_names_exists():
    root = click.Context(cli.qadam)
    named = {words for words in re.findall(r"\bqadam ((?:[a-z]+ ?){1,2})", README) if words.split()[0] in cli.COMMANDS}
    for words in named:
        first, *rest = words.split()
        command = cli.qadam.get_command(root, first)
        if isinstance(command, click.Group) and rest:
            assert command.get_command(click.Context(command), rest[0]), words

    written = re.findall(r"`qadam ([a-z]+)|^qadam ([a-z]+)", README, re.MULTILINE)
    assert {one or other for one, other in written} <= set(cli.COMMANDS)


def test_every_file_it_links_to_exists():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_its_table_of_settings_names_settings_with_their_defaults():
    defaults = {field.name: field.default for field in fields(Settings)}
    rows = re.findall(r"^\| `(\w+)` \| (?:`([^`]*)`)? ?\|", README, re.MULTILINE)

    assert rows
    for name, shown in rows:
        assert name in defaults
        assert shown == str(defaults[name] or "")


def run(words: list[str], capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """Run a command of README; what it printed. Fails with what it complained about."""
    capsys.readouterr()
    code = cli.main([*words[1:], *more])
    printed = capsys.readouterr()
    assert code == 0, f"{' '.join(words)}: {printed.err}"
    return printed.out


def test_the_daily_commands_run_as_they_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (block,) = [block for block in BLOCKS if "qadam import" in block]
    (tmp_path / "plan.csv").write_text(PLAN, encoding="utf-8")
    assert cli.main(["init", "--sandbox"]) == 0
    assert cli.main(["people", "sample"]) == 0
    more = {
        "import": ["--now", "2024-04-15T10:00"],  # the sandbox's clock stays there
        "move": ["--as", "hq2"],  # four eyes: hq drafted it
    }
    for words in typed(block):
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            monkeypatch.setenv(name, value)
        elif words[1] != "run":  # has no end of its own; its tests stop it
            run(words, capsys, *more.get(words[1], ()))


def test_a_real_database_begins_as_it_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    (block,) = [block for block in BLOCKS if "--admin" in block]
    init, login, load = typed(block)
    people = "id,name,email,role,region,agency\nhq,Секретариат,hq@hq.example,national.coordinator,,\n"
    (tmp_path / "people.csv").write_text(people, encoding="utf-8")
    assert login == ["qadam", "login"]  # asks for the token

    token = json.loads(run(init, capsys, "--json"))["administrator"]["token"]
    monkeypatch.setenv("QADAM_TOKEN", token)
    assert "hq" in run(load, capsys)
