"""What decisions look up: places, people, calendars, definitions, and since when which is in force."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from store.tables.naming import where


class SettingRow(SQLModel, table=True):
    """What this database knows of itself: whether it is a sandbox, which calendar is in force, …"""

    __tablename__: ClassVar[str] = "setting"

    key: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)


class RegionRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "region"

    code: str = Field(primary_key=True)
    position: int
    """Order in lists."""
    body: str = Field(sa_type=Text)


class AgencyRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "agency"

    code: str = Field(primary_key=True)
    position: int
    body: str = Field(sa_type=Text)


class PersonRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "person"
    __table_args__ = (
        CheckConstraint("id <> 'system'", name="not_the_system"),
        CheckConstraint("email LIKE '%_@_%'", name="email_has_at"),
    )

    id: str = Field(primary_key=True)
    name: str
    email: str
    languages: str = Field(sa_type=Text)
    left_on: date | None = None


class GrantRow(SQLModel, table=True):
    """A role somebody holds, and where."""

    __tablename__: ClassVar[str] = "held_role"
    __table_args__ = (
        CheckConstraint("role NOT LIKE 'regional.%' OR region IS NOT NULL", name="regional_needs_region"),
        CheckConstraint("role NOT LIKE 'agency.%' OR agency IS NOT NULL", name="agency_needs_agency"),
        CheckConstraint("role NOT LIKE 'national.%' OR (region IS NULL AND agency IS NULL)", name="national_unscoped"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(foreign_key="person.id", index=True)
    role: str
    region: str | None = Field(default=None, foreign_key="region.code")
    agency: str | None = Field(default=None, foreign_key="agency.code")


class SubstitutionRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "substitution"
    __table_args__ = (
        CheckConstraint("absent <> substitute", name="two_people"),
        CheckConstraint("starts_on <= ends_on", name="in_order"),
    )

    id: int | None = Field(default=None, primary_key=True)
    absent: str = Field(foreign_key="person.id")
    substitute: str = Field(foreign_key="person.id")
    starts_on: date
    ends_on: date


class TokenRow(SQLModel, table=True):
    """Proof of who somebody is. The secret itself is never stored."""

    __tablename__: ClassVar[str] = "token"
    __table_args__ = (
        CheckConstraint("length(digest) = 64", name="digest_whole"),
        CheckConstraint("made_at < expires_at", name="expires_later"),
    )

    id: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.id", index=True)
    digest: str
    made_at: datetime
    made_by: str | None = None
    expires_at: datetime
    revoked_at: datetime | None = None


class CalendarRow(SQLModel, table=True):
    """Every calendar ever in force, so that old arithmetic can be repeated."""

    __tablename__: ClassVar[str] = "calendar"

    version: str = Field(primary_key=True)
    loaded_at: datetime
    body: str = Field(sa_type=Text)


class DefinitionRow(SQLModel, table=True):
    """A version of a measure type: the file as it was written, and the document it holds."""

    __tablename__: ClassVar[str] = "definition"
    __table_args__ = (CheckConstraint("version >= 1", name="version_counts"),)

    type: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    digest: str
    source: str = Field(sa_type=Text)
    """The text of the YAML file."""
    body: str = Field(sa_type=Text)
    loaded_at: datetime


class DefinitionMigrationRow(SQLModel, table=True):
    """A migration of running measures to another version; of each type at most one is unfinished."""

    __tablename__: ClassVar[str] = "definition_migration"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'stopped', 'done', 'reverting', 'reverted')", name="status_known"),
        Index(
            "uq_definition_migration_unfinished",
            "type",
            unique=True,
            **where("status IN ('running', 'stopped', 'reverting')"),
        ),
    )

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    type: str
    plan: str = Field(sa_type=Text)
    status: str
    runner: str
    started_at: datetime
    started_by: str
    families: int


class HeartbeatRow(SQLModel, table=True):
    """While a daemon ran without a break: from its first beat to its last. What lies between the rows is downtime."""

    __tablename__: ClassVar[str] = "heartbeat"
    __table_args__ = (CheckConstraint("started_at <= seen_at", name="in_order"),)

    worker: str = Field(primary_key=True)
    started_at: datetime = Field(primary_key=True)
    seen_at: datetime = Field(index=True)
    beat: int
    """Seconds until the next beat is expected."""


class CalendarInForceRow(SQLModel, table=True):
    """Since when which calendar is in force; append-only as history is."""

    __tablename__: ClassVar[str] = "calendar_in_force"

    at: datetime = Field(primary_key=True)
    version: str = Field(foreign_key="calendar.version")
