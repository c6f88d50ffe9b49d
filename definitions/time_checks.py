"""Checks of deadlines and ladders: every clock can run, and its rungs come in order and do something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from definitions.draft import LEVELS, Draft, Mistake, Part, duration
from workflow.definition_document import MOST_REPETITIONS, repeated
from workflow.directory import SYSTEM
from workflow.durations import Duration, Unit
from workflow.errors import Invalid
from workflow.model import Level
from workflow.periods import PeriodDay

_WHENS = ("within", "until", "on", "follows")
_POSITIONS = ("before", "at", "after")


def durations_are_readable(draft: Draft) -> Iterator[Mistake]:
    timed = [(rule, key) for rule in draft.transitions for key in ("before_due", "after")]
    for deadline in draft.deadlines.values():
        timed += [(deadline, "within"), (deadline, "plus")]
        timed += [(rung, key) for rung in draft.ladder(deadline) for key in ("before", "after", "every")]
    for part, key in timed:
        text = part.text(key)
        if text is None or (key == "within" and PeriodDay.parse(text)):
            continue
        try:
            span = Duration.parse(text)
        except Invalid as error:
            yield Mistake(part.at(key), "bad-duration", f"{error.message} ({error.possible})")
        else:
            if span.amount == 0:
                yield Mistake(part.at(key), "bad-duration", f"{text!r} is no time at all")


def deadlines_say_when(draft: Draft) -> Iterator[Mistake]:
    for name, deadline in draft.deadlines.items():
        said = [key for key in _WHENS if key in deadline.content]
        if len(said) != 1:
            says = "says " + " and ".join(map(repr, said)) if said else "does not say when it is due"
            message = f"deadline {name!r} {says}; it takes one of within, until, on, follows"
            yield Mistake(deadline.path, "deadline-when", message, at_key=True)
        if "plus" in deadline.content and said == ["within"]:
            message = "'plus' adds to a day ('until', 'on' or 'follows'); make 'within' longer instead"
            yield Mistake(deadline.at("plus"), "deadline-when", message, at_key=True)
        day = deadline.text("on")
        if day is not None and not _is_day(day):
            message = f"{day!r} is no date; write it as 2026-12-20"
            yield Mistake(deadline.at("on"), "bad-date", message)


def deadlines_run(draft: Draft) -> Iterator[Mistake]:
    """A state that names a deadline lets it run for measures that come there."""
    for name, deadline in draft.deadlines.items():
        level = deadline.text("level")
        named = any(name in state.words("deadline") for state in draft.states.values())
        if named and not any(draft.carriers(name, level) for level in LEVELS):
            which = f"{level} measure" if level else "measure"
            message = f"deadline {name!r} never runs: no {which} comes to a state that names it"
            yield Mistake(deadline.path, "deadline-never-runs", message, severity="warning", at_key=True)


def dates_are_set_in_time(draft: Draft) -> Iterator[Mistake]:
    """A deadline that waits for a date runs only once the date is there: something on the way must require it."""
    for name, deadline in draft.deadlines.items():
        field = deadline.text("until")
        if field is None or field not in draft.facts:
            continue
        for level in LEVELS:
            without = states_without(draft, field, level)
            for state in (state for state in draft.carriers(name, level) if state in without):
                yield Mistake(
                    deadline.at("until"),
                    "deadline-may-not-run",
                    f"a measure can come to {state!r} without {field}, and then {name!r} does not run",
                    severity="warning",
                )
                break


def ladders_are_in_order(draft: Draft) -> Iterator[Mistake]:
    for deadline in draft.deadlines.values():
        latest: tuple[float, str] | None = None
        keys: dict[str, Part] = {}
        for rung in draft.ladder(deadline):
            places = _places(rung)
            if not places:
                continue
            moment, key = places[0]
            twice = next((key for _, key in places if key in keys), None)
            if twice is not None:
                message = f"rung {twice!r} is already there, in line {draft.line(keys[twice])}"
                yield Mistake(rung.path, "duplicate-rung", message)
            elif latest is not None and moment < latest[0]:
                message = f"rung {key!r} comes before {latest[1]!r}: put the rungs in the order of time"
                yield Mistake(rung.path, "ladder-order", message)
            else:
                latest = places[0]
            keys |= {key: rung for _, key in places if key not in keys}


def repetitions_have_an_end(draft: Draft) -> Iterator[Mistake]:
    """A rung that repeats says how often, in the unit it is reckoned in, and ends on its side of the due instant."""
    for deadline in draft.deadlines.values():
        for rung in draft.ladder(deadline):
            said = [key for key in ("every", "times") if key in rung.content]
            if len(said) == 1:
                message = "a rung that repeats says both 'every' and 'times', so that it has an end"
                yield Mistake(rung.at(said[0]), "endless-rung", message, at_key=True)
            every, times = duration(rung, "every"), rung.number("times")
            if every is None or times is None:
                continue
            first = duration(rung, "before") or duration(rung, "after")
            if first is not None and first.unit is not every.unit:
                message = f"it stands at {first} and repeats every {every}: use one unit for both"
                yield Mistake(rung.at("every"), "mixed-units", message)
            elif "before" in rung.content and first is not None and first.amount <= every.amount * (times - 1):
                message = f"from {first} before, {times:g} times every {every} goes past the due instant"
                yield Mistake(rung.at("times"), "rung-past-due", message)


def rungs_do_something(draft: Draft) -> Iterator[Mistake]:
    for name, deadline in draft.deadlines.items():
        if not deadline.content.get("ladder"):
            message = f"deadline {name!r} has no ladder: nobody is reminded, nothing follows"
            yield Mistake(deadline.path, "no-ladder", message, severity="warning", at_key=True)
        for rung in draft.ladder(deadline):
            said = [key for key in _POSITIONS if key in rung.content]
            if len(said) != 1:
                message = "a rung takes exactly one of before, at: due, after"
                yield Mistake(rung.path, "rung-position", message)
            if not rung.content.get("notify") and "event" not in rung.content:
                message = "this rung neither notifies anybody nor triggers an event"
                yield Mistake(rung.path, "idle-rung", message)


def deadlines_end_with_the_measure(draft: Draft) -> Iterator[Mistake]:
    for name, state in draft.states.items():
        for path, deadline in state.names("deadline") if draft.is_final(name) else ():
            message = f"{deadline!r} would run on although {name!r} is final and the measure is over"
            yield Mistake(path, "clock-after-end", message)


def rungs_come_before_the_end(draft: Draft) -> Iterator[Mistake]:
    """No rung stands after one whose event surely ends the deadline."""
    for name, deadline in draft.deadlines.items():
        ended: tuple[float, str] | None = None
        for moment, rung in sorted(
            ((places[-1][0], rung) for rung in draft.ladder(deadline) if (places := _places(rung))),
            key=lambda pair: pair[0],
        ):
            if ended is not None and moment > ended[0]:
                message = f"this rung never fires: by then {ended[1]!r} has happened and {name!r} is over"
                yield Mistake(rung.path, "rung-after-end", message)
            event = rung.text("event")
            if ended is None and event is not None and _surely_ends(draft, name, event):
                ended = moment, event


_CAN_BE_REFUSED = ("requires", "evidence", "later", "not_by", "at_most", "before_due", "after", "when_children")


def _surely_ends(draft: Draft, deadline: str, event: str) -> bool:
    """Whether an event, done by the system, leads out of every state in which a deadline runs."""
    running = [(level, state) for level in LEVELS for state in draft.carriers(deadline, level)]
    for level, state in running:
        move = next((m for m in draft.moves_on(level) if (m.event, m.source) == (event, state)), None)
        if move is None or move.target in draft.carriers(deadline, level):
            return False
        pauses = draft.states[move.target].content.get("pauses") is True
        if pauses or SYSTEM not in move.rule.words("by") or any(key in move.rule.content for key in _CAN_BE_REFUSED):
            return False
    return bool(running)


def rungs_come_after_the_opening(draft: Draft) -> Iterator[Mistake]:
    for name, deadline in draft.deadlines.items():
        budget = duration(deadline, "within")
        for rung in draft.ladder(deadline):
            distance = duration(rung, "before")
            if budget is not None and distance is not None and hours(distance) >= hours(budget):
                message = f"{name!r} lasts {budget}, so {distance} before its end is no later than its beginning"
                yield Mistake(rung.path, "rung-before-opening", message, severity="warning")


def rung_events_are_possible(draft: Draft) -> Iterator[Mistake]:
    """A rung's event can be done by the system in every state in which its deadline runs."""
    for name, deadline in draft.deadlines.items():
        for rung in draft.ladder(deadline):
            event = rung.text("event")
            if event is None or event not in draft.events:
                continue
            for state, level in ((state, at) for at in LEVELS for state in draft.carriers(name, at)):
                moves = [m for m in draft.moves_on(level) if m.event == event and m.source == state]
                if not any(SYSTEM in move.rule.words("by") for move in moves):
                    why = "is not done by 'system'" if moves else "does not start"
                    message = f"{event!r} {why} from {state!r}, where {name!r} runs for {level} measures"
                    yield Mistake(rung.at("event"), "rung-event", message)


