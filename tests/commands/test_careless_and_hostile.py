"""What a careless or a hostile hand types: one clear line, nothing changed, never a traceback."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import cli
from tests.commands.terminal import piped
from tests.world import World

NASTY = [
    "", " ", "'; DROP TABLE measure; --", "{{ 7*7 }}", "{% include '/etc/passwd' %}", "../../etc/passwd", "%s%n",
    "\u202egnp.exe", "a\rBcc: x@y.kz", "a\nb", "=1+1", "@SUM(A1)", "🙂" * 50, "x" * 9_000, "1/KZ-75/KZ-75", "1#a@1",
    "-", "--", "NaN", "9" * 400, "\x1b[2J",
]  # fmt: skip

PLACES = [
    ["show", "{}"],
    ["history", "{}"],
    ["explain", "{}"],
    ["move", "{}", "approve"],
    ["move", "2", "{}"],
    ["move", "2", "edit", "--set", "title={}"],
    ["move", "2", "edit", "--set", "{}=x"],
    ["move", "2", "edit", "--set", "due_on={}"],
    ["move", "2", "edit", "--comment", "{}"],
    ["move", "2", "edit", "--evidence", "{}"],
    ["move", "2", "edit", "--request-id", "{}"],
    ["move", "--where", "region={}", "start"],
    ["new", "campaign", "{}"],
    ["new", "{}", "x"],
    ["new", "campaign", "x", "--number", "{}"],
    ["new", "campaign", "x", "--lead", "{}"],
    ["new", "campaign", "x", "--region", "{}"],
    ["list", "--search", "{}"],
    ["list", "--region", "{}"],
    ["list", "--state", "{}"],
    ["list", "--due-before", "{}"],
    ["list", "--as-of", "{}"],
    ["status", "--as-of", "{}"],
    ["overdue", "--agency", "{}"],
    ["--as", "{}", "move", "2", "edit"],
    ["--now", "{}", "tick"],
    ["import", "{}"],
    ["calendar", "add", "{}", "3 days"],
    ["calendar", "add", "2024-05-01", "{}"],
    ["calendar", "is-working", "{}"],
    ["mail", "preview", "{}", "approve"],
    ["people", "add", "{}", "--email", "a@b.kz", "--role", "national.head"],
    ["people", "add", "x", "--email", "{}", "--role", "national.head"],
    ["people", "add", "x", "--email", "a@b.kz", "--role", "{}"],
    ["people", "substitute", "hq", "--for", "{}", "--from", "2024-05-01", "--to", "2024-05-02"],
    ["people", "leave", "hq2", "--on", "{}"],
    ["definitions", "show", "{}"],
    ["definitions", "check", "{}"],
    ["--db", "{}", "list"],
]


@pytest.mark.parametrize("place", PLACES, ids=" ".join)
def test_whatever_is_typed_there_is_done_or_refused_in_words(
    small_busy: World, capsys: pytest.CaptureFixture[str], place: list[str]
):
    for typed in NASTY:
        arguments = [word.replace("{}", typed) for word in place]
        code = cli.main(arguments)
        printed = capsys.readouterr()

        assert code in (0, 1, 2), f"{typed!r}"
        assert "Traceback" not in printed.err
        assert "unexpected" not in printed.err, f"{typed!r}: {printed.err}"
        assert "\x1b[2J" not in printed.out + printed.err, f"{typed!r} drives the terminal"
        if code == 1:
            assert printed.err.startswith("error: ")


def test_typed_text_stays_text(small_busy: World, capsys: pytest.CaptureFixture[str]):
    bobby = "'; DROP TABLE measure; --"
    assert cli.main(["new", "campaign", bobby, "--number", "70"]) == 0
    capsys.readouterr()
    assert cli.main(["list", "--search", "DROP TABLE"]) == 0

    assert bobby in capsys.readouterr().out


def test_a_coordinator_of_another_region_moves_nothing(busy: World, capsys: pytest.CaptureFixture[str]):
    before = busy.counts()
    for event in ("tailor", "start", "waive", "report", "accept", "cancel"):
        assert cli.main(["--as", "kz-10", "move", "1/KZ-71", event, "--comment", "x"]) == 1
        assert "error: 1/KZ-71" in capsys.readouterr().err

    assert busy.counts() == before


def test_refused_evidence_is_not_kept(small_busy: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    proof = tmp_path / "photo.jpg"
    proof.write_bytes(b"jpeg")
    assert cli.main(["--as", "moh", "move", "1/KZ-75", "report", "--evidence", str(proof)]) == 1
    assert not list(tmp_path.glob("evidence/*"))

    values = ["--set", "events_held=1", "--set", "reach=2"]
    assert cli.main(["--as", "mia", "move", "1/KZ-75", "report", *values, "--evidence", str(proof)]) == 0
    assert [kept.read_bytes() for kept in tmp_path.glob("evidence/*") if kept.is_file()] == [b"jpeg"]


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes):
    file = tmp_path / "notes.db"
    file.write_bytes(content)
    for arguments in (["list"], ["tick"], ["move", "1", "approve", "--as", "hq"]):
        assert cli.main(["--db", str(file), *arguments]) == 1
        assert capsys.readouterr().err.startswith("error: ")

    assert file.read_bytes() == content


def test_a_strange_sqlite_database_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file = tmp_path / "other.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipe (name)")
    connection.close()

    assert cli.main(["--db", str(file), "list"]) == 1
    assert "is not a Qadam database yet" in capsys.readouterr().err


def test_nobody_is_nobody(small_busy: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("QADAM_ACTOR")
    assert cli.main(["move", "2", "approve"]) == 2

    assert "--as ACTOR" in capsys.readouterr().err


def test_reading_on_is_not_needed(small_busy: World):
    """`qadam list | head -1`: no complaint when nobody reads the rest."""
    import subprocess
    import sys

    from tests.commands.terminal import ROOT

    line = f"{sys.executable} {ROOT / 'cli.py'} mail list | head -1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, timeout=60)

    assert done.stderr == ""
    assert done.stdout.startswith("id\t")


def test_two_processes_moving_one_measure_at_once(busy: World):
    from concurrent.futures import ThreadPoolExecutor

    values = ("--set", "target_group=x", "--json")
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: piped("--as", "kz-71", "move", "1/KZ-71", "tailor", *values), range(3)))

    assert sorted(answer.code for answer in answers) == [0, 1, 1]
    assert all("cannot 'tailor'" in answer.err for answer in answers if answer.code)
    assert [entry.event for entry in busy.history("1/KZ-71")] == ["fan_out", "tailor"]


@pytest.mark.parametrize("command", [["import"], ["people", "load"], ["definitions", "check"], ["definitions", "load"]])
def test_a_file_without_end_is_read_no_further_than_it_may_be(
    small_busy: World, capsys: pytest.CaptureFixture[str], command: list[str]
):
    assert cli.main([*command, "/dev/zero"]) == 1
    assert "unexpected" not in capsys.readouterr().err
