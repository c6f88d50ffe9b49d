"""The tables. They carry rows and refuse nonsense; the nouns they are made of live in workflow/model.py.

`table=True` classes do not validate in Python: the CHECK, UNIQUE and FOREIGN KEY constraints are what is enforced.
Texts named `body`, `data`, … hold JSON. Instants are aware datetimes in UTC.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def table(row: type[SQLModel]) -> Table:
    """The table behind a row class, for statements."""
    return SQLModel.metadata.tables[str(row.__tablename__)]


def _where(condition: str) -> dict[str, Any]:
    """A partial index on both databases. Its predicate is literal text: a bound one would never be used."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


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
            **_where("status IN ('running', 'stopped', 'reverting')"),
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


RUNNING = "due_at IS NOT NULL"
"""Some clock runs: true of open measures only, so that what is closed costs nothing."""


class MeasureRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "measure"
    __table_args__ = (
        ForeignKeyConstraint(["type", "type_version"], ["definition.type", "definition.version"]),
        CheckConstraint("level IN ('national', 'regional')", name="level_known"),
        CheckConstraint(
            "(level = 'national' AND parent IS NULL AND region IS NULL)"
            " OR (level = 'regional' AND parent IS NOT NULL AND region IS NOT NULL)",
            name="level_fits",
        ),
        CheckConstraint("version >= 1", name="version_counts"),
        UniqueConstraint("parent", "region", name="uq_measure_one_variant_per_region"),
        # Each order a list can have, with what its filters ask about, so that rows passed over are not looked up.
        Index("ix_measure_number", "number", "id"),
        Index("ix_measure_region", "region", "number", "id", "agency", "type"),
        Index("ix_measure_agency", "agency", "number", "id", "type"),
        Index("ix_measure_type", "type", "number", "id"),
        Index("ix_measure_state", "state", "number", "id", "region", "agency", "type"),
        Index("ix_measure_since", "since", "number", "id"),
        Index("ix_measure_due", "due_at", "number", "id", "region", "agency", "type", "state", **_where(RUNNING)),
        Index("ix_measure_region_due", "region", "due_at", "number", "id", **_where(RUNNING)),
        Index("ix_measure_lacks_date", "number", "id", **_where("due_on IS NULL AND NOT closed")),
        Index("ix_measure_lacks_agency", "number", "id", **_where("agency IS NULL AND NOT closed")),
    )

    id: str = Field(primary_key=True)
    number: int | None = None
    """The leading digits of the plan number, for order; a high one where it has none."""
    type: str
    type_version: int
    level: str
    parent: str | None = Field(default=None, foreign_key="measure.id")
    region: str | None = Field(default=None, foreign_key="region.code")
    agency: str | None = Field(default=None, foreign_key="agency.code")
    titles: str = Field(sa_type=Text)
    co_executors: str = Field(sa_type=Text)
    regions: str = Field(sa_type=Text)
    starts_on: date | None = None
    due_on: date | None = None
    data: str = Field(sa_type=Text)
    deeds: str = Field(sa_type=Text)
    conflicts: str = Field(default="{}", sa_type=Text, sa_column_kwargs={"server_default": "{}"})
    votes: str = Field(default="{}", sa_type=Text, sa_column_kwargs={"server_default": "{}"})
    author: str
    plan_key: str | None = Field(default=None, unique=True)
    state: str
    since: datetime
    due_at: datetime | None = None
    closed: bool
    version: int
    head: str


class CounterRow(SQLModel, table=True):
    """How many measures stand in a state, per region, agency and type; see store/counters.py."""

    __tablename__: ClassVar[str] = "counter"
    __table_args__ = {"sqlite_with_rowid": False}

    dimension: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    state: str = Field(primary_key=True)
    slot: int = Field(primary_key=True)
    n: int


class HistoryRow(SQLModel, table=True):
    """Append-only: triggers refuse UPDATE and DELETE on both databases."""

    __tablename__: ClassVar[str] = "history"
    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq_counts"),
        CheckConstraint("(seq = 1) = (source IS NULL)", name="first_has_no_source"),
        CheckConstraint("length(hash) = 64 AND length(prev_hash) = 64", name="hashes_whole"),
    )

    measure: str = Field(primary_key=True, foreign_key="measure.id")
    seq: int = Field(primary_key=True)
    at: datetime = Field(index=True)
    actor: str
    on_behalf_of: str | None = None
    event: str
    source: str | None = None
    target: str
    type_version: int
    comment: str | None = Field(default=None, sa_type=Text)
    data: str = Field(sa_type=Text)
    evidence: str = Field(sa_type=Text)
    request_id: str | None = Field(default=None, unique=True)
    prev_hash: str
    hash: str


