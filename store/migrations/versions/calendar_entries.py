"""What mails have put into people's calendars, so that it can be called off with the next mail to them."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_entry",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("deadline", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("address", "deadline", name=op.f("pk_calendar_entry")),
        sqlite_with_rowid=False,
    )
