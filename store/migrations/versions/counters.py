"""Counters of the measures per region, agency, type and state, so that the board need not count."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counter",
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dimension", "key", "state", "slot", name=op.f("pk_counter")),
        sqlite_with_rowid=False,
    )
    for dimension in ("region", "agency", "type"):
        counted = f"SELECT '{dimension}', coalesce({dimension}, ''), state, 0, count(*) FROM measure"  # noqa: S608 - own text only
        op.execute(f"INSERT INTO counter (dimension, key, state, slot, n) {counted} GROUP BY {dimension}, state")
