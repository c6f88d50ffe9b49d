"""Checkpoints and their seals; nothing append-only can be replaced on SQLite either."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from store.migrations.append_only import refuse_changes, refuse_replacing

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEYS: dict[str, list[tuple[str, ...]]] = {
    "history": [("measure", "seq"), ("request_id",)],
    "fired_rung": [("deadline", "epoch", "rung")],
    "checkpoint": [("number",)],
    "seal": [("checkpoint", "position")],
}


def upgrade() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("tree", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_checkpoint_number_counts")),
        sa.CheckConstraint(
            "length(tree) = 64 AND length(previous) = 64 AND length(root) = 64",
            name=op.f("ck_checkpoint_hashes_whole"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoint")),
    )
    op.create_table(
        "seal",
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.Text(), nullable=False),
        sa.CheckConstraint("length(hashes) > 0 AND length(hashes) % 64 = 0", name=op.f("ck_seal_hashes_whole")),
        sa.CheckConstraint(
            "last_seq - first_seq + 1 = length(hashes) / 64", name=op.f("ck_seal_a_hash_for_each_entry")
        ),
        sa.PrimaryKeyConstraint("checkpoint", "position", name=op.f("pk_seal")),
    )
    op.create_index("ix_seal_measure", "seal", ["measure", "last_seq"], unique=False)
    for table in ("checkpoint", "seal"):
        refuse_changes(table)
    for table, keys in KEYS.items():
        refuse_replacing(table, *keys)
