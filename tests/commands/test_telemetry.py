"""The daemon tells a monitor how it is: health, Prometheus' plain text, and one line of log for each thing done."""

from __future__ import annotations

import json
import logging
import re
import sys
import urllib.error
import urllib.request
from collections import Counter
from datetime import timedelta

import pytest

import cli
from commands.logs import FACTS, OneLine
from commands.run import beat_once
from commands.telemetry import Telemetry, listening
from store.reader import reading
from tests.world import World
from workflow.errors import Unavailable

LINE = re.compile(r'^[a-z_]+(\{kind="[a-z_]+"\})? -?[0-9.e+-]+$')


def asked(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def told(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(LINE.match(line) for line in lines), lines
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in lines}


def test_the_metrics_tell_of_the_backlog_and_of_what_was_done(busy: World) -> None:
    telemetry = Telemetry(beat=30, started_at=busy.now)
    telemetry.passed(busy.now, 0.25, {"rungs_fired": 3, "mails_sent": 2, "errors": []}, Counter({"deadline": 1}))
    with listening(0, telemetry, lambda: reading(busy.location), lambda: busy.now) as port:
        status, text = asked(port, "/metrics")
        assert status == 200
        found = told(text)

    assert found["qadam_rungs_fired_total"] == 3
    assert found["qadam_last_beat_seconds"] == 0.25
    assert found['qadam_refusals_total{kind="deadline"}'] == 1
    assert found["qadam_rungs_due"] > 0
    assert found["qadam_oldest_unsent_mail_seconds"] > 0
    assert text.count("# TYPE qadam_rungs_due gauge") == 1


def test_health_is_lost_when_the_beats_stay_away(small_busy: World) -> None:
    telemetry = Telemetry(beat=30, started_at=small_busy.now)
    with listening(0, telemetry, lambda: reading(small_busy.location), lambda: small_busy.now) as port:
        telemetry.passed(small_busy.now, 0.1, {"errors": []}, Counter())
        assert asked(port, "/health")[0] == 200
        small_busy.now += timedelta(minutes=5)
        status, body = asked(port, "/health")
        assert status == 503
        assert json.loads(body)["ok"] is False
        assert asked(port, "/")[0] == 404


def test_a_database_that_is_away_is_said_and_a_port_that_is_taken_too(small_busy: World) -> None:
    telemetry = Telemetry(beat=30, started_at=small_busy.now)

    def away() -> object:
        raise Unavailable("the database is away")

    with listening(0, telemetry, away, lambda: small_busy.now) as port:
        assert asked(port, "/metrics") == (503, "# the database is away\n")
        with pytest.raises(Unavailable, match=f"port {port} cannot be used"), listening(port, telemetry, away, away):
            pass


def test_a_beat_is_counted_whether_it_works_or_not(small_busy: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from commands.app import App
    from workflow.engine import Engine

    app, telemetry = App(), Telemetry(beat=30, started_at=small_busy.now)
    beat_once(app, lambda: small_busy.now, telemetry)
    assert telemetry.counts["rungs_fired"] > 0

    def busy(*_: object) -> None:
        raise Unavailable("the database is busy")

    monkeypatch.setattr(Engine, "tick", busy)
    beat_once(app, lambda: small_busy.now, telemetry)
    app.close()
    assert (telemetry.beats, telemetry.failed_beats, telemetry.refusals["unavailable"]) == (2, 1, 1)


def test_a_line_of_log_stays_a_line_and_names_nobody() -> None:
    try:
        int("first\nsecond")
    except ValueError:
        trouble = sys.exc_info()
    record = logging.LogRecord("qadam", logging.ERROR, "x", 1, "beat_failed", None, trouble)
    setattr(record, FACTS, {"why": "user aliya.b@mail.example.kz\nis away", "n": 3, "token": "x"})
    line = OneLine().format(record)

    assert "\n" not in line
    assert re.match(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z level=error event=beat_failed why=", line)
    assert "n=3" in line
    assert "aliya" not in line
    assert "***@mail.example.kz" in line


def test_the_log_goes_to_a_file_as_well(small_busy: World, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    from pathlib import Path

    monkeypatch.setattr("commands.run.beat_until_stopped", lambda beat, seconds: beat())
    assert cli.main(["run", "--log", "logs/qadam.log"]) == 0

    lines = Path("logs/qadam.log").read_text(encoding="utf-8").splitlines()
    assert [re.search(r"event=(\w+)", line)[1] for line in lines] == ["started", "beat", "stopped"]
    assert cli.main(["run", "--log", "/dev/null/x"]) == 1
