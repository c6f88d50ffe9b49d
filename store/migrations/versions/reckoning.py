"""What deadlines are reckoned with: their calendar, the period they are for, and when we were down."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from store.migrations.append_only import refuse_changes, refuse_replacing

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deadline", sa.Column("calendar", sa.String(), nullable=False, server_default=""))
    op.add_column("deadline", sa.Column("period", sa.String(), nullable=True))
    op.add_column("deadline", sa.Column("accepted_at", UTCDateTime(), nullable=True))
    op.create_index(
        "ix_deadline_period",
        "deadline",
        ["measure"],
        unique=False,
        sqlite_where=sa.text("period IS NOT NULL"),
        postgresql_where=sa.text("period IS NOT NULL"),
    )
    op.add_column("fired_rung", sa.Column("outage", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "heartbeat",
        sa.Column("worker", sa.String(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.CheckConstraint("started_at <= seen_at", name=op.f("ck_heartbeat_in_order")),
        sa.PrimaryKeyConstraint("worker", "started_at", name=op.f("pk_heartbeat")),
    )
    op.create_index(op.f("ix_heartbeat_seen_at"), "heartbeat", ["seen_at"], unique=False)
    op.create_table(
        "calendar_in_force",
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["calendar.version"], name=op.f("fk_calendar_in_force_version")),
        sa.PrimaryKeyConstraint("at", name=op.f("pk_calendar_in_force")),
    )
    # What is open was reckoned with the calendar in force, the only one there has been a way to load.
    op.execute(
        "UPDATE deadline SET calendar = (SELECT value FROM setting WHERE key = 'calendar')"
        " WHERE EXISTS (SELECT 1 FROM setting WHERE key = 'calendar')"
    )
    op.execute(
        "INSERT INTO calendar_in_force (at, version) SELECT loaded_at, version FROM calendar"
        " WHERE version = (SELECT value FROM setting WHERE key = 'calendar')"
    )
    refuse_changes("calendar_in_force")
    refuse_replacing("calendar_in_force", ("at",))
