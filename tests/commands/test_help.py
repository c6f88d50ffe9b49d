"""Help begins with an example; topics say what belongs to no command; man page and reference follow the commands."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import cli
from commands.help.command import topics
from commands.help.manual import man_page, reference
from commands.help.told import translations
from commands.help.tree import Described, described
from tests.commands.terminal import at_terminal, bare

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


def every_help() -> Iterator[str]:
    """What each command is for, and what each of its options is for, in English."""
    for _, commands in described(cli.qadam, cli.SECTIONS):
        for each in commands:
            yield each.summary
            yield from (story.replace("\b", "") for story in each.story.split("\n\n") if "\nocel  " not in story)
            for _, said in (*each.options, *each.shared):
                yield re.sub(r"(?:(?:  )?\[[^\[\]]*\])*$", "", said)


def test_what_commands_and_options_are_for_is_known_in_russian_and_kazakh() -> None:
    said = {" ".join(text.split()) for text in every_help()} - {""}
    said -= {text for text in said if text.startswith("Repeat for several: ")}  # the names of the roles
    headings = {"Usage:", "Example", "Examples", "Options", "Options of all commands", "Commands", *cli.SECTIONS}

    assert len(said) > 150
    assert (said | headings) - translations().keys() == set()
    of_click = {"required", "default:", "Show this message and exit.", "Show the version and exit."}
    assert translations().keys() - said - headings == of_click | {" ".join(str(cli.qadam.help).split())}
    for english, others in translations().items():
        assert len({english, *others}) == 3
        assert all(re.search("[а-яәіңғүұқөһ]", text) for text in others)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "ru",
            [
                "Примеры:",
                "Вызов: qadam list [OPTIONS]",
                "Список мер",
                "Параметры:",
                "по умолчанию: 200",
                "Вывести CSV.",
            ],
        ),
        (
            "kk",
            ["Мысалдар:", "Қолданылуы: qadam list", "Шаралар тізімі", "Параметрлер:", "әдепкісі: 200", "CSV шығару."],
        ),
    ],
)
@pytest.mark.parametrize("arguments", [["list", "--help"], ["help", "list"]])
def test_help_is_told_in_the_chosen_language(
    capsys: pytest.CaptureFixture[str], arguments: list[str], language: str, told: list[str]
) -> None:
    for order in ([*arguments, "--lang", language], ["--lang", language, *arguments]):
        assert cli.main(order) == 0
        shown = capsys.readouterr().out
        assert [words for words in told if words not in shown] == []
        assert not re.search(r"Options|Usage|Example|default", shown)


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("arguments", [["--help"], ["mail"], ["move", "--help"], ["mail", "--help"]])
def test_help_fits_a_terminal_in_every_language(columns: int, arguments: list[str]) -> None:
    for language in ("en", "ru", "kk"):
        said = at_terminal(*arguments, columns=columns, env={"QADAM_LANG": language}, fresh=False)
        assert max(map(len, bare(said.out).splitlines())) <= columns


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_topic_is_told_in_every_language_with_the_same_examples(language: str) -> None:
    english, told = topics(), topics(language)

    assert list(told) == list(english)
    for name, text in told.items():
        first, _, body = text.partition("\n")
        assert re.fullmatch("[А-ЯӘІҢҒҮҰҚӨҺ ]+: .+", first), name
        assert max(map(len, text.splitlines())) <= 120 or name == "settings", name
        commands = [
            re.findall(r"^  (?:\w+=\S+ )?qadam ([a-z]+(?: [a-z-]+)?)", each, re.MULTILINE)
            for each in (english[name], body)
        ]
        assert commands[0] == commands[1], name


def test_topics_are_listed_and_shown_in_the_chosen_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--lang", "kk", "help"]) == 0
    assert "МЕРЗІМДЕР" not in capsys.readouterr().out  # the list has what follows the name
    assert cli.main(["help", "deadlines", "--lang", "ru"]) == 0
    assert capsys.readouterr().out.startswith("СРОКИ: часы, которые идут сами")
