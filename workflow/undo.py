"""Taking back the last move: a compensating event that puts a measure and its deadlines back as they were.

Nothing is erased: the move stays in the history, the event that takes it back says which one it was, and what had been
opened is cancelled. Moves are taken back in reverse order, one event for each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from workflow.almanac import Almanac
from workflow.authority import Standing, scoped, standing
from workflow.calendar import Calendar
from workflow.deadline import Deadline, DeadlineStatus, EarlierDue, FiredRung
from workflow.deadline_rule import DeadlineRule
from workflow.deadlines import called_off, nearest
from workflow.definition import Definition, UndoRule
from workflow.directory import SYSTEM
from workflow.engine_events import MERGE, UNDO, UNDOES
from workflow.errors import Forbidden, Refused
from workflow.fields import clean_comment
from workflow.guards import Context
from workflow.ladder import armed
from workflow.model import Command, Decision, Entry, Measure
from workflow.notices import on_event
from workflow.noun import dataclass
from workflow.seal import next_entry


@dataclass(frozen=True, kw_only=True)
class Point:
    """What a measure and all its deadlines were after one of its entries."""

    entry: Entry
    measure: Measure
    deadlines: Mapping[str, Deadline]


def taken_back(standing: list[Point], entry: Entry) -> Point | None:
    """Drop the move an entry takes back from those that stand; the point to return to, or None for other entries."""
    if UNDOES not in entry.data:
        return None
    standing.pop()
    return standing[-1]


def returned(measure: Measure, entry: Entry) -> Measure:
    """The measure as it was at a point, as an entry that leads back there leaves it."""
    return replace(measure, version=entry.seq, head=entry.hash)


def restored(
    rules: Mapping[str, DeadlineRule],
    point: Point,
    stands: Iterable[Deadline],
    record: Iterable[FiredRung],
    now: datetime,
    calendar: Calendar,
    earlier: Mapping[str, Calendar] | None = None,
) -> tuple[Deadline, ...]:
    """The deadlines of a measure that returns to a point: those open then are open again, later ones are cancelled."""
    fired = tuple(record)
    calendars = Almanac(calendars={**(earlier or {}), calendar.version: calendar}, in_force=((now, calendar.version),))
    return tuple(_restored(rules, point.deadlines.get(row.id), row, fired, now, calendars) for row in stands)


def _restored(
    rules: Mapping[str, DeadlineRule],
    was: Deadline | None,
    row: Deadline,
    record: tuple[FiredRung, ...],
    now: datetime,
    calendars: Almanac,
) -> Deadline:
    if was is not None and not was.is_open and was.period is not None:
        return replace(row, status=was.status, closed_at=was.closed_at, accepted_at=was.accepted_at, next_fire_at=None)
    if was is None or not was.is_open:
        return called_off(row, now) if row.is_open else row
    back = replace(row, status=was.status, closed_at=None, pauses=was.pauses, type_version=was.type_version)
    if row.epoch > was.epoch:
        # The ledger of extensions only grows: the old date returns as one more step of it.
        due = row.earlier[was.epoch].due
        earlier = (*row.earlier, EarlierDue(now, row.due_at, "undone"))
        back = replace(back, due_at=due, earlier=earlier, calendar=was.calendar, fired=_fired_for(due, row, record))
    elif was.status is DeadlineStatus.PAUSED:
        back = replace(back, due_at=was.due_at)
    return armed(rules[row.name], back, calendars.own(back.calendar))


def _fired_for(due: datetime, row: Deadline, record: tuple[FiredRung, ...]) -> tuple[str, ...]:
    """The rungs that have happened for this due instant, whenever it was in force: they never happen again."""
    in_force = (*(was.due for was in row.earlier), row.due_at)
    keys = (rung.rung for rung in record if rung.deadline == row.id and in_force[rung.epoch] == due)
    return tuple(dict.fromkeys(keys))


def decide_undo(
    definition: Definition,
    moves: Sequence[Point],
    measure: Measure,
    command: Command,
    context: Context,
    record: Iterable[FiredRung],
    now: datetime,
) -> Decision:
    """What taking back the last standing move does to its measure. `context.deadlines` are all it ever had.

    Raises Refused where nothing can be taken back, Forbidden for who may not, with what is possible instead.
    """
    comment = clean_comment(command.comment)
    rule, last = definition.undo, moves[-1].entry
    _check_possible(definition, moves, measure)
    capacity = _capacity(rule, measure, command, context, now)
    reasons = [] if comment else ["a comment must say why"]
    within = None if rule is None else rule.within
    in_time = within is None or now <= context.calendar.add(last.at, within)
    if not in_time:
        reasons.append(f"{last.event!r} was done more than {within} ago")
    if reasons:
        raise Refused(
            f"{measure.id}: cannot take back {last.event!r}: {'; '.join(reasons)}",
            reasons=tuple(reasons),
            possible=f"qadam undo {measure.id} --comment …" if in_time else f"qadam history {measure.id}",
            measure=measure.id,
        )
    decision = going_back(definition, moves, measure, UNDO, capacity, comment, context, record, now, command.request_id)
    if decision.entry is None:
        return decision
    notices = (notice for notice in definition.notices if notice.event == last.event)
    told = [replace(notice, event=UNDO, template="moved") for notice in notices]
    clocks = (*decision.changed, *(d for d in context.deadlines if d.is_open))
    mails = on_event(definition, decision.entry, decision.measure, clocks, context, notices=told)
    return replace(decision, mails=mails)


def going_back(
    definition: Definition,
    moves: Sequence[Point],
    measure: Measure,
    event: str,
    capacity: Standing,
    comment: str | None,
    context: Context,
    record: Iterable[FiredRung],
    now: datetime,
    request_id: str | None = None,
) -> Decision:
    """The step that leads back to the point before the last move; `definition` is the one in force there."""
    point, last = moves[-2], moves[-1].entry
    entry = next_entry(
        measure,
        event,
        now,
        actor=capacity.actor,
        on_behalf_of=capacity.on_behalf_of,
        target=point.measure.state,
        type_version=point.measure.type_version,
        comment=comment,
        data={UNDOES: last.seq},
        request_id=request_id,
    )
    clocks = restored(definition.deadlines, point, context.deadlines, record, now, context.calendar, context.earlier)
    return Decision(
        measure=replace(returned(point.measure, entry), plan_key=measure.plan_key, due_at=nearest(clocks)),
        entry=entry,
        changed=tuple(clock for clock, stood in zip(clocks, context.deadlines, strict=True) if clock != stood),
    )


def _check_possible(definition: Definition, moves: Sequence[Point], measure: Measure) -> None:
    last = moves[-1].entry
    if definition.undo is None:
        raise Refused(
            f"{measure.id}: nothing is taken back in a {definition.type}",
            possible=f"add 'undo: {{by: national.coordinator}}' to the definition of {definition.type}",
            measure=measure.id,
        )
    if len(moves) == 1 or last.event not in (*definition.events, MERGE):
        raise Refused(
            f"{measure.id}: {last.event!r} cannot be taken back",
            possible=f"qadam show {measure.id}",
            measure=measure.id,
        )
    ways = [t for t in definition.leaving(last.source or "", measure.level) if t.event == last.event]
    if any(way.fan_out for way in ways):
        raise Refused(
            f"{measure.id}: {last.event!r} made regional variants, and those stay",
            possible=f"cancel it instead: qadam move {measure.id} cancel",
            measure=measure.id,
        )


def _capacity(rule: UndoRule | None, measure: Measure, command: Command, context: Context, now: datetime) -> Standing:
    by = rule.by if rule else ()
    day = context.calendar.day(now)
    if command.actor == SYSTEM:  # a parent follows its child back
        return Standing(actor=SYSTEM)
    found = standing(by, measure, command.actor, context.directory, day, command.through)
    if found is None:
        raise Forbidden(
            f"{measure.id}: {command.actor} may not take anything back",
            possible=f"ask {' or '.join(scoped(role, measure) for role in by)}",
            measure=measure.id,
        )
    return found
