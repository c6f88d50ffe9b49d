"""Lists in every order, whole and page by page, and the totals beside them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations, count
from typing import Any

import pytest

from store import queries
from store.paging import SORTS
from store.queries import Wanted
from store.reader import Reader, reading
from store.rows import Row
from tests.world import World
from workflow.errors import NotFound

MOMENT = datetime(2024, 5, 1, tzinfo=UTC)


def populated(world: World) -> World:
    """National measures and variants in several states, some without a number or a deadline."""
    for number, lead in (("7", "MIA"), ("3.1", "MOH"), ("А-1", "MIA"), ("12", None)):
        world.create(number=number, lead_agency=lead)
    world.move("7", "approve", "hq2", regions=["KZ-75", "KZ-71"])
    world.at("2024-04-16 10:00").move("7/KZ-75", "tailor", "kz-75", target_group="pupils")
    world.at("2024-04-17 10:00").move("7/KZ-71", "waive", "hq", comment="has none")
    return world


def pages(world: World, sort: str, size: int, **wanted: str) -> list[str]:
    ids: list[str] = []
    with reading(world.location) as reader:
        for _ in count():
            after = ids[-1] if ids else None
            found, _ = queries.measures(reader, Wanted(**wanted), sort=sort, limit=size, after=after)
            if not found:
                return ids
            ids += [measure.id for measure in found]
    raise AssertionError


@pytest.mark.parametrize("sort", list(SORTS))
def test_pages_put_together_are_the_whole_list(world: World, sort: str):
    populated(world)
    with reading(world.location) as reader:
        whole, total = queries.measures(reader, Wanted(), sort=sort)

    assert len(whole) == total == 6
    for size in (1, 2, 4):
        assert pages(world, sort, size) == [measure.id for measure in whole]


def test_numbers_order_measures_and_those_without_come_last(world: World):
    populated(world)

    assert pages(world, "id", 3) == ["3.1", "7", "7/KZ-71", "7/KZ-75", "12", "А-1"]


def test_what_runs_comes_first_by_its_due_date(world: World):
    populated(world)

    assert pages(world, "due", 2)[-1] == "7/KZ-71"


def test_a_page_can_be_filtered(world: World):
    populated(world)

    assert pages(world, "id", 1, agency="MIA") == ["7", "7/KZ-71", "7/KZ-75", "А-1"]


def test_going_on_after_a_measure_that_is_not_there_is_refused(small_world: World):
    with reading(small_world.location) as reader, pytest.raises(NotFound):
        queries.measures(reader, Wanted(), after="77")


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"state": "draft"},
        {"region": "KZ-75"},
        {"agency": "MIA", "state": "draft"},
        {"type": "campaign", "state": "tailored"},
        {"agency": "MIA", "region": "KZ-75"},
        {"level": "national"},
        {"parent": "7"},
        {"needs": "lead"},
    ],
)
def test_the_total_is_what_there_is(world: World, wanted: dict[str, str]):
    populated(world)
    with reading(world.location) as reader:
        found, total = queries.measures(reader, Wanted(**wanted))
        some, again = queries.measures(reader, Wanted(**wanted), limit=1)

    assert len(found) == total == again > 0
    assert [measure.id for measure in some] == [found[0].id]


@pytest.mark.parametrize(
    ("wanted", "sort"),
    [
        *((Wanted(), sort) for sort in SORTS),
        (Wanted(state="draft"), "id"),
        (Wanted(region="KZ-75"), "id"),
        (Wanted(agency="MIA"), "id"),
        (Wanted(type="study", state="closed"), "id"),
        (Wanted(overdue_at=MOMENT), "due"),
        (Wanted(overdue_at=MOMENT, agency="MIA"), "due"),
        (Wanted(overdue_at=MOMENT, region="KZ-75"), "due"),
        (Wanted(due_before=MOMENT), "due"),
        (Wanted(needs="date"), "id"),
    ],
)
def test_a_list_comes_out_of_an_index_in_its_order(small_world: World, wanted: Wanted, sort: str):
    populated(small_world)
    with reading(small_world.location) as reader:
        asked = _Overheard(reader)
        queries.measures(asked, wanted, sort=sort, limit=200)
        lists = [(sql, bound) for sql, bound in asked.heard if sql.startswith("SELECT m.*")]
        for sql, bound in lists if wanted == Wanted() else lists[:1]:
            (step,) = [row["detail"] for row in reader.all(f"EXPLAIN QUERY PLAN {sql}", **bound)]

            assert "USING INDEX" in step, sql
    assert lists or wanted != Wanted()


class _Overheard:
    """A reader that remembers what it was asked."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.kind = reader.kind
        self.each = reader.each
        self.heard: list[tuple[str, dict[str, Any]]] = []

    def all(self, sql: str, **bound: Any) -> list[Row]:
        self.heard.append((sql, bound))
        return self._reader.all(sql, **bound)

    def one(self, sql: str, **bound: Any) -> Row | None:
        return self._reader.one(sql, **bound)


FILTERS = {
    "state": ("draft", "tailored", "approved"),
    "type": ("campaign",),
    "region": ("KZ-75", "KZ-71"),
    "agency": ("MIA", "MOH"),
    "level": ("national", "regional"),
    "parent": ("7",),
    "search": ("a", "7"),
    "overdue_at": (MOMENT,),
    "needs": ("lead",),
}


@pytest.mark.parametrize("common", [0, 10**9], ids=["looked up by words", "asked for words"])
@pytest.mark.parametrize("sort", list(SORTS))
def test_filters_leave_the_same_whichever_way_the_list_is_read(
    small_world: World, monkeypatch: pytest.MonkeyPatch, sort: str, common: int
):
    populated(small_world)
    monkeypatch.setattr("store.route.COMMON", common)
    with reading(small_world.location) as reader:
        whole = [measure.id for measure in queries.measures(reader, Wanted(), sort=sort)[0]]
        fitting: dict[tuple[str, object], set[str]] = {
            (name, value): {m.id for m in queries.measures(reader, Wanted(**{name: value}))[0]}
            for name, values in FILTERS.items()
            for value in values
        }
        for one, other in combinations(fitting, 2):
            if one[0] == other[0]:
                continue
            wanted = Wanted(**dict([one, other]))
            expected = [each for each in whole if each in fitting[one] & fitting[other]]
            for limit in (1, 3, None):
                found, total = queries.measures(reader, wanted, sort=sort, limit=limit)
                assert [measure.id for measure in found] == expected[:limit], wanted
                assert total == len(expected)


def test_only_the_rungs_and_deadlines_asked_for_are_read(world: World):
    populated(world)
    small = world.tick("2024-05-20 10:00")
    assert small.rungs_fired > 0
    with reading(world.location) as reader:
        clocks = queries.open_deadlines(reader, ["7/KZ-75", "3.1"])
        rungs = queries.last_rungs(reader, [clock.id for running in clocks.values() for clock in running])

    assert sorted(clocks) == ["3.1", "7/KZ-75"]
    assert [len(running) for running in clocks.values()] == [1, 1]
    assert set(rungs) <= {clock.id for running in clocks.values() for clock in running}
    assert rungs
