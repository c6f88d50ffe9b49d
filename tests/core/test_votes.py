"""Answers given to an approval: who may speak for whom, what is refused, and what a round comes to."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.core.errand import DIRECTORY, DOCUMENT, NORTH, NOW, person, with_people
from tests.core.life import Life
from workflow.approval import awaited, doers, speaks_for, tally, voter, votes_after
from workflow.authority import Standing
from workflow.definition_document import definition_from
from workflow.directory import Agency, Grant, Substitution
from workflow.errors import Forbidden, Refused
from workflow.model import Vote

TITLES = {"title": {"en": "E", "ru": "Р", "kk": "К"}}
OFFICERS = ["agency.officer", "national.head"]


def _asking() -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    document["states"]["asked"] = dict(TITLES)
    document["states"]["refused"] = dict(TITLES)
    document["approvals"] = {
        "consent": {**TITLES, "asks": ["co_executors", "national.head"], "mandatory": "MOJ", "at_least": 2},
    }
    names = ("ask", "agree", "refuse", "decline", "change", "redo", "agreed", "sunk", "rewrite")
    document["events"] |= dict.fromkeys(names, TITLES)
    hq = "national.coordinator"
    document["transitions"] += [
        {"event": "ask", "from": "draft", "to": "asked", "by": hq},
        *({"event": answer, "from": "asked", "to": "same", "by": OFFICERS, "votes": {"consent": answer}}
          for answer in ("agree", "refuse", "decline", "change")),
        {"event": "redo", "from": "asked", "to": "same", "by": hq, "restarts": "consent"},
        {"event": "rewrite", "from": ["asked", "refused"], "to": "draft", "by": hq},
        {"event": "agreed", "from": "asked", "to": "open", "when_approved": "consent"},
        {"event": "sunk", "from": "asked", "to": "refused", "when_rejected": "consent"},
    ]  # fmt: skip
    return document


ASKING = definition_from(_asking(), "4" * 64)


def _agency(code: str, *, by_agreement: bool = False) -> Agency:
    return Agency(code=code, names={"en": code}, abbreviations={"en": code}, by_agreement=by_agreement)


PEOPLE = with_people(
    person("moj", Grant(role="agency.officer", agency="MOJ")),
    person("both", Grant(role="agency.officer", agency="MIA"), Grant(role="agency.officer", agency="MOH")),
)
OFFICES = replace(
    PEOPLE,
    agencies={
        **DIRECTORY.agencies,
        "MOJ": _agency("MOJ"),
        "MOH": _agency("MOH", by_agreement=True),
        "MIA": _agency("MIA"),
    },
)


def asked(*, co_executors=("MIA", "MOH")) -> Life:
    """A measure sent round to two co-executors, the Ministry of Justice and the head of the headquarters."""
    life = Life.born(ASKING, co_executors=list(co_executors))
    life.directory = OFFICES
    life.move("ask", "hq")
    return life


def answers(life: Life) -> dict[str, tuple[str, str]]:
    return {voice: (vote.answer, vote.by) for voice, vote in life.measure.votes.get("consent", {}).items()}


def test_an_answer_is_an_entry_that_says_for_which_voice_and_what():
    life = asked()
    step = life.move("agree", "mia", evidence=0)

    assert step.entry.data == {"vote": {"approval": "consent", "voice": "MIA", "answer": "agree"}}
    assert answers(life) == {"MIA": ("agree", "mia")}
    assert life.replayed()[0] == life.measure


def test_answers_of_several_voices_stand_beside_each_other_and_a_later_one_replaces_the_voice_s_own():
    life = asked()
    life.move("agree", "mia")
    life.move("refuse", "moh")
    life.move("refuse", "mia")

    assert answers(life) == {"MIA": ("refuse", "mia"), "MOH": ("refuse", "moh")}


def test_the_same_answer_is_not_given_twice():
    life = asked()
    life.move("agree", "mia")

    with pytest.raises(Refused) as refused:
        life.move("agree", "mia")
    assert refused.value.reasons == ("mia has answered 'agree' for MIA already",)


def test_who_is_not_asked_may_not_answer_and_is_told_who_may():
    life = asked(co_executors=("MOH",))

    with pytest.raises(Forbidden) as refused:
        life.move("agree", "mia")
    assert all(word in refused.value.possible for word in ("MOH", "MOJ", "national.head"))
    assert "MIA" not in refused.value.possible


def test_the_system_answers_for_nobody():
    with pytest.raises(Forbidden):
        asked().move("agree", "system")


def test_a_role_that_is_asked_speaks_for_itself_alone():
    life = asked()
    life.move("agree", "head")

    assert answers(life) == {"national.head": ("agree", "head")}
    with pytest.raises(Forbidden):
        life.move("agree", "hq")


def test_one_person_of_two_voices_answers_first_for_the_one_nobody_answered_for():
    life = asked()
    life.move("agree", "mia")
    life.move("refuse", "both")

    assert answers(life) == {"MIA": ("agree", "mia"), "MOH": ("refuse", "both")}


def test_one_person_speaks_with_one_voice_in_a_round():
    life = asked()
    life.move("refuse", "both")
    life.move("agree", "both")

    assert answers(life) == {"MIA": ("agree", "both")}


def test_who_must_be_heard_cannot_decline_and_neither_can_who_is_not_asked_by_agreement():
    life = asked()
    with pytest.raises(Refused, match="nothing is approved without MOJ: it cannot decline"):
        life.move("decline", "moj")
    with pytest.raises(Refused, match="MIA is not asked by agreement: it must answer"):
        life.move("decline", "mia")

    life.move("decline", "moh")
    assert answers(life) == {"MOH": ("decline", "moh")}


def test_a_role_may_decline():
    life = asked()
    life.move("decline", "head")

    assert answers(life) == {"national.head": ("decline", "head")}


def test_approval_moves_the_measure_once_enough_agreed_and_says_until_then_what_is_lacking():
    life = asked()
    life.move("agree", "mia")
    with pytest.raises(Refused) as refused:
        life.move("agreed", "system")
    assert refused.value.reasons == ("1 of 4 agreed, 2 must; waiting for MOH, national.head, MOJ",)

    life.move("refuse", "head")
    with pytest.raises(Refused) as refused:
        life.move("agreed", "system")
    assert refused.value.reasons == ("1 of 4 agreed, 2 must; national.head did not; waiting for MOH, MOJ",)

    life.move("agree", "moj")
    assert life.move("agreed", "system").measure.state == "open"


def test_refusal_moves_the_measure_only_once_it_is_refused():
    life = asked()
    with pytest.raises(Refused) as refused:
        life.move("sunk", "system")
    assert refused.value.reasons == ("it is not refused",)

    life.move("change", "moj")
    assert life.move("sunk", "system").measure.state == "refused"


def test_a_new_round_forgets_the_answers_of_the_one_before():
    restarted, asked_again = asked(), asked()
    for life in (restarted, asked_again):
        life.move("agree", "mia")
    restarted.move("redo", "hq")
    asked_again.move("rewrite", "hq")
    assert answers(asked_again) == {
        "MIA": ("agree", "mia")
    }  # what was answered stays to be read until it is asked anew
    asked_again.move("ask", "hq")

    assert answers(restarted) == answers(asked_again) == {}
    assert restarted.replayed()[0] == restarted.measure


def test_who_is_awaited_is_asked_where_the_measure_stands_and_has_not_answered():
    life = asked()
    life.move("agree", "moh")

    assert awaited(ASKING, life.measure) == ("MIA", "national.head", "MOJ")
    assert awaited(ASKING, replace(life.measure, state="draft")) == ()


def test_an_answer_is_given_by_the_roles_of_each_agency_asked_or_by_the_role_itself():
    life = asked()
    agree = next(t for t in ASKING.transitions if t.event == "agree")
    ask = next(t for t in ASKING.transitions if t.event == "ask")

    assert doers(ASKING, agree, life.measure)[:2] == ("agency.officer of MIA", "national.head of MIA")
    assert "national.head" in doers(ASKING, agree, life.measure)
    assert doers(ASKING, ask, life.measure) == ("national.coordinator",)


@pytest.mark.parametrize(
    ("voice", "grant", "speaks"),
    [
        ("MIA", Grant(role="agency.officer", agency="MIA"), True),
        ("MIA", Grant(role="agency.officer", agency="MOH"), False),
        ("MIA", Grant(role="agency.head", agency="MIA"), False),  # a role that may not answer
        ("MIA", Grant(role="agency.officer", agency="MIA", region="KZ-61"), False),  # of another region
        ("MIA", Grant(role="agency.officer", agency="MIA", region=NORTH), True),
        ("national.head", Grant(role="national.head"), True),
        ("national.head", Grant(role="agency.officer", agency="MIA"), False),
    ],
)
def test_an_agency_speaks_through_its_own_people_and_a_role_through_itself(voice, grant, speaks):
    measure = replace(asked().measure, region=NORTH, level="regional")

    assert speaks_for(voice, ("agency.officer", "national.head"), measure, grant) is speaks


def test_where_nobody_has_a_say_nothing_is_approved_and_it_says_so():
    approval = replace(ASKING.approvals["consent"], asks=("MOH",), mandatory=())
    life = asked()
    declined = replace(life.measure, votes={"consent": {"MOH": Vote(answer="decline", by="moh")}})

    assert tally(approval, declined).lacks == "nobody is asked who has a say in it"


def test_a_type_without_approvals_keeps_no_answers():
    life = asked()
    plain = replace(ASKING, approvals={})

    assert votes_after({}, life.entries[-1], plain) == {}


def test_a_round_counts_from_its_beginning_whenever_that_was():
    life = asked()
    life.move("agree", "mia", NOW)
    found = tally(ASKING.approvals["consent"], life.measure)

    assert (found.agreed, found.against, found.declined) == (("MIA",), (), ())
    assert found.waiting == ("MOH", "national.head", "MOJ")
    assert found.needed == 2


def test_who_stands_in_or_acts_in_a_name_answers_for_the_voice_on_their_days_only():
    life = asked()
    away = Substitution(absent="moj", substitute="nobody", starts_on=date(2024, 4, 15), ends_on=date(2024, 4, 19))
    directory = replace(with_people(*OFFICES.people.values(), person("root", Grant(role="administrator"))),
                        agencies=OFFICES.agencies, substitutions=(away,))  # fmt: skip
    (agree,) = (t for t in ASKING.transitions if t.event == "agree")

    def found(actor: str, day: date, through: str | None = None):
        return voter(ASKING, agree, life.measure, actor, directory, day, through)

    assert found("nobody", date(2024, 4, 19)) == Standing(actor="nobody", on_behalf_of="moj", voice="MOJ")
    assert found("nobody", date(2024, 4, 20)) is None
    assert found("moj", date(2024, 4, 20), "root") == Standing(actor="root", on_behalf_of="moj", voice="MOJ")
