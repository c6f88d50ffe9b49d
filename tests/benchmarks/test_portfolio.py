"""The generated portfolio is what the engine itself would have left, whatever its size."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.portfolio import Family, Portfolio, build, copies, lived
from store import queries
from store.board import tallied
from store.counters import counters_differ
from store.location import locate
from store.reader import reading
from store.store import SqlStore
from store.verification import verify
from workflow.engine import Engine


@pytest.fixture(scope="module")
def families() -> list[Family]:
    return lived(7, seed=1)


@pytest.fixture(scope="module")
def portfolio(families: list[Family], tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    url = f"sqlite:///{tmp_path_factory.mktemp('portfolio') / 'qadam.db'}"
    return copies(url, families, measures=150, seed=1)


def test_it_is_as_large_as_asked(portfolio: Portfolio):
    with reading(locate(portfolio.url)) as reader:
        found, total = queries.measures(reader, queries.Wanted(), limit=1)

    assert total == portfolio.measures >= 150
    assert found[0].titles["ru"].split(" № ")[1].isdigit()


def test_every_chain_of_hashes_is_whole(portfolio: Portfolio):
    with reading(locate(portfolio.url)) as reader:
        verified = verify(reader)

    assert (verified.bad, verified.entries) == ([], portfolio.history)


def test_its_counters_are_right(portfolio: Portfolio):
    with reading(locate(portfolio.url)) as reader:
        assert counters_differ(reader) == []


def test_no_rung_is_due_until_time_goes_on(portfolio: Portfolio):
    store = SqlStore.at(portfolio.url)
    engine = Engine(store, lambda: portfolio.now)
    with reading(locate(portfolio.url)) as reader:
        late = tallied(reader, "state", portfolio.now, portfolio.now + timedelta(days=400))

    assert engine.tick(portfolio.now).rungs_fired == 0
    assert engine.tick(portfolio.now + timedelta(days=400)).rungs_fired > 0
    assert sum(tally.overdue for tally in late) > 0
    store.close()


def test_the_same_seed_gives_the_same(portfolio: Portfolio, tmp_path: Path):
    again = build(f"sqlite:///{tmp_path / 'again.db'}", measures=150)

    with reading(locate(portfolio.url)) as one, reading(locate(again.url)) as other:
        for query in ("SELECT id, head FROM measure ORDER BY id", "SELECT hash FROM history ORDER BY measure, seq"):
            assert one.all(query) == other.all(query)


def test_it_can_be_made_on_postgresql_some_rows_at_a_time(
    families: list[Family], postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("benchmarks.portfolio.COPIED", 100)
    made = copies(postgres_url, families, measures=150, seed=1)

    with reading(locate(postgres_url)) as reader:
        assert counters_differ(reader) == []
        assert queries.measures(reader, queries.Wanted(), limit=1)[1] == made.measures
