"""What the measures were at a past moment, rebuilt from history alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from heapq import nlargest, nsmallest
from itertools import groupby
from typing import Any

from store import rows
from store.board import BOARD_KEYS, Tally
from store.calendars import almanac
from store.measure_rows import deadline_from, entry_from, leading_number
from store.places import agencies, regions
from store.queries import NEEDS, Wanted, portions
from store.reader import Reader
from store.rows import Row
from store.shelf import DefinitionShelf
from workflow.compact import packed
from workflow.deadlines import stood_at
from workflow.directory import Directory
from workflow.engine_events import REVERT, UNDO
from workflow.model import Measure
from workflow.replay import rebuilt, replay


def measures_as_of(
    reader: Reader, wanted: Wanted, moment: datetime, *, sort: str = "id", limit: int | None = None
) -> tuple[Iterator[Measure], int]:
    """The measures wanted as they were then, each as it is asked for, and how many without the limit.

    All history is read, measure by measure, to put them in order; those that are listed are then rebuilt once more, so
    that none but some hundred are ever held.
    """
    past = _Past(reader, moment)
    total = 0

    def places() -> Iterator[Place]:
        nonlocal total
        for measure in past.all():
            if _fits(measure, wanted):
                total += 1
                yield _place(measure, sort)

    down = sort == "since"
    first = nlargest if down else nsmallest
    found = sorted(places(), reverse=down) if limit is None else first(limit, places())
    return past.these([str(place[-1]) for place in found]), total


def measure_as_of(reader: Reader, measure_id: str, moment: datetime) -> Measure | None:
    return next(_Past(reader, moment).all(" WHERE measure = :id", id=measure_id), None)


def board_as_of(reader: Reader, by: str, moment: datetime, soon: datetime) -> list[Tally]:
    tallies: dict[tuple[str | None, str], list[int]] = {}
    column = BOARD_KEYS[by].partition(".")[2]
    for measure in _Past(reader, moment).all():
        counts = tallies.setdefault((getattr(measure, column), measure.state), [0, 0, 0])
        counts[0] += 1
        if measure.due_at is not None:
            counts[1] += measure.due_at < moment
            counts[2] += moment <= measure.due_at < soon
    return [
        Tally(key=key, state=state, total=total, overdue=overdue, due_soon=due_soon)
        for (key, state), (total, overdue, due_soon) in sorted(
            tallies.items(), key=lambda item: (item[0][0] or "", item[0][1])
        )
    ]


class _Past:
    """The measures as they were at a moment."""

    def __init__(self, reader: Reader, moment: datetime) -> None:
        self._reader, self._moment = reader, moment
        self._shelf = DefinitionShelf(reader)
        self._directory = Directory(regions=regions(reader), agencies=agencies(reader))
        self._calendars = cache(lambda: almanac(reader))

    def these(self, names: Sequence[str]) -> Iterator[Measure]:
        """Some, in their order, each of which there was then."""
        for some, parameters in portions(names):
            known = {measure.id: measure for measure in self.all(f" WHERE measure IN ({some})", **parameters)}
            yield from (known[name] for name in parameters.values())

    def all(self, where: str = "", **parameters: str) -> Iterator[Measure]:
        """In the database's order of measures; histories and deadlines are read side by side."""
        moment, reader = self._moment, self._reader
        history = reader.each(f"SELECT * FROM history{where} ORDER BY measure, seq", **parameters)  # noqa: S608 - own text
        clocks = reader.each(f"SELECT * FROM deadline{where} ORDER BY measure", **parameters)  # noqa: S608 - own text
        due = _due(clocks, moment)
        nearest = next(due, None)
        for name, group in groupby(history, key=lambda row: str(row["measure"])):
            own = list(group)
            due_at = None
            if nearest is not None and nearest[0] == name:
                due_at, nearest = nearest[1], next(due, None)
            entries = [entry_from(row) for row in own if rows.moment(row["at"]) <= moment]
            if not entries:
                continue
            if any(row["event"] in (UNDO, REVERT) for row in own):
                # A deadline that was closed for a while, until a move was taken back, does not show it any more.
                yield replay(entries, self._shelf.get, self._directory, self._calendars())[0]
            else:
                yield replace(rebuilt(entries, self._shelf.get, self._directory), due_at=due_at)


def _due(clocks: Iterator[Row], moment: datetime) -> Iterator[tuple[str, datetime | None]]:
    """For each measure that has deadlines, when the nearest of those that ran at a moment was due."""
    for name, group in groupby(clocks, key=lambda row: str(row["measure"])):
        stood = (stood_at(deadline_from(row), moment) for row in group if rows.moment(row["opened_at"]) <= moment)
        yield name, min((deadline.due_at for deadline in stood if deadline is not None), default=None)


def _fits(measure: Measure, wanted: Wanted) -> bool:
    plain = all(
        getattr(wanted, name) in (None, getattr(measure, name))
        for name in ("state", "type", "region", "agency", "level", "parent")
    )
    due = measure.due_at
    late = wanted.overdue_at is None or (due is not None and due < wanted.overdue_at)
    soon = wanted.due_before is None or (due is not None and due < wanted.due_before)
    needy = wanted.needs is None or (getattr(measure, NEEDS[wanted.needs]) is None and not measure.closed)
    words = (wanted.search or "").casefold().split()
    text = f"{measure.id} {' '.join(measure.titles.values())} {packed(dict(measure.data))}".casefold()
    return plain and late and soon and needy and all(word in text for word in words)


Place = tuple[Any, ...]
"""Where a measure stands in an order; its name comes last, so that no two are alike."""


def _place(measure: Measure, sort: str) -> Place:
    number = leading_number(measure.id)
    by_number = (number is None, number or 0, measure.id)
    if sort == "due":
        return (measure.due_at is None, measure.due_at or measure.since, *by_number)
    if sort == "since":
        return (measure.since, *by_number)
    if sort in ("state", "region"):
        return (getattr(measure, sort) or "", *by_number)
    return by_number
