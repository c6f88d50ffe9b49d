# ruff: noqa: E501 - the table of mistakes reads better in wide lines
"""What can really happen is explored: mistakes that no single line shows are found, with a shortest way to them."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from itertools import pairwise

import pytest

from definitions.directory import load_agencies, load_regions
from definitions.draft import Draft
from definitions.exploration import Exploration, Situation, explore
from definitions.loader import check_definition, shipped_definitions
from definitions.people_checks import Staff
from definitions.sample_people import sample_people
from definitions.yaml_file import read_yaml
from tests.definitions.test_linter import places_of
from tests.world import World
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.model import Command
from workflow.steps import take_step

FESTIVAL = """\
type: festival
version: 1
title: {en: Festival, ru: Фестиваль, kk: Фестиваль}
fields:
  guests: {type: integer, title: {en: Guests, ru: Гостей, kk: Қонақтар}}
states:
  draft: {initial: true, deadline: drafting, title: {en: Draft, ru: Проект, kk: Жоба}}
  approved: {deadline: [preparing, watching], title: {en: Approved, ru: Утверждено, kk: Бекітілді}}
  asked: {deadline: answering, title: {en: Asked, ru: Запрошено, kk: Сұралды}}
  ready: {deadline: holding, title: {en: Ready, ru: Готово, kk: Дайын}}
  held: {deadline: closing, title: {en: Held, ru: Проведено, kk: Өткізілді}}
  closed: {final: true, title: {en: Closed, ru: Закрыто, kk: Жабылды}}
  waived: {final: true, outcome: cancelled, title: {en: Waived, ru: Не требуется, kk: Қажет емес}}
  cancelled: {final: true, outcome: cancelled, title: {en: Cancelled, ru: Отменено, kk: Күші жойылды}}
events:
  approve: {title: {en: Approve, ru: Утвердить, kk: Бекіту}}
  ask: {title: {en: Ask, ru: Запросить, kk: Сұрау}}
  answer: {title: {en: Answer, ru: Ответить, kk: Жауап беру}}
  lapse: {title: {en: Go on unanswered, ru: Продолжить, kk: Жалғастыру}}
  prepare: {title: {en: Prepare, ru: Подготовить, kk: Дайындау}}
  hold: {title: {en: Hold, ru: Провести, kk: Өткізу}}
  waive: {title: {en: Waive, ru: Признать ненужным, kk: Қажетсіз деп тану}}
  close: {title: {en: Close, ru: Закрыть, kk: Жабу}}
  complete: {title: {en: Complete, ru: Завершить, kk: Аяқтау}}
  cancel: {title: {en: Cancel, ru: Отменить, kk: Күшін жою}}
transitions:
  - {event: approve, from: draft, to: approved, by: national.coordinator, level: national, not_by: author, requires: [lead_agency, due_on], fan_out: regions}
  - {event: ask, from: approved, to: asked, by: regional.coordinator, level: regional}
  - {event: answer, from: asked, to: ready, by: national.coordinator, level: regional, not_by: ask}
  - {event: lapse, from: asked, to: ready, by: system, level: regional}
  - {event: prepare, from: approved, to: ready, by: regional.coordinator, level: regional, after: 2 days}
  - {event: hold, from: ready, to: held, by: agency.officer, level: regional, requires: [guests], before_due: 1 working day}
  - {event: waive, from: [approved, ready], to: waived, by: national.coordinator, level: regional, comment: required}
  - {event: close, from: held, to: closed, by: national.coordinator}
  - {event: complete, from: approved, to: held, level: national, when_children: {in: [closed], at_least: all, ignores: [waived, cancelled]}}
  - {event: cancel, from: "*", to: cancelled, by: national.coordinator, comment: required, cascade: true}
