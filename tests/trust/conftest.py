from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import _administer, _database
from tests.trust.live import Terminal, go_live


@pytest.fixture(autouse=True)
def own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No login of the machine's user reaches a test."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)


@pytest.fixture
def live(url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A live database on each kind, being set up: no administrator has a token yet."""
    go_live(url)
    return Terminal(url, capsys, monkeypatch)


@pytest.fixture
def small_live(sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The same on SQLite only."""
    go_live(sqlite_url)
    return Terminal(sqlite_url, capsys, monkeypatch)


@pytest.fixture
def practice(sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(sqlite_url, capsys, monkeypatch)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """The URL of a database of a kind that holds nothing yet."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'again.db'}"
        return str(request.getfixturevalue("empty_postgres_url"))

    return make


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    _administer(postgres_server, "CREATE DATABASE restored")
    yield _database(postgres_server, "restored")
    _administer(postgres_server, "DROP DATABASE restored WITH (FORCE)")
