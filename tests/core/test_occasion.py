"""What happened is frozen once for everybody who is written to, and told later as it was."""

from __future__ import annotations

from dataclasses import replace

from tests.core.errand import DIRECTORY, ERRAND, SOUTH, at, clock, context, move, variant
from workflow.decide import decide_rung
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.model import Mail
from workflow.occasion import told


def definitions(type: str, version: int) -> Definition:
    assert (type, version) == (ERRAND.type, ERRAND.version)
    return ERRAND


def finished() -> tuple[Mail, ...]:
    return move(variant(SOUTH), "finish", "mia", data={"amount": 1}, evidence=1).mails


def test_all_who_are_written_to_about_an_event_share_what_happened():
    mails = finished()

    assert len(mails) == 3
    assert len({id(mail.occasion) for mail in mails}) == 1
    assert mails[0].occasion is not None
    assert mails[0].occasion.key == f"{mails[0].measure}:{mails[0].occasion.facts['version']}"


def test_a_mail_is_told_with_the_labels_of_its_definition_and_what_its_reader_may_do():
    south, hq, _ = (told(mail, definitions).facts for mail in finished())

    assert south["state_titles"] == dict(ERRAND.states["checked"].titles)
    assert south["from_titles"] == dict(ERRAND.states["open"].titles)
    assert south["event_titles"] == dict(ERRAND.events["finish"])
    assert (south["actor"], south["region"]["code"], south["agency"]["code"]) == ("Mia", SOUTH, "MIA")
    assert [step["event"] for step in south["next"]] == ["return"]
    assert south["next"][0]["requires"] == ["comment"]
    assert [step["event"] for step in hq["next"]] == ["accept", "return", "drop"]
    assert [person["name"] for person in south["contacts"]] == ["Hq", "Hq2"]
    assert [person["name"] for person in hq["contacts"]] == ["South"]
    assert hq["because"] == {"role": "national.coordinator", "scope": None}


def test_nothing_of_a_definition_is_frozen_and_no_recipient_costs_more_than_a_line():
    mails = finished()
    assert mails[0].occasion is not None
    shared = mails[0].occasion.facts

    assert not any("titles" in str(value) for value in shared.values())  # the measure's own are the only ones
    assert all(len(str(mail.facts)) < 250 for mail in mails)


def test_what_is_called_otherwise_later_is_told_as_it_was_called():
    mails = finished()
    renamed = Directory(
        regions=DIRECTORY.regions,
        agencies={code: replace(each, names={"en": "renamed"}) for code, each in DIRECTORY.agencies.items()},
        people={name: replace(each, name="renamed") for name, each in DIRECTORY.people.items()},
    )

    assert "renamed" in str(renamed)
    assert all("renamed" not in str(told(mail, definitions).facts) for mail in mails)


def test_a_rung_tells_of_its_deadline_how_far_it_is_away_and_nothing_of_an_actor():
    measure, deadline = variant(SOUTH), clock(SOUTH)
    assert deadline.next_fire_at is not None
    due = decide_rung(ERRAND, measure, deadline, context(), deadline.next_fire_at)
    assert due is not None
    (mail,) = due[1].mails
    facts = told(mail, definitions).facts

    assert mail.occasion is not None
    assert mail.occasion.key.startswith(f"{deadline.id}:0:before")
    assert facts["deadline"]["distance"] == {"amount": 5, "unit": "working days"}
    assert facts["deadline"]["first_due_at"] == facts["deadline"]["due_at"]
    assert (facts["event"], facts["actor"], facts["ended"]) == (None, None, [])


def test_a_mail_without_an_occasion_says_everything_itself():
    mail = Mail(
        key="k",
        measure="1",
        created_at=at("2024-04-20 10:00"),
        template="moved",
        facts={"a": 1},
        person=None,
        address=None,
    )

    assert told(mail, definitions) is mail