def pauses_stop_clocks(draft: Draft) -> Iterator[Mistake]:
    """A deadline that a pausing state names itself runs on there."""
    for name, state in draft.states.items():
        if state.content.get("pauses") is not True:
            continue
        sources = {move.source for move in draft.moves if move.target == name} - {name}
        before = {deadline for source in sources for deadline in draft.states[source].words("deadline")}
        for path, deadline in state.names("deadline"):
            if deadline in before:
                message = f"{deadline!r} runs on here although {name!r} pauses, because {name!r} names it"
                yield Mistake(path, "pause-runs-on", message)


def due_guards_have_deadlines(draft: Draft) -> Iterator[Mistake]:
    for move in draft.moves:
        if "before_due" in move.rule.content and not draft.states[move.source].words("deadline"):
            message = f"no deadline runs in {move.source!r}, so there is nothing to be before"
            yield Mistake(move.rule.at("before_due"), "no-deadline", message, severity="warning", at_key=True)


def deadlines_are_named_once(draft: Draft) -> Iterator[Mistake]:
    for state in draft.states.values():
        seen: set[str] = set()
        for path, name in state.names("deadline"):
            if name in seen:
                yield Mistake(path, "duplicate-deadline", f"deadline {name!r} is named twice")
            seen.add(name)


