"""Help begins with an example; topics say what belongs to no command; man page and reference follow the commands."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

import cli
from commands.help.command import topics
from commands.help.manual import man_page, reference
from commands.help.tree import Described, described

EVERY = [each for _, commands in described(cli.qadam, cli.SECTIONS) for each in commands]
CONTRACT = {
    "audit", "calendar", "db", "definitions", "demo", "doctor", "explain", "export", "history", "import", "init",
    "list", "mail", "move", "new", "overdue", "people", "report", "run", "show", "status", "tick",
}  # fmt: skip


@pytest.mark.parametrize("each", EVERY, ids=lambda each: each.name)
def test_every_command_says_what_it_does_and_begins_with_an_example(each: Described) -> None:
    assert each.summary.endswith((".", ":")), each.summary
    command = cli.qadam.get_command(click.Context(cli.qadam), each.words[1])
    if isinstance(command, click.Group) and len(each.words) == 2:
        return
    assert each.examples, f"{each.name} has no example"
    assert any(each.name.removeprefix("qadam ") in example for example in each.examples)


@pytest.mark.parametrize("each", [e for e in EVERY if e.examples], ids=lambda each: each.name)
def test_the_help_shows_the_example_first(each: Described, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*each.words[1:], "--help"]) == 0
    shown = capsys.readouterr().out
    command = cli.qadam.get_command(click.Context(cli.qadam), each.words[1])
    if not isinstance(command, click.Group) or len(each.words) > 2:
        assert shown.startswith("Example")
    assert each.examples[0] in shown


def test_every_command_of_the_contract_is_there() -> None:
    assert set(cli.COMMANDS) >= CONTRACT


@pytest.mark.parametrize("name", topics())
def test_a_topic_names_itself_shows_a_command_and_fits_the_screen(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["help", *name.split()]) == 0
    text = capsys.readouterr().out

    assert re.match(r"[A-Z ]+: \S", text)
    assert "qadam" in text
    assert max(map(len, text.splitlines())) <= 140


@pytest.mark.parametrize("name", topics())
def test_the_commands_a_topic_names_exist(name: str) -> None:
    root = click.Context(cli.qadam)
    for first, second in re.findall(r"^  (?:\S+=\S+ )?qadam ([a-z]+)(?: ([a-z-]+))?", topics()[name], re.MULTILINE):
        command = cli.qadam.get_command(root, first)
        assert command is not None, first
        if isinstance(command, click.Group) and first != "view":
            assert command.get_command(click.Context(command), second), f"{first} {second}"


def test_help_without_a_topic_lists_them_and_a_wrong_one_names_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["help"]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {name} " in listed for name in topics())
    assert cli.main(["help", "deadlnes"]) == 1
    assert "did you mean deadlines?" in capsys.readouterr().err
    assert cli.main(["help", "mail", "retry"]) == 0
    assert "qadam mail retry 41" in capsys.readouterr().out


@pytest.mark.parametrize(("typed", "meant"), [("lsit", "list"), ("stauts", "status"), ("doktor", "doctor")])
def test_a_command_that_is_not_there_names_the_nearest(
    capsys: pytest.CaptureFixture[str], typed: str, meant: str
) -> None:
    assert cli.main([typed]) == 2
    assert f"Did you mean {meant!r}?" in capsys.readouterr().err


def test_the_man_page_tells_every_command_and_roff_reads_it(tmp_path: Path) -> None:
    page = man_page(cli.qadam, cli.SECTIONS, topics())
    for each in EVERY:
        assert each.usage.replace("-", r"\-") in page

    if shutil.which("man") is None:
        pytest.skip("there is no man on this machine")
    (tmp_path / "qadam.1").write_text(page, encoding="utf-8")
    shown = subprocess.run(
        ["man", "--warnings", "-E", "UTF-8", "-l", str(tmp_path / "qadam.1")],
        capture_output=True, text=True, check=True, env={"MANWIDTH": "100", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert shown.stderr == ""
    assert "EVERY DAY" in shown.stdout


def test_the_reference_has_a_heading_for_every_command() -> None:
    text = reference(cli.qadam, cli.SECTIONS)
    assert re.findall(r"^### (.*)$", text, re.MULTILINE) == [each.name for each in EVERY]


def test_with_nothing_set_three_commands_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    assert re.findall(r"^  (qadam \w+)", capsys.readouterr().out, re.MULTILINE) == [
        "qadam demo", "qadam init", "qadam help",
    ]  # fmt: skip
