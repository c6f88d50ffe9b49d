"""An index for each order a list can have; measures without a number come last by a number of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RUNNING = "due_at IS NOT NULL"
INDEXES: dict[str, tuple[list[str], str | None]] = {
    "ix_measure_region": (["region", "number", "id", "agency", "type"], None),
    "ix_measure_agency": (["agency", "number", "id", "type"], None),
    "ix_measure_type": (["type", "number", "id"], None),
    "ix_measure_state": (["state", "number", "id", "region", "agency", "type"], None),
    "ix_measure_since": (["since", "number", "id"], None),
    "ix_measure_due": (["due_at", "number", "id", "region", "agency", "type", "state"], RUNNING),
    "ix_measure_region_due": (["region", "due_at", "number", "id"], RUNNING),
    "ix_measure_lacks_date": (["number", "id"], "due_on IS NULL AND NOT closed"),
    "ix_measure_lacks_agency": (["number", "id"], "agency IS NULL AND NOT closed"),
}


def upgrade() -> None:
    op.execute("UPDATE measure SET number = 2147483647 WHERE number IS NULL")
    op.drop_index("ix_measure_due", table_name="measure")
    op.drop_index("ix_measure_region_due", table_name="measure")
    op.drop_index("ix_deadline_open", table_name="deadline")  # that of all deadlines of a measure does as well
    for name, (columns, condition) in INDEXES.items():
        where = None if condition is None else sa.text(condition)
        op.create_index(name, "measure", columns, unique=False, sqlite_where=where, postgresql_where=where)
