"""Writing the digests that are due: each person's desk read, and one mail made of it, once per person and period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any

from commands.app import App
from commands.post import cron_of
from notifier.catalogue import everywhere
from notifier.digest import MOST_ITEMS, SECTIONS, Desk, Period, digest, digest_key
from store import desk, shelf
from store.board import tallied
from store.mailbox import mail_preferences, mails, people_with_held_mail
from store.people import everybody
from store.places import agencies, regions
from store.reader import Reader
from store.sealed import last_checkpoint
from store.settings import setting
from workflow.definition import Definition
from workflow.directory import ADMINISTRATOR, Directory, Grant, Person
from workflow.errors import Unavailable
from workflow.mail import Mail
from workflow.model import Measure
from workflow.post import Manner

PERIODS: tuple[Period, ...] = ("weekly", "daily")
"""In this order: on the day of the weekly one nobody gets a daily one as well."""

MOST_LATE: Mapping[Period, timedelta] = {"daily": timedelta(hours=12), "weekly": timedelta(days=2)}
"""How long after its time a digest is still written; then the next one says it all."""

SPAN: Mapping[Period, timedelta] = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
SOON = timedelta(days=7)

WEEKLY_BY_ITSELF = ("national.coordinator", "national.head", "regional.coordinator", "regional.head", "agency.head")
"""Roles that get the weekly digest unless they do not want it; others when they ask for it."""


def write_due_digests(app: App, now: datetime) -> tuple[int, list[str]]:
    """Write every digest whose time has come; says how many, and what went wrong with single ones.

    A second pass at the same time writes none.
    """
    errors: list[str] = []
    return sum(_write_period(app, period, now, errors) for period in PERIODS), errors


def _write_period(app: App, period: Period, now: datetime, errors: list[str]) -> int:
    cron, done = cron_of(app, f"digest_{period}"), f"digest_{period}_written"
    with app.reading() as reader:
        before = setting(reader, done)
    if before is None:  # counting begins here, with nothing to make up for
        with app.store.register() as register:
            register.set(done, now.isoformat())
        return 0
    at = cron.last(now) if cron else None
    if at is None or datetime.fromisoformat(before) >= at:
        return 0
    written = _write_all(app, period, at, now, errors) if now - at <= MOST_LATE[period] else 0
    with app.store.register() as register:
        register.set(done, at.isoformat())
    return written


def _write_all(app: App, period: Period, at: datetime, now: datetime, errors: list[str]) -> int:
    day = at.astimezone(app.zone).date()
    outbox = app.store.outbox()
    written = 0
    with app.reading() as reader:
        writer = _Writer(app, reader, period, day, now)
        for person in writer.people():
            try:
                written += outbox.add_digest(
                    digest_key(period, day, person.id), person.id, now, partial(writer.write, person)
                )
            except Unavailable:
                raise
            except Exception as error:  # one person's digest never stops the others, nor the mail
                errors.append(f"digest of {person.id}: {type(error).__name__}: {error}")
    return written


class _Writer:
    """One period's digests: what all of them need, read once, and only when somebody gets one."""

    def __init__(self, app: App, reader: Reader, period: Period, day: date, now: datetime) -> None:
        self.app, self.reader, self.period, self.day, self.now = app, reader, period, day, now
        self.directory = Directory(regions=regions(reader), agencies=agencies(reader), people=everybody(reader))
        self.preferences = mail_preferences(reader)
        self.held_for = people_with_held_mail(reader)

    @cached_property
    def definitions(self) -> Mapping[tuple[str, int], Definition]:
        loaded = (known.definition for known in shelf.definitions(self.reader))
        return {(definition.type, definition.version): definition for definition in loaded}

    @cached_property
    def checkpoint(self) -> Mapping[str, Any] | None:
        sealed = last_checkpoint(self.reader)
        return {"root": sealed.root, "at": sealed.at.isoformat(), "entries": sealed.entries} if sealed else None

    def people(self) -> Iterator[Person]:
        """Who gets one: who wants it, and whoever something waits for."""
        for person in self.directory.people.values():
            if person.grants and person.here_on(self.day) and (self._wants(person) or person.id in self.held_for):
                yield person

    def _wants(self, person: Person) -> bool:
        wishes = self.preferences.get(person.id, {})
        weekly = any(grant.role in WEEKLY_BY_ITSELF for grant in person.grants)
        usual: Manner = "at_once" if self.period == "weekly" and weekly else "off"
        return wishes.get(f"digest-{self.period}", usual) != "off"

    def write(self, person: Person, held: Sequence[Mail]) -> Mail | None:
        found = self._desk(person) if self._wants(person) else Desk(sections={}, more={})
        return digest(self.period, self.day, person, person.grants[0], found, held, self.now)

    def _desk(self, person: Person) -> Desk:
        sections: dict[str, list[Mapping[str, Any]]] = {name: [] for name in SECTIONS}
        more = dict.fromkeys(SECTIONS, 0)
        told: set[str] = set()
        for grant in person.grants:
            for name, found in self._found(person, grant):
                fresh = [measure for measure in found.measures if measure.id not in told]
                told |= {measure.id for measure in fresh}
                sections[name] += [self._item(measure) for measure in fresh]
                more[name] += found.total - len(found.measures)
        national = any(grant.role.startswith("national.") for grant in person.grants)
        if any(grant.role == ADMINISTRATOR for grant in person.grants):
            sections["dead"] = self._dead_letters()
        grant = person.grants[0]
        return Desk(
            sections=sections,
            more=more,
            steps=tuple(_steps(grant)),
            heat=self.heat if national and self.period == "weekly" else None,
            checkpoint=self.checkpoint if self.period == "weekly" else None,
            contacts=self._contacts(person),
            places=self._places(grant),
        )

    def _found(self, person: Person, grant: Grant) -> Iterator[tuple[str, desk.Found]]:
        if grant.role == ADMINISTRATOR:
            return
        scope = desk.Scope(region=grant.region, agency=grant.agency)
        yield "late", desk.late(self.reader, scope, self.now, MOST_ITEMS)
        yield "due_soon", desk.due_between(self.reader, scope, self.now, self.now + SOON, MOST_ITEMS)
        places = [place for definition in self.definitions.values() for place in waiting_places(definition, grant.role)]
        yield "waiting", desk.standing_in(self.reader, scope, places, MOST_ITEMS)
        since = self.now - SPAN[self.period]
        yield "changed", desk.changed_since(self.reader, scope, since, person.id, MOST_ITEMS)

    def _item(self, measure: Measure) -> dict[str, Any]:
        definition = self.definitions.get((measure.type, measure.type_version))
        region = self.directory.regions.get(measure.region or "")
        state = definition.states.get(measure.state) if definition else None
        return {
            "measure": measure.id,
            "titles": dict(measure.titles),
            "region": {"code": region.code, "names": dict(region.names)} if region else None,
            "agency": {"code": measure.agency} if measure.agency else None,
            "state": measure.state,
            "state_titles": dict(state.titles) if state else {},
            "due_at": measure.due_at.isoformat() if measure.due_at else None,
        }

    def _dead_letters(self) -> list[Mapping[str, Any]]:
        return [
            {"measure": f"№ {mail.id}", "titles": {"en": f"{mail.address}: {mail.last_error}"}}
            for mail in mails(self.reader, status="dead", limit=MOST_ITEMS)
        ]

    def _contacts(self, person: Person) -> list[dict[str, str]]:
        holders = self.directory.holders.get("national.coordinator", ())
        others = [one for one, _ in holders if one.id != person.id and one.here_on(self.day)]
        return [{"name": one.name, "email": one.email} for one in others[:1]]

    def _places(self, grant: Grant) -> dict[str, Any]:
        region = self.directory.regions.get(grant.region or "")
        agency = self.directory.agencies.get(grant.agency or "")
        return {
            "region": {"code": region.code, "names": dict(region.names)} if region else None,
            "agency": {"code": agency.code, "names": dict(agency.names)} if agency else None,
        }

    @cached_property
    def heat(self) -> dict[str, Any] | None:
        """Region by state over all measures that are not closed, the busiest states."""
        tallies = tallied(self.reader, "region", self.now, self.now + SOON)
        titles = {
            state.name: dict(state.titles)
            for definition in self.definitions.values()
            for state in definition.states.values()
        }
        order = list(titles)
        totals = {name: sum(tally.total for tally in tallies if tally.state == name) for name in order}
        shown = sorted(sorted((name for name in order if totals[name]), key=lambda n: -totals[n])[:8], key=order.index)
        if not shown:
            return None
        rows = []
        for code, names in ((None, None), *((code, dict(r.names)) for code, r in self.directory.regions.items())):
            own = [tally for tally in tallies if tally.key == code]
            rows.append(
                {
                    "code": code,
                    "names": names,
                    "counts": [sum(tally.total for tally in own if tally.state == name) for name in shown],
                    "late": sum(tally.overdue for tally in own),
                    "total": sum(tally.total for tally in own),
                }
            )
        return {"states": [{"name": name, "titles": titles[name]} for name in shown], "rows": rows}


def waiting_places(definition: Definition, role: str) -> Iterator[desk.Place]:
    """Where a measure of this type waits for a role to carry it on."""
    for state in definition.states.values():
        for level in ("national", "regional"):
            if any(
                role in transition.by
                and transition.target != transition.source
                and definition.states[transition.target].outcome != "cancelled"
                and not definition.states[transition.target].pauses
                for transition in definition.leaving(state.name, level)
            ):
                yield desk.Place(type=definition.type, version=definition.version, level=level, state=state.name)


def _steps(grant: Grant) -> Iterator[dict[str, Any]]:
    where = f" --region {grant.region}" if grant.region else f" --agency {grant.agency}" if grant.agency else ""
    yield {"titles": everywhere("What is late"), "command": f"overdue{where}"}
    yield {"titles": everywhere("The board"), "command": "status"}
