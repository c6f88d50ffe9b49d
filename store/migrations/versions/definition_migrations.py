"""Migrations of running measures between versions of their definitions, and how far each has come."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UNFINISHED = sa.text("status IN ('running', 'stopped', 'reverting')")


def upgrade() -> None:
    op.create_table(
        "definition_migration",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("runner", sa.String(), nullable=False),
        sa.Column("started_at", UTCDateTime(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("families", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('running', 'stopped', 'done', 'reverting', 'reverted')",
            name=op.f("ck_definition_migration_status_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_migration")),
    )
    op.create_index(
        "uq_definition_migration_unfinished",
        "definition_migration",
        ["type"],
        unique=True,
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )
