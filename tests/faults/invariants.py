"""What must hold in a database whatever happened to the processes that wrote it, read from its rows alone.

Each check names what it found and where, so that a failing run says which promise broke.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from store import queries, rows
from store.location import locate
from store.mailbox import WHOLE
from store.measure_rows import measure_from
from store.people import everybody, substitutions
from store.places import agencies, regions
from store.reader import Reader, reading
from store.shelf import DefinitionShelf
from store.told import told_from
from workflow.calendar import Calendar
from workflow.deadline import Deadline, FiredRung
from workflow.directory import Directory, Person
from workflow.engine_events import ENGINE_EVENTS, FAN_OUT
from workflow.guards import join_lacks
from workflow.ladder import rung_times
from workflow.model import Entry, Measure, Variant
from workflow.replay import replay
from workflow.seal import first_break


@dataclass(frozen=True, kw_only=True)
class State:
    """Everything a check may look at, read in one view of the database."""

    measures: dict[str, Measure]
    entries: dict[str, list[Entry]]
    deadlines: dict[str, list[tuple[Deadline, list[FiredRung]]]]
    mails: list[dict[str, Any]]
    directory: Directory
    calendar: Calendar
    shelf: DefinitionShelf


def violations(
    url: str,
    *,
    ticked_at: datetime | None = None,
    delivered: bool = False,
    jumped_back: timedelta = timedelta(0),
) -> list[str]:
    """Every promise the database breaks; none for a good one.

    With `ticked_at` a pass was made at that moment and nothing failed in it: no rung may be left that was due then.
    With `delivered` the outbox was worked off: nothing may be pending. A clock that once jumped back by `jumped_back`
    may have stamped what happened later with an earlier time.
    """
    with reading(locate(url)) as reader:
        state = _read(reader)
        return [
            *_histories(state),
            *_replays(state),
            *_transitions(state),
            *_families(state),
            *_joins(state),
            *_rungs(state, ticked_at, jumped_back),
            *_mails(state, delivered=delivered),
        ]


def _read(reader: Reader) -> State:
    measures = {row["id"]: measure_from(row) for row in reader.all("SELECT * FROM measure")}
    in_force = reader.one("SELECT c.body FROM calendar c JOIN setting s ON s.value = c.version AND s.key = 'calendar'")
    assert in_force is not None, "no calendar is in force"
    return State(
        measures=measures,
        entries={name: queries.history(reader, name) for name in measures},
        deadlines={name: queries.deadlines(reader, name) for name in measures},
        mails=reader.all(WHOLE),
        directory=Directory(
            regions=regions(reader),
            agencies=agencies(reader),
            people=everybody(reader),
            substitutions=substitutions(reader),
        ),
        calendar=Calendar.from_json(json.loads(in_force["body"])),
        shelf=DefinitionShelf(reader),
    )


def _histories(state: State) -> Iterator[str]:
    """One row per version, gapless, sealed, and the measure remembers the last one."""
    for name, measure in state.measures.items():
        entries = state.entries[name]
        if [entry.seq for entry in entries] != list(range(1, measure.version + 1)):
            yield f"{name}: version {measure.version} and history {[entry.seq for entry in entries]} differ"
        broken = first_break(entries, measure.head)
        if broken is not None:
            yield f"{name}: the chain breaks at {broken[0]}: {broken[1]}"
        for before, after in pairwise(entries):
            if after.source != before.target:
                yield f"{name}: entry {after.seq} starts from {after.source}, but {before.seq} led to {before.target}"
    asked = Counter(entry.request_id for entries in state.entries.values() for entry in entries if entry.request_id)
    yield from (f"request {request} was answered {times} times" for request, times in asked.items() if times > 1)


def _replays(state: State) -> Iterator[str]:
    """Replaying a history gives what is stored."""
    for name, measure in state.measures.items():
        again, clocks = replay(state.entries[name], state.shelf.get, state.directory, state.calendar)
        for part in ("state", "version", "type_version", "data", "head", "agency", "due_on", "due_at", "closed"):
            if getattr(again, part) != getattr(measure, part):
                yield f"{name}: {part} is {getattr(measure, part)!r}, its history gives {getattr(again, part)!r}"
        stored = {deadline.id: deadline for deadline, _ in state.deadlines[name]}
        if set(stored) != {deadline.id for deadline in clocks}:
            yield f"{name}: deadlines {sorted(stored)} are stored, its history opened {sorted(d.id for d in clocks)}"
        for clock in clocks:
            kept = stored.get(clock.id)
            if kept is not None and (kept.status, kept.due_at, kept.pauses) != (
                clock.status,
                clock.due_at,
                clock.pauses,
            ):
                yield f"{clock.id}: stored {kept.status} due {kept.due_at}, replayed {clock.status} due {clock.due_at}"


def _transitions(state: State) -> Iterator[str]:
    """No event outside the definition was ever accepted."""
    for name, measure in state.measures.items():
        for entry in state.entries[name][1:]:
            definition = state.shelf.get(measure.type, entry.type_version)
            ways = definition.leaving(str(entry.source), measure.level)
            if entry.event in ENGINE_EVENTS:
                continue  # a migration, a merge or an undo is no move; that it is right the replay has shown
            if not any(way.event == entry.event and way.target == entry.target for way in ways):
                yield f"{name}: {entry.event!r} from {entry.source} to {entry.target} is not in its definition"


def _families(state: State) -> Iterator[str]:
    """A fan-out made every variant, or none; a variant has a parent of its own type and version."""
    for name, measure in state.measures.items():
        if measure.level == "regional":
            parent = state.measures.get(str(measure.parent))
            if parent is None or (parent.type, parent.type_version) != (measure.type, measure.type_version):
                yield f"{name}: its parent is missing or of another version"
            if state.entries[name][0].event != FAN_OUT:
                yield f"{name}: a variant that was not fanned out"
            continue
        children = [other for other in state.measures.values() if other.parent == name]
        definition = state.shelf.get(measure.type, measure.type_version)
        fanned = [
            entry
            for entry in state.entries[name][1:]
            for way in definition.leaving(str(entry.source), "national")
            if way.event == entry.event and way.fan_out
        ]
        wanted = len(measure.regions or state.directory.regions) if fanned else 0
        if len(children) != wanted:
            yield f"{name}: {len(children)} variants, {wanted} wanted"


def _joins(state: State) -> Iterator[str]:
    """No parent stands where its join is met: it would be stranded."""
    for name, measure in state.measures.items():
        definition = state.shelf.get(measure.type, measure.type_version)
        variants = tuple(
            Variant(region=str(other.region), state=other.state)
            for other in state.measures.values()
            if other.parent == name
        )
        for way in definition.joins(measure.state, measure.level):
            since = state.entries[name][-1]
            if way.when_children is None or since.event == "return":
                continue  # sent back by a person after its join: it waits for a person
            if variants and join_lacks(way.when_children, variants) is None:
                yield f"{name}: stands in {measure.state} though its join is met"


def _rungs(state: State, ticked_at: datetime | None, jumped_back: timedelta) -> Iterator[str]:
    """Each rung at most once, never early, never for a clock that had ended; none forgotten."""
    for clocks in state.deadlines.values():
        for deadline, fired in clocks:
            seen = Counter((rung.epoch, rung.rung) for rung in fired)
            yield from (f"{deadline.id}: rung {key} is on record {n} times" for key, n in seen.items() if n > 1)
            for rung in fired:
                if rung.fired_at < rung.at:
                    yield f"{deadline.id}: {rung.rung} fired at {rung.fired_at}, before {rung.at}"
                if deadline.closed_at is not None and rung.fired_at > deadline.closed_at + jumped_back:
                    yield f"{deadline.id}: {rung.rung} fired at {rung.fired_at}, after it ended {deadline.closed_at}"
            if ticked_at is not None and deadline.status == "running":
                yield from _forgotten(state, deadline, ticked_at)


def _forgotten(state: State, deadline: Deadline, ticked_at: datetime) -> Iterator[str]:
    measure = state.measures[deadline.measure]
    rule = state.shelf.get(measure.type, deadline.type_version).deadlines[deadline.name]
    for rung, at in rung_times(rule, deadline, state.calendar):
        if at <= ticked_at and rung.key not in deadline.fired:
            yield f"{deadline.id}: {rung.key} was due {at} and is not on record"


def _mails(state: State, *, delivered: bool) -> Iterator[str]:
    """Owed mails exist, reach only people of the measure, and none is left when the outbox was worked off."""
    by_cause = {(mail["measure"], rows.moment(mail["created_at"])) for mail in state.mails}
    for name, measure in state.measures.items():
        for entry in state.entries[name]:
            definition = state.shelf.get(measure.type, entry.type_version)
            owed = [
                notice
                for notice in definition.notices
                if notice.event == entry.event
                and notice.level in (None, measure.level)
                and set(notice.to) != {"co_executors"}  # a measure may have none
            ]
            if owed and (name, entry.at) not in by_cause:
                yield f"{name}: nobody was written to about {entry.event!r} of {entry.at}"
    for mail in state.mails:
        if not _has_part(mail, state):
            yield f"mail {mail['id']} about {mail['measure']} goes to {mail['person']}, who has no part in it"
        if delivered and mail["status"] == "pending":
            yield f"mail {mail['id']} is still pending: {mail['last_error']}"
        if mail["status"] in ("skipped", "dead") and not mail["last_error"]:
            yield f"mail {mail['id']} is {mail['status']} and does not say why"


def _has_part(mail: dict[str, Any], state: State) -> bool:
    """Whether a mail's reader was of the region and the bodies of its measure, as they were when it was written."""
    person, facts = state.directory.people.get(mail["person"] or ""), told_from(mail, state.shelf.get).facts
    if person is None or facts["because"]["role"] in ("author", "co_executors"):
        return True
    about = [item for section in facts["sections"] for item in section["items"]] if "sections" in facts else [facts]
    return all(_reached(person, item) for item in about if "region" in item)


def _reached(person: Person, facts: dict[str, Any]) -> bool:
    region, agency = ((facts[scope] or {}).get("code") for scope in ("region", "agency"))
    return any(grant.region in (None, region) and grant.agency in (None, agency) for grant in person.grants)
