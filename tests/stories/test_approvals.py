"""Several bodies are asked whether an act may go on: quorum, veto, mandatory ones, answers by agreement, rounds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from definitions.calendar_kz import kazakhstan
from store import queries
from store.places import agencies, regions
from store.reader import reading
from store.shelf import DefinitionShelf
from tests.world import World
from workflow.directory import Directory
from workflow.errors import Forbidden, NotPossible, Refused
from workflow.replay import rebuilt, replay

BODIES = "MIA,MOH,KNB"


def circulated(world: World, bodies: str = BODIES) -> str:
    world.at("2024-04-15 10:00")
    measure = world.create("legislation", lead_agency="MOJ", due_on="2024-07-15", co_executors=bodies)
    world.move(measure, "approve", "hq2")
    world.at("2024-05-13 10:00").move(measure, "circulate", "moj", evidence=2)
    return measure


def answers(world: World, measure: str) -> dict[str, str]:
    return {voice: vote.answer for voice, vote in world.measure(measure).votes.get("agreement", {}).items()}


def test_the_last_consent_moves_the_draft_on_by_itself_and_once(world: World):
    measure = circulated(world)
    for officer in ("mia", "moh-head"):
        assert world.move(measure, "consent", officer).target == "agency_draft"
    last = world.move(measure, "consent", "knb")

    assert [step.entry.event for step in last.decisions] == ["consent", "concur"]
    assert world.measure(measure).state == "agreed"
    assert [entry.event for entry in world.history(measure)].count("concur") == 1
    assert world.history(measure)[-1].actor == "system"


def test_remarks_are_collected_from_all_and_then_the_draft_goes_back(world: World):
    measure = circulated(world)
    world.move(measure, "remark", "mia", comment="article 5")
    world.move(measure, "consent", "moh")
    assert world.measure(measure).state == "agency_draft"
    world.move(measure, "remark", "knb", comment="article 7")

    assert world.measure(measure).state == "returned"
    told = [mail for mail in world.mails(measure) if mail.template == "returned"]
    assert {mail.person for mail in told} >= {"moj", "moj-head"}


def test_a_new_round_forgets_what_was_answered_before(world: World):
    measure = circulated(world)
    for officer, event in (("mia", "consent"), ("moh", "consent"), ("knb", "refuse")):
        world.move(measure, event, officer, comment="x" if event == "refuse" else None)
    assert world.measure(measure).state == "returned"
    world.move(measure, "revise", "moj", evidence=2)

    assert answers(world, measure) == {}
    world.move(measure, "consent", "knb")
    assert world.measure(measure).state == "agency_draft"
    assert [e.data["vote"]["answer"] for e in world.history(measure) if "vote" in e.data] == [
        "agree", "agree", "refuse", "agree",
    ]  # fmt: skip


def test_an_amended_draft_is_asked_about_anew(small_world: World):
    measure = circulated(small_world)
    small_world.move(measure, "consent", "mia")
    small_world.move(measure, "amend", "hq", comment="title", title="Another act")

    assert answers(small_world, measure) == {}
    assert small_world.measure(measure).state == "agency_draft"


def test_only_a_body_asked_by_agreement_may_decline_and_then_it_does_not_count(small_world: World):
    measure = circulated(small_world)
    with pytest.raises(Refused, match="MIA is not asked by agreement"):
        small_world.move(measure, "decline", "mia", comment="not ours")
    small_world.move(measure, "decline", "knb", comment="not ours")
    small_world.move(measure, "consent", "mia")
    small_world.move(measure, "consent", "moh")

    assert small_world.measure(measure).state == "agreed"


def test_nobody_answers_for_a_body_that_is_not_theirs(small_world: World):
    measure = circulated(small_world)
    before = small_world.counts()
    for stranger in ("moj", "hq", "mfa", "kz-75"):
        with pytest.raises(Forbidden) as refused:
            small_world.move(measure, "consent", stranger)
        assert "MIA or MOH or KNB" in str(refused.value.possible)
    assert small_world.counts() == before


def test_a_body_may_change_its_answer_within_the_round_but_not_repeat_it(small_world: World):
    measure = circulated(small_world)
    small_world.move(measure, "remark", "mia", comment="article 5")
    small_world.move(measure, "consent", "mia-head")

    assert answers(small_world, measure) == {"MIA": "agree"}
    with pytest.raises(Refused, match="mia-head has answered 'agree' for MIA already"):
        small_world.move(measure, "consent", "mia")


def test_nobody_can_do_by_hand_what_the_answers_bring_about(small_world: World):
    measure = circulated(small_world)
    with pytest.raises(Forbidden):
        small_world.move(measure, "concur", "hq")
    with pytest.raises(NotPossible):
        small_world.at("2024-05-14 10:00").move(measure, "nonsense", "hq")


def test_only_those_who_have_not_answered_are_reminded(small_world: World):
    measure = circulated(small_world)
    small_world.move(measure, "consent", "mia")
    small_world.tick("2024-05-27 18:40")  # the agreement is due
    reminded = {mail.person for mail in small_world.mails(measure) if mail.template in ("reminder", "due")}

    assert {"moh", "knb"} <= reminded
    assert "mia" not in reminded


def test_a_draft_without_co_executors_is_agreed_on_paper(small_world: World):
    measure = circulated(small_world, bodies="")
    small_world.move(measure, "agree", "moj", agreements="МВД 12", evidence=1)

    assert small_world.measure(measure).state == "agreed"


def test_answers_at_the_same_moment_fire_the_outcome_once(world: World):
    measure = circulated(world)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda officer: world.move(measure, "consent", officer), ("mia", "moh", "knb")))

    assert [entry.event for entry in world.history(measure)].count("concur") == 1
    assert world.measure(measure).state == "agreed"


def test_replaying_the_history_gives_the_answers_that_count(world: World):
    measure = circulated(world)
    for officer, event in (("mia", "consent"), ("moh", "consent"), ("knb", "refuse")):
        world.move(measure, event, officer, comment="x" if event == "refuse" else None)
    world.move(measure, "revise", "moj", evidence=2)
    world.move(measure, "consent", "moh")
    with reading(world.location) as reader:
        directory = Directory(regions=regions(reader), agencies=agencies(reader))
        shelf = DefinitionShelf(reader)
        entries = queries.history(reader, measure)
        again, _ = replay(entries, shelf.get, directory, kazakhstan())
        assert rebuilt(entries, shelf.get, directory).votes == again.votes == world.measure(measure).votes
        assert again == world.measure(measure)
