"""Who is written to about a measure: those of its own region and agency, each once, and why somebody is missing."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import replace
from datetime import date

import pytest

from tests.core.errand import DOCUMENT, NORTH, SOUTH, clock, context, draft, person, variant, with_people
from workflow.decide import decide_rung
from workflow.definition_document import definition_from
from workflow.directory import Grant
from workflow.recipients import Nobody, Recipient, coordinators, resolve

DAY = date(2024, 4, 15)
LOCAL = person("mia-north", Grant(role="agency.officer", agency="MIA", region=NORTH))
CHIEF = person("chief", Grant(role="agency.head", agency="MIA"))
PEOPLE = with_people(LOCAL, CHIEF, person("gone", Grant(role="national.head"), left_on=DAY))


def found(*names, measure=None, people=PEOPLE, day=DAY, awaited=()):
    """(person, role, scope) of each recipient; (role, reason) of each that nobody answers to."""
    return [
        (each.person.id, each.role, each.scope) if isinstance(each, Recipient) else (each.role, each.reason)
        for each in resolve(names, measure or variant(), people, day, awaited=awaited)
    ]


@pytest.mark.parametrize(
    ("names", "measure", "recipients"),
    [
        (["author"], variant(), [("hq2", "author", None)]),
        (["responsible"], variant(), [("mia-north", "responsible", "MIA in KZ-10")]),
        (["responsible"], variant(SOUTH), [("mia", "responsible", "MIA")]),  # the central office where none is near
        (["co_executors"], variant(co_executors="MOH"), [("moh", "co_executors", "MOH")]),
        (["co_executors"], variant(), []),  # a measure may have none
        (["agency.head"], variant(), [("chief", "agency.head", "MIA")]),
        (["regional.coordinator"], variant(), [("north", "regional.coordinator", "KZ-10")]),
        (["regional.head"], variant(), [("akim", "regional.head", "KZ-10")]),
        (["national.head"], variant(), [("head", "national.head", None)]),
        (["national.coordinator"], variant(), [("hq", "national.coordinator", None),
                                               ("hq2", "national.coordinator", None)]),
    ],
)  # fmt: skip
def test_a_name_means_the_people_of_this_measure(names, measure, recipients):
    assert found(*names, measure=measure) == recipients


def test_each_person_is_written_to_once_as_what_they_were_named_first():
    assert found("responsible", "agency.officer", "author", "national.coordinator") == [
        ("mia-north", "responsible", "MIA in KZ-10"),
        ("hq2", "author", None),
        ("hq", "national.coordinator", None),
    ]


def test_the_voices_still_awaited_are_written_to_through_their_people():
    assert found("awaited", awaited=("MOH", "national.head")) == [
        ("moh", "awaited", "MOH"),
        ("head", "awaited", None),
    ]
    assert found("awaited") == []
    assert found("awaited", awaited=("KNB",)) == [("awaited", "nobody is awaited in KZ-10")]


@pytest.mark.parametrize(
    ("name", "measure", "reason"),
    [
        ("regional.head", variant(SOUTH), "nobody is regional.head in KZ-61"),
        ("regional.head", draft(), "nobody is regional.head"),
        ("agency.head", variant(lead_agency="MOH"), "nobody is agency.head MOH in KZ-10"),
        ("responsible", draft(lead_agency=""), "the measure has no lead agency"),
        ("agency.officer", draft(lead_agency=""), "the measure has no lead agency"),
        ("agency.head", draft(lead_agency=""), "the measure has no lead agency"),
        ("author", replace(variant(), author="stranger"), "nobody is author in KZ-10"),
    ],
)  # fmt: skip
def test_why_nobody_answers_is_said(name, measure, reason):
    assert found(name, measure=measure) == [(name, reason)]


def test_who_left_is_not_written_to_from_that_day():
    assert ("gone", "national.head", None) not in found("national.head")
    assert ("gone", "national.head", None) in found("national.head", day=date(2024, 4, 14))


def test_the_nearest_coordinators_may_be_asked_first_and_no_more_than_needed():
    many = with_people(*(person(f"c{n}", Grant(role="regional.coordinator", region=NORTH)) for n in range(9)))
    near, far = coordinators(variant(), many, DAY)

    assert [each.id for each in near] == ["north", "c0", "c1", "c2"]
    assert [each.id for each in far] == ["hq", "hq2"]
    assert coordinators(draft(), many, DAY)[0] == ()


def test_nobody_is_no_person():
    assert isinstance(resolve(["regional.head"], variant(SOUTH), PEOPLE, DAY)[0], Nobody)


# What each of them is told


def test_a_mail_says_what_its_reader_may_do_whom_to_ask_and_why_they_get_it():
    document = copy.deepcopy(DOCUMENT)
    document["deadlines"]["answer"]["ladder"][2] |= {"urgent": True}
    definition = definition_from(document, "b" * 64)
    deadline = clock()
    _, step = decide_rung(definition, variant(), deadline, context(PEOPLE, (deadline,)), deadline.due_at)
    to_officer, to_coordinator = step.mails
    ways = definition.leaving("open", "regional")

    assert (to_officer.person, to_officer.address, to_officer.template) == ("mia-north", "mia-north@e.kz", "due")
    assert [ways[place].event for place in to_officer.facts["ways"]] == ["finish"]
    assert to_officer.facts["contacts"] == ["north"]
    assert to_officer.facts["because"] == {"role": "responsible", "scope": "MIA in KZ-10"}
    assert to_coordinator.facts["ways"] == []
    assert to_coordinator.facts["contacts"] == ["hq", "hq2"]  # not themselves
    assert {mail.deadline for mail in step.mails} == {deadline.id}
    assert all(mail.urgent for mail in step.mails)
    assert to_officer.occasion == to_coordinator.occasion
    assert to_officer.occasion.key == f"{deadline.id}:0:due"
    assert (to_officer.measure, to_officer.created_at) == ("7/KZ-10", deadline.due_at)
    assert (to_officer.occasion.type, to_officer.occasion.type_version) == ("errand", 1)
    assert set(to_officer.occasion.place["people"]) == {"north", "hq", "hq2"}


def test_co_executors_and_voices_are_those_of_the_measures_region_where_it_has_some():
    near = with_people(
        person("moh-north", Grant(role="agency.officer", agency="MOH", region=NORTH)),
        person("north2", Grant(role="regional.coordinator", region=SOUTH)),
    )

    assert found("co_executors", measure=variant(co_executors="MOH"), people=near) == [
        ("moh-north", "co_executors", "MOH in KZ-10")
    ]
    assert found("awaited", awaited=("MOH", "regional.coordinator"), people=near) == [
        ("moh-north", "awaited", "MOH in KZ-10"),
        ("north", "awaited", "KZ-10"),
    ]


def test_a_role_that_nobody_holds_is_said_to_be_nobodys():
    assert found("national.auditor") == [("national.auditor", "nobody is national.auditor in KZ-10")]
    assert found("responsible", measure=replace(variant(), agency="KNB")) == [
        ("responsible", "nobody is responsible KNB in KZ-10")
    ]
    assert found("agency.officer", measure=replace(variant(), agency="KNB")) == [
        ("agency.officer", "nobody is agency.officer KNB in KZ-10")
    ]
    nobody = replace(PEOPLE, people={})
    assert coordinators(variant(), nobody, DAY) == ((), ())


def test_a_coordinator_who_left_cannot_be_asked():
    left = with_people(person("north", Grant(role="regional.coordinator", region=NORTH), left_on=DAY))

    assert coordinators(variant(), left, DAY)[0] == ()
    assert [each.id for each in coordinators(variant(), left, date(2024, 4, 14))[0]] == ["north"]


def test_every_mail_of_one_cause_has_a_key_of_its_own_that_never_changes():
    deadline = clock()
    _, step = decide_rung(
        definition_from(DOCUMENT, "0" * 64), variant(), deadline, context(PEOPLE, (deadline,)), deadline.due_at
    )
    cause = hashlib.sha256(f"{deadline.id}:0:due".encode()).hexdigest()

    assert [mail.key for mail in step.mails] == [
        cause[:20] + hashlib.sha256(f"due|{person}".encode()).hexdigest()[:12] for person in ("mia-north", "north")
    ]


def test_what_is_not_sent_for_want_of_a_reader_waits_for_no_deadline():
    deadline = clock(SOUTH)
    nobody = with_people(person("south", Grant(role="national.head")))
    _, step = decide_rung(
        definition_from(DOCUMENT, "0" * 64), variant(SOUTH), deadline, context(nobody, (deadline,)), deadline.due_at
    )

    assert [(mail.person, mail.deadline, mail.urgent) for mail in step.mails] == [
        ("mia", deadline.id, False),
        (None, None, False),
    ]
