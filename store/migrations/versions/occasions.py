"""What all mails of one event or rung tell of, kept once. Mails written before say everything themselves."""

import sqlalchemy as sa
from alembic import op

from store.migrations.append_only import refuse_changes

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "occasion",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_occasion")),
    )
    refuse_changes("occasion")
    if op.get_bind().dialect.name == "sqlite":  # which takes a new column with its foreign key, not one alone
        op.execute("ALTER TABLE outbox ADD COLUMN occasion VARCHAR CONSTRAINT fk_outbox_occasion REFERENCES occasion")
        return
    op.add_column("outbox", sa.Column("occasion", sa.String(), nullable=True))
    op.create_foreign_key(op.f("fk_outbox_occasion"), "outbox", "occasion", ["occasion"], ["key"])
