"""The database itself refuses what must never be, whoever writes to it through the program's account."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from store.database import Database
from store.reader import reading
from tests.world import World
from workflow.errors import Conflict


@pytest.fixture
def begun(world: World) -> World:
    """A campaign with one variant whose first rung has fired."""
    world.approved(regions="KZ-75")
    world.tick("2024-04-24 18:30")
    return world


def write(world: World, statement: str) -> None:
    database = Database(world.location)
    try:
        with database.connection() as connection:
            connection.execute(text(statement))
    finally:
        database.close()


def rows(world: World, table: str) -> list[dict[str, object]]:
    with reading(world.location) as reader:
        return [dict(row) for row in reader.all(f"SELECT * FROM {table} ORDER BY 1, 2")]


@pytest.mark.parametrize(
    ("table", "change"), [("history", "comment = 'it was not me'"), ("fired_rung", "refusal = 'never'")]
)
def test_what_happened_can_be_neither_changed_nor_removed(begun: World, table: str, change: str):
    before = rows(begun, table)
    assert before

    for statement in (f"UPDATE {table} SET {change}", f"DELETE FROM {table}"):
        with pytest.raises(Conflict, match=f"{table} is append-only"):
            write(begun, statement)
    assert rows(begun, table) == before


def test_postgresql_refuses_to_empty_the_history_as_well(postgres_url: str):
    world = World(postgres_url)
    world.create()
    with pytest.raises(Conflict, match="append-only"):
        write(world, "TRUNCATE history CASCADE")

    assert len(world.history("1")) == 1
    world.close()


ENTRY = (
    "INSERT INTO history"
    " (measure, seq, at, actor, event, source, target, type_version, data, evidence, prev_hash, hash)"
)
MAIL = "key, measure, created_at, template, facts, languages, status, attempts, address, next_attempt_at"
SUBSTITUTION = "INSERT INTO substitution (absent, substitute, starts_on, ends_on)"
HASH = "0" * 64

NONSENSE = {
    "a rung that fires twice": "INSERT INTO fired_rung SELECT * FROM fired_rung",
    "a rung that fired early": "INSERT INTO fired_rung (deadline, epoch, rung, at, fired_at, collapsed)"
    " SELECT deadline, epoch, 'x', '2099-01-01', fired_at, collapsed FROM fired_rung",
    "two rows of history with one number": "INSERT INTO history SELECT * FROM history WHERE seq = 1",
    "a history row without hash": f"{ENTRY} VALUES"
    " ('1', 9, '2024-01-01', 'hq', 'x', 'draft', 'draft', 1, '{}', '[]', '', '')",
    "history of no measure": f"{ENTRY} VALUES"
    f" ('99', 1, '2024-01-01', 'hq', 'x', NULL, 'draft', 1, '{{}}', '[]', '{HASH}', '{HASH}')",
    "a first row with a state before it": f"{ENTRY} VALUES"
    f" ('1', 1, '2024-01-01', 'hq', 'x', 'draft', 'draft', 1, '{{}}', '[]', '{HASH}', '{HASH}')",
    "a national measure with a region": "UPDATE measure SET region = 'KZ-75' WHERE id = '1'",
    "a variant without parent": "UPDATE measure SET parent = NULL WHERE id = '1/KZ-75'",
    "an unknown level": "UPDATE measure SET level = 'district' WHERE id = '1'",
    "an unknown type": "UPDATE measure SET type = 'party' WHERE id = '1'",
    "a version of a type that is not there": "UPDATE measure SET type_version = 9 WHERE id = '1'",
    "an unknown agency": "UPDATE measure SET agency = 'FBI' WHERE id = '1'",
    "an unknown region": "UPDATE measure SET region = 'KZ-99' WHERE id = '1/KZ-75'",
    "a version before the first": "UPDATE measure SET version = 0 WHERE id = '1'",
    "an unknown status of a deadline": "UPDATE deadline SET status = 'forgotten'",
    "a met deadline that is still open": "UPDATE deadline SET status = 'met', next_fire_at = NULL, closed_at = NULL",
    "a paused deadline that fires": "UPDATE deadline SET status = 'paused' WHERE next_fire_at IS NOT NULL",
    "the same mail twice": f"INSERT INTO outbox ({MAIL}) SELECT {MAIL} FROM outbox",
    "a dead mail that does not say why": "UPDATE outbox SET status = 'dead', last_error = NULL",
    "a sent mail without a time": "UPDATE outbox SET status = 'sent', sent_at = NULL",
    "a pending mail with nowhere to go": "UPDATE outbox SET status = 'pending', address = NULL",
    "a person called system": "INSERT INTO person (id, name, email, languages) VALUES ('system', 'x', 'x@y', '[]')",
    "a person without address": "INSERT INTO person (id, name, email, languages) VALUES ('x', 'x', 'nowhere', '[]')",
    "a regional role without region": "INSERT INTO held_role (person, role) VALUES ('hq', 'regional.coordinator')",
    "an agency role without agency": "INSERT INTO held_role (person, role) VALUES ('hq', 'agency.officer')",
    "a national role with a region": "INSERT INTO held_role (person, role, region)"
    " VALUES ('hq', 'national.head', 'KZ-75')",
    "a role of nobody": "INSERT INTO held_role (person, role) VALUES ('ghost', 'national.head')",
    "a substitution of oneself": f"{SUBSTITUTION} VALUES ('hq', 'hq', '2024-01-01', '2024-01-02')",
    "a substitution backwards": f"{SUBSTITUTION} VALUES ('hq', 'hq2', '2024-01-02', '2024-01-01')",
}


def test_nonsense_is_refused(begun: World):
    accepted = []
    for what, statement in NONSENSE.items():
        try:
            write(begun, statement)
        except Conflict as refusal:
            assert "the database refused it" in refusal.message  # noqa: PT017 - all of them in one database
        else:
            accepted.append(what)

    assert accepted == []


def test_a_second_variant_of_a_region_is_refused(begun: World):
    """Under another id, so that only the rule about regions can refuse it."""
    with reading(begun.location) as reader:
        columns = list(reader.all("SELECT * FROM measure WHERE id = '1/KZ-75'")[0])
    same = ", ".join("'1/again'" if column == "id" else column for column in columns)

    with pytest.raises(Conflict, match=r"(?i)unique|region"):
        write(begun, f"INSERT INTO measure ({', '.join(columns)}) SELECT {same} FROM measure WHERE id = '1/KZ-75'")


def test_a_measure_with_history_cannot_be_removed(begun: World):
    with pytest.raises(Conflict, match="the database refused it"):
        write(begun, "DELETE FROM measure WHERE id = '1/KZ-75'")
