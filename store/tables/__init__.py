"""The tables. They carry rows and refuse nonsense; the nouns they are made of live in workflow/model.py.

`table=True` classes do not validate in Python: the CHECK, UNIQUE and FOREIGN KEY constraints are what is enforced.
Texts named `body`, `data`, … hold JSON. Instants are aware datetimes in UTC. All are loaded together, because their
foreign keys and the migrations need every one of them.
"""

from __future__ import annotations

from sqlalchemy import Table
from sqlmodel import SQLModel

from store.tables.mails import (
    BounceRow,
    CalendarEntryRow,
    MailPreferenceRow,
    MailRow,
    OccasionRow,
    PausedAddressRow,
    SentMessageRow,
)
from store.tables.measures import CheckpointRow, CounterRow, DeadlineRow, FiredRungRow, HistoryRow, MeasureRow, SealRow
from store.tables.reference import (
    AgencyRow,
    CalendarInForceRow,
    CalendarRow,
    DefinitionMigrationRow,
    DefinitionRow,
    GrantRow,
    HeartbeatRow,
    PersonRow,
    RegionRow,
    SettingRow,
    SubstitutionRow,
    TokenRow,
)

__all__ = (
    "AgencyRow",
    "BounceRow",
    "CalendarEntryRow",
    "CalendarInForceRow",
    "CalendarRow",
    "CheckpointRow",
    "CounterRow",
    "DeadlineRow",
    "DefinitionMigrationRow",
    "DefinitionRow",
    "FiredRungRow",
    "GrantRow",
    "HeartbeatRow",
    "HistoryRow",
    "MailPreferenceRow",
    "MailRow",
    "MeasureRow",
    "OccasionRow",
    "PausedAddressRow",
    "PersonRow",
    "RegionRow",
    "SealRow",
    "SentMessageRow",
    "SettingRow",
    "SubstitutionRow",
    "TokenRow",
    "counter",
    "deadline",
    "fired_rung",
    "history",
    "measure",
    "migration",
    "occasion",
    "outbox",
    "table",
)


def table(row: type[SQLModel]) -> Table:
    """The table behind a row class, for statements."""
    return SQLModel.metadata.tables[str(row.__tablename__)]


measure, history, deadline = table(MeasureRow), table(HistoryRow), table(DeadlineRow)
fired_rung, counter = table(FiredRungRow), table(CounterRow)
migration, outbox, occasion = table(DefinitionMigrationRow), table(MailRow), table(OccasionRow)
"""What most statements are about, under the names they go by there."""
