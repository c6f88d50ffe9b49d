"""Fewer indexes written with each move: open deadlines found at once, sent and dead mails indexed as such."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_deadline_measure_closed", "deadline", ["measure", "closed_at"], unique=False)
    op.drop_index("ix_deadline_measure", table_name="deadline")
    for old in ("ix_outbox_pending", "ix_outbox_unsettled", "ix_outbox_address_sent"):
        op.drop_index(old, table_name="outbox")
    for name, columns, condition in (
        ("ix_outbox_pending", ["settled", "next_attempt_at", "id"], "status = 'pending'"),
        ("ix_outbox_sent", ["address", "sent_at"], "sent_at IS NOT NULL"),
        ("ix_outbox_dead", ["address"], "status = 'dead'"),
    ):
        where = sa.text(condition)
        op.create_index(name, "outbox", columns, unique=False, sqlite_where=where, postgresql_where=where)
