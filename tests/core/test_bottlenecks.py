"""Where the time goes is told from history alone, and summed up without keeping it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.bottlenecks import Durations, bottlenecks, life
from workflow.model import Entry

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOW = START + timedelta(days=30)


def entries(*steps: tuple[float, str, str, str | None, str], measure: str = "1", **first: str) -> list[Entry]:
    """Each step: days since the start, who, the event, from and to."""
    return [
        Entry(
            measure=measure,
            seq=number,
            at=START + timedelta(days=days),
            actor=actor,
            event=event,
            source=source,
            target=target,
            type_version=1,
            data=first if number == 1 else {},
            prev_hash="",
            hash="",
        )
        for number, (days, actor, event, source, target) in enumerate(steps, start=1)
    ]


REWORKED = (
    (0, "hq", "create", None, "draft"),
    (2, "hq", "edit", "draft", "draft"),
    (4, "hq2", "approve", "draft", "approved"),
    (5, "mia", "report", "approved", "reported"),
    (7, "hq", "return", "reported", "approved"),
    (10, "mia", "report", "approved", "reported"),
    (11, "system", "accept_late", "reported", "closed"),
)


def is_final(type: str, version: int, state: str) -> bool:
    return state == "closed"


def days(span: timedelta) -> float:
    return span / timedelta(days=1)


def test_a_stay_lasts_until_the_state_changes_and_the_end_is_none():
    stays = life("campaign", entries(*REWORKED), is_final).stays

    assert [(s.state, days(s.left_at - s.came_at), s.again) for s in stays] == [
        ("draft", 4, False),
        ("approved", 1, False),
        ("reported", 2, False),
        ("approved", 3, True),
        ("reported", 1, True),
    ]


def test_a_measure_that_still_stands_somewhere_has_not_left_it():
    stays = life("campaign", entries(*REWORKED[:4]), is_final).stays

    assert (stays[-1].state, stays[-1].left_at) == ("reported", None)


def test_coming_back_is_rework_with_the_time_it_took():
    reworks = life("campaign", entries(*REWORKED), is_final).reworks

    assert [(r.event, r.source, r.target, days(r.took)) for r in reworks] == [
        ("return", "reported", "approved", 2),
        ("report", "approved", "reported", 3),
    ]


def test_a_hand_over_is_the_next_event_by_somebody_else_and_never_the_systems():
    handovers = life("campaign", entries(*REWORKED), is_final).handovers

    assert [(h.giver, h.taker, days(h.waited)) for h in handovers] == [
        ("hq", "hq2", 2),
        ("hq2", "mia", 1),
        ("mia", "hq", 2),
        ("hq", "mia", 3),
    ]


def test_region_and_lead_agency_are_told_from_history():
    variant = entries((0, "hq", "fan_out", None, "approved"), measure="7/KZ-75", lead_agency="MIA")
    (stay,) = life("campaign", variant, is_final).stays

    assert (stay.region, stay.agency) == ("KZ-75", "MIA")


def test_sums_are_told_by_region_and_agency_longest_first():
    lives = []
    for region, last in (("KZ-75", 3), ("KZ-71", 8), ("KZ-75", 4)):
        steps = (0, "hq", "fan_out", None, "a"), (last, "x", "go", "a", "closed")
        lives.append(life("campaign", entries(*steps, measure=f"1/{region}", lead_agency="MIA"), is_final))
    found = bottlenecks(lives, NOW, by="region")

    assert [(s.key, s.stayed.number, days(s.total)) for s in found.states] == [("KZ-71", 1, 8), ("KZ-75", 2, 7)]
    assert found.measures == 3
    assert [(h.key, h.waited.number) for h in found.hands] == [("KZ-71", 1), ("KZ-75", 2)]
    assert [s.key for s in bottlenecks(lives, NOW, by="agency").states] == ["MIA"]


def test_what_still_waits_counts_up_to_now():
    found = bottlenecks([life("campaign", entries(*REWORKED[:4]), is_final)], NOW)
    (reported,) = [s for s in found.states if s.state == "reported"]

    assert (reported.stayed.number, reported.still.number, days(reported.still.total)) == (0, 1, 25)


def test_stays_that_ended_before_are_left_out_when_asked():
    lived = life("campaign", entries(*REWORKED), is_final)

    later = bottlenecks([lived], NOW, since=START + timedelta(days=8))
    assert {(s.state, s.stayed.number) for s in later.states} == {("approved", 1), ("reported", 1)}
    assert bottlenecks([lived], NOW, since=START + timedelta(days=20)).measures == 0


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=200))
def test_a_median_is_right_to_five_percent_however_many_there_are(seconds):
    durations = Durations()
    for number in seconds:
        durations.add(timedelta(seconds=number))

    exact = sorted(seconds)[(len(seconds) - 1) // 2]
    assert exact * 0.999 <= durations.median.total_seconds() <= exact * 1.0501
    assert durations.total == timedelta(seconds=sum(seconds))
    assert durations.longest == timedelta(seconds=max(seconds))


def test_nothing_has_no_bottleneck():
    assert bottlenecks([], NOW).states == []
    assert Durations().median == timedelta(0)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_every_share_of_equal_durations_is_that_duration(share):
    durations = Durations()
    for _ in range(9):
        durations.add(timedelta(hours=5))

    assert durations.quantile(share) == timedelta(hours=5)
