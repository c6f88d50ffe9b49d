"""A reading command answers at once: it loads nothing that only changing, mailing or ticking needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.world import World

HEAVY = (
    "alembic", "apscheduler", "asyncio", "holidays", "jinja2", "psycopg", "pydantic", "rich", "sqlalchemy",
    "sqlmodel", "transitions", "yaml",
)  # fmt: skip
LOADED = """
import sys
from cli import main
code = main(sys.argv[1:])
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["status", "--by", "agency", "--json"],
        ["list", "--region", "KZ-75"],
        ["list", "--search", "sample", "--csv"],
        ["show", "1"],
        ["overdue"],
        ["history", "1"],
        ["mail", "list"],
    ],
    ids=" ".join,
)
def test_a_reading_command_loads_nothing_heavy(small_world: World, words: list[str]):
    small_world.create()
    command = [sys.executable, "-c", LOADED, "--db", small_world.url, "--as", "hq", *words]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False)
    loaded = set(ended.stderr.split())

    assert ended.returncode == 0, ended.stderr
    assert "store.reader" in loaded
    assert sorted(loaded.intersection(HEAVY)) == []
