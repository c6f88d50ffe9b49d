"""The files for an installation are ones systemd, Qadam and a container builder take."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import cli
from workflow.config import read_settings

DEPLOY = Path(__file__).resolve().parents[2] / "docs" / "deploy"
UNITS = ("qadam.service", "qadam-backup.service", "qadam-backup.timer")


def test_systemd_has_nothing_to_say_about_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze on this machine")
    for name in UNITS:
        unit = (DEPLOY / name).read_text(encoding="utf-8").replace("/opt/qadam/bin/qadam", "/bin/true")
        unit = re.sub(r"^(User|Group)=.*\n", "", unit, flags=re.MULTILINE)
        (tmp_path / name).write_text(unit, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if "qadam" in line]
    assert complaints == []


def test_the_units_run_commands_that_exist() -> None:
    for name in UNITS[:2]:
        for command in re.findall(r"/opt/qadam/bin/qadam (\w+)", (DEPLOY / name).read_text(encoding="utf-8")):
            assert command in cli.COMMANDS


def test_the_settings_file_can_be_read(tmp_path: Path) -> None:
    shutil.copy(DEPLOY / "qadam.toml", tmp_path / "qadam.toml")
    assert read_settings({}, {}, tmp_path).metrics == 9464


def test_the_container_file_copies_what_is_there_and_runs_the_daemon() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    root = DEPLOY.parents[1]
    for source in re.findall(r"^COPY (?!--from)(\S+)", text, re.MULTILINE):
        assert (root / source).exists()
    assert 'CMD ["qadam", "run"]' in text
    assert text.count("\nFROM") + text.startswith("FROM") == 2
