"""What a national amendment left to a region to decide."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measure", sa.Column("conflicts", sa.Text(), nullable=False, server_default="{}"))
