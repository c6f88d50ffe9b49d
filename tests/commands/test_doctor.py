"""`qadam doctor` finds what is wrong and says the cure; `qadam config` tells where each setting came from."""

from __future__ import annotations

import json
import tomllib
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import cli
from commands.config import setting_meanings, settings_file
from commands.translations.settings import SETTINGS
from tests.commands.terminal import at_terminal
from tests.world import World
from workflow.config import Settings


def examined(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, str]]:
    """The exit code, and each finding's cure by its code."""
    capsys.readouterr()
    code = cli.main(["doctor", "--json", *arguments])
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    severities = [finding["severity"] for finding in document["findings"]]
    assert severities == sorted(severities), "the worst come first"
    assert document["ok"] == ("broken" not in severities) == (code == 0)
    return code, {finding["code"]: finding["cure"] for finding in document["findings"]}


@pytest.fixture
def well(busy: World, capsys: pytest.CaptureFixture[str]) -> World:
    assert cli.main(["tick"]) == 0
    return busy


def test_nothing_is_found_where_all_is_well(well: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert examined(capsys) == (0, {})
    assert cli.main(["doctor"]) == 0


def test_a_missing_database_is_all_there_is_to_say(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QADAM_DB", "sqlite:///none.db")
    code, found = examined(capsys)
    assert code == 1
    assert found == {"database": "qadam init, or qadam demo to look around"}


def test_rungs_that_are_due_and_do_not_fire_mean_that_nothing_beats(
    busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = examined(capsys)
    assert code == 1
    assert "qadam run" in found["no_beat"]


def test_a_clock_behind_the_record_is_broken(well: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert "clock" in examined(capsys, "--now", "2024-04-15T09:00")[1]


def test_mail_that_waits_a_dead_letter_and_a_server_out_of_reach_are_found(
    well: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    well.at("2024-05-02 12:00").move("1/KZ-10", "tailor", "kz-10", target_group="x")
    monkeypatch.setenv("QADAM_MAIL", "smtp://127.0.0.1:1")
    found = examined(capsys, "--now", "2024-05-02T14:00")[1]
    assert {"stuck_mail", "mail_server"} <= set(found)

    outbox = well.store.outbox()
    (claimed, *_) = outbox.claim(well.now, lease=timedelta(minutes=5), limit=1, worker="w")
    assert outbox.mark_dead(claimed.mail.key, well.now, "w", error="550 no such user")
    assert "qadam mail retry" in examined(capsys, "--now", "2024-05-02T12:10")[1]["dead_letters"]


def test_measures_without_a_date_and_roles_without_people_are_named(
    well: World, capsys: pytest.CaptureFixture[str]
) -> None:
    well.create(number="9", due_on=None)
    assert cli.main(["tick"]) == 0
    assert cli.main(["people", "leave", "kz-62", "--on", "2024-05-01"]) == 0
    found = examined(capsys)[1]

    assert found["needs_date"] == "qadam move 9 edit --set due_on=YEAR-MONTH-DAY"
    assert found["regions_without_people"].endswith("--region KZ-62")


def test_an_expired_calendar_is_a_warning(well: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert "calendar" in examined(capsys, "--now", "2028-01-10")[1]


def test_a_person_reads_the_cure_below_each_finding(busy: World) -> None:
    shown = at_terminal("doctor", "--db", busy.url)
    assert "broken: " in shown.out
    assert "\n  try: qadam run" in shown.out
    assert shown.code == 1


def test_config_tells_where_each_value_came_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "qadam.toml").write_text('beat = 5\nlang = "kk"\nmail = "smtp://u:secret@host:25"\n', encoding="utf-8")
    monkeypatch.setenv("QADAM_LANG", "ru")
    assert cli.main(["config", "show", "--db", "x.db", "--json"]) == 0

    said = capsys.readouterr().out
    found = {each["setting"]: (each["value"], each["source"]) for each in json.loads(said)["settings"]}
    assert found["beat"] == (5, str(tmp_path / "qadam.toml"))
    assert found["lang"] == ("ru", "environment")
    assert found["db"] == ("x.db", "command line")
    assert found["time_zone"] == ("Asia/Almaty", "default")
    assert found["mail"][0] == "smtp://u:***@host:25"
    assert "secret" not in said


def test_every_setting_says_what_it_means_and_the_example_file_can_be_read(tmp_path: Path) -> None:
    names = [field.name for field in fields(Settings)]
    assert list(setting_meanings()) == names
    assert set(setting_meanings().values()) == SETTINGS.keys()
    assert all(len({setting_meanings(language)[name] for language in ("en", "ru", "kk")}) == 3 for name in names)
    lines = [line.removeprefix("#") for line in settings_file().splitlines() if line.startswith("#") and " = " in line]
    written = tomllib.loads("\n".join(line for line in lines if not line.startswith(" ")))
    assert list(written) == names
    defaults = Settings()
    assert all(written[name] == (getattr(defaults, name) or written[name]) for name in names)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("langg = 1", "did you mean lang?"),
        ("beat = 0", "at least 1"),
        ("metrics = 99999", "a port"),
        ("x", "qadam.toml"),
    ],
)
def test_a_wrong_setting_says_where_and_what_is_possible(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (tmp_path / "qadam.toml").write_text(text, encoding="utf-8")
    assert cli.main(["list"]) == 1
    assert said in capsys.readouterr().err
