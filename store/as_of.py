"""What the measures were at a past moment, rebuilt from history alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from heapq import nlargest, nsmallest
from itertools import groupby

from store import rows
from store.board import BOARD_KEYS, Tally
from store.calendars import almanac
from store.measure_rows import deadline_from, entry_from, leading_number
from store.places import agencies, regions
from store.queries import NEEDS, Wanted
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
) -> tuple[list[Measure], int]:
    """The measures wanted as they were then, and how many without the limit.

    All history is read, measure by measure; only the measures that are listed are kept.
    """
    total = 0

    def fitting() -> Iterator[Measure]:
        nonlocal total
        for measure in _all_as_of(reader, moment):
            if _fits(measure, wanted):
                total += 1
                yield measure

    def order(measure: Measure) -> tuple[object, ...]:
        return _order(measure, sort)

    down = sort == "since"
    if limit is None:
        found = sorted(fitting(), key=order, reverse=down)
    else:
        found = (nlargest if down else nsmallest)(limit, fitting(), key=order)
    return found, total


def measure_as_of(reader: Reader, measure_id: str, moment: datetime) -> Measure | None:
    return next(iter(_all_as_of(reader, moment, measure_id)), None)


def board_as_of(reader: Reader, by: str, moment: datetime, soon: datetime) -> list[Tally]:
    tallies: dict[tuple[str | None, str], list[int]] = {}
    column = BOARD_KEYS[by].partition(".")[2]
    for measure in _all_as_of(reader, moment):
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


def _all_as_of(reader: Reader, moment: datetime, measure_id: str | None = None) -> Iterator[Measure]:
    """Each measure as it was, in the database's order of measures; histories and deadlines are read side by side."""
    shelf = DefinitionShelf(reader)
    directory = Directory(regions=regions(reader), agencies=agencies(reader))
    calendars = cache(lambda: almanac(reader))
    only, parameters = ("", {}) if measure_id is None else (" WHERE measure = :id", {"id": measure_id})
    history = reader.each(f"SELECT * FROM history{only} ORDER BY measure, seq", **parameters)  # noqa: S608 - own text
    clocks = reader.each(f"SELECT * FROM deadline{only} ORDER BY measure", **parameters)  # noqa: S608 - own text
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
            yield replay(entries, shelf.get, directory, calendars())[0]
        else:
            yield replace(rebuilt(entries, shelf.get, directory), due_at=due_at)


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


def _order(measure: Measure, sort: str) -> tuple[object, ...]:
    number = leading_number(measure.id)
    by_number = (number is None, number or 0, measure.id)
    if sort == "due":
        return (measure.due_at is None, measure.due_at or measure.since, *by_number)
    if sort == "since":
        return (measure.since, *by_number)
    if sort in ("state", "region"):
        return (getattr(measure, sort) or "", *by_number)
    return by_number