def states_without(draft: Draft, field: str, level: Level) -> set[str]:
    """The states a measure can come to without any step having required a field."""
    create = draft.whole.part("create")
    if field in (create.words("requires") if create else ()):
        return set()

    national = draft.following(draft.beginnings, "national", but=lambda move: field in move.rule.words("requires"))
    if level == "national":
        return national
    born = {m.target for m in draft.fan_outs if m.source in national and field not in m.rule.words("requires")}
    return draft.following(born, "regional", but=lambda move: field in move.rule.words("requires"))


def _places(rung: Part) -> list[tuple[float, str]]:
    """Where on the ladder a rung and its repetitions stand, in hours from the due instant, each with its key."""
    every, times = duration(rung, "every"), min(int(rung.number("times") or 1), MOST_REPETITIONS)
    if rung.content.get("at") == "due":
        later = (distance for distance in repeated(None, "due", every, times) if distance)
        return [(0.0, "due"), *((hours(distance), f"after {distance}") for distance in later)]
    for position, sign in _SIDES.items():
        first = duration(rung, position)
        if first is not None:
            distances = (distance for distance in repeated(first, position, every, times) if distance)
            return [(sign * hours(distance), f"{position} {distance}") for distance in distances]
    return []


_SIDES: Mapping[Literal["before", "after"], int] = MappingProxyType({"before": -1, "after": 1})


_WORKING_DAY = 24 * 7 / 5

_HOURS: Mapping[Unit, float] = MappingProxyType(
    {
        Unit.MINUTES: 1 / 60,
        Unit.HOURS: 1,
        Unit.DAYS: 24,
        Unit.WEEKS: 7 * 24,
        Unit.MONTHS: 30 * 24,
        Unit.WORKING_MINUTES: _WORKING_DAY / 8 / 60,
        Unit.WORKING_HOURS: _WORKING_DAY / 8,
        Unit.WORKING_DAYS: _WORKING_DAY,
    }
)
"""Roughly how long a unit is, in hours of the calendar; exact enough to compare."""


def hours(span: Duration) -> float:
    return span.amount * _HOURS[span.unit]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-12-20")
