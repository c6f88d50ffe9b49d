"""What decisions look up and rarely changes: directory, calendar, definitions. Kept in memory, checked by revision.

Definitions and calendars never change under their version. The directory and the choice of calendar carry a
revision in `setting`, read once in each transaction, so that every worker sees a change at its next step.
"""

from __future__ import annotations

import json

from sqlalchemy import bindparam, func, select

from store import rows
from store.directory_rows import agency_from, grant_from, person_from, region_from, substitution_from
from store.driver import Driver
from store.measure_rows import measure_from
from store.settings import CALENDAR_IN_FORCE, DIRECTORY_REVISION
from store.tables import (
    AgencyRow,
    CalendarInForceRow,
    CalendarRow,
    DefinitionRow,
    GrantRow,
    PersonRow,
    RegionRow,
    SettingRow,
    SubstitutionRow,
    TokenRow,
    table,
)
from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.directory import Directory, Grant
from workflow.errors import NotFound, Unavailable
from workflow.model import Measure

MOST_PARENTS = 1_000
"""National measures kept beside their rows."""

setting, region, agency, person = table(SettingRow), table(RegionRow), table(AgencyRow), table(PersonRow)
held_role, substitution = table(GrantRow), table(SubstitutionRow)
calendar, definition, token = table(CalendarRow), table(DefinitionRow), table(TokenRow)
calendar_in_force = table(CalendarInForceRow)

REVISIONS = select(setting.c.key, setting.c.value).where(setting.c.key.in_((DIRECTORY_REVISION, CALENDAR_IN_FORCE)))
_CALENDAR = select(calendar.c.body).where(calendar.c.version == bindparam("version"))
_CHANGES = select(calendar_in_force).order_by(calendar_in_force.c.at)
_NEWEST = select(func.max(definition.c.version)).where(definition.c.type == bindparam("type"))
_TYPES = select(definition.c.type).distinct().order_by(definition.c.type)
_DEFINITION = select(definition.c.body, definition.c.digest).where(
    definition.c.type == bindparam("type"), definition.c.version == bindparam("version")
)
_REGIONS, _AGENCIES = select(region).order_by(region.c.position), select(agency).order_by(agency.c.position)
_PEOPLE, _GRANTS = select(person).order_by(person.c.id), select(held_role).order_by(held_role.c.id)
_SUBSTITUTIONS = select(substitution).order_by(substitution.c.id)


class Reference:
    """A cache for one database, shared by all transactions of a process."""

    def __init__(self) -> None:
        self._directory: tuple[str, Directory] | None = None
        self._calendars: dict[str, Calendar] = {}
        self._definitions: dict[tuple[str, int], Definition] = {}
        self._parents: dict[str, tuple[rows.Row, Measure]] = {}

    def in_force(self, driver: Driver) -> tuple[Directory, Calendar]:
        """The directory and the calendar as they stand now. Raises Unavailable for a database without them."""
        revisions = {row["key"]: str(row["value"]) for row in driver.all(REVISIONS)}
        for key in (DIRECTORY_REVISION, CALENDAR_IN_FORCE):
            if key not in revisions:
                raise Unavailable(f"this database has no {key}", possible="qadam init")
        directory = self._read_directory(driver, revisions[DIRECTORY_REVISION])
        return directory, self.calendar(driver, revisions[CALENDAR_IN_FORCE])

    def calendar(self, driver: Driver, version: str) -> Calendar:
        """A version of the calendar, in force or not."""
        known = self._calendars.get(version)
        if known is None:
            body = driver.scalar(_CALENDAR, version=version)
            known = self._calendars[version] = Calendar.from_json(json.loads(body))
        return known

    def almanac(self, driver: Driver) -> Almanac:
        """Every calendar there has been, and since when each was in force."""
        changes = tuple((rows.moment(row["at"]), str(row["version"])) for row in driver.all(_CHANGES))
        versions = {version for _, version in changes}
        return Almanac(calendars={name: self.calendar(driver, name) for name in versions}, in_force=changes)

    def parent(self, row: rows.Row) -> Measure:
        """A national measure out of its row: read with every move of its variants, and seldom another."""
        known = self._parents.get(row["id"])
        if known is None or known[0] != row:
            if len(self._parents) >= MOST_PARENTS:
                self._parents.clear()
            known = self._parents[row["id"]] = (row, measure_from(row))
        return known[1]

    def definition(self, driver: Driver, type: str, version: int | None) -> Definition:
        if version is None:
            version = _newest(driver, type)
        known = self._definitions.get((type, version))
        if known is None:
            known = self._definitions[type, version] = _read_definition(driver, type, version)
        return known

    def _read_directory(self, driver: Driver, revision: str) -> Directory:
        if self._directory is None or self._directory[0] != revision:
            self._directory = (revision, _read_directory(driver))
        return self._directory[1]


def _newest(driver: Driver, type: str) -> int:
    version = driver.scalar(_NEWEST, type=type)
    if version is None:
        raise NotFound(f"there is no measure type {type!r}", possible=f"types: {', '.join(driver.column(_TYPES))}")
    return int(version)


def _read_definition(driver: Driver, type: str, version: int) -> Definition:
    row = driver.one(_DEFINITION, type=type, version=version)
    if row is None:
        raise NotFound(f"version {version} of {type!r} is not in this database", possible="qadam definitions list")
    return definition_from(json.loads(row["body"]), row["digest"])


def _read_directory(driver: Driver) -> Directory:
    grants: dict[str, list[Grant]] = {}
    for row in driver.all(_GRANTS):
        grants.setdefault(row["person"], []).append(grant_from(row))
    return Directory(
        regions={row["code"]: region_from(row) for row in driver.all(_REGIONS)},
        agencies={row["code"]: agency_from(row) for row in driver.all(_AGENCIES)},
        people={row["id"]: person_from(row, tuple(grants.get(row["id"], ()))) for row in driver.all(_PEOPLE)},
        substitutions=tuple(substitution_from(row) for row in driver.all(_SUBSTITUTIONS)),
    )
