"""The first schema, with the triggers that make what happened unchangeable."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

from store.migrations.append_only import refuse_changes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("history", "fired_rung")


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_agency")),
    )
    op.create_table(
        "calendar",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("loaded_at", UTCDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_calendar")),
    )
    op.create_table(
        "definition",
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("loaded_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_definition_version_counts")),
        sa.PrimaryKeyConstraint("type", "version", name=op.f("pk_definition")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("email LIKE '%_@_%'", name=op.f("ck_person_email_has_at")),
        sa.CheckConstraint("id <> 'system'", name=op.f("ck_person_not_the_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "region",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_region")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "held_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.CheckConstraint(
            "role NOT LIKE 'agency.%' OR agency IS NOT NULL", name=op.f("ck_held_role_agency_needs_agency")
        ),
        sa.CheckConstraint(
            "role NOT LIKE 'national.%' OR (region IS NULL AND agency IS NULL)",
            name=op.f("ck_held_role_national_unscoped"),
        ),
        sa.CheckConstraint(
            "role NOT LIKE 'regional.%' OR region IS NOT NULL", name=op.f("ck_held_role_regional_needs_region")
        ),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_held_role_agency")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_held_role_person")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_held_role_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_role")),
    )
    op.create_index(op.f("ix_held_role_person"), "held_role", ["person"], unique=False)
    op.create_table(
        "measure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("co_executors", sa.Text(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("deeds", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("plan_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(level = 'national' AND parent IS NULL AND region IS NULL)"
            " OR (level = 'regional' AND parent IS NOT NULL AND region IS NOT NULL)",
            name=op.f("ck_measure_level_fits"),
        ),
        sa.CheckConstraint("level IN ('national', 'regional')", name=op.f("ck_measure_level_known")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_measure_version_counts")),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_measure_agency")),
        sa.ForeignKeyConstraint(["parent"], ["measure.id"], name=op.f("fk_measure_parent")),
        sa.ForeignKeyConstraint(["region"], ["region.code"], name=op.f("fk_measure_region")),
        sa.ForeignKeyConstraint(
            ["type", "type_version"], ["definition.type", "definition.version"], name=op.f("fk_measure_type")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("parent", "region", name="uq_measure_one_variant_per_region"),
        sa.UniqueConstraint("plan_key", name=op.f("uq_measure_plan_key")),
    )
    op.create_index(
        "ix_measure_due",
        "measure",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_measure_number", "measure", ["number", "id"], unique=False)
    op.create_index(
        "ix_measure_region_due",
        "measure",
        ["region", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "substitution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absent", sa.String(), nullable=False),
        sa.Column("substitute", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("absent <> substitute", name=op.f("ck_substitution_two_people")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_substitution_in_order")),
        sa.ForeignKeyConstraint(["absent"], ["person.id"], name=op.f("fk_substitution_absent")),
        sa.ForeignKeyConstraint(["substitute"], ["person.id"], name=op.f("fk_substitution_substitute")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitution")),
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("earlier", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("next_fire_at", UTCDateTime(), nullable=True),
        sa.Column("pauses", sa.Text(), nullable=False),
        sa.Column("fired", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status IN ('running', 'paused')) = (closed_at IS NULL)", name=op.f("ck_deadline_closed_or_open")
        ),
        sa.CheckConstraint("status = 'running' OR next_fire_at IS NULL", name=op.f("ck_deadline_only_running_fires")),
        sa.CheckConstraint(
            "status IN ('running', 'paused', 'met', 'late', 'cancelled')", name=op.f("ck_deadline_status_known")
        ),
        sa.ForeignKeyConstraint(["measure"], ["measure.id"], name=op.f("fk_deadline_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
    )
    op.create_index(op.f("ix_deadline_measure"), "deadline", ["measure"], unique=False)
    op.create_index(
        "ix_deadline_next_fire",
        "deadline",
        ["next_fire_at", "id"],
        unique=False,
        sqlite_where=sa.text("next_fire_at IS NOT NULL"),
        postgresql_where=sa.text("next_fire_at IS NOT NULL"),
    )
    op.create_index(
        "ix_deadline_open",
        "deadline",
        ["measure"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "history",
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("type_version", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("(seq = 1) = (source IS NULL)", name=op.f("ck_history_first_has_no_source")),
        sa.CheckConstraint("length(hash) = 64 AND length(prev_hash) = 64", name=op.f("ck_history_hashes_whole")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_history_seq_counts")),
        sa.ForeignKeyConstraint(["measure"], ["measure.id"], name=op.f("fk_history_measure")),
        sa.PrimaryKeyConstraint("measure", "seq", name=op.f("pk_history")),
        sa.UniqueConstraint("request_id", name=op.f("uq_history_request_id")),
    )
    op.create_index(op.f("ix_history_at"), "history", ["at"], unique=False)
    op.create_table(
        "fired_rung",
        sa.Column("deadline", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("fired_at", UTCDateTime(), nullable=False),
        sa.Column("collapsed", sa.Boolean(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.CheckConstraint("fired_at >= at", name=op.f("ck_fired_rung_never_early")),
        sa.ForeignKeyConstraint(["deadline"], ["deadline.id"], name=op.f("fk_fired_rung_deadline")),
        sa.PrimaryKeyConstraint("deadline", "epoch", "rung", name=op.f("pk_fired_rung")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("deadline", sa.String(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", UTCDateTime(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_until", UTCDateTime(), nullable=True),
        sa.Column("tried_at", UTCDateTime(), nullable=True),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outbox_sent_has_time")),
        sa.CheckConstraint("status <> 'dead' OR last_error IS NOT NULL", name=op.f("ck_outbox_dead_says_why")),
        sa.CheckConstraint(
            "status <> 'pending' OR (address IS NOT NULL AND next_attempt_at IS NOT NULL)",
            name=op.f("ck_outbox_pending_can_go"),
        ),
        sa.CheckConstraint("status <> 'skipped' OR last_error IS NOT NULL", name=op.f("ck_outbox_skipped_says_why")),
        sa.CheckConstraint("status IN ('pending', 'sent', 'dead', 'skipped')", name=op.f("ck_outbox_status_known")),
        sa.ForeignKeyConstraint(["deadline"], ["deadline.id"], name=op.f("fk_outbox_deadline")),
        sa.ForeignKeyConstraint(["measure"], ["measure.id"], name=op.f("fk_outbox_measure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_measure"), "outbox", ["measure"], unique=False)
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["next_attempt_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    for table in APPEND_ONLY:
        refuse_changes(table)
