"""The program's own role on PostgreSQL, as docs/security.md grants it: enough to work, too little to rewrite."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from store.reader import reading
from store.verification import verify
from tests.world import World

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"


@pytest.fixture
def app_url(postgres_url: str) -> Iterator[str]:
    """The database as the role of the program sees it."""
    role = f"qadam_app_{os.getpid()}"
    (grants,) = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute(f"CREATE ROLE {role} LOGIN".encode())
        for statement in grants.replace("qadam_app", role).split(";"):
            if statement.strip():
                owner.execute(statement.encode())
    yield re.sub(r"://[^/@]*@", f"://{role}@", postgres_url)
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute(f"DROP OWNED BY {role}".encode())
        owner.execute(f"DROP ROLE {role}".encode())


def test_the_role_of_the_program_can_do_all_it_needs_and_touch_nothing_that_happened(app_url: str):
    world = World(app_url)
    world.approved(regions=("KZ-10", "KZ-75"))
    world.move("1/KZ-75", "tailor", "kz-75", target_group="x")
    assert world.tick("2024-05-20 19:00").rungs_fired
    assert world.sealed()
    with reading(world.location) as reader:
        assert verify(reader).bad == []
    world.close()

    for statement in (
        "UPDATE history SET actor = 'mallory'",
        "DELETE FROM history",
        "TRUNCATE history CASCADE",
        "ALTER TABLE history DISABLE TRIGGER ALL",
        "DROP TRIGGER history_refuses_change ON history",
        "SET session_replication_role = replica",
        "UPDATE seal SET hashes = hashes",
        "DELETE FROM checkpoint",
        "DELETE FROM fired_rung",
        "UPDATE alembic_version SET version_num = '0001'",
    ):
        with psycopg.connect(app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement.encode())
