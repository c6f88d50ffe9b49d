"""When we were up and when we were down, from the heartbeats the daemons leave behind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from workflow.ladder import Interval
from workflow.noun import dataclass

MISSED_BEATS = 3
"""So many beats may fail to come before it counts as downtime."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A daemon at work without a break, from its first beat to its last."""

    started_at: datetime
    seen_at: datetime
    beat: int
    """Seconds until the next beat is expected."""

    @property
    def allowance(self) -> timedelta:
        return timedelta(seconds=self.beat * MISSED_BEATS)

    def goes_on(self, now: datetime) -> bool:
        """Whether a beat now still belongs to it; one that comes too late, or before the last, does not."""
        return timedelta() <= now - self.seen_at <= self.allowance


def outages(runs: Iterable[Run], now: datetime) -> tuple[Interval, ...]:
    """The gaps in which no daemon beat. Before the first run nothing is known, so nothing is counted."""
    gaps: list[Interval] = []
    seen: Run | None = None
    for run in sorted(runs, key=lambda run: run.started_at):
        if seen is not None and run.started_at - seen.seen_at > seen.allowance:
            gaps.append((seen.seen_at, run.started_at))
        if seen is None or run.seen_at >= seen.seen_at:
            seen = run
    if seen is not None and now - seen.seen_at > seen.allowance:
        gaps.append((seen.seen_at, now))
    return tuple(gaps)
