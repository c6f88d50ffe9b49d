"""What decisions look up and rarely changes: directory, calendar, definitions. Kept in memory, checked by revision.

Definitions and calendars never change under their version. The directory and the choice of calendar carry a
revision in `setting`, read once in each transaction, so that every worker sees a change at its next step.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, select

from store import rows
from store.tables import (
    AgencyRow,
    CalendarRow,
    DefinitionRow,
    GrantRow,
    PersonRow,
    RegionRow,
    SettingRow,
    SubstitutionRow,
    table,
)
from workflow.calendar import Calendar
from workflow.definition import Definition
from workflow.directory import Directory, Grant
from workflow.errors import NotFound, Unavailable

DIRECTORY_REVISION = "directory_revision"
CALENDAR_IN_FORCE = "calendar"

setting, region, agency, person = table(SettingRow), table(RegionRow), table(AgencyRow), table(PersonRow)
held_role, substitution = table(GrantRow), table(SubstitutionRow)
calendar, definition = table(CalendarRow), table(DefinitionRow)


class Reference:
    """A cache for one database, shared by all transactions of a process."""

    def __init__(self) -> None:
        self._directory: tuple[str, Directory] | None = None
        self._calendar: Calendar | None = None
        self._definitions: dict[tuple[str, int], Definition] = {}

    def directory(self, connection: Connection) -> Directory:
        revision = _setting(connection, DIRECTORY_REVISION)
        if self._directory is None or self._directory[0] != revision:
            self._directory = (revision, _read_directory(connection))
        return self._directory[1]

    def calendar(self, connection: Connection) -> Calendar:
        version = _setting(connection, CALENDAR_IN_FORCE)
        if self._calendar is None or self._calendar.version != version:
            body = connection.execute(select(calendar.c.body).where(calendar.c.version == version)).scalar_one()
            self._calendar = Calendar.from_json(json.loads(body))
        return self._calendar

    def definition(self, connection: Connection, type: str, version: int | None) -> Definition:
        if version is None:
            version = _newest(connection, type)
        known = self._definitions.get((type, version))
        if known is None:
            known = self._definitions[type, version] = _read_definition(connection, type, version)
        return known


def _setting(connection: Connection, key: str) -> str:
    value = connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    if value is None:
        raise Unavailable(f"this database has no {key}", possible="qadam init")
    return str(value)


def _newest(connection: Connection, type: str) -> int:
    version = connection.execute(select(func.max(definition.c.version)).where(definition.c.type == type)).scalar()
    if version is None:
        types = connection.execute(select(definition.c.type).distinct().order_by(definition.c.type)).scalars()
        raise NotFound(f"there is no measure type {type!r}", possible=f"types: {', '.join(types)}")
    return int(version)


def _read_definition(connection: Connection, type: str, version: int) -> Definition:
    query = select(definition.c.body, definition.c.digest).where(
        definition.c.type == type, definition.c.version == version
    )
    row = connection.execute(query).first()
    if row is None:
        raise NotFound(f"version {version} of {type!r} is not in this database", possible="qadam definitions list")
    return Definition.from_document(json.loads(row.body), row.digest)


def _read_directory(connection: Connection) -> Directory:
    def every(table: Any, *order: Any) -> list[rows.Row]:
        return list(connection.execute(select(table).order_by(*order)).mappings())

    grants: dict[str, list[Grant]] = {}
    for row in every(held_role, held_role.c.id):
        grants.setdefault(row["person"], []).append(rows.grant_from(row))
    return Directory(
        regions={row["code"]: rows.region_from(row) for row in every(region, region.c.position)},
        agencies={row["code"]: rows.agency_from(row) for row in every(agency, agency.c.position)},
        people={
            row["id"]: rows.person_from(row, tuple(grants.get(row["id"], ()))) for row in every(person, person.c.id)
        },
        substitutions=tuple(rows.substitution_from(row) for row in every(substitution, substitution.c.id)),
    )
