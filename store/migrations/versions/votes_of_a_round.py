"""What was answered in the present round of an approval."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measure", sa.Column("votes", sa.Text(), nullable=False, server_default="{}"))
