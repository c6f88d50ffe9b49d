"""Whole lives of the measures that central bodies carry alone: an act of law, a month of financial monitoring."""

from __future__ import annotations

import pytest

from tests.world import World
from workflow.deadline import DeadlineStatus
from workflow.errors import Forbidden, NotPossible, Refused

ACT = {"act_number": "508", "act_date": "2024-06-28", "act_link": "https://adilet.example/508"}
FIGURES = {"accounts_blocked": 14, "sum_blocked": "2500000,50", "typologies_sent": 2, "requests_answered": 31}


def approved(world: World, type: str, **facts: str) -> str:
    world.at("2024-04-15 10:00")
    measure = world.create(type, **facts)
    world.at("2024-04-16 10:00").move(measure, "approve", "hq2")
    return measure


def circulated(world: World) -> str:
    measure = approved(world, "legislation", lead_agency="MOJ", due_on="2024-07-15", co_executors="MIA,MOH")
    world.at("2024-05-13 10:00").move(measure, "circulate", "moj", evidence=2)
    return measure


def statuses(world: World, measure: str) -> dict[str, DeadlineStatus]:
    return {deadline.name: deadline.status for deadline, _ in world.deadlines(measure)}


# Legislation


def test_an_act_is_drafted_agreed_submitted_adopted_and_closed(small_world: World):
    measure = circulated(small_world)
    small_world.at("2024-05-20 10:00").move(measure, "agree", "moj", agreements="МВД 12, МЗ 14", evidence=1)
    small_world.at("2024-05-27 10:00").move(measure, "submit", "moj-head")
    small_world.at("2024-06-28 10:00").move(measure, "adopt", "moj", **ACT)
    small_world.at("2024-07-01 10:00").move(measure, "accept", "hq")

    assert small_world.measure(measure).closed
    assert small_world.children(measure) == []
    assert set(statuses(small_world, measure).values()) == {DeadlineStatus.MET}


def test_a_draft_that_is_not_agreed_goes_round_again_while_the_whole_runs_on(small_world: World):
    measure = circulated(small_world)
    whole = next(d for d, _ in small_world.deadlines(measure) if d.name == "execution")
    small_world.at("2024-05-20 10:00").move(measure, "disagree", "moj", comment="МЗ возражает")
    assert statuses(small_world, measure)["rework"] is DeadlineStatus.RUNNING
    small_world.at("2024-05-22 10:00").move(measure, "revise", "moj", evidence=2)

    again = [d for d, _ in small_world.deadlines(measure) if d.name == "execution"]
    assert again == [whole]
    assert [d.name for d, _ in small_world.deadlines(measure)].count("agreement") == 2


def test_the_clock_of_the_whole_can_be_extended_in_any_step_of_the_act(small_world: World):
    measure = circulated(small_world)
    small_world.move(measure, "ask_extension", "moj", asked_due_on="2024-09-16", comment="concept")
    small_world.move(measure, "extend", "hq", due_on="2024-09-16", comment="ok")
    whole = next(d for d, _ in small_world.deadlines(measure) if d.name == "execution")

    assert len(whole.earlier) == 1
    assert statuses(small_world, measure)["agreement"] is DeadlineStatus.RUNNING


def test_an_act_is_not_circulated_without_both_texts(small_world: World):
    measure = approved(small_world, "legislation", lead_agency="MOJ")

    with pytest.raises(Refused, match="2 piece"):
        small_world.move(measure, "circulate", "moj", evidence=1)
    with pytest.raises(Forbidden):
        small_world.move(measure, "circulate", "mia", evidence=2)


def test_a_late_draft_is_taken_up_to_the_head_of_the_headquarters(small_world: World):
    measure = approved(small_world, "legislation", lead_agency="MOJ", due_on="2024-12-02")
    for day in ("2024-05-31", "2024-06-05", "2024-06-18"):
        small_world.tick(f"{day} 18:31")

    addresses = {mail.address for mail in small_world.mails(measure)}
    assert {"moj@qadam.example", "moj-head@qadam.example", "head@qadam.example"} <= addresses


# Financial monitoring


def test_a_month_is_monitored_reported_and_closed_under_two_clocks(small_world: World):
    measure = approved(small_world, "finance", lead_agency="FMA", due_on="2024-05-31")
    small_world.at("2024-04-30 10:00").move(measure, "start", "fma")
    assert statuses(small_world, measure)["execution"] is DeadlineStatus.RUNNING
    assert statuses(small_world, measure)["summary"] is DeadlineStatus.RUNNING
    small_world.at("2024-06-10 10:00").move(measure, "report", "fma", **FIGURES)
    assert statuses(small_world, measure)["execution"] is DeadlineStatus.MET
    assert statuses(small_world, measure)["summary"] is DeadlineStatus.RUNNING
    small_world.at("2024-06-12 10:00").move(measure, "accept", "hq")

    assert statuses(small_world, measure)["summary"] is DeadlineStatus.MET
    assert small_world.measure(measure).data["sum_blocked"] == 2_500_000.5


def test_a_returned_month_is_reworked_while_the_summary_s_clock_runs_on(small_world: World):
    measure = approved(small_world, "finance", lead_agency="FMA", due_on="2024-05-31")
    small_world.at("2024-04-30 10:00").move(measure, "start", "fma")
    small_world.at("2024-06-10 10:00").move(measure, "report", "fma", **FIGURES)
    small_world.move(measure, "return", "fma-head", comment="typologies")
    assert statuses(small_world, measure)["summary"] is DeadlineStatus.RUNNING
    small_world.at("2024-06-26 10:00").move(measure, "report", "fma", **FIGURES)
    small_world.move(measure, "accept", "hq")

    assert statuses(small_world, measure)["rework"] is DeadlineStatus.LATE
    assert statuses(small_world, measure)["summary"] is DeadlineStatus.LATE


def test_a_month_has_no_regions(small_world: World):
    measure = approved(small_world, "finance", lead_agency="FMA")

    assert small_world.children(measure) == []
    with pytest.raises(NotPossible):
        small_world.move(measure, "tailor", "kz-75")


def test_a_cancelled_month_stops_both_clocks(small_world: World):
    measure = approved(small_world, "finance", lead_agency="FMA", due_on="2024-05-31")
    small_world.move(measure, "start", "fma")
    small_world.move(measure, "cancel", "hq", comment="x", decision_number="1")

    assert {statuses(small_world, measure)[name] for name in ("execution", "summary")} == {DeadlineStatus.CANCELLED}
