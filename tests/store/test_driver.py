"""Many rows are written in another way than a few, and must be the same rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.driver import FEW
from store.tables import HeartbeatRow, SettingRow, table
from tests.world import World

setting, heartbeat = table(SettingRow), table(HeartbeatRow)
TRICKY = ("", "NULL", r"\N", r"\.", "\\", "a\tb", "a\nb\r\nc", "{\"a\", 'b'}", "{,}", "Қазақша 😀", "%s %% :id")
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30) | st.sampled_from(TRICKY)


class GoneWrong(Exception):
    """What an update that does not find its rows raises here."""


@given(st.lists(TEXT, min_size=FEW + 1, max_size=40))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_text_is_it_comes_back_when_many_are_written(world: World, texts: list[str]):
    keys = [f"many {number}" for number in range(len(texts))]
    with world.store._database.begin(dry_run=True) as driver:
        driver.insert(setting, [{"key": key, "value": text} for key, text in zip(keys, texts, strict=True)])
        assert _values(driver) == dict(zip(keys, texts, strict=True))
        turned = texts[::-1]
        changes = [({"key": key}, {"value": text}) for key, text in zip(keys, turned, strict=True)]
        driver.update(setting, changes, otherwise=GoneWrong)
        assert _values(driver) == dict(zip(keys, turned, strict=True))


def test_many_instants_and_numbers_come_back_as_they_were(world: World):
    began = datetime(2026, 11, 24, 9, 0, 0, 125, tzinfo=UTC)
    rows = [
        {"worker": f"w{n}", "started_at": began, "seen_at": began + timedelta(seconds=n), "beat": n} for n in range(30)
    ]
    with world.store._database.begin(dry_run=True) as driver:
        driver.insert(heartbeat, rows)
        later = [({"worker": row["worker"]}, {"seen_at": row["seen_at"] + timedelta(days=1)}) for row in rows]
        driver.update(heartbeat, later, otherwise=GoneWrong)
        found = {row["worker"]: row for row in driver.all(heartbeat.select())}
    for row in rows:
        kept = found[row["worker"]]
        assert kept["beat"] == row["beat"]
        assert str(kept["seen_at"])[:26] == str(row["seen_at"] + timedelta(days=1))[:26]


def test_one_row_not_found_among_many_is_noticed(world: World):
    rows = [{"key": f"many {number}", "value": "x"} for number in range(20)]
    with world.store._database.begin(dry_run=True) as driver:
        driver.insert(setting, rows)
        changes = [({"key": row["key"]}, {"value": "y"}) for row in (*rows, {"key": "nobody"})]
        with pytest.raises(GoneWrong):
            driver.update(setting, changes, otherwise=GoneWrong)


def _values(driver):
    found = driver.all(setting.select())
    return {row["key"]: row["value"] for row in found if row["key"].startswith("many ")}
