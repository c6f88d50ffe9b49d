"""What a transition asks for before it may happen. A guard answers with a reason when it refuses, else with None."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any, NamedTuple

from workflow.approval import tally
from workflow.authority import Standing, same_person
from workflow.calendar import Calendar
from workflow.deadline import Deadline, DeadlineStatus
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.facts import PERIOD
from workflow.ladder import Interval
from workflow.model import Command, Measure, Variant
from workflow.noun import dataclass
from workflow.quorum import needed
from workflow.transition import AUTHOR, Join, PeriodDeed, Transition, events_named


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a decision may look at besides the measure and the command, read in the same transaction."""

    directory: Directory
    calendar: Calendar
    deadlines: tuple[Deadline, ...] = ()
    """The measure's open ones, and all of those that recur."""
    variants: tuple[Variant, ...] = ()
    """Its children, for a join."""
    earlier: Mapping[str, Calendar] = field(default_factory=dict)
    """Calendars no longer in force that some of its deadlines still follow, by version."""
    outages: tuple[Interval, ...] = ()
    """When we are known to have been down, as far as it may matter."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One command at one measure, with everything a guard may ask."""

    definition: Definition
    before: Measure
    measure: Measure
    """With the command's values already in place."""
    command: Command
    context: Context
    now: datetime
    values: Mapping[str, Any] = field(default_factory=dict)

    def in_conflict(self, name: str) -> bool:
        """Whether a field, or a language of the title, waits for the region's decision."""
        return any(field.partition(".")[0] == name for field in self.before.conflicts)

    @property
    def day(self) -> date:
        return self.context.calendar.day(self.now)


Guard = Callable[[Transition, Standing, Attempt], str | None]


def four_eyes(transition: Transition, standing: Standing, attempt: Attempt) -> str | None:
    for name in transition.not_by:
        hands = (standing.actor, standing.on_behalf_of)
        for doer in _doers(name, attempt.before):
            if any(hand is not None and same_person(hand, doer, attempt.context.directory) for hand in hands):
                did = "wrote" if name == AUTHOR else f"did {name!r} to"
                return f"{doer} {did} it, so somebody else must {transition.event!r} it"
    return None


def _doers(name: str, measure: Measure) -> tuple[str, ...]:
    """Both who did it and in whose name: neither of them is a second pair of eyes."""
    deeds = [measure.deeds[event] for event in events_named(name) if event in measure.deeds]
    doers = [who for deed in deeds for who in (deed.last_by, deed.on_behalf_of) if who is not None]
    return tuple(dict.fromkeys([*([measure.author] if name == AUTHOR else ()), *doers]))


