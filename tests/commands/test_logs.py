"""With -v every command logs what it does to stderr: a line each, the daemon's own format, nothing of a person."""

from __future__ import annotations

import json
import re

import pytest

from tests.commands.terminal import bare, piped
from tests.world import World

LINE = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=\w+ event=\w+( \w+=(\S*|"([^"\\]|\\.)*"))*')


def facts(line: str) -> dict[str, str]:
    return dict(re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)', line))


def test_a_command_says_what_it_did_in_lines_of_keys_and_values(small_busy: World) -> None:
    said_why = "позвонить Ивану, ivan@example.kz"
    said = piped(
        "-v", "--as", "kz-10", "move", "1/KZ-10", "tailor", "--set", "target_group=студенты", "--comment", said_why
    )
    lines = said.err.splitlines()

    assert said.code == 0
    assert all(LINE.fullmatch(line) for line in lines), said.err
    assert [facts(line)["event"] for line in lines] == ["began", "moved", "ended"]
    began, moved, ended = map(facts, lines)
    assert (began["command"], began["actor"]) == ("move", "kz-10")
    assert (moved["measure"], moved["transition"], moved["to"]) == ("1/KZ-10", "tailor", "tailored")
    assert ended["code"] == "0"
    assert not re.search("Иван|ivan|студенты", said.err)


def test_data_goes_to_stdout_alone(small_busy: World) -> None:
    said = piped("list", "--json", "-v")

    assert json.loads(said.out)["total"] == 22
    assert [facts(line)["event"] for line in said.err.splitlines()] == ["began", "ended"]


def test_without_v_nothing_is_logged(small_busy: World) -> None:
    assert piped("list").err == ""


def test_a_refusal_is_a_line_with_its_whole_story_before_the_words_for_people(small_busy: World) -> None:
    said = piped("-v", "move", "1/KZ-10", "accept")
    began, not_moved, refused, error, way_out, ended = said.err.splitlines()

    assert said.code == 1
    assert all(LINE.fullmatch(line) for line in (began, not_moved, refused, ended)), said.err
    assert (facts(refused)["event"], facts(refused)["kind"], facts(refused)["measure"]) == (
        "refused", "not_possible", "1/KZ-10",
    )  # fmt: skip
    assert "Traceback" in json.loads(facts(refused)["trace"])
    assert error.startswith("error: ")
    assert way_out.startswith("try: ")
    assert facts(ended)["code"] == "1"


@pytest.mark.parametrize("command", ["status", "tick", "doctor"])
def test_any_command_can_be_followed(small_busy: World, command: str) -> None:
    lines = [line for line in bare(piped(command, "-v").err).splitlines() if not line.startswith(("error:", "try:"))]

    assert lines
    assert all(LINE.fullmatch(line) for line in lines), lines
    assert facts(lines[0])["command"] == command
