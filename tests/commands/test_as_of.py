"""A list of a past moment is put in order as a whole, and told a few measures at a time."""

from __future__ import annotations

import gc

import pytest

from store.as_of import measures_as_of
from store.queries import Wanted, each_measure
from store.reader import reading
from tests.world import World
from workflow.model import Measure


@pytest.mark.parametrize("sort", ["id", "due", "since", "state", "region"])
def test_it_has_the_order_of_the_list_as_it_is_and_holds_little_of_it(
    small_world: World, monkeypatch: pytest.MonkeyPatch, sort: str
):
    monkeypatch.setattr("store.queries.PORTION", 4)
    small_world.approved()
    small_world.at("2024-04-16 10:00").move("1/KZ-75", "tailor", "kz-75", target_group="students")
    with reading(small_world.location) as reader:
        wanted = Wanted(level="regional")
        now, _ = each_measure(reader, wanted, sort=sort)
        expected = [measure.id for measure in now]
        gc.collect()
        before = held()

        found, total = measures_as_of(reader, wanted, small_world.now, sort=sort)
        names, most = [], 0
        for measure in found:
            names.append(measure.id)
            most = max(most, held() - before)

    assert (names, total) == (expected, 20)
    assert most < 10


def held() -> int:
    return sum(isinstance(each, Measure) for each in gc.get_objects())
