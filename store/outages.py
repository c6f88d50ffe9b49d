"""When no daemon of ours ran, as far as heartbeats tell."""

from __future__ import annotations

from datetime import datetime

from store.reader import Reader
from store.rows import Row, moment
from workflow.ladder import Interval
from workflow.uptime import Run, outages


def run_from(row: Row) -> Run:
    return Run(started_at=moment(row["started_at"]), seen_at=moment(row["seen_at"]), beat=row["beat"])


def known_outages(reader: Reader, now: datetime) -> tuple[Interval, ...]:
    return outages(map(run_from, reader.all("SELECT * FROM heartbeat")), now)
