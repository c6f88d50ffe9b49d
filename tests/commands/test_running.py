"""The clock of a sandbox, the pass and the daemon."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

import cli
from store.location import locate
from store.reader import reading
from store.store import SqlStore
from tests.commands.terminal import QADAM
from tests.world import World
from workflow.engine import Engine

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def live(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that is no sandbox."""
    store = SqlStore.at(sqlite_url)
    with store.register() as register:
        register.forget("sandbox")
    store.close()
    monkeypatch.setenv("QADAM_DB", sqlite_url)
    return sqlite_url


def test_a_live_database_refuses_to_have_its_clock_set(live: str, capsys: Capture):
    for arguments in (["tick"], ["status"], ["--as", "hq", "new", "campaign", "x"]):
        assert cli.main([*arguments, "--now", "2024-05-01"]) == 1
        assert "its clock cannot be set" in capsys.readouterr().err


def test_a_sandbox_s_clock_stays_where_a_change_put_it(small_busy: World, capsys: Capture):
    assert cli.main(["tick", "--now", "2024-06-03T09:00"]) == 0
    capsys.readouterr()
    assert cli.main(["status", "--json"]) == 0
    assert '"as_of": "2024-06-03T04:00:00+00:00"' in capsys.readouterr().out

    assert cli.main(["status", "--now", "2024-06-10T09:00"]) == 0  # looking does not move it
    capsys.readouterr()
    assert cli.main(["status", "--json"]) == 0
    assert "2024-06-03" in capsys.readouterr().out


def test_a_dry_run_moves_neither_the_clock_nor_anything_else(small_busy: World, capsys: Capture, tmp_path: Path):
    proof = tmp_path / "photo.jpg"
    proof.write_bytes(b"jpeg")
    plan = tmp_path / "plan.csv"
    plan.write_text("Мероприятие,Срок\nЛекции,2024-09-01\n", encoding="utf-8")
    before = small_busy.counts()
    report = ["move", "1/KZ-75", "report", "--set", "events_held=1", "--set", "reach=1", "--evidence", str(proof)]
    for arguments in (
        ["move", "2", "edit", "--set", "title=x"],
        ["--as", "mia", *report],
        ["new", "campaign", "x"],
        ["import", str(plan)],
        ["people", "add", "x", "--email", "x@y.kz", "--role", "national.head"],
        ["people", "substitute", "hq", "--for", "hq2", "--from", "2024-05-01", "--to", "2024-05-02"],
        ["people", "leave", "hq2", "--on", "2024-05-01"],
        ["init"],
        ["db", "migrate"],
    ):
        assert cli.main([*arguments, "--dry-run", "--now", "2025-01-01"]) == 0, capsys.readouterr().err

    assert small_busy.counts() == before
    assert not list(tmp_path.glob("evidence/*"))
    capsys.readouterr()
    assert cli.main(["status", "--json"]) == 0
    assert '"as_of": "2024-05-02' in capsys.readouterr().out
    assert cli.main(["people", "list"]) == 0
    assert "x@y.kz" not in capsys.readouterr().out


def test_a_pass_fires_sends_and_says_so(small_busy: World, capsys: Capture, tmp_path: Path):
    assert cli.main(["tick"]) == 0
    told = capsys.readouterr().out

    assert "rungs fired" in told
    assert "mails sent" in told
    assert list(tmp_path.glob("mail/*.eml"))

    assert cli.main(["tick", "--json"]) == 0
    assert '"rungs_fired": 0' in capsys.readouterr().out


def test_the_daemon_beats_until_it_is_told_to_stop(busy: World, tmp_path: Path):
    """It fires and sends what is due at its first beat; SIGTERM ends it with exit code 0."""
    said = []
    with subprocess.Popen([*QADAM, "run", "--beat", "1"], stderr=subprocess.PIPE, text=True) as daemon:
        assert daemon.stderr is not None
        for line in daemon.stderr:
            said.append(line)
            if "rungs_fired=" in line:
                break
        daemon.send_signal(signal.SIGTERM)
        said += daemon.stderr.readlines()
    assert daemon.returncode == 0, "".join(said)

    assert "stopped" in said[-1]
    assert not any("Traceback" in line or "level=error" in line for line in said)
    assert any(fired for child in busy.children("1") for _, fired in busy.deadlines(child.id))
    assert {mail.status for mail in busy.mails()} <= {"sent", "skipped"}
    assert list(tmp_path.glob("mail/*.eml"))


def test_a_pass_of_cron_that_stayed_away_is_downtime(small_world: World, monkeypatch: pytest.MonkeyPatch):
    variant = f"{small_world.approved()}/KZ-75"  # its reminder is due on 24 April
    monkeypatch.setenv("QADAM_DB", small_world.url)
    for moment in ("2024-04-23T10:00", "2024-04-23T10:05", "2024-04-26T10:05"):
        assert cli.main(["tick", "--every", "300", "--now", moment]) == 0

    ((_, rungs),) = (found for found in small_world.deadlines(variant) if found[0].name == "tailoring")
    assert [rung.outage for rung in rungs] == [(rungs[0].fired_at - rungs[0].at).total_seconds()]


def test_passes_in_the_rhythm_of_cron_are_one_run(live: str):
    assert cli.main(["tick"]) == cli.main(["tick"]) == 0
    with reading(locate(live)) as reader:
        (row,) = reader.all("SELECT * FROM heartbeat")
    assert (row["worker"].endswith(":tick"), row["beat"]) == (True, 3600)


def test_a_sandbox_whose_clock_stands_leaves_no_heartbeat(small_busy: World):
    assert cli.main(["tick", "--now", "2024-06-03T09:00"]) == 0
    with reading(small_busy.location) as reader:
        assert reader.all("SELECT * FROM heartbeat") == []


def test_a_beat_that_fails_is_reported_and_the_next_one_comes(
    small_busy: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    import commands.run
    from commands.app import App

    calls = []

    def failing(self: Engine, now: object) -> object:
        calls.append(now)
        raise OSError("disk on fire")

    monkeypatch.setattr(Engine, "tick", failing)

    def beats(beat: object, *, seconds: int) -> None:
        beat()
        beat()

    monkeypatch.setattr(commands.run, "beat_until_stopped", beats)
    assert cli.main(["run"]) == 0

    assert len(calls) == 2
    assert "disk on fire" in caplog.text
    assert App().settings.beat == 30


def test_a_dry_pass_says_what_is_due_and_does_nothing(small_busy: World, capsys: Capture):
    before = [small_busy.history(measure) for measure in ("1", "1/KZ-10")]
    assert cli.main(["tick", "--dry-run", "--json", "--now", "2024-06-03T09:00"]) == 0
    told = json.loads(capsys.readouterr().out)

    assert told["deadlines_due"] == 20
    assert told["mails_due"] > 0
    assert [small_busy.history(measure) for measure in ("1", "1/KZ-10")] == before
    assert cli.main(["tick", "--dry-run", "--json", "--now", "2024-06-03T09:00"]) == 0
    assert json.loads(capsys.readouterr().out) == told
