"""Lists in every order, whole and page by page, and the totals beside them."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest

from store import queries
from store.paging import SORTS
from store.queries import Wanted
from store.reader import reading
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
            found, _ = queries.measures(reader, Wanted(**wanted), sort=sort, limit=size, after=after)  # type: ignore[arg-type]
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
        found, total = queries.measures(reader, Wanted(**wanted))  # type: ignore[arg-type]
        some, again = queries.measures(reader, Wanted(**wanted), limit=1)  # type: ignore[arg-type]

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
    with reading(small_world.location) as reader:
        where, parameters = queries._conditions(wanted, reader.kind)
        for stretch in SORTS[sort] if wanted == Wanted() else SORTS[sort][:1]:
            query = f"SELECT m.* FROM measure m WHERE {where} AND {stretch.where} ORDER BY {stretch.order} LIMIT 200"
            (step,) = [row["detail"] for row in reader.all(f"EXPLAIN QUERY PLAN {query}", **parameters)]

            assert "USING INDEX" in step, query


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
