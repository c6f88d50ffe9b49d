"""Checks against the people there are: somebody holds the roles a definition names, and not too many are written to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property

from definitions.draft import LEVELS, Draft, Mistake, Part
from definitions.exploration import Exploration, is_able, is_correction
from workflow.definition import RECIPIENTS_BY_MEASURE
from workflow.directory import SYSTEM, Directory
from workflow.model import Level, Measure
from workflow.noun import dataclass
from workflow.recipients import Recipient, resolve
from workflow.seal import GENESIS

MOST_RECIPIENTS = 10
"""People one name in a ladder or notice may stand for, for one measure."""

MOST_PLACES_LISTED = 5

Place = tuple[str | None, str | None]
"""The agency that leads a measure and the region it is in, as far as they matter."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """The people of a directory on a day, as measures of every region and agency find them."""

    directory: Directory
    day: date
    most: int = MOST_RECIPIENTS

    def holders(self, roles: Iterable[str]) -> frozenset[str]:
        return frozenset(
            person.id
            for role in roles
            for person, _ in self.directory.holders.get(role, ())
            if person.here_on(self.day)
        )

    def answering(self, name: str, level: Level) -> Mapping[Place, int]:
        """For each place a measure of the level may be in, how many people a recipient's name stands for there."""
        known = self._answering.get((name, level))
        if known is None:
            known = {place: self._number(name, measure) for place, measure in self._measures(name, level)}
            self._answering[name, level] = known
        return known

    @cached_property
    def _answering(self) -> dict[tuple[str, Level], Mapping[Place, int]]:
        return {}

    def _number(self, name: str, measure: Measure) -> int:
        found = resolve((name,), measure, self.directory, self.day)
        return sum(isinstance(recipient, Recipient) for recipient in found)

    def _measures(self, name: str, level: Level) -> Iterator[tuple[Place, Measure]]:
        """A measure for each place in which the name may stand for somebody else."""
        by_agency = name == "responsible" or name.startswith("agency.")
        regions = tuple(self.directory.regions) if level == "regional" and not name.startswith("national.") else (None,)
        agencies = tuple(self.directory.agencies.values()) if by_agency else (None,)
        for agency in agencies:
            for region in regions:
                if agency is not None and agency.per_region and region is None:
                    continue  # a body of the regions leads no national measure
                code = agency.code if agency else None
                yield (code, region), _measure(level, region, code)


def recipients_answer(draft: Draft, staff: Staff) -> Iterator[Mistake]:
    """Every recipient stands for somebody, wherever the measure is, and not for a crowd."""
    told: set[tuple[str, tuple[Level, ...]]] = set()
    for part, key, levels in _addressed(draft):
        for path, name in part.names(key):
            if name in RECIPIENTS_BY_MEASURE and name != "responsible":
                continue  # whom it means, only a measure can tell
            numbers = {
                place: number
                for level in levels
                if not (level == "national" and name.startswith("regional."))
                for place, number in staff.answering(name, level).items()
            }
            silent = [place for place, number in numbers.items() if number == 0]
            if numbers and len(silent) == len(numbers):
                yield Mistake(path, "recipient-nobody", f"{name} stands for nobody: no person is that now")
            elif silent and (name, levels) not in told:
                told.add((name, levels))
                message = f"{name} stands for nobody in {_listed(silent, numbers)}"
                yield Mistake(path, "recipient-nobody", message, severity="warning")
            place, most = max(numbers.items(), key=lambda item: item[1], default=((None, None), 0))
            if most > staff.most:
                where = f" in {_named(place)}" if any(place) else ""
                message = f"{name} stands for {most} people{where}; more than {staff.most} is a crowd"
                yield Mistake(path, "recipient-crowd", message, severity="warning")


