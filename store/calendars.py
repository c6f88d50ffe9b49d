"""The calendars of a database: all there have been, and since when each was in force."""

from __future__ import annotations

import json

from store.reader import Reader
from store.rows import moment
from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.errors import Unavailable


def almanac(reader: Reader) -> Almanac:
    """Raises Unavailable where no calendar was ever loaded."""
    found = reader.all("SELECT version, body FROM calendar")
    changes = reader.all("SELECT at, version FROM calendar_in_force ORDER BY at")
    if not changes:
        raise Unavailable("this database has no calendar", possible="qadam init")
    return Almanac(
        calendars={row["version"]: Calendar.from_json(json.loads(row["body"])) for row in found},
        in_force=tuple((moment(row["at"]), row["version"]) for row in changes),
    )
