"""A measure living in memory: each step is decided on what the steps before it left, as the engine would have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.core.errand import CALENDAR, DIRECTORY, NOW, at
from workflow.almanac import Almanac
from workflow.calendar import Calendar
from workflow.deadline import Deadline, FiredRung
from workflow.decide import decide, decide_creation, decide_rung
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.guards import Context
from workflow.model import Command, Creation, Decision, Entry, Measure, Variant
from workflow.replay import points, replay
from workflow.undo import Point, decide_undo


class Life:
    def __init__(self, definition: Definition, first: Decision, calendar: Calendar = CALENDAR) -> None:
        self.definitions = {definition.version: definition}
        self.definition = definition
        self.calendar = calendar
        self.directory: Directory = DIRECTORY
        self.variants: tuple[Variant, ...] = ()
        self.entries: list[Entry] = []
        self.deadlines: dict[str, Deadline] = {}
        self.record: list[FiredRung] = []
        self.measure: Measure
        self.take(first)

    @classmethod
    def born(cls, definition: Definition, *, now: datetime = NOW, **facts: Any) -> Life:
        data = {"title": "Errand", "lead_agency": "MIA", "due_on": "2024-05-15", **facts}
        creation = Creation(type=definition.type, actor="hq", data=data)
        context = Context(directory=DIRECTORY, calendar=CALENDAR)
        return cls(definition, decide_creation(definition, creation, "7", context, now))

    @classmethod
    def of_variant(cls, definition: Definition, region: str = "KZ-10", **facts: Any) -> Life:
        step = cls.born(definition, **facts).move("approve", "hq2")
        return cls(definition, next(child for child in step.children if child.measure.region == region))

    def take(self, step: Decision) -> Decision:
        """Keep what a step changed."""
        if step.entry is not None:
            self.entries.append(step.entry)
        self.measure = step.measure
        self.deadlines.update({deadline.id: deadline for deadline in (*step.changed, *step.opened)})
        self.record += step.fired
        return step

    def context(self, **more: Any) -> Context:
        return Context(
            directory=self.directory,
            calendar=self.calendar,
            **{"deadlines": tuple(self.deadlines.values()), "variants": self.variants, **more},
        )

    def move(
        self,
        event: str,
        actor: str,
        when: datetime | str = NOW,
        *,
        data: Mapping[str, Any] | None = None,
        comment: str | None = "why",
        evidence: int = 1,
    ) -> Decision:
        command = Command(
            measure=self.measure.id,
            event=event,
            actor=actor,
            data=data or {},
            comment=comment,
            evidence=tuple({"url": f"https://e.kz/{n}"} for n in range(evidence)),
        )
        now = at(when) if isinstance(when, str) else when
        return self.take(decide(self.definition, self.measure, command, self.context(), now))

    def fire(self, when: str) -> None:
        """What is due of every running deadline."""
        for deadline in list(self.deadlines.values()):
            found = decide_rung(self.definition, self.measure, deadline, self.context(), at(when))
            if found is not None:
                self.take(found[1])

    def points(self) -> list[Point]:
        """What stands of its moves, each with the measure after it; rungs that fired are as stored."""
        found = points(self.entries, lambda _, version: self.definitions[version], self.directory, self.calendar)
        stored = {deadline.id: deadline.fired for deadline in self.deadlines.values()}
        return [replace(p, deadlines={k: replace(d, fired=stored[k]) for k, d in p.deadlines.items()}) for p in found]

    def undo(self, actor: str, when: str, *, comment: str | None = "a mistake", **more: Any) -> Decision:
        command = Command(measure=self.measure.id, event="undo", actor=actor, comment=comment, **more)
        return self.take(
            decide_undo(self.definition, self.points(), self.measure, command, self.context(), self.record, at(when))
        )

    def replayed(
        self, calendars: Almanac | None = None, definitions: Callable[[str, int], Definition] | None = None
    ) -> tuple[Measure, dict[str, Deadline]]:
        measure, clocks = replay(
            self.entries,
            definitions or (lambda _, version: self.definitions[version]),
            self.directory,
            calendars or self.calendar,
        )
        return measure, {clock.id: clock for clock in clocks}
