"""What the measures were at a past moment, rebuilt from history alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import groupby

from store import rows
from store.board import BOARD_KEYS, Tally
from store.calendars import almanac
from store.places import agencies, regions
from store.queries import NEEDS, Wanted
from store.reader import Reader
from store.shelf import DefinitionShelf
from workflow.deadlines import stood_at
from workflow.directory import Directory
from workflow.model import REVERT, UNDO, Measure
from workflow.replay import rebuilt, replay


def measures_as_of(
    reader: Reader, wanted: Wanted, moment: datetime, *, sort: str = "id", limit: int | None = None
) -> tuple[list[Measure], int]:
    """The measures wanted as they were then, and how many without the limit."""
    found = [measure for measure in _all_as_of(reader, moment) if _fits(measure, wanted)]
    found.sort(key=lambda measure: _order(measure, sort), reverse=sort == "since")
    return found[:limit], len(found)


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


def _all_as_of(reader: Reader, moment: datetime, measure_id: str | None = None) -> list[Measure]:
    shelf = DefinitionShelf(reader)
    directory = Directory(regions=regions(reader), agencies=agencies(reader))
    only, parameters = ("", {}) if measure_id is None else (" AND measure = :id", {"id": measure_id})
    due: dict[str, datetime] = {}
    for row in reader.all(f"SELECT * FROM deadline WHERE opened_at <= :at{only}", at=moment, **parameters):  # noqa: S608
        deadline = stood_at(rows.deadline_from(row), moment)
        if deadline is not None:
            due[deadline.measure] = min(deadline.due_at, due.get(deadline.measure, deadline.due_at))
    history = reader.all(f"SELECT * FROM history WHERE at <= :at{only} ORDER BY measure, seq", at=moment, **parameters)  # noqa: S608
    corrected = _corrected(reader)
    calendars = almanac(reader) if corrected else None
    found = []
    for name, group in groupby(history, key=lambda row: str(row["measure"])):
        entries = [rows.entry_from(row) for row in group]
        if calendars is not None and name in corrected:
            found.append(replay(entries, shelf.get, directory, calendars)[0])
        else:
            found.append(replace(rebuilt(entries, shelf.get, directory), due_at=due.get(name)))
    return found


def _corrected(reader: Reader) -> frozenset[str]:
    """Measures of which a move was taken back: a deadline that was closed for a while does not show it any more."""
    found = reader.all("SELECT DISTINCT measure FROM history WHERE event IN (:undo, :revert)", undo=UNDO, revert=REVERT)
    return frozenset(row["measure"] for row in found)


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
    text = f"{measure.id} {' '.join(measure.titles.values())} {rows.packed(dict(measure.data))}".casefold()
    return plain and late and soon and needy and all(word in text for word in words)


def _order(measure: Measure, sort: str) -> tuple[object, ...]:
    number = rows.leading_number(measure.id)
    by_number = (number is None, number or 0, measure.id)
    if sort == "due":
        return (measure.due_at is None, measure.due_at or measure.since, *by_number)
    if sort == "since":
        return (measure.since, *by_number)
    if sort in ("state", "region"):
        return (getattr(measure, sort) or "", *by_number)
    return by_number
