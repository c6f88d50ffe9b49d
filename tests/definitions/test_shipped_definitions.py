"""The seven measure types that come with Qadam: nothing is wrong with them, and they say what they must."""

from pathlib import Path

import pytest

from definitions.loader import MEASURE_TYPES, check_definition, shipped_definitions
from workflow.definition import Definition
from workflow.directory import SYSTEM
from workflow.facts import BUILT_IN_FIELDS

SOURCES = {source.definition.type: source for source in shipped_definitions()}
TYPES = sorted(SOURCES)
WITH_REGIONS = ["campaign", "operation", "rehabilitation", "study", "treatment"]
WITHOUT_REGIONS = ["finance", "legislation"]
LONGEST_LINE = 120


def definition(name: str) -> Definition:
    return SOURCES[name].definition


def only(name: str, event: str, level: str | None = None):
    (transition,) = {t for t in definition(name).transitions if t.event == event and t.level in (None, level)}
    return transition


def test_there_are_seven_types():
    assert sorted([*WITH_REGIONS, *WITHOUT_REGIONS]) == TYPES


@pytest.mark.parametrize("name", TYPES)
def test_the_linter_finds_neither_errors_nor_warnings(name):
    assert check_definition(SOURCES[name].text, SOURCES[name].name) == ()


@pytest.mark.parametrize("name", TYPES)
def test_a_file_is_named_for_its_type_and_begins_with_its_schema(name):
    first, *lines = SOURCES[name].text.splitlines()

    assert SOURCES[name].path == MEASURE_TYPES / f"{name}.yaml"
    assert first == "# yaml-language-server: $schema=../measure_type.schema.json"
    assert (SOURCES[name].path.parent / Path(first.partition("=")[2])).resolve().is_file()
    assert max(map(len, lines)) <= LONGEST_LINE
    assert "proposal" in SOURCES[name].text


@pytest.mark.parametrize("name", TYPES)
def test_everything_has_a_title_in_three_languages(name):
    kind = definition(name)
    titled = [kind.titles, *kind.events.values()]
    titled += [part.titles for section in (kind.states, kind.deadlines, kind.fields) for part in section.values()]

    assert all(set(titles) == {"en", "ru", "kk"} and all(titles.values()) for titles in titled)


@pytest.mark.parametrize("name", TYPES)
def test_no_title_is_in_the_wrong_alphabet(name):
    kind = definition(name)
    titled = [kind.titles, *kind.events.values()]
    titled += [part.titles for section in (kind.states, kind.deadlines, kind.fields) for part in section.values()]
    for titles in titled:
        assert titles["en"].isascii()
        assert not any("a" <= letter <= "z" for letter in (titles["ru"] + titles["kk"]).lower())
        assert not set(titles["ru"].lower()) & set("әғқңөұүһі")


@pytest.mark.parametrize("name", TYPES)
def test_a_draft_can_be_brought_up_to_date_in_everything_a_plan_says(name):
    edit = only(name, "edit", "national")

    assert (edit.source, edit.target, edit.by) == ("draft", "draft", ("national.coordinator",))
    assert set(edit.sets) >= set(BUILT_IN_FIELDS)
    assert not edit.comment


@pytest.mark.parametrize("name", TYPES)
def test_a_draft_is_approved_by_somebody_else_with_an_agency_and_a_date(name):
    approve = only(name, "approve", "national")

    assert (approve.source, approve.target, approve.by) == ("draft", "approved", ("national.coordinator",))
    assert approve.not_by == ("author",)
    assert approve.requires == ("lead_agency", "due_on")
    assert approve.fan_out == (name in WITH_REGIONS)


@pytest.mark.parametrize("name", WITH_REGIONS)
def test_the_national_measure_follows_when_all_its_regions_are_done(name):
    complete = only(name, "complete", "national")

    assert (complete.source, complete.target, complete.by) == ("approved", "reported", (SYSTEM,))
    assert complete.when_children.states == {"closed"}
    assert complete.when_children.at_least == "all"
    assert "cancelled" in complete.when_children.ignores
    assert only(name, "conclude", "national").comment


@pytest.mark.parametrize("name", WITHOUT_REGIONS)
def test_central_types_know_no_regions(name):
    kind = definition(name)

    assert all(part.level is None for part in (*kind.transitions, *kind.deadlines.values(), *kind.notices))
    recipients = {who for rule in kind.deadlines.values() for rung in rule.ladder for who in rung.notify}
    recipients |= {who for notice in kind.notices for who in notice.to}
    assert not any(who.startswith("regional.") for who in recipients)


@pytest.mark.parametrize("name", TYPES)
def test_anything_open_can_be_cancelled_with_the_number_of_the_decision(name):
    kind = definition(name)
    cancels = [t for t in kind.transitions if t.event == "cancel"]

    assert {t.source for t in cancels} == {state.name for state in kind.states.values() if not state.final}
    assert all(t.requires == ("decision_number",) and t.comment for t in cancels)
    assert all(t.cascade == (name in WITH_REGIONS) for t in cancels)
    assert kind.states["cancelled"].outcome == "cancelled"


