"""Whole lives of the measures that every region makes its own, from the draft until they are off control."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

import cli
from tests.world import World
from workflow.deadline import DeadlineStatus
from workflow.errors import NotPossible, Refused


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is particular to a measure type: the values its steps take, and the way from a start to a report."""

    tailor: Mapping[str, Any]
    report: Mapping[str, Any]
    evidence: int = 0
    between: tuple[tuple[str, Mapping[str, Any], str], ...] = ()
    """Steps of the officer between start and report: event, values, day."""
    reported_on: str = "2024-06-25"
    due_on: str = "2024-06-26"
    execution: str = "in_execution"


KINDS = {
    "campaign": Kind(tailor={"target_group": "students"}, report={"events_held": 12, "reach": 900}, evidence=1),
    "treatment": Kind(
        tailor={"quota": 40, "beds": 12},
        report={"patients_taken_on": 38, "patients_finished": 20, "patients_left": 3, "bed_days": 700},
    ),
    "rehabilitation": Kind(
        tailor={"places": 30},
        between=(
            ("report_half_year", {"people_covered": 11, "jobs_given": 2, "training_places": 4}, "2024-07-12"),
            ("observe", {"people_covered": 28}, "2024-11-20"),
        ),
        report={"coverage_share": "93.3", "remission_share": "41", "remission_share_minors": "38,5"},
        evidence=1,
        reported_on="2024-11-25",
        due_on="2024-12-10",
    ),
    "operation": Kind(
        tailor={"forces": "DP", "starts_on": "2024-05-20"},
        report={"offences_found": 4, "seized_kg": "1.25", "restricted_file": "17 ДСП"},
    ),
    "study": Kind(
        tailor={"sample_planned": 300, "places": "Almaty, Konaev"},
        between=(("analyse", {"sample_size": 290}, "2024-06-10"),),
        report={"method": "interviews"},
        evidence=3,
        execution="fieldwork",
    ),
}
REGION, OTHER = "KZ-75", "KZ-19"


def fanned_out(world: World, type: str, regions: str = REGION) -> str:
    world.at("2024-05-06 10:00")
    measure = world.create(type, regions=regions, due_on=KINDS[type].due_on)
    world.at("2024-05-07 10:00").move(measure, "approve", "hq2", minutes_number="4")
    return measure


def in_execution(world: World, type: str, variant: str) -> None:
    coordinator = variant.partition("/")[2].lower()
    world.at("2024-05-13 10:00").move(variant, "tailor", coordinator, **KINDS[type].tailor)
    world.at("2024-05-20 10:00").move(variant, "start", "mia")


def reported(world: World, type: str, variant: str) -> None:
    kind = KINDS[type]
    in_execution(world, type, variant)
    for event, values, day in kind.between:
        world.at(f"{day} 10:00").move(variant, event, "mia", **values)
    world.at(f"{kind.reported_on} 10:00").move(variant, "report", "mia", evidence=kind.evidence, **kind.report)


def statuses(world: World, measure: str) -> dict[str, DeadlineStatus]:
    return {deadline.name: deadline.status for deadline, _ in world.deadlines(measure)}


@pytest.mark.parametrize("type", KINDS)
def test_a_life_in_time_from_draft_to_closed(small_world: World, type: str):
    measure = fanned_out(small_world, type)
    variant = f"{measure}/{REGION}"
    reported(small_world, type, variant)
    small_world.move(variant, "accept", "hq")

    assert small_world.measure(variant).state == "closed"
    assert small_world.measure(measure).state == "reported"
    small_world.move(measure, "accept", "hq2")
    assert small_world.measure(measure).closed
    clocks = [clock for clock, _ in small_world.deadlines(variant)]
    assert {clock.status for clock in clocks if clock.period is None} == {DeadlineStatus.MET}
    in_time_or_not_owed = {DeadlineStatus.MET, DeadlineStatus.CANCELLED}
    assert {clock.status for clock in clocks if clock.period} <= in_time_or_not_owed
    assert set(statuses(small_world, measure).values()) == {DeadlineStatus.MET}
    assert small_world.tick("2026-01-01 09:00").rungs_fired == 0


@pytest.mark.parametrize("type", KINDS)
def test_a_report_sent_back_is_reworked_and_accepted(small_world: World, type: str):
    kind, variant = KINDS[type], f"{fanned_out(small_world, type)}/{REGION}"
    reported(small_world, type, variant)
    with pytest.raises(Refused, match="a comment must say why"):
        small_world.move(variant, "return", REGION.lower())
    small_world.move(variant, "return", REGION.lower(), comment="no figures by district")

    assert small_world.measure(variant).state == "returned"
    assert statuses(small_world, variant)["rework"] is DeadlineStatus.RUNNING
    small_world.move(variant, "report", "mia", evidence=kind.evidence, **kind.report)
    small_world.move(variant, "accept", "hq")
    assert [entry.event for entry in small_world.history(variant)][-4:] == ["report", "return", "report", "accept"]


