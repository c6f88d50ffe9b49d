"""Quarterly reports through the engine and the command line, on both databases."""

from __future__ import annotations

import pytest

import cli
from store.check import check
from store.reader import reading
from tests.world import World, local
from workflow.deadline import DeadlineStatus
from workflow.errors import Refused

TITLE = {"title": {"en": "Progress", "ru": "Ход работ", "kk": "Барысы"}}
HQ = "national.coordinator"
DOCUMENT = {
    "type": "progress",
    "version": 1,
    **TITLE,
    "states": {"open": {"initial": True, "deadline": ["quarterly", "summary"], **TITLE},
               "done": {"final": True, **TITLE}},
    "events": dict.fromkeys(("report", "accept", "return", "finish", "extend"), TITLE),
    "transitions": [
        {"event": "report", "from": "open", "to": "same", "by": HQ, "reports": "quarterly", "evidence": 1},
        {"event": "accept", "from": "open", "to": "same", "by": HQ, "accepts": "quarterly"},
        {"event": "return", "from": "open", "to": "same", "by": HQ, "returns": "quarterly", "comment": "required"},
        {"event": "extend", "from": "open", "to": "same", "by": HQ, "later": "due_on"},
        {"event": "finish", "from": "open", "to": "done", "by": HQ},
    ],
    "deadlines": {
        "quarterly": {
            "every": "quarter", "until": "due_on", "by_day": 5, "ladder": [{"at": "due", "notify": [HQ]}], **TITLE,
        },
        "summary": {"follows": "quarterly", "plus": "15 days", "ladder": [{"at": "due", "notify": [HQ]}], **TITLE},
    },
}  # fmt: skip


def progress(world: World) -> str:
    with world.store.register() as register:
        register.put_definition("progress", 1, "0" * 64, "", DOCUMENT, world.now)
    return world.create(type="progress", due_on="2024-12-31")


def quarters(world: World, measure: str) -> dict[str, DeadlineStatus]:
    return {str(clock.period): clock.status for clock, _ in world.deadlines(measure) if clock.name == "quarterly"}


def healthy(world: World) -> bool:
    with reading(world.location) as reader:
        return list(check(reader)) == []


def test_each_quarter_is_reported_returned_and_accepted_on_its_own(world):
    measure = progress(world)
    world.at("2024-07-04 10:00").move(measure, "report", "hq", evidence=1)
    world.at("2024-07-05 10:00").move(measure, "return", "hq", comment="figures")
    world.at("2024-07-08 10:00").move(measure, "report", "hq", evidence=1)
    world.at("2024-07-09 10:00").move(measure, "accept", "hq")
    world.at("2024-10-03 10:00").move(measure, "report", "hq", evidence=1, period="2024-Q3")

    assert quarters(world, measure) == {
        "2024-Q2": DeadlineStatus.LATE,  # the 5th passed while it was sent back
        "2024-Q3": DeadlineStatus.MET,
        "2024-Q4": DeadlineStatus.RUNNING,
    }
    assert world.history(measure)[-1].data == {"period": "2024-Q3"}
    with pytest.raises(Refused, match="evidence"):
        world.move(measure, "report", "hq")
    assert healthy(world)


def test_a_later_last_day_adds_quarters_and_the_end_of_the_work_ends_them(world):
    measure = progress(world)
    world.at("2024-07-09 10:00").move(measure, "extend", "hq", due_on="2025-03-31")
    assert list(quarters(world, measure)) == ["2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1"]

    world.at("2024-07-10 10:00").move(measure, "finish", "hq")

    assert list(quarters(world, measure).values()) == [DeadlineStatus.LATE, *[DeadlineStatus.CANCELLED] * 3]
    assert healthy(world)


def test_each_quarter_is_reminded_of_on_its_day_once(small_world):
    measure = progress(small_world)

    ticked = [
        small_world.tick(moment).rungs_fired for moment in ("2024-07-05 18:31", "2024-07-05 18:32", "2024-10-04 18:31")
    ]

    assert ticked == [1, 0, 2]  # the third with the summary of the second quarter, which came due on 19 July
    assert {mail.template for mail in small_world.mails(measure, "pending")} == {"due"}


def test_show_tells_a_row_of_periods(small_world, capsys):
    measure = progress(small_world)
    small_world.at("2024-07-04 10:00").move(measure, "report", "hq", evidence=1)
    small_world.move(measure, "accept", "hq")

    assert cli.main(["show", measure, "--db", small_world.url, "--now", "2024-07-10"]) == 0

    row = next(line for line in capsys.readouterr().out.splitlines() if "2024-Q3" in line)
    assert (
        "2024-Q2 accepted · 2024-Q3 due 2024-10-04 18:30 · 2024-Q4 due 2025-01-05 18:30" in row
    )  # a Sunday that was worked


def test_explain_reckons_each_period(small_world, capsys):
    measure = progress(small_world)

    assert cli.main(["explain", measure, "--db", small_world.url, "--now", "2024-07-10"]) == 0

    told = capsys.readouterr().out
    assert "period 2024-Q2 ends on 2024-06-30; day 5 after it, 2024-07-05 (working day): until its close" in told
    assert "BUT" not in told
    assert local("2024-07-05 18:30") in {clock.due_at for clock, _ in small_world.deadlines(measure)}
