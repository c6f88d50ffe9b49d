"""The checks of `qadam doctor`, in order of importance: what stops everything first, what can wait last."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from commands.app import App
from commands.doctor.findings import Finding
from commands.reckoning import calendar_in_force
from store import health, places
from store.mailbox import paused_addresses
from store.people import everybody
from store.reader import Reader
from store.shelf import DefinitionShelf, definitions
from workflow.directory import SYSTEM
from workflow.noun import dataclass

STUCK = timedelta(hours=1)
"""How long a mail may wait before somebody should look."""
SILENT = timedelta(minutes=15)
"""How long a rung may be due before it is plain that nothing beats."""
HORIZON = timedelta(days=90)
SKEW = timedelta(minutes=5)
LEAST_SPACE = 200 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What the checks look at."""

    app: App
    reader: Reader
    now: datetime


Check = Callable[[Patient], Iterator[Finding]]


def clock(patient: Patient) -> Iterator[Finding]:
    """The clock must not stand before what is on record, and its zone must be today's."""
    newest = health.newest_entry(patient.reader)
    if newest is not None and newest > patient.now + SKEW:
        yield Finding(
            code="clock",
            severity="broken",
            message=f"the clock says {patient.app.output.time(patient.now)}, but history already has an entry of"
            f" {patient.app.output.time(newest)}: the clock went back, or it ran ahead before",
            cure="set the clock (NTP); nothing fires twice meanwhile, but deadlines wait",
        )
    almaty = datetime(2026, 1, 1, tzinfo=UTC).astimezone(ZoneInfo("Asia/Almaty")).utcoffset()
    if almaty != timedelta(hours=5):
        yield Finding(
            code="time_zone",
            severity="broken",
            message=f"this machine's time zones are old: they put Almaty at UTC+{almaty}, it is UTC+5 since March 2024",
            cure="pip install --upgrade tzdata",
        )


def silent_deadlines(patient: Patient) -> Iterator[Finding]:
    """Rungs that are due and do not fire: nobody beats. Deadlines that no rung will ever speak for."""
    waiting, oldest = health.rungs_waiting(patient.reader, patient.now - SILENT)
    if waiting and oldest is not None:
        yield Finding(
            code="no_beat",
            severity="broken",
            message=f"{waiting} rungs are due and have not fired, the oldest since {patient.app.output.time(oldest)}:"
            " nothing beats",
            cure="qadam run (docs/deploy has a service for it), or qadam tick from cron",
        )
    silent = health.silent_deadlines(patient.reader, patient.now)
    if silent:
        yield Finding(
            code="silent_deadlines",
            severity="warning",
            message=f"{len(silent)} deadlines run to a date to come with no rung before or at it, e.g. {silent[0]}",
            cure="give their definition a rung at `due`, raise its version: qadam definitions check FILE",
        )


def blocked_measures(patient: Patient) -> Iterator[Finding]:
    """Measures whose state their definition does not know."""
    shelf = DefinitionShelf(patient.reader)
    blocked = [
        (kind, state, number)
        for kind, version, state, number in health.states_in_use(patient.reader)
        if state not in shelf.get(kind, version).states
    ]
    if blocked:
        kind, state, _ = blocked[0]
        yield Finding(
            code="blocked",
            severity="broken",
            message=f"{sum(n for *_, n in blocked)} measures stand in states their type does not have,"
            f" e.g. {state!r} of {kind}: nothing can be done with them",
            cure=f"qadam definitions migrate {kind} --to VERSION, or restore a backup",
        )


def mail(patient: Patient) -> Iterator[Finding]:
    """Mail that waits, a server that cannot be reached, dead letters, addresses that are not written to any more."""
    dead, oldest_waiting = health.mail_backlog(patient.reader, patient.now)
    if oldest_waiting is not None and patient.now - oldest_waiting > STUCK:
        yield Finding(
            code="stuck_mail",
            severity="broken",
            message=f"a mail has been due since {patient.app.output.time(oldest_waiting)} and is not sent",
            cure="qadam mail list --status pending tells why; qadam tick sends what it can",
        )
    yield from _mail_server(patient)
    if dead:
        yield Finding(
            code="dead_letters",
            severity="warning",
            message=f"{dead} mails could not be delivered and are given up",
            cure="qadam mail list --status dead, then qadam mail retry ID",
        )
    paused = paused_addresses(patient.reader)
    if paused:
        yield Finding(
            code="paused_addresses",
            severity="warning",
            message=f"{len(paused)} addresses get no mail since one came back, e.g. {paused[0].address}",
            cure="qadam mail paused tells why; once the address is right: qadam mail resume ADDRESS",
        )


