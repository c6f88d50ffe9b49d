"""What mails have put into people's calendars, and what of it the next mail to them has to call off.

Whoever was told a date gets it called off with whatever goes to their address next after it ended: mostly a mail of the
event that ended it, but that does not write to everybody who was told.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from store import rows
from store.driver import Driver
from store.tables import CalendarEntryRow, deadline, measure, outbox, table
from workflow.mail import SentMail
from workflow.occasion import Definitions

calendar_entry = table(CalendarEntryRow)

_ENDED = (
    select(
        calendar_entry.c.address,
        calendar_entry.c.deadline,
        deadline.c.due_at,
        measure.c.id,
        measure.c.type,
        measure.c.type_version,
        measure.c.titles,
        measure.c.state,
        measure.c.version,
    )
    .join(deadline, deadline.c.id == calendar_entry.c.deadline)
    .join(measure, measure.c.id == deadline.c.measure)
    .where(deadline.c.closed_at.is_not(None))
    .order_by(calendar_entry.c.deadline)
)

STANDS_THOUGH_ENDED = (
    select(calendar_entry.c.deadline)
    .join(deadline, deadline.c.id == calendar_entry.c.deadline)
    .where(calendar_entry.c.address == outbox.c.address, deadline.c.closed_at.is_not(None))
    .correlate(outbox)
    .exists()
)
"""Of a mail: whether there is something to call off at its address."""


def note(driver: Driver, sent: Iterable[SentMail]) -> None:
    """Keep what mails have put into calendars, and forget what they have taken out, the last word of each."""
    stands: dict[tuple[str, str], bool] = {}
    for mail in sent:
        for ids, put in ((mail.dates, True), (mail.called_off, False)):
            stands |= {(mail.address, deadline): put for deadline in ids if mail.address is not None}
    in_order = sorted(stands)  # so that two workers never wait crosswise
    driver.upsert(calendar_entry, [_entry(*place) for place in in_order if stands[place]])
    driver.delete(calendar_entry, [_entry(*place) for place in in_order if not stands[place]])


def to_call_off(
    connection: Connection, addresses: Iterable[str], now: datetime, definitions: Definitions
) -> dict[str, list[dict[str, Any]]]:
    """By address, the facts of the deadlines that ended and still stand there; those that have passed are let go.

    What cannot be told stays: it must not keep anybody's mails from going.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    wanted = _ENDED.where(calendar_entry.c.address.in_(sorted(set(addresses))))
    for row in connection.execute(wanted).mappings().all():
        if rows.moment(row["due_at"]) > now:
            with suppress(LookupError, TypeError, ValueError, AttributeError):
                found.setdefault(row["address"], []).append(_facts(row, definitions))
        else:
            here = (calendar_entry.c.address == row["address"], calendar_entry.c.deadline == row["deadline"])
            connection.execute(delete(calendar_entry).where(*here))
    return found


def _entry(address: str, deadline: str) -> dict[str, str]:
    return {"address": address, "deadline": deadline}


def _facts(row: rows.Row, definitions: Definitions) -> dict[str, Any]:
    """As a mail tells of a measure and a deadline of its."""
    state = definitions(row["type"], row["type_version"]).states.get(row["state"])
    return {
        "measure": row["id"],
        "version": row["version"],
        "titles": rows.unpacked(row["titles"]),
        "state": row["state"],
        "state_titles": dict(state.titles) if state else {},
        "deadline": {"id": row["deadline"], "due_at": rows.moment(row["due_at"]).isoformat()},
    }
