"""What the docs say to type works: every command of the tutorial and of the how-to pages is run as it stands."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import cli

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"(?:Save this as `([^`]+)`:\n\n)?^```(sh|csv)\n(.*?)^```", re.DOTALL | re.MULTILINE)
REFUSED = "# refused"
TIME_PASSES = "## 4. Time passes"


@dataclass(frozen=True, kw_only=True)
class Line:
    words: list[str]
    refused: bool
    said: str


@dataclass(frozen=True, kw_only=True)
class File:
    name: str
    text: str


def steps(page: str) -> Iterator[Line | File]:
    """What a page tells its reader to do, in order."""
    for name, kind, text in BLOCK.findall(page):
        if kind == "csv":
            yield File(name=name, text=text)
            continue
        for line in text.splitlines():
            words = shlex.split(line, comments=True)
            if words:
                yield Line(words=words, refused=REFUSED in line, said=line)


def follow(page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> int:
    """Do what a page says in the present folder; says how many commands were run."""
    done = 0
    for step in steps(page):
        if isinstance(step, File):
            Path(step.name).write_text(step.text, encoding="utf-8")
        elif step.words[0] == "export":
            name, _, value = step.words[1].partition("=")
            monkeypatch.setenv(name, value)
        elif step.words[0] == "qadam":
            done += 1
            capsys.readouterr()
            into = step.words.index(">") if ">" in step.words else None
            code = cli.main(step.words[1:into])
            told = capsys.readouterr()
            assert code == int(step.refused), f"{step.said}: {told.err or told.out}"
            if into is not None:
                Path(step.words[into + 1]).write_text(told.out, encoding="utf-8")
        else:
            subprocess.run(step.words, check=True)
    return done


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_every_command_of_the_tutorial_does_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tutorial = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    assert follow(tutorial, monkeypatch, capsys) > 30
    assert "Атқарушылық тәртіп" in (tmp_path / "discipline.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted(DOCS.glob("how-to/*.md")), ids=lambda page: page.stem)
def test_every_command_of_a_how_to_page_runs_on_the_headquarters_of_the_tutorial(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    beginning, _, _ = (DOCS / "tutorial.md").read_text(encoding="utf-8").partition(TIME_PASSES)
    follow(beginning, monkeypatch, capsys)
    assert follow(page.read_text(encoding="utf-8"), monkeypatch, capsys)


def test_every_link_leads_somewhere() -> None:
    for page in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            assert target.startswith("http") or (page.parent / target).exists(), f"{page.name}: {target}"
