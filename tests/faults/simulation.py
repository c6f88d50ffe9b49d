"""The whole engine under a virtual clock: seeded people, crashes, a bad mail server, a clock that jumps.

One seed is one life of a small headquarters and always goes the same way:

    python -m tests.faults.simulation --seed 17 --years 3
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from notifier.deliver import deliver_due
from notifier.header import Header
from notifier.letter import Letter
from store import queries
from store.location import locate
from store.mailbox import mails
from store.people import everybody
from store.reader import reading
from store.shelf import definitions
from store.store import SqlStore
from tests.faults.crashing import BadServer, Crash, CrashingOutbox, CrashingStore, Thread
from tests.faults.invariants import violations
from tests.world import local, prepare
from workflow.definition import Definition
from workflow.engine import Engine
from workflow.errors import QadamError
from workflow.facts import FieldRule
from workflow.mail import Mail
from workflow.model import Command, Creation, Measure
from workflow.transition import Transition

BEGINNING = "2024-01-08 09:00"
REGIONS = ("KZ-75", "KZ-71", "KZ-10")
JUMP = timedelta(hours=1)
"""How far the clock jumps back, now and then."""

CRASHES = 0.02
"""Probability of dying around each commit."""


@dataclass
class Asked:
    """A command somebody gave, and what they were told."""

    request_id: str
    measure: str
    event: str
    told: str = "nothing"
    """`done`, `refused`, or `nothing` when the process died before it could answer."""


@dataclass
class Life:
    """What came of one seed."""

    seed: int
    years: float = 0.0
    steps: int = 0
    crashes: int = 0
    rungs: int = 0
    """How many are on record."""
    mails: int = 0
    """How many different ones arrived."""
    asked: list[Asked] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class Simulation:
    def __init__(self, seed: int, url: str) -> None:
        self.random = Random(seed)
        self.life = Life(seed=seed)
        self.url = url
        self.location = replace(locate(url), lasting=False)  # the process dies here, never the machine
        self.now = local(BEGINNING)
        self.ticked_at = self.now
        self.store = SqlStore(self.location)
        self.crashing = CrashingStore(self.store, self._happens, CRASHES)
        self.outbox = CrashingOutbox(self.store.outbox(), self._happens, CRASHES)
        self.engine = Engine(self.crashing, lambda: self.now)
        self.server = BadServer(Random(seed + 1))
        with reading(self.location) as reader:
            self.definitions = {loaded.definition.type: loaded.definition for loaded in definitions(reader)}
            self.people = list(everybody(reader))

    def run(self, years: float) -> Life:
        """Live through so many years, then let the faults stop, finish what is open, and look at everything."""
        start, step = self.now, timedelta(0)
        while self.now - start < timedelta(days=365 * years):
            self._survive(self._choose())
            self.now += step
            self.life.steps += 1
            step = self._pause()
        self.life.years = (self.now - start) / timedelta(days=365)
        self._settle()
        self._look()
        self.store.close()
        return self.life

    # What can happen

    def _choose(self) -> Any:
        roll = self.random.random()
        if roll < 0.05 or not self.life.steps:
            return self._create
        if roll < 0.55:
            return self._move
        if roll < 0.85:
            return self._tick
        return self._deliver

    def _pause(self) -> timedelta:
        roll = self.random.random()
        if roll < 0.02:
            return -JUMP
        if roll < 0.04:
            return timedelta(days=self.random.choice((7, 30, 90)))
        return timedelta(minutes=self.random.choice((0, 5, 60, 600, 1440, 4320, 10080, 20160)))

    def _survive(self, deed: Any) -> None:
        try:
            deed()
        except Crash:
            self.life.crashes += 1

    def _happens(self, probability: float) -> bool:
        return self.random.random() < probability

    def _create(self) -> None:
        type = self.random.choice(list(self.definitions))
        facts: dict[str, Any] = {
            "title": f"Measure {self.random.randrange(1000)}",
            "lead_agency": self.random.choice(("MIA", "MOH", "AKIMAT")),
            "regions": list(REGIONS[: self.random.randint(1, len(REGIONS))]),
            "due_on": (self.now + timedelta(days=self.random.randint(20, 300))).date().isoformat(),
        }
        asked = Asked(f"request-{len(self.life.asked)}", "", "create")
        self.life.asked.append(asked)
        creation = Creation(type=type, actor="hq", data=facts, request_id=asked.request_id)
        self._ask(asked, lambda: self.engine.create(creation).measure)

    def _move(self) -> None:
        measure = self._some_measure()
        if measure is None:
            return
        definition = self.definitions[measure.type]
        ways = definition.leaving(measure.state, measure.level)
        way = self.random.choice(ways) if ways and self.random.random() < 0.9 else None
        event = way.event if way else self.random.choice(list(definition.events))
        asked = Asked(f"request-{len(self.life.asked)}", measure.id, event)
        self.life.asked.append(asked)
        command = Command(
            measure=measure.id,
            event=event,
            actor=self._actor(way, measure),
            data=self._data(definition, way),
            comment="because" if way is None or self.random.random() < 0.95 else None,
            evidence=tuple({"url": f"https://example.kz/{n}"} for n in range(way.evidence if way else 0)),
            request_id=asked.request_id,
        )
        for _ in range(3):  # whoever gets no answer asks again with the same request id
            try:
                self._ask(asked, lambda: self.engine.move(command).measure)
            except Crash:
                self.life.crashes += 1
                continue
            return

    def _ask(self, asked: Asked, act: Any) -> None:
        try:
            asked.measure = act()
            asked.told = "done"
        except QadamError:
            asked.told = "refused"

    def _tick(self) -> None:
        self.engine.tick(self.now)

    def _deliver(self) -> None:
        worker, limit = f"worker-{self.random.randrange(3)}", self.random.choice((1, 5, 50))
        before = self.server.received.copy()
        try:
            with patch("notifier.marking.ThreadPoolExecutor", lambda *_: Thread(self._happens)):
                deliver_due(self.outbox, self.server, _composed, self.now, worker=worker, limit=limit)
        except Crash:
            self.server.unheard |= set(self.server.received - before) - self._marked_sent()
            raise

    def _marked_sent(self) -> set[str]:
        with reading(self.location) as reader:
            return {_name_of(row["key"]) for row in reader.all("SELECT key FROM outbox WHERE status = 'sent'")}

    # How people act

    def _actor(self, way: Transition | None, measure: Measure) -> str:
        if way is None or self.random.random() < 0.1:
            return self.random.choice(self.people)
        role = self.random.choice(way.by)
        region = (measure.region or "kz-75").lower()
        agency = (measure.agency or "MIA").lower()
        officer = f"akimat-{region}" if agency == "akimat" else agency
        return {
            "national.coordinator": self.random.choice(("hq", "hq2")),
            "national.head": "head",
            "regional.coordinator": region,
            "regional.head": f"akim-{region}",
            "agency.officer": officer,
            "agency.head": f"{agency}-head",
        }.get(role, "hq")

    def _data(self, definition: Definition, way: Transition | None) -> dict[str, Any]:
        if way is None:
            return {}
        wanted = [*way.requires, *way.later]
        return {name: self._value(definition.fields.get(name), name) for name in dict.fromkeys(wanted)}

    def _value(self, rule: FieldRule | None, name: str) -> Any:
        later = (self.now + timedelta(days=self.random.randint(30, 400))).date().isoformat()
        if rule is None:
            return {"lead_agency": "MIA", "co_executors": ["MOH"], "title": "Another title"}.get(name, later)
        if rule.type in ("integer", "number"):
            return int(max(rule.min or 0, 1))
        simple = {"date": later, "boolean": True, "list": ["one"]}
        return rule.choices[0] if rule.type == "choice" else simple.get(rule.type, "words")

    def _some_measure(self) -> Measure | None:
        with reading(self.location) as reader:
            names = [row["id"] for row in reader.all("SELECT id FROM measure ORDER BY id")]
            return queries.measure(reader, self.random.choice(names)) if names else None

    # The end

    def _settle(self) -> None:
        """The faults stop: one good pass, and the outbox worked off, however long the retries take."""
        self.crashing.rate = self.outbox.rate = 0.0
        self.server.bad = False
        self.now += timedelta(days=1)
        self.ticked_at = self.now
        while self.engine.tick(self.now).rungs_fired:
            pass  # a rung that triggers an event ends its pass; what comes after it fires in the next
        for _ in range(200):
            self._deliver()
            self.now += timedelta(hours=3)
            with reading(self.location) as reader:
                if not mails(reader, status="pending", limit=1):
                    break

    def _look(self) -> None:
        broken = self.life.broken
        broken += violations(self.url, ticked_at=self.ticked_at, delivered=True, jumped_back=JUMP)
        with reading(self.location) as reader:
            requests = {row["request_id"]: row for row in reader.all("SELECT * FROM history") if row["request_id"]}
            dead = reader.all("SELECT key, last_error FROM outbox WHERE status = 'dead'")
            self.life.rungs = len(reader.all("SELECT rung FROM fired_rung"))
        self.life.mails = len(self.server.received)
        for asked in self.life.asked:
            if asked.told == "done" and asked.request_id not in requests:
                broken.append(f"{asked.request_id}: told done, but {asked.event!r} of {asked.measure} is lost")
            if asked.told == "refused" and asked.request_id in requests:
                broken.append(f"{asked.request_id}: told refused, but {asked.event!r} of {asked.measure} happened")
        for name in self._marked_sent() - set(self.server.received):
            broken.append(f"mail {name} is marked sent and never arrived")
        for row in dead:
            if not any(said in row["last_error"] for said in ("450", "550", "connection")):
                broken.append(f"mail {row['key']} is dead, and not for what the server said: {row['last_error']}")
        for name, times in self.server.received.items():
            if times > 1 and name not in self.server.unheard:
                broken.append(f"mail {name} arrived {times} times though its answer was heard and marked")


def _composed(mail: Mail, at: datetime | None = None) -> Letter:
    letter = Letter()
    for name, value in (("Message-ID", _name_of(mail.key)), ("To", str(mail.address))):
        letter.set_raw(name, Header(name, value, value))
    return letter


def _name_of(key: str) -> str:
    return f"<{key}@qadam.example>"


def lives(seeds: range, years: float, folder: Path) -> Iterator[Life]:
    """Each seed's life on a database of its own."""
    template = folder / "template.db"
    prepare(f"sqlite:///{template}")
    for seed in seeds:
        copy = folder / f"life-{seed}.db"
        shutil.copyfile(template, copy)
        yield Simulation(seed, f"sqlite:///{copy}").run(years)
        for left in folder.glob(f"life-{seed}.db*"):
            left.unlink()


def main() -> int:
    parser = argparse.ArgumentParser(description="Live through seeded lives of a headquarters and check everything.")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--lives", type=int, default=1, help="how many seeds")
    parser.add_argument("--years", type=float, default=2.0, help="virtual years of each life")
    given = parser.parse_args()
    total, failed, rungs, mails, crashes, began = 0.0, 0, 0, 0, 0, time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        for life in lives(range(given.seed, given.seed + given.lives), given.years, Path(folder)):
            total += life.years
            failed += bool(life.broken)
            rungs, mails, crashes = rungs + life.rungs, mails + life.mails, crashes + life.crashes
            for said in life.broken:
                print(f"seed {life.seed}: {said}")
    pace = total / (time.process_time() - began) * 60
    print(f"{given.lives} lives, {total:.0f} virtual years, {pace:.0f} of them in a minute of processor time")
    print(f"{crashes} crashes, {rungs} rungs, {mails} mails; {failed} broken")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
