"""A headquarters in a test: an engine, a clock that stands where it is put, and the people of a sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from definitions.calendar_kz import kazakhstan
from definitions.directory import load_agencies, load_regions
from definitions.loader import shipped_definitions
from definitions.sample_people import sample_people
from store import mailbox, queries
from store.location import locate
from store.mailbox import MailSummary
from store.migrate import migrate
from store.reader import reading
from store.settings import MADE_AT, SANDBOX
from store.store import SqlStore
from workflow.checkpoint import Checkpoint
from workflow.deadline import Deadline, FiredRung
from workflow.engine import Engine, Moved
from workflow.model import Command, Creation, Entry, Measure
from workflow.sweep import Ticked

ALMATY = ZoneInfo("Asia/Almaty")
BEGINNING = "2024-04-15 10:00"


def local(text: str) -> datetime:
    """A moment of Almaty's clock as the engine keeps it."""
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY).astimezone(UTC)


def prepare(url: str) -> None:
    """What `qadam init --sandbox` and `qadam people sample` do."""
    location = locate(url)
    migrate(location)
    store = SqlStore(location)
    now = local("2024-01-01 09:00")
    regions, agencies = load_regions(), load_agencies()
    with store.register() as register:
        register.set(MADE_AT, now.isoformat())
        register.set(SANDBOX, "yes")
        register.put_regions(regions.values())
        register.put_agencies(agencies.values())
        register.put_calendar(kazakhstan(), now)
        for source in shipped_definitions():
            definition = source.definition
            register.put_definition(
                definition.type, definition.version, source.digest, source.text, source.document, now
            )
        for person in sample_people(regions, agencies):
            register.put_person(person)
    store.close()


class World:
    def __init__(self, url: str) -> None:
        self.url = url
        self.location = locate(url)
        self.store = SqlStore(self.location)
        self.now = local(BEGINNING)
        self.engine = Engine(self.store, lambda: self.now)

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def at(self, moment: str) -> World:
        """Put the clock to a moment in Almaty."""
        self.now = local(moment)
        return self

    def create(self, type: str = "campaign", **data: Any) -> str:
        facts = {"title": "Sample measure", "lead_agency": "MIA", "due_on": "2024-06-26", **data}
        number = facts.pop("number", None)
        return self.engine.create(Creation(type=type, actor="hq", data=facts, number=number)).measure

    def move(
        self,
        measure: str,
        event: str,
        by: str,
        *,
        comment: str | None = None,
        evidence: int = 0,
        request_id: str | None = None,
        expected_version: int | None = None,
        dry_run: bool = False,
        **data: Any,
    ) -> Moved:
        command = Command(
            measure=measure,
            event=event,
            actor=by,
            data=data,
            comment=comment,
            evidence=tuple({"url": f"https://example.kz/{n}"} for n in range(evidence)),
            request_id=request_id,
            expected_version=expected_version,
        )
        return self.engine.move(command, dry_run=dry_run)

    def tick(self, moment: str | None = None) -> Ticked:
        if moment is not None:
            self.at(moment)
        return self.engine.tick(self.now)

    def sealed(self) -> list[Checkpoint]:
        """The checkpoints made of all that was not sealed yet."""
        return list(self.store.take_checkpoints(self.now))

    def approved(self, **data: Any) -> str:
        """A campaign approved and fanned out."""
        measure = self.create(**data)
        self.move(measure, "approve", "hq2")
        return measure

    # What the database holds

    def measure(self, measure: str) -> Measure:
        with reading(self.location) as reader:
            return queries.measure(reader, measure)

    def children(self, measure: str) -> list[Measure]:
        with reading(self.location) as reader:
            return queries.children(reader, measure)

    def history(self, measure: str) -> list[Entry]:
        with reading(self.location) as reader:
            return queries.history(reader, measure)

    def deadlines(self, measure: str) -> list[tuple[Deadline, list[FiredRung]]]:
        with reading(self.location) as reader:
            return queries.deadlines(reader, measure)

    def mails(self, measure: str | None = None, status: str | None = None) -> list[MailSummary]:
        with reading(self.location) as reader:
            return mailbox.mails(reader, measure_id=measure, status=status)

    def counts(self) -> Mapping[str, int]:
        """Rows per table: what a refused command must leave as it was."""
        tables = ("measure", "history", "deadline", "fired_rung", "outbox")
        with reading(self.location) as reader:
            union = " UNION ALL ".join(f"SELECT '{table}' AS name, count(*) AS n FROM {table}" for table in tables)
            return {row["name"]: row["n"] for row in reader.all(union)}
