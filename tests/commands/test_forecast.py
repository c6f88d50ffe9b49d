"""The coming weeks are played by the engine itself on a private copy, and nothing is changed."""

from __future__ import annotations

import gc
import hashlib
import json
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import cli
from commands.forecast.playing import play
from definitions.calendar_kz import OVERRIDES
from definitions.loader import MEASURE_TYPES
from store.foretold import Foretold, Item
from store.private_copy import copied
from store.reader import reading
from tests.commands.terminal import at_terminal, bare
from tests.world import World

NOW = ("--now", "2024-04-15T10:00")


def forecast(capsys, world: World, *options: str) -> dict:
    assert cli.main(["forecast", *options, "--json", "--db", world.url, *NOW]) == 0
    return json.loads(capsys.readouterr().out)


def dump(world: World) -> str:
    """Every byte that matters of a database, as one digest."""
    if world.location.path is not None:
        with sqlite3.connect(world.location.path) as connection:
            text = "\n".join(connection.iterdump())
        return hashlib.sha256(text.encode()).hexdigest()
    import psycopg

    with psycopg.connect(world.url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        text = "\n".join(
            str(connection.execute(f'SELECT * FROM "{name}" ORDER BY 1::text'.encode()).fetchall())
            for (name,) in tables
        )
    return hashlib.sha256(text.encode()).hexdigest()


def test_it_foretells_what_ticking_through_the_weeks_then_does(world, capsys):
    world.approved()
    foretold = forecast(capsys, world, "--days", "21")

    for day in range(16, 31):
        world.tick(f"2024-04-{day} 18:31")
    for day in range(1, 7):
        world.tick(f"2024-05-{day:02} 10:00")

    happened = {
        (rung.at.isoformat(), child.id, rung.rung)
        for child in world.children("1")
        for _, rungs in world.deadlines(child.id)
        for rung in rungs
    }
    regional = [item for item in foretold["items"] if "/" in item["measure"]]
    assert {(item["at"], item["measure"], item["rung"]) for item in regional} == happened
    assert regional[0]["to"] == ["kz-10@qadam.example"]


def test_it_changes_nothing_not_a_byte(world, capsys, tmp_path):
    world.approved()
    before = dump(world)

    forecast(capsys, world, "--days", "90", "--calendar", str(OVERRIDES), "--definitions", str(MEASURE_TYPES))

    assert dump(world) == before


def test_a_rung_that_triggers_an_event_has_its_consequences_played_as_well(small_world, capsys):
    small_world.approved()

    items = forecast(capsys, small_world, "--days", "120")["items"]

    lapses = [item for item in items if item.get("event") == "lapse"]
    assert len(lapses) == 20
    assert lapses[0]["at"] > items[0]["at"]
    assert any(item["deadline"] == "execution" for item in items)  # it came into force there by that


def test_a_person_reads_what_deadlines_and_events_are_called(small_world):
    small_world.approved()

    typed = ("--lang", "ru", "forecast", "--days", "60", "--limit", "500", "--db", small_world.url, *NOW)
    shown = bare(at_terminal(*typed, columns=200, fresh=False).out)

    assert re.search(r"1/KZ-10 +Адаптация к региону +10 рабочих дней после срока +Ввести без адаптации", shown)


def test_the_load_counts_per_agency_and_week(small_world, capsys):
    small_world.approved()

    document = forecast(capsys, small_world, "--days", "60")

    assert sum(week["due"] for week in document["load"]) == len(document["due"])
    assert sum(week["rungs"] for week in document["load"]) == len(document["items"])
    assert {week["agency"] for week in document["load"]} == {"MIA"}
    assert document["load"][0]["week"] == "2024-W17"


def test_another_calendar_shows_what_it_would_move(small_world, capsys, tmp_path):
    small_world.approved()
    day = "days:\n  2024-04-24:\n    working: false\n    names: {en: Decree day}\n    source: Order 1\n"
    file = tmp_path / "decree.yaml"
    file.write_text(OVERRIDES.read_text(encoding="utf-8").replace("days:\n", day, 1), encoding="utf-8")

    shifts = forecast(capsys, small_world, "--days", "20", "--calendar", str(file))["difference"]

    due = next(s for s in shifts if (s["measure"], s["deadline"], s["rung"]) == ("1/KZ-75", "tailoring", None))
    assert (due["old"], due["new"]) == ("2024-04-29T13:30:00+00:00", "2024-04-30T13:30:00+00:00")


def test_other_measure_types_show_what_they_would_change(small_world, capsys, tmp_path):
    small_world.approved()
    text = (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8")
    (tmp_path / "types").mkdir()
    changed = text.replace(
        "    within: 10 working days\n    title: {en: Tailoring",
        "    within: 15 working days\n    title: {en: Tailoring",
    )
    assert changed != text
    (tmp_path / "types" / "campaign.yaml").write_text(changed, encoding="utf-8")

    document = forecast(capsys, small_world, "--days", "40", "--definitions", str(tmp_path / "types"))

    due = [s for s in document["difference"] if s["measure"] == "1/KZ-75" and s["rung"] is None]
    assert [(s["deadline"], s["new"]) for s in due] == [("tailoring", "2024-05-06T13:30:00+00:00")]
    assert document["blocked"] == []


def test_measures_in_a_state_the_other_types_do_not_have_stay_on_their_own_rules(small_world, capsys, tmp_path):
    small_world.approved(regions=("KZ-10", "KZ-75"))
    (tmp_path / "types").mkdir()
    text = (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"\bapproved\b", "agreed", text)
    (tmp_path / "types" / "campaign.yaml").write_text(changed, encoding="utf-8")

    document = forecast(capsys, small_world, "--days", "40", "--definitions", str(tmp_path / "types"))

    assert [(blocked["measure"], blocked["why"]) for blocked in document["blocked"]] == [
        (measure, "there is no state 'approved' in the other campaign") for measure in ("1", "1/KZ-10", "1/KZ-75")
    ]
    assert document["difference"] == []


def test_a_long_forecast_is_kept_in_its_copy_and_not_in_memory(small_world, tmp_path, monkeypatch):
    monkeypatch.setattr("store.foretold.AT_ONCE", 8)
    for _ in range(3):
        small_world.approved()
    with reading(small_world.location) as reader:
        location = copied(reader, tmp_path / "copy.db")
    held = []

    def count(_: datetime) -> None:
        held.append(sum(isinstance(each, Item) for each in gc.get_objects()))

    with closing(Foretold(location, small_world.now, small_world.now + timedelta(days=60))) as course:
        play(course, count)
        times = [item.at for item in course.items]

        assert len(course.items) == len(times) > 200
        assert times == sorted(times)
        assert course.mails == sum(len(item.to) for item in course.items)
    assert max(held) < 10


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--definitions", "nowhere"], "nowhere is no folder with measure types"),
        (["--calendar", "nowhere.yaml"], "nowhere.yaml cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(small_world, capsys, options, said):
    assert cli.main(["forecast", *options, "--db", small_world.url]) == 1

    assert said in capsys.readouterr().err


def test_the_copy_is_gone_afterwards(small_world, capsys, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))

    forecast(capsys, small_world)

    assert list(Path(folder).iterdir()) == []