def settable(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    if not attempt.values:
        return None
    its_own = transition.settable()
    foreign = [name for name in attempt.values if name not in its_own]
    if transition.settles:
        foreign = [name for name in foreign if not attempt.in_conflict(name)]
    if not foreign:
        return None
    allowed = ", ".join(its_own) or "nothing"
    return f"{transition.event!r} sets {allowed}, not {', '.join(foreign)}"


def required_fields(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    missing = fields_lacking(transition, attempt)
    must = "must be given for the period" if transition.anew else "must be set"
    return f"{', '.join(missing)} {must}" if missing else None


def fields_lacking(transition: Transition, attempt: Attempt) -> tuple[str, ...]:
    """What it requires and neither the measure has nor the command gives."""
    not_anew = [name for name in transition.anew if name not in attempt.values]
    return tuple(name for name in transition.requires if name in not_anew or attempt.measure.lacks(name))


def later_only(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    for name in days_not_later(transition, attempt):
        if name not in attempt.values:
            return f"a new {name} must be given"
        old, new = attempt.before.facts.get(name), attempt.measure.facts.get(name)
        return f"{name} must move to a day later than {old}, not {new}"
    return None


def days_not_later(transition: Transition, attempt: Attempt) -> tuple[str, ...]:
    """The days it moves that are not given, or not later than they were."""

    def moved(name: str) -> bool:
        old, new = attempt.before.facts.get(name), attempt.measure.facts.get(name)
        return name in attempt.values and (old is None or (new is not None and str(new) > str(old)))

    return tuple(name for name in transition.later if not moved(name))


def comment(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    return "a comment must say why" if transition.comment and not attempt.command.comment else None


def evidence(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    given = len(attempt.command.evidence)
    if given >= transition.evidence:
        return None
    return f"{transition.evidence} piece(s) of evidence must be attached, {given} given"


def at_most(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    deed = attempt.before.deeds.get(transition.event)
    if transition.at_most is None or deed is None or deed.times < transition.at_most:
        return None
    return f"{transition.event!r} may happen at most {transition.at_most} time(s), and has"


def before_due(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    running = [deadline for deadline in attempt.context.deadlines if deadline.is_open]
    if transition.before_due is None or not running:
        return None
    calendar = attempt.context.calendar
    rules = attempt.definition.deadlines
    dated = [d for d in running if d.period is None and rules[d.name].until is not None]  # the plan's date, no step's
    due_at = min(deadline.due_at for deadline in dated or running)
    last_moment = calendar.subtract(due_at, transition.before_due)
    if attempt.now <= last_moment:
        return None
    shown = calendar.local(last_moment)
    return f"it must be asked at least {transition.before_due} before the deadline, by {shown:%Y-%m-%d %H:%M}"


def after(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    if transition.after is None:
        return None
    calendar = attempt.context.calendar
    earliest = calendar.add(attempt.before.since, transition.after)
    if attempt.now >= earliest:
        return None
    shown = calendar.local(earliest)
    return f"{transition.after} must pass in {attempt.before.state!r}, until {shown:%Y-%m-%d %H:%M}"


def of_period(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    if transition.of_period is None:
        return None
    deed, name = transition.of_period
    fitting = [str(deadline.period) for deadline in periods_for(deed, name, attempt.context.deadlines)]
    asked = attempt.values.get(PERIOD)
    if asked in fitting or (asked is None and fitting):
        return None
    waiting = {"reports": "waits for a report", "accepts": "is reported and not accepted"}.get(deed, "is reported")
    which = f"period {asked}" if asked else "no period"
    return f"{which} {waiting}" if asked is None else f"{which} of {name!r} is none that {waiting}: {_among(fitting)}"


def _among(periods: list[str]) -> str:
    return f"those are {', '.join(periods)}" if periods else "there is none"


def periods_for(deed: PeriodDeed, name: str, deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """The deadlines of a recurring rule to which a deed can be done, the oldest period first."""
    done = (DeadlineStatus.MET, DeadlineStatus.LATE)
    fitting = (
        deadline
        for deadline in deadlines
        if deadline.name == name
        and deadline.period is not None
        and (deadline.is_open if deed == "reports" else deadline.status in done and deadline.accepted_at is None)
    )
    return tuple(sorted(fitting, key=lambda deadline: deadline.due_at))


def children(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    if transition.when_children is None:
        return None
    return join_lacks(transition.when_children, attempt.context.variants)


def regions(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    """Regions are added without losing one, and dropped without adding one or leaving none."""
    adds, drops = transition.fan_out and transition.source == transition.target, transition.drops
    if not (adds or drops) or attempt.before.level != "national":
        return None
    every = tuple(attempt.context.directory.regions)
    before, after = set(attempt.before.regions or every), set(attempt.measure.regions or every)
    if adds:
        there = {variant.region for variant in attempt.context.variants}
        if before - after:
            return f"{', '.join(sorted(before - after))} would be dropped: name all regions, the new ones as well"
        return None if after - there else "every region named has its variant already"
    return None if after < before else "name the regions that remain: fewer than now, and none that is new"


def settled(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    if not transition.settles or any(attempt.in_conflict(name) for name in attempt.values):
        return None
    fields = ", ".join(attempt.before.conflicts)
    return f"say what holds for {fields}" if fields else "nothing is in conflict"


def ballot(transition: Transition, standing: Standing, attempt: Attempt) -> str | None:
    if transition.votes is None or standing.voice is None:
        return None
    name, answer = transition.votes
    given = attempt.before.votes.get(name, {}).get(standing.voice)
    if given is not None and given.answer == answer:
        return f"{given.by} has answered {answer!r} for {standing.voice} already"
    if answer != "decline":
        return None
    if standing.voice in attempt.definition.approvals[name].mandatory:
        return f"nothing is approved without {standing.voice}: it cannot decline"
    agency = attempt.context.directory.agencies.get(standing.voice)
    if agency is not None and not agency.by_agreement:
        return f"{standing.voice} is not asked by agreement: it must answer"
    return None


def outcome(transition: Transition, _: Standing, attempt: Attempt) -> str | None:
    approvals, measure = attempt.definition.approvals, attempt.measure
    if transition.when_approved is not None:
        approval = tally(approvals[transition.when_approved], measure)
        return None if approval.approved else approval.lacks
    if transition.when_rejected is not None:
        approval = tally(approvals[transition.when_rejected], measure)
        return None if approval.rejected else "it is not refused"
    return None


def join_lacks(join: Join, variants: tuple[Variant, ...]) -> str | None:
    """What a join still waits for, or None when it is met."""
    counted = [variant for variant in variants if variant.state not in join.ignores]
    there = {variant.region for variant in counted if variant.state in join.states}
    wanted = " or ".join(sorted(join.states))
    if isinstance(join.at_least, tuple):
        ignored = {variant.region for variant in variants} - {variant.region for variant in counted}
        absent = [region for region in join.at_least if region not in there | ignored]
        return f"{', '.join(absent)} must be {wanted}" if absent else None
    if not counted:
        return "it has no regional variant that counts"
    wanted_number = needed(join.at_least, len(counted))
    if len(there) >= wanted_number:
        return None
    tally = Counter(variant.state for variant in counted if variant.state not in join.states)
    rest = ", ".join(f"{number} {state}" for state, number in sorted(tally.items()))
    return f"{wanted_number} of {len(counted)} regional variants must be {wanted}; {len(there)} are ({rest})"


GUARDS: tuple[Guard, ...] = (
    four_eyes,
    settable,
    required_fields,
    later_only,
    comment,
    evidence,
    at_most,
    before_due,
    after,
    of_period,
    children,
    regions,
    settled,
    ballot,
    outcome,
)


class Objection(NamedTuple):
    guard: Guard
    reason: str


def objections(transition: Transition, standing: Standing, attempt: Attempt) -> tuple[Objection, ...]:
    """Every guard's reason at once, so that nobody has to come back for each."""
    return tuple([Objection(guard, said) for guard in GUARDS if (said := guard(transition, standing, attempt))])