@pytest.mark.parametrize("type", KINDS)
def test_more_time_is_asked_for_and_granted_once(small_world: World, type: str):
    kind, variant = KINDS[type], f"{fanned_out(small_world, type)}/{REGION}"
    in_execution(small_world, type, variant)
    small_world.move(variant, "ask_extension", "mia", asked_due_on="2025-02-20", comment="floods")
    small_world.move(variant, "extend", "hq", due_on="2025-02-20", comment="granted")
    (execution,) = [deadline for deadline, _ in small_world.deadlines(variant) if deadline.name == "execution"]

    assert execution.first_due_at < execution.due_at
    assert small_world.measure(variant).due_on is not None
    assert str(small_world.measure(variant).due_on) != kind.due_on
    with pytest.raises(Refused, match="at most 1 time"):
        small_world.move(variant, "extend", "hq", due_on="2025-03-20", comment="again")


@pytest.mark.parametrize("type", KINDS)
def test_the_national_measure_waits_for_the_last_region(small_world: World, type: str):
    measure = fanned_out(small_world, type, f"{REGION},{OTHER}")
    for region in (REGION, OTHER):
        reported(small_world, type, f"{measure}/{region}")
    small_world.move(f"{measure}/{REGION}", "accept", "hq")
    assert small_world.measure(measure).state == "approved"
    small_world.move(f"{measure}/{OTHER}", "accept", "hq")

    assert small_world.measure(measure).state == "reported"


@pytest.mark.parametrize("type", KINDS)
def test_cancelling_reaches_every_region_and_stops_every_clock(small_world: World, type: str):
    measure = fanned_out(small_world, type, f"{REGION},{OTHER}")
    in_execution(small_world, type, f"{measure}/{REGION}")
    with pytest.raises(Refused, match="decision_number must be set"):
        small_world.move(measure, "cancel", "hq", comment="x")
    small_world.move(measure, "cancel", "hq", comment="x", decision_number="9")

    assert {child.state for child in small_world.children(measure)} == {"cancelled"}
    assert small_world.tick("2026-01-01 09:00").rungs_fired == 0


@pytest.mark.parametrize("type", KINDS)
def test_a_wrong_acceptance_is_put_right_and_stays_visible(small_world: World, type: str):
    variant = f"{fanned_out(small_world, type)}/{REGION}"
    reported(small_world, type, variant)
    small_world.move(variant, "accept", "hq")
    small_world.move(variant, "reopen", "hq", comment="closed by mistake")

    assert not small_world.measure(variant).closed
    assert "accept" in [entry.event for entry in small_world.history(variant)]


@pytest.mark.parametrize("type", ["campaign", "operation"])
def test_where_a_region_is_silent_the_ladder_puts_it_in_execution(small_world: World, type: str):
    measure = fanned_out(small_world, type, f"{REGION},{OTHER}")
    small_world.move(f"{measure}/{REGION}", "tailor", REGION.lower(), **KINDS[type].tailor)
    small_world.tick("2024-06-07 18:30")

    assert small_world.measure(f"{measure}/{OTHER}").state == "in_execution"
    assert small_world.measure(f"{measure}/{REGION}").state == "tailored"
    last = small_world.history(f"{measure}/{OTHER}")[-1]
    assert (last.event, last.actor, last.comment) == ("lapse", "system", "deadline tailoring")


@pytest.mark.parametrize("type", ["treatment", "rehabilitation", "study"])
def test_where_nothing_can_begin_without_the_region_it_is_only_escalated(small_world: World, type: str):
    measure = fanned_out(small_world, type)
    small_world.tick("2024-08-30 18:30")

    assert small_world.measure(f"{measure}/{REGION}").state == "approved"
    assert "head@qadam.example" in {mail.address for mail in small_world.mails(f"{measure}/{REGION}")}


@pytest.mark.parametrize("type", ["campaign", "treatment"])
def test_a_hold_stops_the_execution_and_a_resume_gives_its_time_back(small_world: World, type: str):
    variant = f"{fanned_out(small_world, type)}/{REGION}"
    in_execution(small_world, type, variant)
    small_world.at("2024-06-03 10:00").move(variant, "hold", "hq", comment="epidemic")
    assert statuses(small_world, variant)["execution"] is DeadlineStatus.PAUSED
    assert statuses(small_world, variant)["review"] is DeadlineStatus.RUNNING
    small_world.at("2024-07-01 10:00").move(variant, "resume", "hq")
    (execution,) = [deadline for deadline, _ in small_world.deadlines(variant) if deadline.name == "execution"]

    assert execution.status is DeadlineStatus.RUNNING
    assert execution.due_at > execution.first_due_at or execution.due_at > small_world.now
    assert statuses(small_world, variant)["review"] is DeadlineStatus.MET


