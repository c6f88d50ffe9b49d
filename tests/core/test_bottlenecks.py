"""Where the time goes is told from history alone, and summed up without keeping it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.bottlenecks import Durations, Handover, Life, Rework, Stay, bottlenecks, life
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


VARIANT = "7/KZ-75"
HANDED_ON = (
    (0, "hq", "fan_out", None, "a"),
    (1, "hq2", "edit", "a", "a"),
    (2, "mia", "go", "a", "b"),
    (5, "mia", "go", "b", "c"),
    (9, "hq", "return", "c", "a"),
)


def handed_on(**first: str) -> Life:
    return life("campaign", entries(*HANDED_ON, measure=VARIANT, **first), is_final)


def test_what_is_told_of_a_stay_names_the_measure_its_type_and_its_place():
    first, *_, last = handed_on(lead_agency="MIA").stays

    assert first == Stay(
        measure=VARIANT, type="campaign", region="KZ-75", agency="MIA", state="a",
        came_at=START, left_at=START + timedelta(days=2), again=False,
    )  # fmt: skip
    assert last == replace(first, came_at=START + timedelta(days=9), left_at=None, again=True)


def test_what_is_told_of_a_way_back_and_of_a_hand_over_names_the_place_too():
    lived = handed_on(lead_agency="MIA")

    assert lived.reworks == (
        Rework(
            type="campaign", region="KZ-75", agency="MIA", event="return", source="c", target="a",
            took=timedelta(days=7),
        ),
    )  # fmt: skip
    assert lived.handovers[0] == Handover(
        region="KZ-75", agency="MIA", giver="hq", taker="hq2", waited=timedelta(days=1)
    )
    assert [handover.region for handover in lived.handovers] == ["KZ-75"] * 3


def test_a_stay_belongs_to_the_agency_that_led_until_it_ended():
    changing = entries(*HANDED_ON[:4], measure=VARIANT, lead_agency="MIA")
    changing[2] = replace(changing[2], data={"lead_agency": "MOH"})
    lived = life("campaign", changing, is_final)

    assert [stay.agency for stay in lived.stays] == ["MIA", "MOH", "MOH"]
    assert [handover.agency for handover in lived.handovers] == ["MIA", "MIA"]


def test_a_national_measure_is_of_no_region_and_one_without_an_agency_of_none():
    lived = life("campaign", entries(*HANDED_ON), is_final)

    assert {(each.region, each.agency) for each in (*lived.stays, *lived.reworks, *lived.handovers)} == {(None, None)}


def test_whether_a_state_is_final_is_asked_of_the_version_the_measure_was_in():
    asked = []

    def ask(type: str, version: int, state: str) -> bool:
        asked.append((type, version, state))
        return False

    moved = entries(*HANDED_ON[:1], *HANDED_ON[2:4])
    moved[1:] = [replace(entry, type_version=2) for entry in moved[1:]]
    lived = life("campaign", moved, ask)

    assert asked == [("campaign", 2, "a"), ("campaign", 2, "b"), ("campaign", 2, "c")]
    assert [stay.state for stay in lived.stays] == ["a", "b", "c"]


def test_a_measure_that_was_reopened_was_nowhere_while_it_was_closed():
    reopened = entries(*REWORKED, (20, "hq", "reopen", "closed", "reported"))
    lived = life("campaign", reopened, is_final)

    assert "closed" not in {stay.state for stay in lived.stays}
    assert (lived.stays[-1].state, lived.stays[-1].came_at, lived.stays[-1].again) == (
        "reported",
        START + timedelta(days=20),
        True,
    )
    assert (lived.reworks[-1].source, lived.reworks[-1].took) == ("closed", timedelta(days=9))


def test_no_history_is_no_life():
    assert life("campaign", [], is_final) == Life(stays=(), reworks=(), handovers=())


def test_the_system_hands_nothing_over_and_takes_nothing():
    lived = life(
        "campaign",
        entries((0, "hq", "create", None, "a"), (1, "system", "lapse", "a", "b"), (2, "mia", "go", "b", "c")),
        is_final,
    )

    assert lived.handovers == ()


def test_each_state_way_and_pair_is_summed_up_by_itself():
    lived = handed_on(lead_agency="MIA")
    found = bottlenecks([lived, lived], NOW)

    assert [
        (s.key, s.type, s.state, s.stayed.number, s.still.number, days(s.total), s.again) for s in found.states
    ] == [
        (None, "campaign", "a", 2, 2, 2 * (2 + 21), 2),
        (None, "campaign", "c", 2, 0, 8, 0),
        (None, "campaign", "b", 2, 0, 6, 0),
    ]
    assert [(w.key, w.type, w.event, w.source, w.target, w.took.number, days(w.took.total)) for w in found.loops] == [
        (None, "campaign", "return", "c", "a", 2, 14)
    ]
    assert [(h.key, h.giver, h.taker, h.waited.number, days(h.waited.total)) for h in found.hands] == [
        (None, "mia", "hq", 2, 8),
        (None, "hq", "hq2", 2, 2),
        (None, "hq2", "mia", 2, 2),
    ]
    assert (found.measures, found.handed_over) == (2, 6)


@pytest.mark.parametrize(("by", "key"), [("region", "KZ-75"), ("agency", "MIA"), (None, None)])
def test_every_list_is_told_apart_by_what_was_asked(by, key):
    found = bottlenecks([handed_on(lead_agency="MIA")], NOW, by=by)

    assert {each.key for each in (*found.states, *found.loops, *found.hands)} == {key}


def test_each_list_begins_with_what_takes_the_most_time():
    short, long = handed_on(), life("hotline", entries(*HANDED_ON, measure="8/KZ-10"), is_final)
    slower = replace(
        long,
        reworks=tuple(replace(rework, took=rework.took * 2) for rework in long.reworks),
        handovers=tuple(replace(handover, waited=handover.waited * 9) for handover in long.handovers),
    )
    found = bottlenecks([short, slower], NOW, by="region")

    assert [loop.key for loop in found.loops] == ["KZ-10", "KZ-75"]
    assert [(pair.key, days(pair.waited.total)) for pair in found.hands] == [
        ("KZ-10", 36),
        ("KZ-10", 9),
        ("KZ-10", 9),
        ("KZ-75", 4),
        ("KZ-75", 1),
        ("KZ-75", 1),
    ]


def test_what_takes_the_same_time_is_told_in_order_of_the_alphabet():
    lived = [
        life(type, entries(*HANDED_ON, measure=measure), is_final)
        for type, measure in (("b", "1/KZ-75"), ("a", "2/KZ-75"), ("a", "3/KZ-10"), ("a", "4"))
    ]
    found = bottlenecks(lived, NOW, by="region")

    assert [(s.key, s.type) for s in found.states if s.state == "b"] == [
        (None, "a"),
        ("KZ-10", "a"),
        ("KZ-75", "a"),
        ("KZ-75", "b"),
    ]
    assert [loop.key for loop in found.loops] == [None, "KZ-10", "KZ-75", "KZ-75"]
    assert [pair.giver for pair in found.hands if pair.key == "KZ-10"] == ["mia", "hq", "hq2"]


def test_a_clock_that_was_set_back_gives_no_stay_of_less_than_nothing():
    (draft,) = bottlenecks([life("campaign", entries(*REWORKED[:1]), is_final)], START - timedelta(hours=1)).states

    assert draft.still.total == timedelta(0)


def test_a_stay_that_ended_at_the_very_moment_asked_for_counts():
    lived = life("campaign", entries(*REWORKED), is_final)
    end = START + timedelta(days=11)

    assert [s.state for s in bottlenecks([lived], NOW, since=end).states] == ["reported"]
    assert bottlenecks([lived], NOW, since=end + timedelta(seconds=1)).states == []


def test_of_a_measure_without_a_later_stay_nothing_counts_but_the_next_is_still_looked_at():
    over, alive = life("campaign", entries(*REWORKED), is_final), life("campaign", entries(*REWORKED[:5]), is_final)
    found = bottlenecks([over, alive], NOW, since=START + timedelta(days=20))

    assert (found.measures, found.handed_over) == (1, 3)
    assert [loop.event for loop in found.loops] == ["return"]


def test_a_measure_that_was_never_anywhere_counts_unless_later_stays_are_asked_for():
    closed_at_once = life("campaign", entries((0, "hq", "create", None, "closed")), is_final)

    assert bottlenecks([closed_at_once], NOW).measures == 1
    assert bottlenecks([closed_at_once], NOW, since=START).measures == 0


def test_beyond_ten_thousand_pairs_only_the_number_of_hand_overs_is_kept(monkeypatch):
    monkeypatch.setattr("workflow.bottlenecks.MOST_PAIRS", 2)
    found = bottlenecks([handed_on(), handed_on()], NOW)

    assert [(pair.giver, pair.waited.number) for pair in found.hands] == [("hq", 2), ("hq2", 2)]
    assert found.handed_over == 6


def test_durations_know_their_number_sum_mean_and_longest():
    durations = Durations()
    for hours in (1, 2, 6):
        durations.add(timedelta(hours=hours))

    assert (durations.number, durations.total, durations.longest) == (3, timedelta(hours=9), timedelta(hours=6))
    assert durations.mean == timedelta(hours=3)
    assert Durations().mean == Durations().total == Durations().longest == timedelta(0)


def test_a_share_is_counted_up_from_the_shortest():
    durations = Durations()
    for seconds in (0, 0.5, 1, 100, 10_000):
        durations.add(timedelta(seconds=seconds))
    shares = [durations.quantile(share).total_seconds() for share in (0, 0.2, 0.4, 0.6, 0.61, 0.8, 0.81, 1)]

    assert shares[:4] == [1, 1, 1, 1]  # less than a second is a second
    assert shares[4:6] == pytest.approx([100, 100], rel=0.05)
    assert shares[6:] == [10_000, 10_000]  # never more than the longest


def test_what_takes_less_than_a_second_is_told_as_what_it_took():
    durations = Durations()
    durations.add(timedelta(seconds=0.25))

    assert durations.median == timedelta(seconds=0.25)


def test_a_stay_of_less_than_two_seconds_is_not_taken_for_one():
    stays = Durations()
    for seconds in (1.9, 1.9, 100):
        stays.add(timedelta(seconds=seconds))

    assert stays.median.total_seconds() == pytest.approx(1.9, rel=0.05)
