"""Every word a definition file may hold arrives where the engine looks for it, and what is left out has its default."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from tests.core.errand import DOCUMENT, ERRAND, draft
from workflow.deadline_rule import DeadlineRule, Rung
from workflow.definition import Approval, Definition, Notice, State, UndoRule
from workflow.definition_document import definition_from, repeated
from workflow.durations import Duration
from workflow.facts import FieldRule
from workflow.model import Conflict
from workflow.noun import replace
from workflow.periods import Every
from workflow.transition import Join, Transition

TITLES = {"en": "E", "ru": "Р", "kk": "К"}
HQ = "national.coordinator"

# fmt: off
FULL: dict[str, Any] = {
    "type": "visit",
    "version": 3,
    "title": {"en": "Visit"},
    "create": {"by": [HQ, "regional.coordinator"], "requires": ["title", "due_on"]},
    "undo": {"by": HQ, "within": "2 working days"},
    "amendments": {"deadline": "reply"},
    "fields": {
        "size": {"type": "choice", "choices": ["small", "large"], "title": {"en": "Size"}},
        "count": {"type": "integer", "min": 1, "max": 9},
        "plain": {"type": "string", "title": None},
    },
    "states": {
        "new": {"title": {"en": "New"}, "initial": True, "deadline": "reply"},
        "going": {"title": {"en": "Going"}, "deadline": ["reply", "report"]},
        "held": {"title": {"en": "Held"}, "pauses": True},
        "over": {"title": {"en": "Over"}, "final": True},
        "off": {"title": {"en": "Off"}, "final": True, "outcome": "cancelled"},
    },
    "events": {"go": {"title": {"en": "Go"}}, "say": {"title": {"en": "Say"}}},
    "transitions": [
        {"event": "go", "from": "new", "to": "going", "by": HQ, "level": "national", "not_by": ["author", "say"],
         "requires": ["count", "size"], "sets": "plain", "later": "due_on", "evidence": 2, "comment": "required",
         "at_most": 3, "before_due": "2 days", "after": "3 hours", "fan_out": "regions", "cascade": True,
         "amends": "regions", "drops": "regions", "settles": "conflicts", "reports": "report", "restarts": "consent",
         "line": 17},
        {"event": "say", "from": "*", "to": "same", "by": ["agency.officer", "agency.head"],
         "votes": {"consent": "agree"}},
        {"event": "go", "from": ["going", "held"], "to": "over",
         "when_children": {"in": ["over", "off"], "at_least": ["KZ-10"], "ignores": "off"}},
        {"event": "go", "from": "held", "to": "off", "when_approved": "consent"},
        {"event": "go", "from": "held", "to": "new", "when_rejected": "consent"},
        {"event": "go", "from": "going", "to": "held", "by": HQ, "accepts": "report"},
        {"event": "go", "from": "going", "to": "new", "by": HQ, "returns": "report"},
    ],
    "deadlines": {
        "reply": {"title": {"en": "Reply"}, "level": "regional", "within": "5 working days", "on_day_off": "after",
                  "line": 40, "ladder": [
            {"before": "9 days", "every": "3 days", "times": 3, "notify": "responsible"},
            {"at": "due", "every": "1 day", "times": 2, "notify": ["author", HQ], "urgent": True},
            {"after": "2 working days", "event": "go", "template": "moved"},
        ]},
        "report": {"title": {"en": "Report"}, "until": "due_on", "every": "quarter", "by_day": 5, "plus": "2 days"},
        "summary": {"title": {"en": "Summary"}, "follows": "report", "plus": "1 day"},
        "fixed": {"title": {"en": "Fixed"}, "on": "2024-06-01"},
        "dated": {"title": {"en": "Dated"}, "on": date(2024, 6, 2)},
    },
    "approvals": {
        "consent": {"title": {"en": "Consent"}, "asks": ["MIA", "MOH"], "at_least": "60%", "mandatory": "MIA",
                    "veto": ["MOH"], "hear_all": True},
        "nod": {"title": {"en": "Nod"}, "asks": "MIA"},
    },
    "notices": {
        "go": {"to": HQ, "template": "moved", "level": "national"},
        "say": [{"to": ["author"], "template": "assigned"}, {"to": "responsible", "template": "moved"}],
    },
}
# fmt: on


@pytest.fixture
def visit() -> Definition:
    return definition_from(FULL, "d" * 64)


def days(text: str) -> Duration:
    return Duration.parse(text)


def test_what_the_file_says_of_the_type_itself(visit):
    assert (visit.type, visit.version, visit.titles, visit.digest) == ("visit", 3, {"en": "Visit"}, "d" * 64)
    assert visit.created_by == (HQ, "regional.coordinator")
    assert visit.creation_requires == ("title", "due_on")
    assert visit.undo == UndoRule(by=(HQ,), within=days("2 working days"))
    assert visit.reconciliation == "reply"
    assert visit.events == {"go": {"en": "Go"}, "say": {"en": "Say"}}


def test_fields(visit):
    assert visit.fields == {
        "size": FieldRule(name="size", type="choice", titles={"en": "Size"}, choices=("small", "large")),
        "count": FieldRule(name="count", type="integer", min=1, max=9),
        "plain": FieldRule(name="plain", type="string"),
    }


def test_states(visit):
    assert dict(visit.states) == {
        "new": State(name="new", titles={"en": "New"}, initial=True, deadlines=("reply",)),
        "going": State(name="going", titles={"en": "Going"}, deadlines=("reply", "report")),
        "held": State(name="held", titles={"en": "Held"}, pauses=True),
        "over": State(name="over", titles={"en": "Over"}, final=True),
        "off": State(name="off", titles={"en": "Off"}, final=True, outcome="cancelled"),
    }


def test_a_transition_with_everything_one_may_have(visit):
    assert visit.transitions[0] == Transition(
        event="go", source="new", target="going", by=(HQ,), level="national", not_by=("author", "say"),
        requires=("count", "size"), sets=("plain",), later=("due_on",), evidence=2, comment=True, at_most=3,
        before_due=days("2 days"), after=days("3 hours"), fan_out=True, cascade=True, amends=True, drops=True,
        settles=True, of_period=("reports", "report"), restarts="consent", line=17,
    )  # fmt: skip


def test_transitions_from_several_states_from_all_and_by_themselves(visit):
    join = Join(states=frozenset({"over", "off"}), at_least=("KZ-10",), ignores=frozenset({"off"}))
    officers = ("agency.officer", "agency.head")

    assert visit.transitions[1:] == (
        *(Transition(event="say", source=s, target=s, by=officers, votes=("consent", "agree"))
          for s in ("new", "going", "held")),
        *(Transition(event="go", source=s, target="over", by=("system",), when_children=join)
          for s in ("going", "held")),
        Transition(event="go", source="held", target="off", by=("system",), when_approved="consent"),
        Transition(event="go", source="held", target="new", by=("system",), when_rejected="consent"),
        Transition(event="go", source="going", target="held", by=(HQ,), of_period=("accepts", "report")),
        Transition(event="go", source="going", target="new", by=(HQ,), of_period=("returns", "report")),
    )  # fmt: skip


def test_deadlines(visit):
    report = DeadlineRule(
        name="report", titles={"en": "Report"}, ladder=(), until="due_on", every=Every.QUARTER, by_day=5,
        plus=days("2 days"),
    )  # fmt: skip

    assert visit.deadlines["report"] == report
    assert visit.deadlines["summary"] == DeadlineRule(
        name="summary", titles={"en": "Summary"}, ladder=(), follows=report, until="due_on", every=Every.QUARTER,
        plus=days("1 day"),
    )  # fmt: skip
    assert visit.deadlines["fixed"] == DeadlineRule(
        name="fixed", titles={"en": "Fixed"}, ladder=(), on=date(2024, 6, 1)
    )
    assert visit.deadlines["dated"].on == date(2024, 6, 2)
    assert replace(visit.deadlines["reply"], ladder=()) == DeadlineRule(
        name="reply", titles={"en": "Reply"}, ladder=(), level="regional", within=days("5 working days"),
        on_day_off="after", line=40,
    )  # fmt: skip


def test_a_ladder_with_rungs_that_repeat(visit):
    officers, leaders = ("responsible",), ("author", HQ)

    assert visit.deadlines["reply"].ladder == (
        Rung(key="before 9 days", position="before", distance=days("9 days"), notify=officers),
        Rung(key="before 6 days", position="before", distance=days("6 days"), notify=officers),
        Rung(key="before 3 days", position="before", distance=days("3 days"), notify=officers),
        Rung(key="due", position="due", distance=None, notify=leaders, template="due", urgent=True),
        Rung(key="after 1 day", position="after", distance=days("1 day"), notify=leaders, template="overdue",
             urgent=True),
        Rung(key="after 2 working days", position="after", distance=days("2 working days"), event="go",
             template="moved"),
    )  # fmt: skip
    assert visit.deadlines["reply"].rungs["due"].urgent


@pytest.mark.parametrize(
    ("first", "position", "every", "times", "distances"),
    [
        ("9 days", "before", "3 days", 4, ["9 days", "6 days", "3 days"]),  # never onto the due day itself
        ("1 day", "after", "2 days", 3, ["1 day", "3 days", "5 days"]),
        (None, "due", "2 hours", 3, ["None", "2 hours", "4 hours"]),
        ("1 day", "after", None, 5, ["1 day"]),
    ],
)
def test_a_rung_repeats_towards_the_due_instant_before_it_and_away_from_it_after(
    first, position, every, times, distances
):
    found = repeated(first and days(first), position, every and days(every), times)

    assert [str(distance) for distance in found] == distances


def test_approvals(visit):
    assert visit.approvals == {
        "consent": Approval(
            name="consent", titles={"en": "Consent"}, asks=("MIA", "MOH"), at_least="60%", mandatory=("MIA",),
            veto=("MOH",), hear_all=True,
        ),
        "nod": Approval(name="nod", titles={"en": "Nod"}, asks=("MIA",)),
    }  # fmt: skip


def test_notices(visit):
    assert visit.notices == (
        Notice(event="go", to=(HQ,), template="moved", level="national"),
        Notice(event="say", to=("author",), template="assigned"),
        Notice(event="say", to=("responsible",), template="moved"),
    )


def test_what_a_file_leaves_out():
    bare = definition_from(
        {"type": "note", "version": 1, "title": TITLES, "states": {"new": {"title": TITLES}}, "transitions": []}, ""
    )

    assert (bare.fields, bare.events, bare.transitions, bare.deadlines) == ({}, {}, (), {})
    assert (bare.notices, bare.approvals, bare.reconciliation, bare.undo) == ((), {}, None, None)
    assert (bare.created_by, bare.creation_requires) == (("national.coordinator",), ("title",))
    join = {**FULL, "transitions": [{"event": "go", "from": "new", "to": "over", "when_children": {"in": "over"}}]}
    assert definition_from(join, "").transitions[0].when_children == Join(states=frozenset({"over"}), at_least="all")


# What is asked of a definition


def test_a_repeated_report_is_given_with_its_own_figures(visit):
    reports, *_, accepts, _ = visit.transitions

    assert reports.anew == ("count", "size")
    assert accepts.anew == ()


def test_an_event_sets_what_it_requires_may_set_moves_and_the_period_it_is_about(visit):
    reports, says = visit.transitions[0], visit.transitions[1]

    assert reports.settable() == ("count", "size", "plain", "due_on", "period")
    assert says.settable() == ()


@pytest.mark.parametrize(
    ("within", "working"), [("5 working days", True), ("5 days", True), ("5 hours", False), ("50 minutes", False)]
)
def test_a_length_of_hours_runs_through_the_night(visit, within, working):
    rule = replace(visit.deadlines["reply"], within=days(within))

    assert rule.reckons_working_time is working
    assert replace(rule, within=None).reckons_working_time


def test_what_leads_out_of_a_state_in_the_order_of_the_file(visit):
    def events(state: str, level: str) -> list[tuple[str, str]]:
        return [(t.event, t.target) for t in visit.leaving(state, level)]

    assert events("new", "national") == [("go", "going"), ("say", "new")]
    assert events("new", "regional") == [("say", "new")]
    assert events("nowhere", "national") == []
    assert visit.initial == "new"


def test_the_events_somebody_may_try_are_told_once_and_without_the_system_s(visit):
    assert visit.possible("going", "national") == ("say", "go")
    assert visit.possible("held", "national") == ("say",)


def test_what_moves_by_itself(visit):
    assert [t.target for t in visit.joins("held", "national")] == ["over"]
    assert [t.target for t in visit.outcomes("held", "national")] == ["off", "new"]
    assert visit.outcomes("going", "national") == ()
    assert replace(visit, approvals={}).outcomes("held", "national") == ()


def test_where_an_approval_is_asked_and_begun_anew(visit):
    assert visit.asked_in("going") == {"consent"}
    assert visit.asked_in("over") == set()
    assert visit.restarted_by("go", "new") == {"consent"}
    assert visit.restarted_by("go", "going") == visit.restarted_by("say", "new") == set()


def test_the_events_whose_doers_or_number_somebody_asks_about(visit):
    assert visit.watched_events == {"create", "fan_out", "say", "go"}
    assert ERRAND.watched_events == {"create", "fan_out", "finish", "extend"}


def test_what_a_step_did_to_a_period(visit):
    assert visit.deed_on_period("go", "new", "going", "national") == ("reports", "report")
    assert visit.deed_on_period("go", "new", "going", "regional") is None
    assert visit.deed_on_period("go", "going", "held", "regional") == ("accepts", "report")
    assert visit.deed_on_period("go", "going", "new", "regional") == ("returns", "report")
    assert visit.deed_on_period("say", "new", "new", "national") is None
    assert visit.recurs
    assert not ERRAND.recurs


def test_the_deadline_for_deciding_conflicts_runs_while_there_are_any(visit):
    torn = replace(draft(), state="going", conflicts={"note": Conflict(old="a", new="b")})

    assert visit.clocks(torn) == ("reply", "report", "reply")
    assert visit.clocks(replace(torn, conflicts={})) == ("reply", "report")
    assert visit.clocks(replace(torn, state="over")) == ()
    assert replace(visit, reconciliation=None).clocks(torn) == ("reply", "report")


def test_settling_is_offered_only_where_something_is_in_conflict():
    document = copy.deepcopy(DOCUMENT)
    document["events"]["settle"] = {"title": TITLES}
    document["transitions"].append({"event": "settle", "from": "draft", "to": "same", "by": HQ, "settles": "conflicts"})
    settling: Definition = definition_from(document, "8" * 64)
    torn = replace(draft(), conflicts={"note": Conflict(old="a", new="b")})

    assert settling.open_to(torn) == ("edit", "approve", "drop", "settle")
    assert settling.open_to(draft()) == ("edit", "approve", "drop")


def test_an_unknown_state_is_blocked_and_has_a_title(visit):
    blocked = visit.states["vanished"]

    assert (blocked.name, blocked.final, blocked.titles["ru"]) == ("vanished", False, "Заблокировано")


def test_events_are_called_by_the_definition_or_by_the_engine(visit):
    assert visit.event_titles("go") == {"en": "Go"}
    assert visit.event_titles("undo")["en"] == "Take back the last move"
    assert visit.event_titles("nothing") == {}


def test_definitions_are_told_apart_by_type_version_and_text(visit):
    other = definition_from(FULL, "e" * 64)

    assert hash(visit) == hash(definition_from(FULL, "d" * 64)) != hash(other)
    assert len({visit, other, replace(visit, version=4), replace(visit, type="x")}) == 4