deadlines:
  drafting:
    within: 10 working days
    title: {en: Drafting, ru: Подготовка проекта, kk: Жобаны дайындау}
    ladder: [{at: due, notify: national.coordinator}]
  preparing:
    level: regional
    within: 10 working days
    title: {en: Preparing, ru: Подготовка, kk: Дайындық}
    ladder: [{at: due, notify: regional.coordinator}, {after: 3 working days, notify: regional.head}]
  watching:
    level: national
    until: due_on
    title: {en: Watching, ru: Надзор, kk: Қадағалау}
    ladder: [{at: due, notify: national.head}]
  answering:
    level: regional
    within: 5 working days
    title: {en: Answering, ru: Ответ, kk: Жауап}
    ladder:
      - {at: due, notify: national.coordinator}
      - {after: 5 working days, event: lapse}
  holding:
    level: regional
    within: 20 working days
    title: {en: Holding, ru: Проведение, kk: Өткізу}
    ladder: [{at: due, notify: responsible}]
  closing:
    within: 5 working days
    title: {en: Closing, ru: Закрытие, kk: Жабу}
    ladder: [{at: due, notify: [national.coordinator, responsible]}]
"""


def findings(text: str, staff: Staff | None = None):
    return check_definition(text, "festival.yaml", staff)


def seeded(*changes: tuple[str, str]) -> str:
    text = FESTIVAL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def test_nothing_is_wrong_with_a_right_definition():
    assert findings(FESTIVAL) == ()


CONCLUDE = [
    ("events:\n", "events:\n  conclude: {title: {en: Conclude, ru: Подвести итоги, kk: Қорытындылау}}\n"),
    (
        "cascade: true}",
        "cascade: true}\n  - {event: conclude, from: approved, to: held, by: national.coordinator, level: national}",
    ),
]


def test_an_approval_leads_on_as_people_do():
    assert [f for f in findings(seeded(*APPROVED)) if f.severity == "error" or f.code == "never-triggered"] == []


JOIN = "when_children: {in: [closed], at_least: all, ignores: [waived, cancelled]}"
LAPSES = "      - {after: 5 working days, event: lapse}\n"
ANSWER = "  - {event: answer, from: asked, to: ready, by: national.coordinator, level: regional, not_by: ask}\n"

APPROVED = [  # the way from asked to ready is an approval, and nothing else
    ("events:\n", "events:\n  agree: {title: {en: Agree, ru: Согласовать, kk: Келісу}}\n  refuse: {title: {en: Refuse, ru: Отказать, kk: Бас тарту}}\n  back: {title: {en: Back, ru: Назад, kk: Кері}}\n"),
    ("transitions:\n", "approvals:\n  consent: {asks: [MOH, MOJ], title: {en: Consent, ru: Согласие, kk: Келісім}}\ntransitions:\n"),
    (ANSWER, "  - {event: agree, from: asked, to: same, by: agency.officer, level: regional, votes: {consent: agree}}\n"
             "  - {event: refuse, from: asked, to: same, by: agency.officer, level: regional, votes: {consent: refuse}, comment: required}\n"
             "  - {event: answer, from: asked, to: ready, level: regional, when_approved: consent}\n"
             "  - {event: back, from: asked, to: approved, level: regional, when_rejected: consent}\n"),
    ("  - {event: lapse, from: asked, to: ready, by: system, level: regional}\n", ""),
    (LAPSES, ""),
]  # fmt: skip

# The changes, the finding's code, the text at whose place it must be found, and the steps of its example.
MISTAKES = [
    # states nobody comes to, or gets out of
    ([("from: asked, to: ready, by: national", "from: asked, to: approved, by: national"),
      ("from: approved, to: ready, by: regional", "from: ready, to: held, by: regional"), (LAPSES, "")],
     "unreachable-state", "ready: {deadline", ()),
    ([("from: approved, to: asked, by", "from: ready, to: asked, by"),
      ("to: ready, by: regional.coordinator, level: regional, after", "to: held, by: regional.coordinator, level: regional, after")],
     "unreachable-state", "asked: {deadline", ()),
    ([("by: regional.coordinator, level: regional}", "by: system, level: regional}")], "unreachable-state", "asked: {deadline", ()),
    ([("level: national, when_children", "level: regional, when_children"), ("  - {event: close, from: held, to: closed, by: national.coordinator}", "  - {event: close, from: held, to: closed, by: national.coordinator, level: regional}")],
     "wrong-level", "regional, when_children", ()),
    ([(ANSWER, ""), (LAPSES, ""), ('from: "*"', "from: [draft, approved, ready, held]")],
     "nobody-leaves", "asked: {deadline", ("approve", "one region: ask")),
    ([(ANSWER, ""), ("  - {event: lapse, from: asked, to: ready, by: system, level: regional}\n", ""), ('from: "*"', "from: [draft, approved, ready, held]")],
     "dead-end", "asked: {deadline", ("approve", "one region: ask")),
    ([(ANSWER, ""), ("  - {event: lapse, from: asked, to: ready, by: system, level: regional}\n", "")],
     "never-done", "asked: {deadline", ("approve", "one region: ask")),
    ([("close, from: held, to: closed, by: national.coordinator", "close, from: held, to: closed, by: national.coordinator, level: national")],
     "stuck-variants", "fan_out: regions", ("approve",)),
    ([("waive, from: [approved, ready]", "waive, from: [approved, draft]")], "never-happens", "draft], to: waived", ()),
    # joins
    ([(JOIN, JOIN.replace("waived, ", ""))], "stranded-parent", "when_children", ("approve", "one region: waive")),
    ([(JOIN, JOIN.replace(", cancelled", ""))], "stranded-parent", "when_children", ("approve", "one region: cancel")),
    ([(JOIN, JOIN.replace(", ignores: [waived, cancelled]", ""))], "stranded-parent", "when_children", ("approve", "one region: waive")),
    ([(JOIN, JOIN.replace("all, ignores: [waived, cancelled]", "[KZ-75]"))], "stranded-parent", "when_children", ("approve", "KZ-75: waive")),
    ([(JOIN, JOIN.replace("all, ignores: [waived, cancelled]", "20"))], "stranded-parent", "when_children", ("approve", "one region: waive")),
    ([(JOIN, JOIN.replace("all", "96%").replace("waived, ", ""))], "stranded-parent", "when_children", ("approve", "one region: waive")),
    ([("complete, from: approved", "complete, from: draft"), *CONCLUDE],
     "join-never-met", "when_children", ()),
    ([("level: national, when_children", "level: national, by: national.coordinator, when_children")], "join-by-person", "national.coordinator, when_children", ()),
    # approvals
    ([*APPROVED, ("when_approved: consent}", "when_approved: consent, evidence: 1}")], "system-cannot", "evidence: 1", ()),
    ([*APPROVED, ("  - {event: agree, from: asked", "  - {event: agree, from: ready"), ("  - {event: refuse, from: asked", "  - {event: refuse, from: ready"), ('from: "*"', "from: [draft, approved, ready, held]")],
     "nobody-leaves", "asked: {deadline", ("approve", "one region: ask")),
    # guards
    ([("level: national, when_children", "level: national, comment: required, when_children")], "system-cannot", "comment: required, when_children", ()),
    ([("level: national, when_children", "level: national, evidence: 1, when_children")], "system-cannot", "evidence: 1", ()),
    ([("by: system, level: regional}", "by: system, level: regional, requires: [guests]}")], "system-may-lack", "guests]}\n  - {event: prepare", ()),
    ([("before_due: 1 working day", "before_due: 20 working days")], "guard-never-true", "before_due", ()),
    ([("level: regional, not_by: ask", "level: regional, not_by: ask, after: 20 days")], "guard-never-true", "after: 20 days", ()),
    ([("level: regional, not_by: ask", "level: regional, not_by: hold")], "idle-guard", "hold}", ()),
    # ladders
    ([(LAPSES, LAPSES + "      - {after: 9 working days, notify: national.head}\n")], "rung-after-end", "{after: 9 working days", ()),
    ([("closed: {final: true", "closed: {final: true, deadline: closing")], "clock-after-end", "closing, title: {en: Closed", ()),
    ([("deadline: answering, ", ""), ("{event: prepare", "{event: waive, from: asked, to: approved, by: national.coordinator, level: regional, comment: required}\n  - {event: prepare"), ("[preparing, watching]", "watching"), (LAPSES, ""),
      ("  - {event: lapse, from: asked, to: ready, by: system, level: regional}\n", "")], "loop-without-deadline", "approved: {deadline", ()),
    # two ways at once
    ([(ANSWER, ANSWER + ANSWER.replace("to: ready", "to: approved"))], "overlap", "{event: answer, from: asked, to: approved", ()),
    ([(ANSWER, ANSWER + ANSWER.replace("to: ready", "to: approved").replace("national.coordinator", "agency.head"))], "overlap", "{event: answer, from: asked, to: approved", ()),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "code", "marked", "example"), MISTAKES, ids=lambda value: str(value)[:40])
def test_each_mistake_is_found_at_its_place_with_a_shortest_example(changes, code, marked, example):
    text = seeded(*changes)
    found = [finding for finding in findings(text) if finding.code == code]

    assert places_of(text, marked) & {(finding.line, finding.column) for finding in found}, findings(text)
    assert example in [finding.example for finding in found]


def test_an_overlap_names_somebody_to_whom_both_ways_are_open():
    shared = seeded((ANSWER, ANSWER + ANSWER.replace("to: ready", "to: approved")))
    apart = shared.replace(
        "to: approved, by: national.coordinator, level: regional, not_by: ask",
        "to: approved, by: agency.head, level: regional",
    )

    assert "'national.coordinator' does it to a regional measure" in str(
        *[f for f in findings(shared) if f.code == "overlap"]
    )
    assert "somebody who is both 'national.coordinator' and 'agency.head'" in str(
        *[f for f in findings(apart) if f.code == "overlap"]
    )


def test_a_parent_whose_variants_are_all_called_off_need_only_be_ended():
    text = seeded(('from: "*"', "from: [draft, asked, ready, held]"))
    (finding,) = [f for f in findings(text) if f.code == "stranded-parent"]

    assert "'waived'" in finding.message
    assert finding.example[:2] == ("approve", "one region: waive")


@pytest.mark.parametrize("share", ["any", "1", "15", "50%", "[KZ-75, KZ-79]"])
def test_a_share_of_the_regions_can_be_met(share):
    text = seeded((JOIN, JOIN.replace("all", share)))

    assert [f for f in findings(text) if f.code.startswith("join")] == []


def test_an_example_is_what_the_engine_does_as_well(small_world: World):
    """The way on which the exploration strands a parent strands it in the engine, and a kept rule does not."""
    for number, (change, stranded) in enumerate(
        [(("waived, cancelled]", "cancelled]"), True), (("", ""), False)], start=1
    ):
        text = seeded(change, ("type: festival", f"type: festival_{number}"))
        assert any(f.code == "stranded-parent" for f in findings(text)) is stranded
        document = read_yaml(text, "festival.yaml").document
        with small_world.store.register() as register:  # past the check that would refuse it
            register.put_definition(
                document["type"], 1, sha256(text.encode()).hexdigest(), text, document, small_world.now
            )
        small_world.at("2024-04-15 10:00")
        measure = small_world.create(document["type"], regions="KZ-75,KZ-71")
        small_world.move(measure, "approve", "hq2")
        small_world.move(f"{measure}/KZ-75", "waive", "hq", comment="no need")
        small_world.at("2024-04-18 10:00").move(f"{measure}/KZ-71", "prepare", "kz-71")
        small_world.move(f"{measure}/KZ-71", "hold", "mia", guests=5)
        small_world.move(f"{measure}/KZ-71", "close", "hq")

        assert small_world.measure(measure).state == ("approved" if stranded else "held")


PEOPLE = {"national.coordinator": "hq", "regional.coordinator": "kz-75", "agency.officer": "mia"}
FACTS = {"target_group": "x", "asked_due_on": "2024-06-20", "decision_number": "5", "due_on": "2024-07-20"}


def test_every_step_of_the_exploration_is_one_the_engine_takes(small_world: World):
    """Each way of one region of a campaign, of up to five steps, is gone in the engine."""
    (source,) = [s for s in shipped_definitions() if s.definition.type == "campaign"]
    explored = explore(Draft.of(read_yaml(source.text, source.name)))
    ways = {explored.way(situation) for situation in explored.reached}
    ways = {way for way in ways if 2 <= len(way) <= 5 and all(step.startswith("one region: ") for step in way[1:])}
    walked = {walk(small_world, source.definition, [step.removeprefix("one region: ") for step in way]) for way in ways}

    assert walked == ways_ends(explored, ways)
    assert len(walked) >= 7


def walk(world: World, definition: Definition, events: list[str]) -> str:
    """Go a way with one region of a new measure; says where the region stands in the end."""
    measure = world.create()
    world.move(measure, "approve", "hq2")
    child = f"{measure}/KZ-75"
    for event in events[1:]:
        state = world.measure(child).state
        (move,) = [t for t in definition.leaving(state, "regional") if t.event == event]
        if move.by == ("system",):
            with world.store.begin() as tx:
                take_step(tx, tx.lock(child), Command(measure=child, event=event, actor="system"), world.now)
            continue
        data = {field: FACTS.get(field, 1) for field in (*move.requires, *move.later)}
        world.move(child, event, PEOPLE[move.by[0]], comment="why", evidence=move.evidence, **data)
    return world.measure(child).state


def ways_ends(explored: Exploration, ways: set[tuple[str, ...]]) -> set[str]:
    """The states into which the last steps of these ways lead."""
    return {
        state
        for situation in explored.reached
        if explored.way(situation) in ways
        for state in situation.regional
        if state != "approved"
    }


def staff(*, without=(), most=10) -> Staff:
    regions, agencies = load_regions(), load_agencies()
    people = {person.id: person for person in sample_people(regions, agencies) if person.id not in without}
    return Staff(
        directory=Directory(regions=regions, agencies=agencies, people=people), day=date(2026, 11, 24), most=most
    )


AKIMS = tuple(f"akim-{code.lower()}" for code in load_regions())

# Who is missing, how many are a crowd, the code, the severity, and the text at whose place it must be found.
STAFFING = [
    (("head",), 10, "recipient-nobody", "error", "national.head}]\n  answering"),
    (AKIMS, 10, "recipient-nobody", "error", "regional.head}"),
    (("akim-kz-75", "akim-kz-71"), 10, "recipient-nobody", "warning", "regional.head}"),
    (("mia",), 10, "recipient-nobody", "warning", "responsible}]\n  closing"),
    ((), 1, "recipient-crowd", "warning", "national.coordinator}]\n  preparing"),
    (tuple(code.lower() for code in load_regions()), 10, "role-unheld", "warning", "regional.coordinator, level: regional}"),
    (("hq", "hq2"), 10, "role-unheld", "error", "draft: {initial"),
    (("hq2",), 10, "guard-never-true", "error", "author, requires"),
]  # fmt: skip


@pytest.mark.parametrize(("without", "most", "code", "severity", "marked"), STAFFING, ids=lambda value: str(value)[:30])
def test_a_definition_is_checked_against_the_people_there_are(without, most, code, severity, marked):
    found = [f for f in findings(FESTIVAL, staff(without=without, most=most)) if f.code == code]

    assert places_of(FESTIVAL, marked) & {(f.line, f.column) for f in found if f.severity == severity}, found


def test_with_everybody_there_nothing_is_found():
    assert findings(FESTIVAL, staff()) == ()


def test_missing_people_are_named_by_their_places():
    told = [
        f.message
        for f in findings(FESTIVAL, staff(without=("akim-kz-75", "mia", *(f"akimat-{c}" for c in ("kz-10", "kz-11")))))
    ]

    assert "regional.head stands for nobody in KZ-75" in told
    assert "responsible stands for nobody in MIA, AKIMAT in KZ-10, AKIMAT in KZ-11" in told


@pytest.mark.parametrize("source", shipped_definitions(), ids=lambda source: source.name)
def test_the_shipped_types_raise_no_alarm(source):
    found = check_definition(source.text, source.name)

    assert found == ()


def test_a_long_definition_is_explored_to_its_end():
    states = [f"s{number}" for number in range(60)]
    rules = [f"  - {{event: go, from: {a}, to: {b}, by: national.coordinator}}" for a, b in pairwise(states)]
    rules[0] = rules[0].replace("by:", "fan_out: regions, level: national, by:")
    titles = "{en: a, ru: а, kk: а}"
    text = "\n".join(
        ["type: long", "version: 1", f"title: {titles}", "states:"]
        + [
            f"  {s}: {{{'initial: true, ' * (s == 's0')}{'final: true, ' * (s == 's59')}title: {titles}}}"
            for s in states
        ]
        + ["events:", f"  go: {{title: {titles}}}", "transitions:", *rules]
    )
    assert [f for f in check_definition(text, "long.yaml") if f.severity == "error"] == []


def test_all_regions_together_meet_what_each_alone_does_not():
    explored = explore(Draft.of(read_yaml(FESTIVAL, "festival.yaml")))

    met = Situation("held", ("closed", "closed", "closed"))
    assert met in explored.reached
    assert explored.way(met)[-1].endswith("close, and so complete")
    assert Situation("held", ("closed", "closed", "held")) not in explored.reached
