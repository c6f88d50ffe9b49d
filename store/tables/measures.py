"""Measures with their counters, history, seals, deadlines and the rungs that fired."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from store.tables.naming import where

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
        Index("ix_measure_since", "since", "number", "id", "region", "agency", "type", "state"),
        Index("ix_measure_due", "due_at", "number", "id", "region", "agency", "type", "state", **where(RUNNING)),
        Index("ix_measure_region_due", "region", "due_at", "number", "id", **where(RUNNING)),
        Index("ix_measure_lacks_date", "number", "id", **where("due_on IS NULL AND NOT closed")),
        Index("ix_measure_lacks_agency", "number", "id", **where("agency IS NULL AND NOT closed")),
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
        Index("ix_deadline_measure_closed", "measure", "closed_at"),  # those still open beside those of long ago
        Index("ix_deadline_next_fire", "next_fire_at", "id", **where("next_fire_at IS NOT NULL")),
        Index("ix_deadline_period", "measure", **where("period IS NOT NULL")),
    )

    id: str = Field(primary_key=True)
    measure: str = Field(foreign_key="measure.id")
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
