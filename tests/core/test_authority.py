"""Who may do what: role and scope, substitutes, people who left, and two accounts of one person."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core.errand import (
    DIRECTORY,
    HQ,
    NORTH,
    SOUTH,
    at,
    context,
    draft,
    in_state,
    move,
    person,
    variant,
    with_people,
)
from workflow.authority import Standing, known, may_administer, same_person, scoped, standing
from workflow.directory import ADMINISTRATOR, SYSTEM, Grant, Substitution
from workflow.errors import Forbidden, NotFound, Refused

DAY = date(2024, 4, 15)
AWAY = Substitution(absent="north", substitute="nobody", starts_on=date(2024, 4, 10), ends_on=date(2024, 4, 20))


def may(actor, roles, measure, directory=DIRECTORY, day=DAY):
    return standing(roles, measure, actor, directory, day)


@pytest.mark.parametrize(
    ("actor", "role", "measure", "answer"),
    [
        ("hq", HQ, variant(NORTH), True),
        ("hq", HQ, draft(), True),
        ("hq", "national.head", draft(), False),
        ("north", "regional.coordinator", variant(NORTH), True),
        ("north", "regional.coordinator", variant(SOUTH), False),
        ("north", "regional.coordinator", draft(), False),
        ("north", HQ, variant(NORTH), False),
        ("akim", "regional.coordinator", variant(NORTH), False),
        ("mia", "agency.officer", variant(NORTH), True),
        ("mia", "agency.officer", variant(SOUTH), True),
        ("mia", "agency.officer", draft(), True),
        ("moh", "agency.officer", variant(NORTH), False),
        ("akimat-north", "agency.officer", variant(NORTH, lead_agency="AKIMAT"), True),
        ("akimat-north", "agency.officer", variant(SOUTH, lead_agency="AKIMAT"), False),
        ("akimat-north", "agency.officer", draft(lead_agency="AKIMAT"), False),
        ("nobody", HQ, draft(), False),
    ],
)
def test_a_role_reaches_as_far_as_its_scope(actor, role, measure, answer):
    assert may(actor, (role,), measure) == (Standing(actor=actor) if answer else None)


def test_a_refusal_names_what_is_held_and_whom_to_ask():
    with pytest.raises(Forbidden) as refusal:
        move(in_state(variant(SOUTH), "checked"), "return", "north", comment="x")

    assert refusal.value.message == "7/KZ-61: north may not 'return' it (regional.coordinator of KZ-10)"
    assert refusal.value.possible == "ask regional.coordinator of KZ-61 or national.coordinator"


def test_nobody_is_the_system_but_the_system_itself():
    assert may(SYSTEM, (SYSTEM,), variant()) == Standing(actor=SYSTEM)
    assert may(SYSTEM, (HQ,), variant()) is None
    with pytest.raises(Forbidden):
        move(variant(), "lapse", "hq")


def test_a_stranger_is_told_so():
    with pytest.raises(NotFound, match="nobody here is called 'ghost'"):
        move(draft(), "edit", "ghost")


# People who left


def test_who_left_can_do_nothing_from_that_day_on():
    gone = with_people(person("hq", Grant(role=HQ), left_on=DAY))

    with pytest.raises(Forbidden, match="left on 2024-04-15"):
        move(draft(), "edit", "hq", within=context(gone))
    assert move(draft(), "edit", "hq", within=context(gone), now=at("2024-04-14 10:00")).entry.actor == "hq"


def test_somebody_who_left_stands_in_for_nobody_and_nobody_for_them():
    left = person("nobody", left_on=DAY)
    with pytest.raises(Forbidden):
        known("nobody", with_people(left), DAY)

    absent = person("north", Grant(role="regional.coordinator", region=NORTH), left_on=DAY)
    assert may("nobody", ("regional.coordinator",), variant(), with_people(absent, substitutions=(AWAY,))) is None


# Substitutes


@pytest.mark.parametrize(
    ("day", "stands_in"),
    [(date(2024, 4, 9), False), (date(2024, 4, 10), True), (date(2024, 4, 20), True), (date(2024, 4, 21), False)],
)
def test_a_substitute_acts_only_between_the_dates(day, stands_in):
    found = may("nobody", ("regional.coordinator",), variant(), with_people(substitutions=(AWAY,)), day)

    assert found == (Standing(actor="nobody", on_behalf_of="north") if stands_in else None)


def test_a_substitute_has_the_scope_of_the_absent_person_and_no_more():
    directory = with_people(substitutions=(AWAY,))

    assert may("nobody", ("regional.coordinator",), variant(SOUTH), directory) is None
    assert may("nobody", (HQ,), variant(NORTH), directory) is None


def test_history_names_both():
    checked = in_state(variant(), "checked")
    step = move(checked, "return", "nobody", comment="x", within=context(with_people(substitutions=(AWAY,))))

    assert (step.entry.actor, step.entry.on_behalf_of) == ("nobody", "north")


def test_an_own_grant_comes_before_a_lent_one():
    own = person("nobody", Grant(role="regional.coordinator", region=NORTH))

    found = may("nobody", ("regional.coordinator",), variant(), with_people(own, substitutions=(AWAY,)))
    assert found == Standing(actor="nobody")


def test_a_substitute_s_substitute_has_nothing():
    second = Substitution(absent="nobody", substitute="akim", starts_on=AWAY.starts_on, ends_on=AWAY.ends_on)

    assert may("akim", ("regional.coordinator",), variant(), with_people(substitutions=(AWAY, second))) is None


# Four eyes


def test_the_author_cannot_approve():
    with pytest.raises(Refused, match="hq wrote it, so somebody else must 'approve' it"):
        move(draft(), "approve", "hq")


def test_nor_through_a_second_account_with_the_same_address():
    second = with_people(person("hq-again", Grant(role=HQ), email="HQ@e.kz"))

    with pytest.raises(Refused, match="somebody else"):
        move(draft(), "approve", "hq-again", within=context(second))


def test_nor_as_the_substitute_of_a_colleague():
    lent = Substitution(absent="hq2", substitute="hq", starts_on=DAY, ends_on=DAY)
    without = person("hq")  # has lost the own role, acts for hq2 only

    with pytest.raises(Refused, match="somebody else"):
        move(draft(), "approve", "hq", within=context(with_people(without, substitutions=(lent,))))


def test_nor_may_the_author_s_substitute():
    lent = Substitution(absent="hq", substitute="nobody", starts_on=DAY, ends_on=DAY)

    with pytest.raises(Refused, match="somebody else"):
        move(draft(), "approve", "nobody", within=context(with_people(substitutions=(lent,))))


def test_who_reported_cannot_accept():
    both = with_people(person("mia", Grant(role="agency.officer", agency="MIA"), Grant(role=HQ)))
    finished = move(variant(), "finish", "mia", data={"amount": 1}, evidence=1, within=context(both)).measure

    with pytest.raises(Refused, match="mia did 'finish' to it"):
        move(finished, "accept", "mia", within=context(both))
    assert move(finished, "accept", "hq", within=context(both)).measure.state == "done"


def test_two_accounts_are_one_person_by_name_or_address():
    directory = with_people(person("a", email="X@e.kz"), person("b", email="x@E.kz"), person("c"))

    assert same_person("a", "a", directory)
    assert same_person("a", "b", directory)
    assert not same_person("a", "c", directory)
    assert not same_person("a", "ghost", directory)


# In another's name, and what is done to no measure

ROOT = person("root", Grant(role=ADMINISTRATOR))
FORMER = person("former", Grant(role=ADMINISTRATOR), left_on=date(2024, 4, 1))


def acting(actor: str, through: str, *, by=("national.coordinator",), people=(ROOT, FORMER)):
    return standing(by, draft(), actor, with_people(*people), DAY, through)


def test_an_administrator_acts_in_the_name_of_one_who_may_and_both_are_named():
    assert acting("hq", "root") == Standing(actor="root", on_behalf_of="hq")


def test_nobody_else_acts_in_another_s_name():
    assert acting("hq", "hq2") is None
    assert acting("mia", "root") is None
    with pytest.raises(Forbidden, match="Former left on 2024-04-01"):
        acting("hq", "former")
    with pytest.raises(NotFound) as refused:
        acting("hq", "ghost")
    assert refused.value.message == "nobody here is called 'ghost'"
    assert refused.value.possible == "qadam people list"


def test_an_administrator_does_not_use_what_the_other_holds_for_somebody_absent():
    absent = Substitution(absent="hq", substitute="mia", starts_on=DAY, ends_on=DAY)
    directory = with_people(ROOT, substitutions=(absent,))

    assert standing(("national.coordinator",), draft(), "mia", directory, DAY) == Standing(
        actor="mia", on_behalf_of="hq"
    )
    assert standing(("national.coordinator",), draft(), "mia", directory, DAY, "root") is None


@pytest.mark.parametrize("deed", ["people", "definitions", "calendar", "database", "mail"])
def test_an_administrator_may_change_whatever_is_no_measure(deed):
    assert may_administer(deed, ROOT) is None


def test_who_may_not_is_told_what_they_are_and_whom_to_ask():
    officer = person("two", Grant(role="agency.officer", agency="MIA"), Grant(role="national.head"))
    with pytest.raises(Forbidden) as refused:
        may_administer("people", officer)
    assert refused.value.message == "two may not change the people (agency.officer of MIA, national.head)"
    assert refused.value.possible == "ask administrator"
    with pytest.raises(Forbidden) as refused:
        may_administer("mail", person("nobody"))
    assert refused.value.message == "nobody may not change the mail (no role)"
    assert refused.value.possible == "ask administrator or national.coordinator"
    assert may_administer("mail", person("hq", Grant(role="national.coordinator"))) is None


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("regional.coordinator", "regional.coordinator of KZ-10"),
        ("agency.officer", "agency.officer of MIA"),
        ("national.head", "national.head"),
        ("system", "system"),
    ],
)
def test_a_role_is_named_with_the_scope_it_needs(role, shown):
    assert scoped(role, variant()) == shown


def test_a_role_without_scope_is_named_alone():
    assert scoped("agency.officer", draft(lead_agency="")) == "agency.officer"


def test_who_may_not_do_it_is_told_what_they_are_and_who_may():
    busy = person("busy", Grant(role="regional.head", region="KZ-61"), Grant(role="agency.head", agency="MOH"))
    with pytest.raises(Forbidden) as refused:
        move(variant(), "finish", "busy", within=context(with_people(busy)))
    assert refused.value.message == ("7/KZ-10: busy may not 'finish' it (regional.head of KZ-61, agency.head of MOH)")
    assert refused.value.possible == "ask agency.officer of MIA"
    assert refused.value.measure == "7/KZ-10"
    with pytest.raises(Forbidden) as refused:
        move(variant(), "finish", "nobody")
    assert refused.value.message == "7/KZ-10: nobody may not 'finish' it (no role)"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a@e.kz", "A@E.KZ", True),
        ("a+work@e.kz", "a+home@e.kz", True),
        ("a@e.kz", "b@e.kz", False),
        ("a@e.kz", "a@f.kz", False),
        ('"a@b"@e.kz', '"a@c"@e.kz', False),
    ],
)
def test_two_accounts_with_one_mailbox_are_one_person(one, other, same):
    directory = with_people(person("first", email=one), person("second", email=other))

    assert same_person("first", "second", directory) is same
    assert same_person("first", "first", directory)
    assert not same_person("first", "stranger", directory)
