"""Downtime is known from heartbeats, not guessed."""

from __future__ import annotations

from datetime import timedelta

from tests.core.errand import NOW
from workflow.uptime import Run, outages


def run(start: int, end: int, beat: int = 30) -> Run:
    return Run(started_at=NOW + timedelta(minutes=start), seen_at=NOW + timedelta(minutes=end), beat=beat)


def gaps(*runs: Run, until: int) -> list[tuple[int, int]]:
    found = outages(runs, NOW + timedelta(minutes=until))
    return [((start - NOW) // timedelta(minutes=1), (end - NOW) // timedelta(minutes=1)) for start, end in found]


def test_before_the_first_beat_nothing_is_known():
    assert gaps(until=60) == []
    assert gaps(run(30, 60), until=60) == []


def test_what_lies_between_two_runs_is_downtime():
    assert gaps(run(0, 10), run(70, 80), until=80) == [(10, 70)]


def test_a_daemon_that_does_not_beat_any_more_is_down_until_now():
    assert gaps(run(0, 10), until=300) == [(10, 300)]


def test_a_beat_or_two_may_be_missed():
    assert gaps(run(0, 10), run(11, 20), until=21) == []


def test_one_daemon_is_enough():
    assert gaps(run(0, 10), run(5, 100), run(60, 70), run(101, 110), until=110) == []


def test_as_many_beats_may_be_missed_as_are_allowed_and_not_a_second_more():
    last = Run(started_at=NOW, seen_at=NOW, beat=30)

    assert last.allowance == timedelta(seconds=90)
    assert outages([last], NOW + timedelta(seconds=90)) == ()
    assert outages([last], NOW + timedelta(seconds=91)) == ((NOW, NOW + timedelta(seconds=91)),)
    for late in (90, 91):
        next_one = Run(started_at=NOW + timedelta(seconds=late), seen_at=NOW + timedelta(minutes=9), beat=30)
        assert (outages([last, next_one], NOW + timedelta(minutes=9)) == ()) is (late == 90)


def test_a_beat_goes_on_with_a_run_that_is_neither_over_nor_still_to_come():
    last = run(0, 10)

    assert last.goes_on(last.seen_at)
    assert last.goes_on(last.seen_at + timedelta(seconds=90))
    assert not last.goes_on(last.seen_at + timedelta(seconds=91))
    assert not last.goes_on(last.seen_at - timedelta(seconds=1))


def test_the_order_in_which_runs_are_read_does_not_matter():
    assert gaps(run(70, 80), run(0, 10), until=80) == [(10, 70)]


def test_each_run_is_allowed_as_much_as_its_own_beat_gives():
    assert gaps(run(0, 10, beat=600), run(35, 80), until=80) == []
    assert gaps(run(0, 10, beat=60), run(35, 80), until=80) == [(10, 35)]


def test_of_two_daemons_seen_at_the_same_moment_the_one_that_began_last_is_asked():
    assert gaps(run(0, 10, beat=30), run(5, 10, beat=600), until=30) == []
    assert gaps(run(0, 10, beat=600), run(5, 10, beat=30), until=30) == [(10, 30)]


def test_several_gaps_are_told_in_order_with_the_one_that_lasts():
    assert gaps(run(0, 10), run(70, 80), run(200, 210), until=300) == [(10, 70), (80, 200), (210, 300)]
