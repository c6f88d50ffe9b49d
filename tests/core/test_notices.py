"""Whom an event writes to, what each of them may do, and what is remembered from one mail to the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.core.errand import DIRECTORY, NORTH, NOW, PEOPLE, clock, context, person, variant, with_people
from tests.core.test_votes import ASKING, OFFICES, asked
from workflow import notices
from workflow.deadline_rule import Rung
from workflow.definition import Definition, Notice
from workflow.directory import Directory, Grant
from workflow.durations import Duration
from workflow.mail import Mail
from workflow.model import Entry, Measure
from workflow.notices import on_event, on_rung


def mails(
    measure: Measure, *to: str, directory: Directory, definition: Definition = ASKING, template: str = "moved",
    now: Any = NOW,
) -> tuple[Mail, ...]:  # fmt: skip
    """The mails of an event that happened to a measure, by one notice of it."""
    entry = Entry(
        measure=measure.id, seq=measure.version, at=now, actor="hq", event="ask", source="draft",
        target=measure.state, type_version=1, prev_hash="", hash="",
    )  # fmt: skip
    notice = Notice(event="ask", to=to, template=template)
    return on_event(definition, entry, measure, (), context(directory), notices=[notice])


def ways(mail: Mail, measure: Measure, definition: Definition = ASKING) -> list[str]:
    leaving = definition.leaving(measure.state, measure.level)
    return [leaving[place].event for place in mail.facts["ways"]]


def test_whose_answer_is_awaited_is_written_to_and_may_answer():
    measure = asked().measure
    found = {mail.person: mail for mail in mails(measure, "awaited", "author", directory=OFFICES)}

    assert set(found) == {"mia", "moh", "moj", "both", "head", "hq"}
    for voter in ("mia", "moh", "moj", "head"):
        assert ways(found[voter], measure) == ["agree", "refuse", "decline", "change"]
        assert found[voter].facts["because"]["role"] == "awaited"
    assert ways(found["hq"], measure) == ["drop", "redo", "rewrite"]


def test_who_speaks_for_no_voice_that_is_asked_is_not_told_to_answer():
    of_mia = replace(asked().measure, co_executors=("MIA",))
    of_moh = replace(of_mia, agency="MOH")
    (mia, *_), (moh, *_) = (mails(led, "agency.officer", directory=OFFICES) for led in (of_mia, of_moh))

    assert (mia.person, ways(mia, of_mia)) == ("mia", ["agree", "refuse", "decline", "change"])
    assert (moh.person, ways(moh, of_moh)) == ("moh", [])


def test_who_has_answered_is_asked_no_more_though_everything_else_stands_as_it_stood():
    life = asked()
    before = {mail.person for mail in mails(life.measure, "awaited", directory=OFFICES)}
    life.move("agree", "moh", evidence=0)
    after = {mail.person for mail in mails(life.measure, "awaited", directory=OFFICES)}

    assert before - after == {"moh"}


def test_who_has_left_is_written_to_until_that_day_and_asked_until_that_day():
    leaving = with_people(
        *(replace(each, left_on=date(2024, 4, 16)) for each in PEOPLE if each.id in ("north", "mia")),
        person("mia2", Grant(role="agency.officer", agency="MIA")),
    )
    measure = variant()
    today = mails(measure, "responsible", directory=leaving)
    tomorrow = mails(measure, "responsible", directory=leaving, now=NOW.replace(day=16))

    assert [(mail.person, mail.facts["contacts"]) for mail in today] == [("mia", ["north"]), ("mia2", ["north"])]
    assert [(mail.person, mail.facts["contacts"]) for mail in tomorrow] == [("mia2", ["hq", "hq2"])]


def test_every_reader_is_written_to_in_their_own_languages_and_has_a_key_of_32_letters():
    russian = with_people(replace(DIRECTORY.people["mia"], languages=("ru",)))
    (mail,) = mails(variant(), "responsible", directory=russian)

    assert (mail.languages, mail.created_at, len(mail.key)) == (("ru",), NOW, 32)
    assert mail.urgent is False


def test_what_finds_no_reader_is_written_down_and_the_next_are_written_to():
    first, second, last = mails(variant(), "agency.head", "national.auditor", "responsible", directory=DIRECTORY)
    found = {mail.skipped: mail for mail in (first, second, last)}

    assert found.keys() == {"nobody is agency.head MIA in KZ-10", "nobody is national.auditor in KZ-10", None}
    lost = found["nobody is agency.head MIA in KZ-10"]
    assert lost.facts == {"ways": [], "contacts": [], "because": {"role": "agency.head", "scope": None}}
    assert (lost.person, lost.address, lost.template, lost.measure) == (None, None, "moved", "7/KZ-10")
    assert len({mail.key for mail in found.values()}) == 3


def test_two_templates_for_one_reader_are_two_mails():
    keys = [
        mail.key
        for template in ("moved", "assigned")
        for mail in mails(variant(), "responsible", directory=DIRECTORY, template=template)
    ]

    assert len(set(keys)) == len(keys) == 2


@pytest.mark.parametrize(("event", "while_open"), [(None, True), ("lapse", False)])
def test_a_reminder_is_sent_while_its_deadline_is_open_and_what_a_deadline_did_always(event, while_open):
    rung = Rung(
        key="due", position="due", distance=Duration.parse("1 day"), notify=("responsible", "national.auditor"),
        event=event,
    )  # fmt: skip
    deadline = clock(NORTH)
    told, lost = on_rung(ASKING, rung, deadline, variant(), context(DIRECTORY), NOW)

    assert told.deadline == (deadline.id if while_open else None)
    assert (lost.person, lost.deadline) == (None, None)


def test_who_is_written_to_is_worked_out_once_for_measures_that_stand_alike(monkeypatch):
    directory = with_people()
    worked_out = []
    address = notices._address
    monkeypatch.setattr(notices, "_address", lambda *given: worked_out.append(given) or address(*given))

    one, two = (mails(replace(variant(), id=number), "responsible", directory=directory)[0] for number in ("7", "8"))
    assert len(worked_out) == 1
    assert (one.measure, two.measure, one.facts) == ("7", "8", two.facts)

    monkeypatch.setattr(notices, "MOST_REMEMBERED", 1)
    mails(replace(variant(), agency="MOH"), "responsible", directory=directory)
    assert (len(worked_out), len(directory.worked_out)) == (2, 1)


def test_nothing_owed_is_no_mail_and_a_notice_of_another_level_is_none():
    entry = Entry(
        measure="7", seq=1, at=NOW, actor="hq", event="ask", source=None, target="open", type_version=1,
        prev_hash="", hash="",
    )  # fmt: skip
    national = Notice(event="ask", to=("responsible",), template="moved", level="national")

    assert on_event(ASKING, entry, variant(), (), context(DIRECTORY), notices=[]) == ()
    assert on_event(ASKING, entry, variant(), (), context(DIRECTORY), notices=[national]) == ()
    assert on_event(ASKING, entry, variant(), (), context(DIRECTORY), notices=[replace(national, to=())]) == ()
