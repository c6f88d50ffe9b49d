"""Mails that wait, told in full, with what is looked at before one is weighed or sent."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from store import rows
from store.tables import deadline, measure, occasion, outbox
from store.told import told_from
from workflow.deadline import OPEN_STATUSES
from workflow.mail import Mail
from workflow.occasion import Definitions

ASKING = ("assigned", "returned")
"""Templates that ask for a step: pointless once the measure has left the state they speak of."""

MAILS: Select[Any] = (
    select(
        outbox,
        occasion.c.type.label("occasion_type"),
        occasion.c.type_version.label("occasion_version"),
        occasion.c.facts.label("occasion_facts"),
        occasion.c.place.label("occasion_place"),
        deadline.c.status.label("deadline_status"),
        measure.c.state.label("measure_state"),
    )
    .join(occasion, occasion.c.key == outbox.c.occasion, isouter=True)
    .join(deadline, deadline.c.id == outbox.c.deadline, isouter=True)
    .join(measure, measure.c.id == outbox.c.measure, isouter=True)
)
"""What queries for them begin with."""


class Told(NamedTuple):
    row: rows.Row
    mail: Mail
    stale: str | None
    """Why it must not be sent any more."""


def mails(connection: Connection, query: Select[Any], definitions: Definitions) -> list[Told]:
    """What `query`, made of `MAILS`, finds."""
    return [_told(row, definitions) for row in connection.execute(query).mappings()]


def _told(row: rows.Row, definitions: Definitions) -> Told:
    mail = told_from(row, definitions)
    return Told(row, mail, _why_stale(row, mail))


def _why_stale(row: rows.Row, mail: Mail) -> str | None:
    """Why a mail says what no longer holds: its deadline is over, or the step it asks for was taken."""
    status, state = row["deadline_status"], row["measure_state"]
    if status is not None and status not in OPEN_STATUSES:
        name = str(row["deadline"]).rpartition("#")[2].partition("@")[0]
        return f"{row['measure']}: its deadline {name} was {status} before this was sent"
    asks = row["template"] in ASKING and state is not None and mail.facts.get("next")
    if asks and mail.facts.get("state") not in (None, state):
        return f"{row['measure']} moved on to {state!r} before this was sent"
    return None
