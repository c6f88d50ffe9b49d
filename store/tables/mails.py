"""The outbox, and what is known of its mails and addresses."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, Text
from sqlmodel import Field, SQLModel

from store.tables.naming import where


class OccasionRow(SQLModel, table=True):
    """What all mails of one event or rung tell of. Append-only as history is."""

    __tablename__: ClassVar[str] = "occasion"

    key: str = Field(primary_key=True)
    type: str
    type_version: int
    facts: str = Field(sa_type=Text)
    place: str = Field(sa_type=Text, sa_column_kwargs={"server_default": "{}"})
    """What the region, the agency and those one may ask are called; in older rows among the facts."""


class MailRow(SQLModel, table=True):
    """The outbox."""

    __tablename__: ClassVar[str] = "outbox"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'sent', 'dead', 'skipped')", name="status_known"),
        CheckConstraint(
            "status <> 'pending' OR (address IS NOT NULL AND next_attempt_at IS NOT NULL)", name="pending_can_go"
        ),
        CheckConstraint("status <> 'skipped' OR last_error IS NOT NULL", name="skipped_says_why"),
        CheckConstraint("status <> 'dead' OR last_error IS NOT NULL", name="dead_says_why"),
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent_has_time"),
        CheckConstraint("merged_into IS NULL OR status = 'skipped'", name="merged_is_told_elsewhere"),
        Index("ix_outbox_pending", "settled", "next_attempt_at", "id", **where("status = 'pending'")),
        Index("ix_outbox_sent", "address", "sent_at", **where("sent_at IS NOT NULL")),
        Index("ix_outbox_dead", "address", **where("status = 'dead'")),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    measure: str | None = Field(default=None, foreign_key="measure.id", index=True)
    """None for a digest, which speaks of many."""
    deadline: str | None = Field(default=None, foreign_key="deadline.id")
    created_at: datetime
    template: str
    occasion: str | None = Field(default=None, foreign_key="occasion.key")
    facts: str = Field(sa_type=Text)
    """With an occasion only what concerns the recipient."""
    person: str | None = None
    address: str | None = None
    languages: str = Field(sa_type=Text)
    urgent: bool
    """It may go out in quiet hours and on days off."""
    status: str
    settled: bool
    """Preferences, quiet hours, ceiling and merging have been weighed for it."""
    held: str | None = Field(default=None, sa_type=Text)
    """Why it waited for its next attempt, when that was our choice."""
    merged_into: str | None = None
    """Key of the mail that says what this one would have said."""
    attempts: int
    next_attempt_at: datetime | None = None
    claimed_by: str | None = None
    claimed_until: datetime | None = None
    tried_at: datetime | None = None
    """When it was last tried or skipped."""
    sent_at: datetime | None = None
    last_error: str | None = Field(default=None, sa_type=Text)


class SentMessageRow(SQLModel, table=True):
    """What exactly was said: what the mail server got, before it was encoded. Append-only as history is."""

    __tablename__: ClassVar[str] = "sent_message"

    mail: str = Field(primary_key=True, foreign_key="outbox.key")
    body: bytes
    """zlib over the message as `notifier/wire.py` keeps it."""


class CalendarEntryRow(SQLModel, table=True):
    """A date that a mail put into somebody's calendar, until a mail has called it off."""

    __tablename__: ClassVar[str] = "calendar_entry"
    __table_args__ = {"sqlite_with_rowid": False}

    address: str = Field(primary_key=True)
    deadline: str = Field(primary_key=True)
    """Its id. No foreign key: what stands in a calendar stands there whatever becomes of the deadline."""


class MailPreferenceRow(SQLModel, table=True):
    """How a person wants a kind of mail; at once where nothing is said."""

    __tablename__: ClassVar[str] = "mail_preference"
    __table_args__ = (CheckConstraint("manner IN ('at_once', 'daily', 'off')", name="manner_known"),)

    person: str = Field(primary_key=True, foreign_key="person.id")
    kind: str = Field(primary_key=True)
    manner: str


class BounceRow(SQLModel, table=True):
    """A delivery report that came back, known by its content, so that it is taken in once."""

    __tablename__: ClassVar[str] = "bounce"

    id: str = Field(primary_key=True)
    at: datetime
    """When it was read."""
    mail: str = Field(foreign_key="outbox.key", index=True)
    address: str
    status: str
    """The enhanced status code (RFC 3463), e.g. `5.1.1`."""
    said: str = Field(sa_type=Text)


class PausedAddressRow(SQLModel, table=True):
    """An address that bounced: nothing is sent to it until somebody resumes it."""

    __tablename__: ClassVar[str] = "paused_address"

    address: str = Field(primary_key=True)
    since: datetime
    reason: str = Field(sa_type=Text)
