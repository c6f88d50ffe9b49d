"""`qadam db check`: every derived value that is not what reckoning gives is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main
from store.check import check, missing_evidence
from store.reader import reading
from tests.trust.tampering import tamper
from tests.world import World

VARIANT = "1/KZ-75"


def differences(world: World) -> list[tuple[str, str]]:
    with reading(world.location) as reader:
        return [(each.what, each.why) for each in check(reader)]


@pytest.fixture
def lived(world: World) -> World:
    """Approved, tailored, started, put off once, held and resumed, with rungs fired on the way."""
    world.approved(regions=("KZ-10", "KZ-75"))
    world.tick("2024-04-25 19:00")
    world.move(VARIANT, "tailor", "kz-75", target_group="students")
    world.at("2024-05-10 10:00").move(VARIANT, "start", "kz-75")
    world.move(VARIANT, "ask_extension", "mia", asked_due_on="2024-07-05", comment="x")
    world.at("2024-05-20 10:00").move(VARIANT, "extend", "hq", due_on="2024-07-05", comment="x")
    world.move(VARIANT, "hold", "hq", comment="x")
    world.at("2024-05-27 10:00").move(VARIANT, "resume", "hq", comment="x")
    world.tick("2024-07-01 10:00")
    return world


def test_nothing_differs_in_what_the_program_wrote(lived: World):
    assert differences(lived) == []


TAMPERINGS = {
    f"UPDATE measure SET state = 'closed' WHERE id = '{VARIANT}'": (VARIANT, 'state is stored as "closed"'),
    f"UPDATE measure SET agency = 'MOH' WHERE id = '{VARIANT}'": (VARIANT, 'stored as "MOH", reckoned as "MIA"'),
    f"UPDATE measure SET due_at = NULL WHERE id = '{VARIANT}'": (VARIANT, "due_at is stored as null"),
    f"UPDATE measure SET deeds = '{{}}' WHERE id = '{VARIANT}'": (VARIANT, "deeds is stored as {}"),
    f"UPDATE measure SET author = 'mallory' WHERE id = '{VARIANT}'": (VARIANT, 'author is stored as "mallory"'),
    "UPDATE deadline SET due_at = '2024-12-01 00:00:00.000000' WHERE name = 'execution' AND closed_at IS NULL": (
        f"{VARIANT}#execution",
        'due_at is stored as "2024-12-01T00:00:00.000000+00:00"',
    ),
    "UPDATE deadline SET next_fire_at = NULL WHERE name = 'execution' AND closed_at IS NULL": (
        f"{VARIANT}#execution",
        "next_fire_at is stored as null",
    ),
    "UPDATE deadline SET pauses = '[]' WHERE name = 'execution' AND closed_at IS NULL": (
        f"{VARIANT}#execution",
        "pauses is stored as []",
    ),
    "UPDATE deadline SET earlier = '[]' WHERE name = 'execution' AND closed_at IS NULL": (
        f"{VARIANT}#execution",
        "earlier is stored as []",
    ),
    "DELETE FROM fired_rung WHERE deadline LIKE '1/KZ-10#tailoring%'": ("1/KZ-10#tailoring", "fired rungs are stored"),
    "UPDATE counter SET n = n + 1 WHERE dimension = 'type'": ("counter of type campaign", "is stored, there are"),
    f"UPDATE measure SET type_version = 2 WHERE id = '{VARIANT}'": (VARIANT, "version 2 of 'campaign' is not in this"),
    f"UPDATE history SET comment = 'x' WHERE measure = '{VARIANT}' AND seq = 2": (VARIANT, "breaks at entry 2"),
}  # fmt: skip


def test_every_kind_of_difference_is_named(lived: World, tmp_path: Path):
    for statement, (what, why) in TAMPERINGS.items():
        world = lived
        kept = _rows(world)
        tamper(world.url, statement)

        found = differences(world)

        assert any(where.startswith(what) and why in said for where, said in found), (statement, found)
        _put_back(world, kept)
    assert differences(lived) == []


def _rows(world: World) -> dict[str, list[dict]]:
    with reading(world.location) as reader:
        return {name: [dict(row) for row in reader.all(f"SELECT * FROM {name}")] for name in TOUCHED}


TOUCHED = ("fired_rung", "counter", "history", "deadline", "measure")


def _put_back(world: World, kept: dict[str, list[dict]]) -> None:
    from store.rows import sqlite_value
    from tests.trust.tampering import quoted

    statements = [f"DELETE FROM {name}" for name in TOUCHED]
    for name in reversed(TOUCHED):
        for row in kept[name]:
            values = ", ".join(
                ("TRUE" if value else "FALSE") if isinstance(value, bool) else quoted(sqlite_value(value))
                for value in row.values()
            )
            statements.append(f"INSERT INTO {name} ({', '.join(row)}) VALUES ({values})")
    tamper(world.url, *statements)


def test_a_join_that_was_met_and_did_not_move_its_parent_is_named(world: World):
    world.approved(regions=("KZ-10",))
    tamper(
        world.url,
        "UPDATE measure SET state = 'closed', closed = TRUE, since = '2024-05-01 00:00:00.000000' WHERE id = '1/KZ-10'",
    )

    assert ("1", "it stands in 'approved' though its join 'complete' is met") in differences(world)


def test_evidence_that_is_gone_or_changed_is_named(
    small_world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    world = small_world
    world.approved(regions=("KZ-75",))
    world.move(VARIANT, "tailor", "kz-75", target_group="students")
    world.move(VARIANT, "start", "kz-75")
    for name in ("one.txt", "two.txt", "three.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    evidence = [word for name in ("one.txt", "two.txt", "three.txt") for word in ("--evidence", str(tmp_path / name))]
    base = ["--db", world.url, "--now", "2024-04-16T10:00"]
    report = ["--as", "mia", "move", VARIANT, "report", "--set", "events_held=1", "--set", "reach=1", *evidence]
    assert main([*base, *report]) == 0
    folder = tmp_path / "evidence"
    kept = {path.read_text(encoding="utf-8"): path for path in folder.iterdir()}
    assert main([*base, "db", "check", "--evidence"]) == 0

    kept["one.txt"].unlink()
    kept["two.txt"].write_text("forged", encoding="utf-8")

    with reading(world.location) as reader:
        found = [str(each) for each in missing_evidence(reader, folder)]
    assert found == [
        f"{VARIANT}, entry 4: one.txt is not in {folder}: No such file or directory",
        f"{VARIANT}, entry 4: the content of two.txt was changed in {folder}",
    ]
    capsys.readouterr()
    assert main([*base, "db", "check", "--evidence", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)["differences"]) == 2