class CheckpointRow(SQLModel, table=True):
    """Append-only, as history is."""

    __tablename__: ClassVar[str] = "checkpoint"
    __table_args__ = (
        CheckConstraint("number >= 1", name="number_counts"),
        CheckConstraint("length(tree) = 64 AND length(previous) = 64 AND length(root) = 64", name="hashes_whole"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    entries: int
    tree: str
    previous: str
    root: str


class SealRow(SQLModel, table=True):
    """What a checkpoint sealed of one measure. Append-only."""

    __tablename__: ClassVar[str] = "seal"
    __table_args__ = (
        CheckConstraint("length(hashes) > 0 AND length(hashes) % 64 = 0", name="hashes_whole"),
        CheckConstraint("last_seq - first_seq + 1 = length(hashes) / 64", name="a_hash_for_each_entry"),
        Index("ix_seal_measure", "measure", "last_seq"),
    )

    checkpoint: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    measure: str
    first_seq: int
    last_seq: int
    hashes: str = Field(sa_type=Text)


class DeadlineRow(SQLModel, table=True):
    __tablename__: ClassVar[str] = "deadline"
    __table_args__ = (
        CheckConstraint("status IN ('running', 'paused', 'met', 'late', 'cancelled')", name="status_known"),
        CheckConstraint("(status IN ('running', 'paused')) = (closed_at IS NULL)", name="closed_or_open"),
        CheckConstraint("status = 'running' OR next_fire_at IS NULL", name="only_running_fires"),
        Index("ix_deadline_next_fire", "next_fire_at", "id", **_where("next_fire_at IS NOT NULL")),
        Index("ix_deadline_period", "measure", **_where("period IS NOT NULL")),
    )

    id: str = Field(primary_key=True)
    measure: str = Field(foreign_key="measure.id", index=True)
    name: str
    type_version: int
    opened_at: datetime
    due_at: datetime
    earlier: str = Field(sa_type=Text)
    status: str
    closed_at: datetime | None = None
    next_fire_at: datetime | None = None
    pauses: str = Field(sa_type=Text)
    fired: str = Field(sa_type=Text)
    calendar: str
    period: str | None = None
    accepted_at: datetime | None = None


class FiredRungRow(SQLModel, table=True):
    """The primary key is the claim: a rung cannot be on record twice. Append-only as history is."""

    __tablename__: ClassVar[str] = "fired_rung"
    __table_args__ = (CheckConstraint("fired_at >= at", name="never_early"),)

    deadline: str = Field(primary_key=True, foreign_key="deadline.id")
    epoch: int = Field(primary_key=True)
    rung: str = Field(primary_key=True)
    at: datetime
    fired_at: datetime
    collapsed: bool
    refusal: str | None = Field(default=None, sa_type=Text)
    outage: int
    """Seconds of known downtime between `at` and `fired_at`."""


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


class MailRow(SQLModel, table=True):
    """The outbox."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'sent', 'dead', 'skipped')", name="status_known"),
        CheckConstraint(
            "status <> 'pending' OR (address IS NOT NULL AND next_attempt_at IS NOT NULL)", name="pending_can_go"
        ),
        CheckConstraint("status <> 'skipped' OR last_error IS NOT NULL", name="skipped_says_why"),
        CheckConstraint("status <> 'dead' OR last_error IS NOT NULL", name="dead_says_why"),
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        CheckConstraint("merged_into IS NULL OR status = 'skipped'", name="merged_is_told_elsewhere"),
        Index("ix_outbox_pending", "next_attempt_at", "id", **_where("status = 'pending'")),
        Index("ix_outbox_unsettled", "next_attempt_at", "id", **_where("status = 'pending' AND NOT settled")),
        Index("ix_outbox_address_sent", "address", "sent_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    measure: str | None = Field(default=None, foreign_key="measure.id", index=True)
    """None for a digest, which speaks of many."""
    deadline: str | None = Field(default=None, foreign_key="deadline.id")
    created_at: datetime
    template: str
    facts: str = Field(sa_type=Text)
    person: str | None = None
    address: str | None = None
    languages: str = Field(sa_type=Text)
    urgent: bool
    """It may go out in quiet hours and on days off."""
    status: str
    settled: bool
    """Preferences, quiet hours, ceiling and merging have been weighed for it."""
    held: str | None = Field(default=None, sa_type=Text)
    """Why it waited for its next attempt, when that was our choice."""
    merged_into: str | None = None
    """Key of the mail that says what this one would have said."""
    attempts: int
    next_attempt_at: datetime | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    tried_at: datetime | None = None
    """When it was last tried or skipped."""
    sent_at: datetime | None = None
    last_error: str | None = Field(default=None, sa_type=Text)


class SentMessageRow(SQLModel, table=True):
    """What exactly was said: the message as the mail server got it, compressed. Append-only as history is."""

    __tablename__: ClassVar[str] = "sent_message"

    mail: str = Field(primary_key=True, foreign_key="outbox.key")
    body: bytes
    """zlib over the bytes on the wire."""


class MailPreferenceRow(SQLModel, table=True):
    """How a person wants a kind of mail; at once where nothing is said."""

    __tablename__: ClassVar[str] = "mail_preference"
    __table_args__ = (CheckConstraint("manner IN ('at_once', 'daily', 'off')", name="manner_known"),)

    person: str = Field(primary_key=True, foreign_key="person.id")
    kind: str = Field(primary_key=True)
    manner: str


class BounceRow(SQLModel, table=True):
    """A delivery report that came back, known by its content, so that it is taken in once."""

    __tablename__: ClassVar[str] = "bounce"

    id: str = Field(primary_key=True)
    at: datetime
    """When it was read."""
    mail: str = Field(foreign_key="outbox.key", index=True)
    address: str
    status: str
    """The enhanced status code (RFC 3463), e.g. `5.1.1`."""
    said: str = Field(sa_type=Text)


class PausedAddressRow(SQLModel, table=True):
    """An address that bounced: nothing is sent to it until somebody resumes it."""

    __tablename__: ClassVar[str] = "paused_address"

    address: str = Field(primary_key=True)
    since: datetime
    reason: str = Field(sa_type=Text)
