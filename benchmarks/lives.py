"""Whole lives of measures, lived through the engine itself under a virtual clock: what the portfolio is made of.

National measures of every type are drafted, approved, fanned out and carried on by the people of a sandbox, region by
region, some quickly and some late, with holds, extensions and returns; the scheduler ticks once a week.
"""

from __future__ import annotations

import heapq
import io
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from cli import main
from store import queries
from store.location import locate
from store.people import everybody
from store.places import agencies, regions
from store.reader import reading
from store.shelf import definitions
from store.store import SqlStore
from workflow.definition import Definition
from workflow.engine import Engine
from workflow.errors import QadamError
from workflow.facts import FieldRule
from workflow.model import Command, Creation, Measure
from workflow.transition import Transition
from workflow.waiting import ways_on

BEGINNING = datetime(2025, 1, 9, 4, 0, tzinfo=UTC)
END = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""When all lives are looked at."""

LEADS = ("MIA", "MOH", "MOE", "MCI", "FMA", "GPO", "AKIMAT")
WAIT = 8
"""Days until somebody comes back to a measure, on average."""
STALLS = 0.004
"""Share of measures that somebody lets lie at each step, for good."""
DETOURS = 0.15
"""Share of steps that do not carry the work on: a hold, an extension, a return."""


def practice_database(url: str) -> None:
    """What `qadam init --sandbox` and `qadam people sample` do."""
    for arguments in (["init", "--sandbox"], ["people", "sample"]):
        said = io.StringIO()
        with redirect_stdout(said):
            code = main(["--db", url, "--as", "admin", *arguments])
        if code != 0:
            raise RuntimeError(f"qadam {' '.join(arguments)} failed: {said.getvalue()}")


class Lives:
    """Lives the lives of some national measures in a practice database; the same seed gives the same."""

    def __init__(self, url: str, *, nationals: int, seed: int, number: str = "{}", mark: str = "") -> None:
        """`number` makes the plan numbers out of 1, 2, …; `mark` ends each title."""
        self.location = locate(url)
        self.random = Random(seed)
        self.now = BEGINNING
        self._mark = mark
        self._store = SqlStore(self.location)
        self._engine = Engine(self._store, lambda: self.now)
        self._turns = count()
        self._agenda: list[tuple[datetime, int, str | Creation]] = []
        with reading(self.location) as reader:
            self._people = everybody(reader)
            self._regions = tuple(regions(reader))
            self._leads = tuple(code for code in LEADS if code in agencies(reader))
            loaded = [loaded.definition for loaded in definitions(reader)]
        self._definitions = {definition.type: definition for definition in loaded}
        for place in range(1, nationals + 1):
            share = 0.97 * self.random.random() if place > 1 else 0.96  # one that still runs at the end, for certain
            begins = BEGINNING + (END - BEGINNING) * share
            self._plan(begins, self._creation(loaded[place % len(loaded)], number.format(place), begins))

    def live(self) -> None:
        """Until nothing is left on anybody's agenda before the end."""
        ticked = self.now
        while self._agenda:
            self.now, _, what = heapq.heappop(self._agenda)
            if self.now - ticked > timedelta(days=7):
                self._engine.tick(self.now)
                ticked = self.now
            if isinstance(what, Creation):
                self._continue(self._engine.create(what).measure)
            else:
                self._step(what)
        self.now = END
        while self._engine.tick(END).rungs_fired:
            pass  # a rung that triggers an event ends its pass
        self._store.close()

    def _plan(self, at: datetime, what: str | Creation) -> None:
        if at < END:
            heapq.heappush(self._agenda, (at, next(self._turns), what))

    def _continue(self, measure: str) -> None:
        """Somebody comes back to it in a few days or weeks, if anybody does."""
        if self.random.random() >= STALLS:
            self._plan(self.now + timedelta(hours=self.random.expovariate(1 / 24 / WAIT) + 1), measure)

    def _creation(self, definition: Definition, number: str, at: datetime) -> Creation:
        facts = {
            "title": {
                "ru": f"{definition.titles['ru']}{self._mark}",
                "kk": f"{definition.titles['kk']}{self._mark}",
            },
            "lead_agency": self.random.choice(self._leads),
            "due_on": (at + timedelta(days=self.random.randint(60, 400))).date().isoformat(),
        }
        return Creation(type=definition.type, actor="hq", data=facts, number=number)

    def _step(self, measure_id: str) -> None:
        with reading(self.location) as reader:
            measure = queries.measure(reader, measure_id)
        definition = self._definitions[measure.type]
        if measure.closed:
            return
        for way in self._choices(definition, measure):
            for actor in self._who(way, measure):
                try:
                    moved = self._engine.move(self._command(definition, way, measure, actor))
                except QadamError:
                    continue
                for decision in moved.decisions:
                    for child in decision.children:
                        self._continue(child.measure.id)
                self._continue(measure_id)
                return
        self._continue(measure_id)  # waits for somebody else

    def _choices(self, definition: Definition, measure: Measure) -> Iterator[Transition]:
        """What may be tried from where it stands: as a rule what carries the work on."""
        forward = [way for way in ways_on(definition, measure) if way.event != "reopen"]
        if self.random.random() < DETOURS:
            ways = definition.leaving(measure.state, measure.level)
            others = [way for way in ways if way not in forward and not self._calls_off(definition, way)]
            yield from self.random.sample(others, len(others))
        yield from self.random.sample(forward, len(forward))

    def _calls_off(self, definition: Definition, way: Transition) -> bool:
        """Seldom: it takes all the variants of a measure along."""
        return definition.states[way.target].outcome == "cancelled" and self.random.random() < 0.95

    def _who(self, way: Transition, measure: Measure) -> list[str]:
        able = [
            person.id
            for person in self._people.values()
            for grant in person.grants
            if grant.role in way.by and grant.reaches(region=measure.region, agency=measure.agency)
        ]
        return self.random.sample(able, min(2, len(able)))

    def _command(self, definition: Definition, way: Transition, measure: Measure, actor: str) -> Command:
        wanted = dict.fromkeys(
            name for name in (*way.requires, *way.later) if name in (*way.anew, *way.later) or name not in measure.facts
        )
        return Command(
            measure=measure.id,
            event=way.event,
            actor=actor,
            data={name: self._value(definition.fields.get(name), name) for name in wanted},
            comment="как решено на заседании" if way.comment else None,
            evidence=tuple({"url": f"https://example.kz/akt/{n + 1}.pdf"} for n in range(way.evidence)),
        )

    def _value(self, rule: FieldRule | None, name: str) -> Any:
        day = (self.now + timedelta(days=self.random.randint(60, 300))).date()
        if rule is None:
            return self._built_in(name, day)
        if rule.type in ("integer", "number"):
            lowest = int(rule.min or 0)
            return self.random.randint(lowest, max(lowest, int(rule.max if rule.max is not None else 500)))
        if rule.type == "choice":
            return self.random.choice(rule.choices)
        values: Mapping[str, Any] = {"date": day.isoformat(), "boolean": True, "list": ["акт", "протокол"]}
        return values.get(rule.type, f"№ {self.random.randint(1, 500)}")

    def _built_in(self, name: str, day: date) -> Any:
        values = {"lead_agency": self.random.choice(self._leads), "regions": self._regions, "title": "Мера"}
        return values.get(name, day.isoformat())