@pytest.mark.parametrize("name", TYPES)
def test_time_is_granted_by_the_headquarters_only_for_a_later_day_with_a_reason_before_it_is_late(name):
    grants = [t for t in definition(name).transitions if t.event == "extend"]

    assert grants
    for grant in grants:
        assert grant.by == ("national.coordinator",)
        assert (grant.target, grant.later, grant.at_most, grant.comment) == (grant.source, ("due_on",), 1, True)
        assert str(grant.before_due) == "3 working days"
    assert any(t.event == "ask_extension" and t.by == ("agency.officer",) for t in definition(name).transitions)


@pytest.mark.parametrize("name", TYPES)
def test_a_mistaken_closing_is_undone_with_a_reason(name):
    reopenings = [t for t in definition(name).transitions if t.event == "reopen"]

    assert {t.source for t in reopenings} == {"closed"}
    assert all(t.comment and t.by == ("national.coordinator",) for t in reopenings)


@pytest.mark.parametrize("name", TYPES)
def test_silence_never_accepts_a_report(name):
    kind = definition(name)
    for transition in kind.transitions:
        if kind.states[transition.target].final:
            assert SYSTEM not in transition.by


@pytest.mark.parametrize("name", TYPES)
def test_every_state_where_work_waits_has_a_clock(name):
    kind = definition(name)
    levels = ("national", "regional") if name in WITH_REGIONS else ("national",)
    for level in levels:
        for state in reachable(kind, level):
            clocks = [kind.deadlines[d] for d in kind.states[state].deadlines]
            assert kind.states[state].final or any(clock.level in (None, level) for clock in clocks), (level, state)


@pytest.mark.parametrize("name", TYPES)
def test_every_ladder_ends_at_the_top_or_in_an_event(name):
    for rule in definition(name).deadlines.values():
        after = [rung for rung in rule.ladder if rung.position == "after"]
        reached = {who for rung in after for who in rung.notify}

        assert rule.ladder[-1].position == "after"
        assert rule.ladder[-1].event or reached & {"national.coordinator", "national.head"}


@pytest.mark.parametrize("name", ["campaign", "finance", "legislation", "rehabilitation", "study", "treatment"])
def test_the_ladder_of_the_execution_is_the_proposed_one(name):
    ladder = definition(name).deadlines["execution"].ladder

    assert [rung.key for rung in ladder] == [
        "before 10 working days",
        "before 5 working days",
        "before 3 working days",
        "before 1 working day",
        "due",
        "after 1 working day",
        "after 3 working days",
        "after 5 working days",
        "after 10 working days",
    ]
    assert ladder[-1].notify == ("national.head",)


PROPOSED_DAYS = {
    "campaign": {"approval": "15 working days", "tailoring": "10 working days", "rework": "5 working days"},
    "treatment": {"approval": "20 working days", "tailoring": "15 working days", "launch": "5 working days"},
    "rehabilitation": {"approval": "20 working days", "launch": "10 working days", "reporting": "10 working days"},
    "legislation": {"drafting": "30 working days", "agreement": "10 working days", "rework": "10 working days"},
    "operation": {"approval": "5 working days", "tailoring": "5 working days", "acceptance": "5 working days"},
    "finance": {"approval": "10 working days", "launch": "10 working days", "rework": "5 working days"},
    "study": {"approval": "20 working days", "tailoring": "20 working days", "analysis": "20 working days"},
}
PROPOSED_REPORTS = {
    "campaign": "5 working days", "treatment": "10 days", "rehabilitation": "15 days", "legislation": "None",
    "operation": "3 working days", "finance": "10 days", "study": "None",
}  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_the_days_are_those_of_the_proposal(name):
    deadlines = definition(name).deadlines

    assert {rule: str(deadlines[rule].within) for rule in PROPOSED_DAYS[name]} == PROPOSED_DAYS[name]
    assert deadlines["execution"].until == "due_on"
    assert str(deadlines["execution"].plus) == PROPOSED_REPORTS[name]


def test_a_silent_region_does_not_escape_a_campaign():
    (rung,) = [rung for rung in definition("campaign").deadlines["tailoring"].ladder if rung.event]

    assert (rung.key, rung.event) == ("after 10 working days", "lapse")
    assert only("campaign", "lapse", "regional").target == "in_execution"


def test_rehabilitation_is_followed_for_half_a_year():
    assert str(only("rehabilitation", "observe", "regional").after) == "180 days"


def test_an_operation_reports_the_number_of_a_restricted_file_and_never_the_file():
    reports = [t for t in definition("operation").transitions if t.event == "report"]

    assert all("restricted_file" in t.requires and t.evidence == 0 for t in reports)


def test_a_hold_stops_the_clock_of_the_execution_and_starts_its_own():
    on_hold = definition("campaign").states["on_hold"]

    assert on_hold.pauses
    assert on_hold.deadlines == ("review",)


def reachable(kind: Definition, level: str) -> set[str]:
    to_see = [kind.initial] if level == "national" else [t.target for t in kind.transitions if t.fan_out]
    seen = set(to_see)
    while to_see:
        for transition in kind.leaving(to_see.pop(), level):
            if transition.target not in seen:
                seen.add(transition.target)
                to_see.append(transition.target)
    return seen
