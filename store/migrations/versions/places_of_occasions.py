"""What the place of an occasion is called stands beside its facts; of occasions kept before, it is among them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("occasion", sa.Column("place", sa.Text(), nullable=False, server_default="{}"))