def test_each_quarter_of_treatment_is_reported_by_itself_and_show_tells_the_row(
    world: World, capsys: pytest.CaptureFixture[str]
):
    world.at("2024-05-06 10:00")
    measure = world.create("treatment", regions=REGION, due_on="2024-12-31")
    world.at("2024-05-07 10:00").move(measure, "approve", "hq2")
    variant, figures = f"{measure}/{REGION}", KINDS["treatment"].report
    in_execution(world, "treatment", variant)

    world.at("2024-07-03 10:00").move(variant, "report_quarter", "mia", **figures)
    with pytest.raises(Refused, match="a comment must say why"):
        world.move(variant, "return_quarter", REGION.lower())
    world.at("2024-07-04 10:00").move(variant, "return_quarter", REGION.lower(), comment="bed days do not add up")
    with pytest.raises(Refused, match="patients_finished, patients_left, bed_days must be given for the period"):
        world.move(variant, "report_quarter", "mia", patients_taken_on=38)
    world.at("2024-07-09 10:00").move(variant, "report_quarter", "mia", **figures, period="2024-Q2")
    world.at("2024-07-10 10:00").move(variant, "accept_quarter", REGION.lower())
    with pytest.raises(Refused, match="no period is reported and not accepted"):
        world.move(variant, "accept_quarter", REGION.lower())
    for day in range(1, 32):
        world.tick(f"2024-10-{day:02} 18:31")
    (third,) = [fired for clock, fired in world.deadlines(variant) if clock.period == "2024-Q3"]
    world.at("2024-11-01 10:00").move(variant, "report_quarter", "mia", **figures)

    assert [rung.rung for rung in third] == [
        "before 5 working days", "before 1 working day", "due", "after 3 working days", "after 5 working days",
        "after 10 working days",
    ]  # fmt: skip
    assert world.measure(variant).state == "in_execution"
    assert [entry.data["period"] for entry in world.history(variant) if "period" in entry.data] == [
        *["2024-Q2"] * 4, "2024-Q3",
    ]  # fmt: skip
    assert cli.main(["show", variant, "--db", world.url, "--now", "2024-11-01 11:00"]) == 0
    shown = capsys.readouterr().out
    assert "2024-Q2 accepted · 2024-Q3 late · 2024-Q4 due 2025-01-10 18:30" in shown
    assert (
        f"qadam move {variant} report_quarter --set patients_taken_on=… --set patients_finished=… "
        "--set patients_left=… --set bed_days=…"
    ) in shown
    assert f"qadam move {variant} accept_quarter" in shown
    world.at("2024-11-02 10:00").move(variant, "accept_quarter", REGION.lower())
    assert cli.main(["show", variant, "--db", world.url, "--now", "2024-11-02 11:00"]) == 0
    assert f"qadam move {variant} accept_quarter" not in capsys.readouterr().out  # nothing reported waits for it


def test_rehabilitation_is_followed_for_half_a_year_before_its_outcome_counts(small_world: World):
    variant = f"{fanned_out(small_world, 'rehabilitation')}/{REGION}"
    in_execution(small_world, "rehabilitation", variant)

    with pytest.raises(Refused, match="180 days must pass"):
        small_world.at("2024-10-01 10:00").move(variant, "observe", "mia", people_covered=3)
    with pytest.raises(NotPossible):
        small_world.move(variant, "report", "mia", evidence=1)


def test_a_region_without_need_is_waived_and_does_not_strand_the_campaign(small_world: World):
    measure = fanned_out(small_world, "campaign", f"{REGION},{OTHER}")
    small_world.move(f"{measure}/{OTHER}", "waive", "hq", comment="no schools")
    reported(small_world, "campaign", f"{measure}/{REGION}")
    small_world.move(f"{measure}/{REGION}", "accept", "hq")

    assert small_world.measure(measure).state == "reported"


def test_the_whole_ladder_of_a_late_report_is_climbed_and_the_lateness_stays(world: World):
    measure = fanned_out(world, "campaign")
    variant = f"{measure}/{REGION}"
    in_execution(world, "campaign", variant)
    for day in range(1, 31):
        world.tick(f"2024-06-{day:02} 18:31")
    for day in range(1, 22):
        world.tick(f"2024-07-{day:02} 18:31")
    (execution,) = [(d, fired) for d, fired in world.deadlines(variant) if d.name == "execution"]
    world.at("2024-07-22 10:00").move(variant, "report", "mia", events_held=1, reach=1, evidence=1)

    assert [rung.rung for rung in execution[1]] == [
        "before 10 working days", "before 5 working days", "before 3 working days", "before 1 working day", "due",
        "after 1 working day", "after 3 working days", "after 5 working days", "after 10 working days",
    ]  # fmt: skip
    assert not any(rung.collapsed for rung in execution[1])
    assert statuses(world, variant)["execution"] is DeadlineStatus.LATE
