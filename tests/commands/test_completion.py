"""The shell completes what is in the database: quickly, and silently when there is nothing to say."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commands.completion.lookups import bodies
from commands.filters import WHERE
from store.location import locate
from store.reader import reading
from tests.commands.terminal import ROOT
from tests.world import World

HEAVY = ("store.queries", "store.rows", "workflow.model", "workflow.definition", "commands.move", "rich", "sqlalchemy")


def completed(line: str, shell: str = "bash", **variables: str) -> list[str]:
    """What is suggested for the last word of a line."""
    words = line.split(" ")
    environment = {
        **os.environ, "_QADAM_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1),
    }  # fmt: skip
    if shell == "fish":
        environment["COMP_CWORD"] = words[-1]
    done = subprocess.run(
        [sys.executable, str(ROOT / "cli.py")], capture_output=True, text=True, env={**environment, **variables}
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


def values(line: str) -> list[str]:
    return [answer.removeprefix("plain,") for answer in completed(line)]


def test_measures_and_the_events_possible_for_that_measure(busy: World) -> None:
    assert values("qadam show 1/KZ-7") == ["1/KZ-71", "1/KZ-75", "1/KZ-79"]
    at_national, in_execution = values("qadam move 1 "), values("qadam --as hq move 1/KZ-75 ")

    assert "amend" in at_national
    assert "report" not in at_national
    assert "report" in in_execution
    assert "tailor" not in in_execution
    assert "complete" not in at_national  # the system's own
    assert "1/KZ-10" in values("qadam move 1/KZ-75 1/")
    assert values("qadam mail preview 1/KZ-75 re") == ["report"]


def test_names_that_options_take(small_busy: World) -> None:
    assert values("qadam list --region Алм") == ["KZ-19", "KZ-75"]
    assert values("qadam list --region KZ-7") == ["KZ-71", "KZ-75", "KZ-79"]
    assert "in_execution" in values("qadam list --state in")
    assert values("qadam overdue --type camp") == ["campaign"]
    assert values("qadam --as kz-7") == ["kz-71", "kz-75", "kz-79"]
    assert values("qadam new camp") == ["campaign"]
    assert "MIA" in values("qadam list --agency M")


def test_what_set_and_where_take_is_completed_name_and_value(small_busy: World) -> None:
    assert values("qadam move 1/KZ-10 tailor --set ")[0] == "target_group="
    assert values("qadam move 1/KZ-75 report --set re") == ["reach=", "reach_minors="]
    assert values("qadam move 1 edit --set lead_agency=M")[:2] == ["lead_agency=MIA", "lead_agency=MOH"]
    assert values("qadam new campaign x --set tar") == ["target_group="]
    assert values("qadam new campaign x --set regions=KZ-10,KZ-7") == [
        f"regions=KZ-10,{region}" for region in ("KZ-71", "KZ-75", "KZ-79")
    ]
    assert values("qadam new prevention_check x --set nothing=") == []
    assert set(values("qadam move --where ")) == {f"{key}=" for key in (*WHERE, "overdue")}
    assert values("qadam move --where state=app") == ["state=approved"]
    assert values("qadam move --where region=Алм") == ["region=KZ-19", "region=KZ-75"]
    assert values("qadam move --where level=") == ["level=national", "level=regional"]
    assert values("qadam list --region=KZ-7") == ["--region=KZ-71", "--region=KZ-75", "--region=KZ-79"]


def test_choices_of_a_field_are_completed(small_busy: World) -> None:
    with reading(locate(small_busy.url)) as reader:
        found = [
            (body["type"], name, rule["choices"])
            for body in bodies(reader)
            for name, rule in body["fields"].items()
            if rule.get("choices")
        ]
    assert found
    for kind, field, choices in found:
        assert values(f"qadam new {kind} x --set {field}=") == [f"{field}={choice}" for choice in choices]


def test_bash_which_parts_words_at_the_sign_gets_the_part_it_asks_for(small_busy: World) -> None:
    assert values("qadam move --where state = app") == ["approved"]
    assert values("qadam move --where state =")[:1] == ["draft"]
    assert values("qadam move --where state = approved --where region = KZ-7") == ["KZ-71", "KZ-75", "KZ-79"]


def test_commands_and_options_are_left_to_click(small_busy: World) -> None:
    assert values("qadam ov") == ["overdue"]
    assert values("qadam list --so") == ["--sort"]
    assert values("qadam status --by ") == ["region", "agency", "type", "state"]


def test_zsh_and_fish_get_the_meaning_as_well(small_busy: World) -> None:
    assert completed("qadam list --state draf", "zsh") == ["plain", "draft", "Draft"]
    assert completed("qadam list --state draf", "fish", QADAM_LANG="ru") == ["plain,draft\tПроект"]


@pytest.mark.parametrize("line", ["qadam show ", "qadam move 1 ", "qadam --db no.db list --region "])
def test_nothing_is_said_where_there_is_no_database(line: str) -> None:
    assert completed(line) == []


def test_what_completion_does_not_need_is_not_loaded(small_busy: World) -> None:
    environment = {**os.environ, "_QADAM_COMPLETE": "bash_complete", "COMP_WORDS": "qadam move 1 ", "COMP_CWORD": "3"}
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(ROOT / "cli.py")], capture_output=True, text=True, env=environment
    )
    loaded = {line.rsplit("|", 1)[-1].strip() for line in done.stderr.splitlines()}

    assert "plain,amend" in done.stdout
    assert "store.reader" in loaded
    assert not loaded & set(HEAVY)


def test_the_script_works_in_a_real_bash(small_busy: World, tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("there is no bash on this machine")
    command = tmp_path / "qadam"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{ROOT / "cli.py"}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    script = (
        'eval "$(qadam completion bash)"; COMP_WORDS=(qadam show 1/KZ-7); COMP_CWORD=2; _qadam_completion qadam;'
        ' echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.stdout.strip() == "1/KZ-71 1/KZ-75 1/KZ-79"
    assert done.stderr == ""