def somebody_can_lead_on(explored: Exploration, staff: Staff) -> Iterator[Mistake]:
    """In every state in which a measure waits for people, somebody holds one of the roles, in every region."""
    draft = explored.draft
    for level in LEVELS:
        for name in (name for name in draft.states if name in explored.states(level) and not draft.is_final(name)):
            exits = [
                move
                for move in draft.moves_on(level)
                if move.source == name != move.target and not is_correction(move) and is_able(draft, move, level)
            ]
            if not exits or any(move.by_system for move in exits):
                continue
            roles = tuple(dict.fromkeys(role for move in exits for role in move.rule.words("by")))
            if not staff.holders(roles):
                message = f"a {level} measure waits in {name!r} for {' or '.join(roles)}, and nobody holds that role"
                example = explored.way_to(level, name)
                yield Mistake(("states", name), "role-unheld", message, at_key=True, example=example)
            elif level == "regional" and (alone := _without(roles, staff)):
                message = (
                    f"a measure waits in {name!r} for {' or '.join(roles)}, of whom there is none in {_listed(alone)}"
                )
                yield Mistake(("states", name), "role-unheld", message, severity="warning", at_key=True)


def somebody_can_do_it(draft: Draft, staff: Staff) -> Iterator[Mistake]:
    """Each transition has somebody to do it, and under four eyes a second one."""
    create = draft.whole.part("create")
    authors = staff.holders(create.words("by") if create and create.words("by") else ("national.coordinator",))
    for rule in draft.transitions:
        roles = rule.words("by")
        if not roles or SYSTEM in roles:
            continue
        doers = staff.holders(roles)
        if not doers:
            message = f"nobody can {rule.text('event')!r}: no person is {' or '.join(roles)}"
            yield Mistake(rule.at("by"), "role-unheld", message, severity="warning")
        for path, name in rule.names("not_by"):
            before = authors if name == "author" else _doers(draft, name, staff)
            if len(doers) == 1 and doers == before:
                (only,) = doers
                did = "writes every measure" if name == "author" else f"is the only one to {name!r} it"
                message = f"never true: only {only} may {rule.text('event')!r} it, who also {did}"
                yield Mistake(path, "guard-never-true", message)


def _doers(draft: Draft, event: str, staff: Staff) -> frozenset[str]:
    return staff.holders(role for rule in draft.transitions if rule.text("event") == event for role in rule.words("by"))


def _without(roles: Iterable[str], staff: Staff) -> list[Place]:
    """The regions in which nobody holds any of the roles; agencies and the headquarters reach all of them."""
    if any(not role.startswith("regional.") and staff.holders((role,)) for role in roles):
        return []
    numbers: dict[Place, int] = {}
    for role in roles:
        for place, number in staff.answering(role, "regional").items():
            numbers[place] = numbers.get(place, 0) + number
    return [place for place, number in numbers.items() if number == 0]


def _addressed(draft: Draft) -> Iterator[tuple[Part, str, tuple[Level, ...]]]:
    """Everything that names recipients, with the levels of the measures it concerns."""
    for name, deadline in draft.deadlines.items():
        levels = tuple(level for level in LEVELS if draft.carriers(name, level))
        for rung in draft.ladder(deadline):
            yield rung, "notify", levels
    for event, notice in draft.notices:
        yield notice, "to", draft.levels_of(event, notice)


def _measure(level: Level, region: str | None, agency: str | None) -> Measure:
    return Measure(
        id="0",
        type="",
        type_version=1,
        level=level,
        titles={},
        state="",
        since=datetime(1, 1, 1, tzinfo=UTC),
        version=1,
        head=GENESIS,
        author="",
        region=region,
        agency=agency,
    )


def _listed(places: Iterable[Place], among: Iterable[Place] = ()) -> str:
    """Some of the places by name; an agency alone where it is all of its places."""
    missing = list(places)
    whole = {agency for agency, _ in missing if agency} - {agency for agency, region in set(among) - {*missing}}
    names = list(
        dict.fromkeys(agency if agency in whole and agency else _named((agency, region)) for agency, region in missing)
    )
    more = len(names) - MOST_PLACES_LISTED
    shown = ", ".join(names[:MOST_PLACES_LISTED])
    return f"{shown} and {more} more" if more > 0 else shown


def _named(place: Place) -> str:
    return " in ".join(part for part in place if part)
