"""Mails held, merged and kept as sent; preferences, bounces and paused addresses; mails about no one measure."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHECKS = {
    "sent_has_time": "(status = 'sent') = (sent_at IS NOT NULL)",
    "dead_says_why": "status <> 'dead' OR last_error IS NOT NULL",
    "pending_can_go": "status <> 'pending' OR (address IS NOT NULL AND next_attempt_at IS NOT NULL)",
    "skipped_says_why": "status <> 'skipped' OR last_error IS NOT NULL",
    "status_known": "status IN ('pending', 'sent', 'dead', 'skipped')",
    "merged_is_told_elsewhere": "merged_into IS NULL OR status = 'skipped'",
}


def upgrade() -> None:
    _widen_outbox()
    op.create_table(
        "sent_message",
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["mail"], ["outbox.key"], name=op.f("fk_sent_message_mail")),
        sa.PrimaryKeyConstraint("mail", name=op.f("pk_sent_message")),
    )
    op.create_table(
        "mail_preference",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("manner", sa.String(), nullable=False),
        sa.CheckConstraint("manner IN ('at_once', 'daily', 'off')", name=op.f("ck_mail_preference_manner_known")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_mail_preference_person")),
        sa.PrimaryKeyConstraint("person", "kind", name=op.f("pk_mail_preference")),
    )
    op.create_table(
        "bounce",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("mail", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["mail"], ["outbox.key"], name=op.f("fk_bounce_mail")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
    )
    op.create_index(op.f("ix_bounce_mail"), "bounce", ["mail"], unique=False)
    op.create_table(
        "paused_address",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_paused_address")),
    )


def _widen_outbox() -> None:
    """SQLite can neither drop NOT NULL nor add a CHECK: there the table is copied, and its checks named again."""
    before = sa.Table("outbox", sa.MetaData(), autoload_with=op.get_bind())
    for check in [known for known in before.constraints if isinstance(known, sa.CheckConstraint)]:
        before.constraints.discard(check)  # some versions of SQLAlchemy find them, some do not
    checks = tuple(sa.CheckConstraint(text, name=op.f(f"ck_outbox_{name}")) for name, text in CHECKS.items())
    with op.batch_alter_table("outbox", copy_from=before, table_args=checks) as outbox:
        outbox.alter_column("measure", existing_type=sa.String(), nullable=True)
        outbox.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        # Whatever waits already was written before anything could be weighed.
        outbox.add_column(sa.Column("settled", sa.Boolean(), nullable=False, server_default=sa.false()))
        outbox.add_column(sa.Column("held", sa.Text(), nullable=True))
        outbox.add_column(sa.Column("merged_into", sa.String(), nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        name = "merged_is_told_elsewhere"
        op.create_check_constraint(op.f(f"ck_outbox_{name}"), "outbox", CHECKS[name])
    for index, columns, where in (
        ("ix_outbox_unsettled", ["next_attempt_at", "id"], sa.text("status = 'pending' AND NOT settled")),
        ("ix_outbox_address_sent", ["address", "sent_at"], None),
    ):
        op.create_index(index, "outbox", columns, unique=False, sqlite_where=where, postgresql_where=where)
