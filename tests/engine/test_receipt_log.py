"""A real log of permit cases with deadlines: of 1,434 cases exactly 92 are late at their last event."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.world import World
from workflow.deadline import DeadlineStatus
from workflow.engine import Engine
from workflow.model import Command, Creation, Decision

CASES = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "receipt.cases.csv"

TITLE = {"title": {"en": "Receipt", "ru": "Приём", "kk": "Қабылдау"}}
RECEIPT = {
    "type": "receipt",
    "version": 1,
    **TITLE,
    "states": {"open": {"initial": True, "deadline": "handling", **TITLE}, "done": {"final": True, **TITLE}},
    "events": {"finish": TITLE},
    "transitions": [{"event": "finish", "from": "open", "to": "done", "by": "national.coordinator"}],
    "deadlines": {"handling": {"until": "due_on", "on_day_off": "same", **TITLE}},
}


@pytest.mark.skipif(not CASES.is_file(), reason="the folder of shared cases is not beside this checkout")
def test_exactly_92_cases_are_late_at_their_last_event(small_world: World) -> None:
    with CASES.open(encoding="utf-8") as file:
        cases = list(csv.DictReader(file))
    with small_world.store.register() as register:
        register.put_definition("receipt", 1, "0" * 64, "", RECEIPT, small_world.now)
    clock: list[datetime] = []
    engine = Engine(small_world.store, lambda: clock[-1])
    with small_world.store.begin() as tx:
        for case in cases:
            clock.append(datetime.fromisoformat(case["start"]))
            due = datetime.fromisoformat(case["deadline"])
            data = {"title": case["case_id"], "due_on": due.date().isoformat()}
            measure = engine.create_in(tx, Creation(type="receipt", actor="hq", data=data)).measure
            (deadline,) = tx.open_deadlines(measure)  # due at a closing; the log has it to the millisecond
            exact = replace(deadline, due_at=due)
            tx.save(Decision(measure=tx.lock(measure).measure, entry=None, changed=(exact,)))
            clock.append(datetime.fromisoformat(case["last_event"]))
            engine.move_in(tx, Command(measure=measure, event="finish", actor="hq"))
        ended = [tx.every_deadline(str(number))[0] for number in range(1, len(cases) + 1)]

    late = {
        case["case_id"] for case, deadline in zip(cases, ended, strict=True) if deadline.status is DeadlineStatus.LATE
    }
    assert (len(cases), len(late)) == (1434, 92)
    assert late == {case["case_id"] for case in cases if case["past_deadline_at_last_event"] == "1"}
