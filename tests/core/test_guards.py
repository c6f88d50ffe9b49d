"""Each guard refuses with its reason, and all reasons come at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.core.errand import DOCUMENT, ERRAND, at, clock, context, draft, in_state, move, variant
from workflow.definition_document import definition_from
from workflow.errors import Refused
from workflow.guards import GUARDS, join_lacks
from workflow.model import Deed
from workflow.transition import Join

LATER = {"due_on": "2024-05-20"}


def refusal(*arguments, **named) -> Refused:
    with pytest.raises(Refused) as caught:
        move(*arguments, **named)
    return caught.value


def test_every_reason_is_given_at_once_and_says_where_to_look():
    refused = refusal(variant(), "finish", "mia", data={"rate": "1.5"})

    assert refused.reasons == (
        "'finish' sets amount, note, not rate",
        "amount must be set",
        "1 piece(s) of evidence must be attached, 0 given",
    )
    assert refused.message == "7/KZ-10: cannot 'finish': " + "; ".join(refused.reasons)
    assert refused.possible == "qadam show 7/KZ-10"


def test_where_only_something_is_missing_the_refusal_says_what_to_type():
    checked = in_state(variant(), "checked")

    assert refusal(variant(), "finish", "mia").possible == "qadam move 7/KZ-10 finish --set amount=… --evidence FILE"
    assert refusal(checked, "return", "north").possible == "qadam move 7/KZ-10 return --comment …"
    assert refusal(variant(), "extend", "hq").possible == "qadam move 7/KZ-10 extend --set due_on=… --comment …"


def test_what_was_given_already_is_not_asked_for_again():
    assert refusal(variant(), "finish", "mia", evidence=1).possible == "the same with --set amount=…"
    assert refusal(variant(), "finish", "mia", data={"amount": 3}).possible == "the same with --evidence FILE"
    assert refusal(variant(), "extend", "hq", data=LATER).possible == "the same with --comment …"


def test_a_day_that_is_not_later_is_asked_for_again():
    refused = refusal(variant(), "extend", "hq", data={"due_on": "2024-05-15"}, comment="x")

    assert refused.possible == "the same with --set due_on=…"


def test_where_no_word_on_the_command_line_would_help_the_refusal_says_where_to_look():
    assert refusal(draft(), "approve", "hq").possible == "qadam show 7"  # four eyes


def test_a_field_may_be_required_from_before():
    with_amount = replace(variant(), data={"amount": 3})

    assert move(with_amount, "finish", "mia", evidence=1).measure.state == "checked"


@pytest.mark.parametrize("nothing", [None, ""])
def test_nothing_does_not_fill_a_required_field(nothing):
    refused = refusal(draft(lead_agency=nothing, due_on=nothing), "approve", "hq2")

    assert refused.reasons == ("lead_agency, due_on must be set",)


def test_none_is_enough_for_a_number_that_is_zero():
    assert move(variant(), "finish", "mia", data={"amount": "0"}, evidence=1).measure.data == {"amount": 0}


def test_a_required_field_cannot_be_emptied_by_the_event_that_requires_it():
    with_amount = replace(variant(), data={"amount": 3})

    assert refusal(with_amount, "finish", "mia", data={"amount": ""}, evidence=1).reasons == ("amount must be set",)


def test_an_event_sets_only_what_it_may():
    refused = refusal(variant(), "hold", "hq", data={"note": "x"})

    assert refused.reasons == ("'hold' sets nothing, not note",)


def test_a_comment_is_required_where_the_definition_says_so():
    checked = in_state(variant(), "checked")

    assert refusal(checked, "return", "north").reasons == ("a comment must say why",)
    assert refusal(checked, "return", "north", comment="  \u200b").reasons == ("a comment must say why",)
    assert move(checked, "return", "north", comment="no tables").measure.state == "open"


def test_a_date_moves_to_a_later_day_only():
    now = at("2024-04-16 10:00")
    for given in ("2024-05-15", "2024-05-14", "2023-12-31"):
        refused = refusal(variant(), "extend", "hq", data={"due_on": given}, comment="x", now=now)
        assert refused.reasons == (f"due_on must move to a day later than 2024-05-15, not {given}",)

    assert refusal(variant(), "extend", "hq", comment="x", now=now).reasons == ("a new due_on must be given",)
    assert move(variant(), "extend", "hq", data=LATER, comment="x", now=now).measure.due_on == date(2024, 5, 20)


def test_an_event_may_happen_so_many_times():
    once = replace(variant(), deeds={"extend": Deed(times=1, last_by="hq")})

    assert refusal(once, "extend", "hq", data=LATER, comment="x").reasons == (
        "'extend' may happen at most 1 time(s), and has",
    )


@pytest.mark.parametrize(
    ("now", "possible"), [("2024-05-10 18:00", True), ("2024-05-10 18:01", False), ("2024-06-01 10:00", False)]
)
def test_time_must_be_asked_for_before_the_deadline(now, possible):
    within = context(deadlines=(clock(),))
    if possible:
        assert move(variant(), "extend", "hq", data=LATER, comment="x", within=within, now=at(now))
        return
    refused = refusal(variant(), "extend", "hq", data=LATER, comment="x", within=within, now=at(now))

    assert refused.reasons == ("it must be asked at least 3 working days before the deadline, by 2024-05-10 18:00",)


def test_without_a_running_deadline_there_is_nothing_to_be_before():
    assert move(variant(), "extend", "hq", data=LATER, comment="x", now=at("2030-01-01 10:00"))


def test_the_plan_s_date_counts_and_not_a_step_s_own_clock():
    step_clock = replace(clock(), id="7/KZ-10#step@2", name="step", due_at=at("2024-04-16 18:00"))
    document = {**DOCUMENT, "deadlines": {**DOCUMENT["deadlines"], "step": {"title": {}, "within": "1 working day"}}}
    definition = definition_from(document, "3" * 64)

    moved = move(
        variant(), "extend", "hq", data=LATER, comment="x", within=context(deadlines=(clock(), step_clock)),
        now=at("2024-05-02 10:00"), definition=definition,
    )  # fmt: skip
    assert moved.measure.due_on == date(2024, 5, 20)


def test_an_event_may_have_to_wait():
    assert refusal(variant(), "nudge", "hq", now=at("2024-04-16 10:00")).reasons == (
        "2 days must pass in 'open', until 2024-04-17 10:00",
    )
    assert move(variant(), "nudge", "hq", now=at("2024-04-17 10:00"))


def test_every_guard_is_on_the_list():
    assert [guard.__name__ for guard in GUARDS] == [
        "four_eyes", "settable", "required_fields", "later_only", "comment", "evidence", "at_most", "before_due",
        "after", "of_period", "children", "regions", "settled", "ballot", "outcome",
    ]  # fmt: skip


def test_guards_are_not_asked_when_the_role_does_not_fit():
    with pytest.raises(Exception, match="may not 'finish'"):
        move(variant(), "finish", "moh")


def test_the_definition_s_own_words_are_what_is_enforced():
    (finish,) = [t for t in ERRAND.transitions if t.event == "finish"]

    assert finish.settable() == ("amount", "note")
    assert finish.evidence == 1


def test_two_pairs_of_eyes_are_neither_the_author_s_nor_the_doer_s():
    """What `not_by` names an event for, it does not ask of the author."""
    finished = replace(in_state(variant(), "checked"), author="hq", deeds={"finish": Deed(times=1, last_by="mia")})

    assert move(finished, "accept", "hq").measure.state == "done"
    both = replace(finished, deeds={"finish": Deed(times=1, last_by="mia", on_behalf_of="hq2")})
    assert refusal(both, "accept", "hq2").reasons == ("hq2 did 'finish' to it, so somebody else must 'accept' it",)
    assert refusal(draft(), "approve", "hq").reasons == ("hq wrote it, so somebody else must 'approve' it",)


def test_all_that_is_foreign_is_named():
    refused = refusal(variant(), "hold", "hq", data={"note": "x", "rate": "1"})

    assert refused.reasons == ("'hold' sets nothing, not note, rate",)


def test_a_join_says_in_which_states_it_counts():
    join = Join(states=frozenset({"done", "dropped"}), at_least=("KZ-10",))

    assert join_lacks(join, ()) == "KZ-10 must be done or dropped"


def test_the_author_is_one_pair_of_eyes_though_no_deed_of_theirs_is_kept():
    with pytest.raises(Refused, match="hq wrote it"):
        move(replace(draft(), deeds={}), "approve", "hq")
