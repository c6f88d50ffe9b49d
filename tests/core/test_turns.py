"""Regions take turns: nobody is lost, each keeps its order, and none waits for the backlog of another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflow.turns import Due, in_turns

START = datetime(2024, 5, 2, tzinfo=UTC)
regions = st.lists(st.sampled_from(["KZ-71", "KZ-75", "KZ-79", ""]), max_size=60)


def due(regions: list[str]) -> list[Due]:
    """One a minute, each of a measure of its own; those of no region are national."""
    return [
        Due(deadline=f"{n}/{region}#report@1" if region else f"{n}#report@1", at=START + timedelta(minutes=n))
        for n, region in enumerate(regions)
    ]


def test_one_region_s_backlog_lets_the_others_in():
    turns = in_turns(due(["KZ-75", "KZ-75", "KZ-75", "KZ-71", "", "KZ-71"]))

    assert [each.deadline[0] for each in turns] == ["0", "3", "4", "1", "5", "2"]


@given(regions)
def test_nobody_is_lost_and_each_region_keeps_its_order(regions: list[str]):
    given_, turns = due(regions), in_turns(due(regions))

    assert sorted(turns, key=lambda each: each.at) == given_
    for region in {each.region for each in given_}:
        assert [each for each in turns if each.region == region] == [each for each in given_ if each.region == region]


@given(regions)
def test_nobody_waits_for_more_than_its_own_turn_of_every_region(regions: list[str]):
    """The n-th of a region comes after at most n of any other."""
    turns = in_turns(due(regions))
    for place, each in enumerate(turns):
        before = turns[:place]
        own = sum(other.region == each.region for other in before) + 1
        for region in set(regions) - {each.region}:
            assert sum(other.region == region for other in before) <= own
