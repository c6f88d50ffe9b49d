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
