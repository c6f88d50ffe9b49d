"""What happened is frozen once for everybody who is written to, and told later as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.errand import DIRECTORY, DOCUMENT, ERRAND, SOUTH, at, clock, context, draft, move, variant
from workflow.deadline import DeadlineStatus, EarlierDue
from workflow.decide import decide_rung
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.directory import Directory
from workflow.durations import Duration
from workflow.engine_events import RECOMPUTE
from workflow.mail import Mail, Occasion
from workflow.model import Entry
from workflow.occasion import of_event, of_place, of_rung, told


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


def texts(what: str) -> dict[str, str]:
    return {"en": f"{what}, en", "ru": f"{what}, ru", "kk": f"{what}, kk"}


def labelled() -> Definition:
    """The errand, in which everything is called something of its own."""
    document = {**DOCUMENT, "title": texts("an errand")}
    for part in ("states", "events", "deadlines"):
        document[part] = {name: {**each, "title": texts(f"{part} {name}")} for name, each in DOCUMENT[part].items()}
    return definition_from(document, "1" * 64)


LABELLED = labelled()
EXECUTION = replace(clock(SOUTH), id="7/KZ-61#answer@1")
LATER = replace(EXECUTION, id="7/KZ-61#watch@1", name="watch", due_at=at("2024-06-20 13:00"), period="2024-Q2")
MET = replace(EXECUTION, id="7/KZ-61#answer@0", status=DeadlineStatus.MET, due_at=at("2024-04-10 18:00"))
MOVED = replace(EXECUTION, earlier=(EarlierDue(at("2024-04-20 10:00"), at("2024-04-30 18:00")),))
DUE = "2024-05-15T18:00:00.000000+00:00"


def entry(event: str = "finish", **more: Any) -> Entry:
    values = {"comment": None, "on_behalf_of": None, "source": "open", **more}
    return Entry(
        measure="7/KZ-61", seq=2, at=at("2024-04-16 11:30"), actor="mia", event=event, target="checked",
        type_version=1, prev_hash="", hash="", **values,
    )  # fmt: skip


SOUTHERN = {
    "version": 1,
    "titles": {"en": "Errand"},
    "level": "regional",
    "state": "open",
}


def test_of_an_event_is_frozen_who_did_what_where_and_which_deadline_runs():
    acted = entry(comment="done", on_behalf_of="moh")

    assert of_event(acted, variant(SOUTH), (LATER, EXECUTION, MET), DIRECTORY) == {
        **SOUTHERN,
        "event": "finish",
        "from_state": "open",
        "actor": "Mia",
        "on_behalf_of": "Moh",
        "comment": "done",
        "at": "2024-04-16T11:30:00.000000+00:00",
        "deadline": {"id": "7/KZ-61#answer@1", "name": "answer", "due_at": DUE},
        "ended": [{"id": "7/KZ-61#answer@0", "name": "answer", "due_at": "2024-04-10T18:00:00.000000+00:00"}],
    }


def test_what_there_is_not_is_not_frozen():
    nowhere = replace(draft(), agency=None, titles={})
    created = replace(entry("create", source=None), actor="system")

    assert of_event(created, nowhere, (), DIRECTORY) == {
        "version": 1,
        "level": "national",
        "state": "draft",
        "event": "create",
        "at": "2024-04-16T11:30:00.000000+00:00",
    }


def test_of_a_place_is_frozen_what_it_is_called_and_who_may_be_asked():
    assert of_place(variant(SOUTH), [DIRECTORY.people["hq"]], DIRECTORY) == {
        "region": {"code": SOUTH, "names": {"en": SOUTH, "ru": SOUTH, "kk": SOUTH}},
        "agency": {
            "code": "MIA",
            "names": {"en": "MIA", "ru": "MIA", "kk": "MIA"},
            "abbreviations": {"en": "MIA", "ru": "MIA", "kk": "MIA"},
        },
        "people": {"hq": ["Hq", "hq@e.kz"]},
    }
    assert of_place(replace(draft(), agency=None), [], DIRECTORY) == {"people": {}}


def test_of_a_recompute_every_deadline_it_moved_is_told_the_nearest_first():
    facts = of_event(entry(RECOMPUTE), variant(SOUTH), (LATER, MOVED), DIRECTORY)

    assert facts["deadline"] == {
        "id": "7/KZ-61#answer@1", "name": "answer", "due_at": DUE, "first_due_at": "2024-04-30T18:00:00.000000+00:00",
    }  # fmt: skip
    assert facts["others"] == [
        {
            "id": "7/KZ-61#watch@1",
            "name": "watch",
            "due_at": "2024-06-20T13:00:00.000000+00:00",
            "period": "2024-Q2",
        }
    ]
    assert "others" not in of_event(entry("finish"), variant(SOUTH), (LATER, MOVED), DIRECTORY)


def test_of_a_rung_is_frozen_the_deadline_and_how_far_away_it_is():
    before, due = (ERRAND.deadlines["answer"].ladder[place] for place in (0, 2))
    now = at("2024-05-07 09:00")

    assert of_rung(before, EXECUTION, variant(SOUTH), now) == {
        **SOUTHERN,
        "at": "2024-05-07T09:00:00.000000+00:00",
        "deadline": {
            "id": "7/KZ-61#answer@1",
            "name": "answer",
            "due_at": DUE,
            "position": "before",
            "distance": {"amount": 5, "unit": "working days"},
        },
    }
    at_last = of_rung(replace(due, urgent=True), MOVED, variant(SOUTH), now)["deadline"]
    assert (at_last["urgent"], at_last["position"], "distance" in at_last) == (True, "due", False)
    assert at_last["first_due_at"] == "2024-04-30T18:00:00.000000+00:00"
    hours = of_rung(replace(before, distance=Duration.parse("1 hour")), EXECUTION, variant(SOUTH), now)
    assert hours["deadline"]["distance"] == {"amount": 1, "unit": "hours"}


def letter(definition: Definition = LABELLED, own: dict[str, Any] | None = None, **facts: Any) -> dict[str, Any]:
    """What a mail tells of whose occasion froze these facts."""
    shared = {
        "version": 2, "level": "regional", "state": "checked", "at": "2024-04-16T11:30:00.000000+00:00", "people": {},
        **facts,
    }  # fmt: skip
    mail = Mail(
        key="k",
        measure="7/KZ-61",
        created_at=at("2024-04-20 10:00"),
        template="moved",
        facts={"ways": [], "contacts": [], "because": {"role": "national.coordinator"}, **(own or {})},
        person="hq",
        address="hq@e.kz",
        occasion=Occasion(key="7/KZ-61:2", type="errand", type_version=1, facts=shared),
    )

    def definitions(type: str, version: int) -> Definition:
        assert (type, version) == ("errand", 1)
        return definition

    found = told(mail, definitions)
    assert replace(mail, facts=found.facts, occasion=None) == found
    return dict(found.facts)


def test_of_what_was_not_frozen_is_told_that_there_is_none():
    assert letter() == {
        "measure": "7/KZ-61",
        "version": 2,
        "titles": {},
        "type": "errand",
        "type_titles": texts("an errand"),
        "level": "regional",
        "region": None,
        "agency": None,
        "state": "checked",
        "state_titles": texts("states checked"),
        "event": None,
        "event_titles": None,
        "from_state": None,
        "from_titles": None,
        "actor": None,
        "on_behalf_of": None,
        "comment": None,
        "at": "2024-04-16T11:30:00.000000+00:00",
        "deadline": None,
        "others": [],
        "ended": [],
        "next": [],
        "contacts": [],
        "because": {"role": "national.coordinator"},
    }


def test_everything_frozen_is_told_with_its_label():
    clock = {"id": "7/KZ-61#answer@1", "name": "answer", "due_at": DUE}
    watch = {"id": "7/KZ-61#watch@1", "name": "watch", "due_at": DUE, "first_due_at": "2024-04-30", "period": "2024-Q2"}
    spoken = {**watch, "urgent": True, "position": "before", "distance": {"amount": 5, "unit": "working days"}}
    facts = letter(
        titles={"en": "Errand"}, region={"code": SOUTH}, agency={"code": "MIA"}, event="finish", from_state="open",
        actor="Mia", on_behalf_of="Moh", comment="done", deadline=clock, others=[watch], ended=[spoken],
        people={"hq": ["Hq", "hq@e.kz"], "south": ["South", "south@e.kz"]},
        own={"ways": [1, 0], "contacts": ["south", "hq"]},
    )  # fmt: skip

    assert {name: facts[name] for name in ("titles", "region", "agency", "actor", "on_behalf_of", "comment")} == {
        "titles": {"en": "Errand"},
        "region": {"code": SOUTH},
        "agency": {"code": "MIA"},
        "actor": "Mia",
        "on_behalf_of": "Moh",
        "comment": "done",
    }
    assert (facts["event"], facts["event_titles"]) == ("finish", texts("events finish"))
    assert (facts["from_state"], facts["from_titles"]) == ("open", texts("states open"))
    answer = {
        **clock, "titles": texts("deadlines answer"), "first_due_at": DUE, "period": None, "urgent": False,
        "position": None, "distance": None,
    }  # fmt: skip
    assert facts["deadline"] == answer
    assert facts["others"] == [
        {**watch, "titles": texts("deadlines watch"), "urgent": False, "position": None, "distance": None}
    ]
    assert facts["ended"] == [{**spoken, "titles": texts("deadlines watch")}]
    assert facts["next"] == [
        {"event": "return", "titles": texts("events return"), "requires": ["comment"]},
        {"event": "accept", "titles": texts("events accept"), "requires": []},
    ]
    assert facts["contacts"] == [{"name": "South", "email": "south@e.kz"}, {"name": "Hq", "email": "hq@e.kz"}]


def test_a_step_names_all_it_asks_for():
    (finish,) = letter(state="open", own={"ways": [0]})["next"]

    assert finish == {"event": "finish", "titles": texts("events finish"), "requires": ["amount", "evidence"]}


def test_what_this_version_does_not_know_any_more_has_no_label():
    clock = {"id": "7/KZ-61#gone@1", "name": "gone", "due_at": DUE}
    facts = letter(state="vanished", from_state="lost", event="forgotten", deadline=clock)

    assert (facts["state"], facts["state_titles"]) == ("vanished", {})
    assert (facts["from_titles"], facts["event_titles"]) == ({}, {})
    assert (facts["deadline"]["name"], facts["deadline"]["titles"]) == ("gone", {})


@pytest.mark.parametrize("missing", ["state", "level", "version", "at", "people"])
def test_facts_somebody_has_meddled_with_are_not_told(missing: str):
    mail = finished()[0]
    assert mail.occasion is not None
    facts, place = (
        {name: value for name, value in frozen.items() if name != missing}
        for frozen in (mail.occasion.facts, mail.occasion.place)
    )

    with pytest.raises(LookupError):
        told(replace(mail, occasion=replace(mail.occasion, facts=facts, place=place)), definitions)


def test_contacts_torn_in_half_are_not_told():
    mail = finished()[0]
    assert mail.occasion is not None
    torn = {**mail.occasion.place, "people": {"hq": ["Hq"], "hq2": ["Hq2"]}}

    with pytest.raises(ValueError, match="shorter"):
        told(replace(mail, occasion=replace(mail.occasion, place=torn)), definitions)


def test_an_occasion_kept_when_its_place_was_among_its_facts_is_told_the_same():
    mail = finished()[0]
    assert mail.occasion is not None
    older = replace(mail.occasion, facts={**mail.occasion.facts, **mail.occasion.place}, place={})

    assert told(replace(mail, occasion=older), definitions) == told(mail, definitions)
