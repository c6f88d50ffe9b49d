"""The work that is timed: the regional variants of a campaign, reported and returned again and again.

Each move closes one deadline and opens another, writes a row of history, changes the measure and its counters, and
puts two or three mails into the outbox: what a move of a working day does, with every guard on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count, islice

from benchmarks.lives import BEGINNING, practice_database
from store.store import SqlStore
from workflow.engine import Engine, Moved
from workflow.model import Command, Creation

EVIDENCE = ({"url": "https://example.kz/akt/1.pdf"},)


class Work:
    """A practice database with one campaign in all regions, and people who move it."""

    def __init__(self, url: str, *, made: bool = False, there: bool = False, campaigns: int = 1) -> None:
        """With `there`, in a practice database that is there already; with `made`, the campaigns are there as well.

        A move locks its national measure, so that workers who are not to wait for each other need campaigns of
        their own.
        """
        if not (made or there):
            practice_database(url)
        self.store = SqlStore.at(url)
        self._seconds = count()
        self.engine = Engine(self.store, self._now)
        self.campaigns = [] if made else [self._campaign() for _ in range(campaigns)]
        self.variants = [variant for campaign in self.campaigns for variant in campaign]

    def _now(self) -> datetime:
        """Each move a second after the last."""
        return BEGINNING + timedelta(seconds=next(self._seconds))

    def _campaign(self) -> list[str]:
        facts = {"title": "Антинаркотическая акция", "lead_agency": "MIA", "due_on": "2025-12-20"}
        measure = self.engine.create(Creation(type="campaign", actor="hq", data=facts)).measure
        approved = self.engine.move(Command(measure=measure, event="approve", actor="hq2"))
        variants = [child.measure for child in approved.decisions[0].children]
        for variant in variants:
            coordinator = str(variant.region).lower()
            tailor = {"target_group": "старшеклассники"}
            self.engine.move(Command(measure=variant.id, event="tailor", actor=coordinator, data=tailor))
            self.engine.move(Command(measure=variant.id, event="start", actor=coordinator))
            self.engine.move(self._report(variant.id))
        return [variant.id for variant in variants]

    def _report(self, variant: str) -> Command:
        data = {"events_held": 3, "reach": 100}
        return Command(measure=variant, event="report", actor="mia", data=data, evidence=EVIDENCE)

    def commands(self, variants: list[str], at_once: int) -> Iterator[Command]:
        """So many returned by the coordinator, then reported by the agency, and the next ones, without end."""
        while True:
            for start in range(0, len(variants), at_once):
                some = variants[start : start + at_once]
                for variant in some:
                    yield Command(measure=variant, event="return", actor="hq", comment="нет подписи")
                yield from map(self._report, some)

    def moves(self, variants: list[str] | None = None, *, at_once: int = 1) -> Moves:
        return Moves(self, variants or self.variants, at_once)


class Moves:
    """Moves that go on where the last call left off."""

    def __init__(self, work: Work, variants: list[str], at_once: int) -> None:
        self._engine = work.engine
        self._commands = work.commands(variants, at_once)

    def one_by_one(self, times: int) -> None:
        for command in islice(self._commands, times):
            self._engine.move(command)

    def in_groups(self, times: int, size: int = 100) -> None:
        """So many in one transaction, as `move --where` has them: each could be refused alone.

        Meant for moves of so many variants at once, because nobody moves a measure twice in one.
        """
        left = times
        while left > 0:
            answers = self._engine.move_each(list(islice(self._commands, min(size, left))))
            assert all(isinstance(answer, Moved) for answer in answers)
            left -= size