def _mail_server(patient: Patient) -> Iterator[Finding]:
    from notifier.mailer import open_mailer
    from notifier.sending import Unreachable

    try:
        with open_mailer(patient.app.settings.mail, timeout=5) as mailer:
            mailer.reach()
    except Unreachable as error:
        yield Finding(
            code="mail_server",
            severity="broken",
            message=f"mail cannot go out: {error}",
            cure="the setting `mail` (qadam config show); mails wait and lose nothing",
        )


def people(patient: Patient) -> Iterator[Finding]:
    """Roles the definitions count on and nobody holds: their reminders reach nobody, their steps nobody can do."""
    directory = everybody(patient.reader)
    today = patient.app.today
    held: Counter[tuple[str, str | None]] = Counter()
    for person in directory.values():
        if person.here_on(today):
            for grant in person.grants:
                held[grant.role, grant.region or grant.agency] += 1
                held[grant.role, None] += 1
    roles = {
        role
        for loaded in definitions(patient.reader)
        for transition in loaded.definition.transitions
        for role in transition.by
        if role != SYSTEM
    }
    empty = sorted(role for role in roles if not held[role, None])
    if empty:
        yield Finding(
            code="roles",
            severity="broken" if health.any_measure(patient.reader) else "warning",
            message=f"nobody holds {', '.join(empty)}: their steps wait and their mails reach nobody",
            cure="qadam people add NAME --role ROLE …, or qadam people load FILE",
        )
    regions = [code for code in places.regions(patient.reader) if not held["regional.coordinator", code]]
    if regions and "regional.coordinator" not in empty:
        yield Finding(
            code="regions_without_people",
            severity="warning",
            message=f"{len(regions)} regions have no regional.coordinator: {', '.join(regions)}",
            cure=f"qadam people add NAME --role regional.coordinator --region {regions[0]}",
        )


def dates(patient: Patient) -> Iterator[Finding]:
    """Measures that wait for somebody to set their date."""
    undated = health.undated(patient.reader)
    if undated:
        first = ", ".join(undated[:5]) + (" …" if len(undated) > 5 else "")
        yield Finding(
            code="needs_date",
            severity="warning",
            message=f"{len(undated)} measures have no date yet and cannot be approved: {first}",
            cure=f"qadam move {undated[0]} edit --set due_on=YEAR-MONTH-DAY",
        )


def calendar(patient: Patient) -> Iterator[Finding]:
    """The calendar must reach beyond the deadlines that are reckoned with it."""
    known = calendar_in_force(patient.reader)
    until = known.valid_until
    if until is not None and until < (patient.now + HORIZON).date():
        yield Finding(
            code="calendar",
            severity="warning",
            message=f"the calendar is known until {until.isoformat()}; what lies beyond is reckoned by weekdays alone",
            cure="qadam calendar load FILE with the decree of the coming year, then qadam calendar recompute",
        )


def room(patient: Patient) -> Iterator[Finding]:
    """Room on the disk, and a folder for evidence that can be written."""
    folder = Path(patient.app.settings.evidence)
    nearest = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not os.access(nearest, os.W_OK):
        yield Finding(
            code="evidence",
            severity="broken",
            message=f"evidence cannot be kept: {folder} is not writable",
            cure="the setting `evidence`, or the folder's permissions",
        )
    location = patient.app.location
    if location.path is not None:
        free = shutil.disk_usage(location.path.resolve().parent).free
        if free < LEAST_SPACE:
            yield Finding(
                code="disk",
                severity="warning",
                message=f"{free // 1024 // 1024} MB are free where the database lies",
                cure="make room, or move the database",
            )


CHECKS: tuple[Check, ...] = (clock, silent_deadlines, blocked_measures, mail, people, dates, calendar, room)
