"""What the answers of a round amount to, whoever is asked and however many must agree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.errand import NOW
from workflow.approval import tally, voices
from workflow.definition import Approval
from workflow.model import Measure, Vote
from workflow.seal import GENESIS

MEASURE = Measure(
    id="1", type="errand", type_version=1, level="national", titles={}, state="open", since=NOW, version=1,
    head=GENESIS, author="hq", co_executors=("MIA", "MOH"),
)  # fmt: skip
ANSWERS = ("agree", "refuse", "change", "decline")


def asked(*names: str, **rest) -> Approval:
    return Approval(name="ok", titles={}, asks=names, **rest)


def answered(measure: Measure = MEASURE, **answers: str) -> Measure:
    return replace(measure, votes={"ok": {v: Vote(answer=a, by=v.lower()) for v, a in answers.items()}})


def test_co_executors_stand_for_the_agencies_of_the_measure_and_nobody_is_asked_twice():
    approval = asked("co_executors", "MOH", mandatory=("MOJ",), veto=("KNB", "MOJ"))

    assert voices(approval, MEASURE) == ("MIA", "MOH", "MOJ", "KNB")


@pytest.mark.parametrize(
    ("at_least", "answers", "approved", "rejected"),
    [
        ("all", {"A": "agree", "B": "agree", "C": "agree"}, True, False),
        ("all", {"A": "agree", "B": "agree"}, False, False),
        ("all", {"A": "change"}, False, True),
        ("any", {"A": "refuse", "B": "refuse"}, False, False),
        ("any", {"A": "refuse", "B": "refuse", "C": "agree"}, True, False),
        (2, {"A": "agree", "B": "agree", "C": "refuse"}, True, False),
        (2, {"A": "refuse", "B": "change"}, False, True),
        ("60%", {"A": "agree", "B": "agree"}, True, False),
        ("all", {"A": "agree", "B": "agree", "C": "decline"}, True, False),
        (2, {"A": "decline", "B": "decline", "C": "agree"}, True, False),
        ("all", {"A": "decline", "B": "decline", "C": "decline"}, False, False),
        (("B",), {"B": "agree"}, True, False),
        (("B",), {"B": "refuse"}, False, True),
    ],
)
def test_quorums(at_least, answers, approved, rejected):
    found = tally(asked("A", "B", "C", at_least=at_least), answered(**answers))

    assert (found.approved, found.rejected) == (approved, rejected)


def test_a_veto_rejects_at_once_even_where_everybody_is_heard():
    approval = asked("A", "B", "C", at_least="any", veto=("C",), hear_all=True)

    assert tally(approval, answered(A="agree", B="agree", C="refuse")).rejected
    assert tally(approval, answered(C="refuse")).rejected
    assert tally(approval, answered(A="agree", C="change")).approved


def test_nothing_is_approved_without_a_mandatory_voice():
    approval = asked("A", "B", at_least=1, mandatory=("B",))

    assert not tally(approval, answered(A="agree")).approved
    assert tally(approval, answered(A="agree", B="agree")).approved
    assert tally(approval, answered(B="agree")).approved  # and nobody else has to
    assert tally(approval, answered(A="agree", B="refuse")).rejected


def test_answers_of_bodies_no_longer_asked_do_not_count():
    approval = asked("co_executors")
    measure = replace(answered(MIA="agree", MOH="refuse"), co_executors=("MIA",))

    assert tally(approval, measure).approved


@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.sampled_from(ANSWERS)),
    st.one_of(st.sampled_from(["all", "any", "40%", ("A", "B")]), st.integers(1, 5)),
    st.sets(st.sampled_from("ABCDE")), st.sets(st.sampled_from("ABCDE")), st.booleans(),
)  # fmt: skip
def test_no_answers_both_approve_and_reject_and_a_full_round_with_a_say_is_decided(
    answers, at_least, mandatory, veto, hear_all
):
    approval = asked(
        *"ABCDE", at_least=at_least, mandatory=tuple(sorted(mandatory)), veto=tuple(sorted(veto)), hear_all=hear_all
    )
    found = tally(approval, answered(**answers))

    assert not (found.approved and found.rejected)
    if not found.waiting and (found.agreed or found.against) and not set(found.declined) & mandatory:
        assert found.approved or found.rejected
