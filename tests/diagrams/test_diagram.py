"""A measure type drawn says everything a person must know of it, in three languages and three formats."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from cli import main
from commands.diagrams.dot import dot
from commands.diagrams.mermaid import mermaid
from commands.diagrams.picture import Path as Way
from commands.diagrams.picture import picture
from commands.diagrams.svg import Line, lines_of, svg, width_of
from commands.diagrams.words import _WORDS, Words
from commands.vocabulary import FACTS
from commands.wording import WHO
from definitions.loader import parse_definition, shipped_definitions
from tests.definitions.test_exploration import FESTIVAL
from workflow.definition import RECIPIENTS_BY_MEASURE, Definition
from workflow.directory import ROLES, SYSTEM

SVG = "{http://www.w3.org/2000/svg}"
SHIPPED = {source.definition.type: source.definition for source in shipped_definitions()}
LANGUAGES = ("en", "ru", "kk")


def texts(drawn: str) -> str:
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    return " ".join(" ".join((element.text or "").split()) for element in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_states_events_deadlines_and_ladders_are_all_there(name, language):
    definition = SHIPPED[name]
    drawn = svg(picture(definition, Words(language)))
    said = texts(drawn)

    for titles in (definition.titles, *(state.titles for state in definition.states.values())):
        assert titles[language] in said
    for event, titles in definition.events.items():
        if any(t.event == event for t in definition.transitions):
            assert set(titles[language].split()) <= set(re.split(r"[ :»«]", said)), titles
    for rule in definition.deadlines.values():
        assert rule.titles[language].split()[0] in said
    rungs = sum(len(rule.ladder) for rule in definition.deadlines.values())
    assert said.count("→") >= rungs


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_an_svg_needs_nothing_from_anywhere(name):
    drawn = svg(picture(SHIPPED[name], Words("kk")))

    assert not re.search(r"(href|src|url\()(?!=?\(?#)", drawn.replace("url(#head)", ""))
    assert "<script" not in drawn
    assert set(re.findall(r"https?://[^\"' ]+", drawn)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_no_text_is_wider_than_its_box(name):
    root = ET.fromstring(svg(picture(SHIPPED[name], Words("ru"))))  # noqa: S314 - our own
    _, _, width, _ = map(float, root.attrib["viewBox"].split())

    for group in root.iter(f"{SVG}g"):
        moved = float(re.match(r"translate\((\S+)", group.attrib["transform"])[1])
        for text in group.findall(f"{SVG}text"):
            half = width_of(text.text, float(text.attrib["font-size"]), bold="font-weight" in text.attrib) / 2
            x = float(text.attrib["x"])
            assert x + moved + (half if "text-anchor" in text.attrib else 2 * half) <= width + 1, text.text


def test_what_may_happen_everywhere_is_said_once():
    drawn = picture(SHIPPED["campaign"], Words("en"))
    national, regional = drawn.flows

    assert national.everywhere == ("From every open state: Cancel → Cancelled (national coordinator)",)
    assert not any(arrow.target == "cancelled" for arrow in (*national.arrows, *regional.arrows))


def test_an_approval_is_said_with_its_voices():
    drawn = picture(SHIPPED["legislation"], Words("en"))
    title = SHIPPED["legislation"].approvals["agreement"].titles["en"]

    assert [ladder.lines for ladder in drawn.ladders if ladder.title == title] == [("asked (all): co-executors",)]
    (given,) = [a for a in drawn.flows[0].arrows if any(f"given: {title}" in label.asks for label in a.labels)]
    assert (given.source, given.target, given.doer, given.labels[0].who) == (
        "agency_draft",
        "agreed",
        "system",
        "by itself",
    )


def test_each_level_has_its_own_flow_and_a_central_type_has_one():
    assert [flow.level for flow in picture(SHIPPED["campaign"], Words("en")).flows] == ["national", "regional"]
    (only,) = picture(SHIPPED["finance"], Words("en")).flows
    assert only.title == ""


@pytest.mark.parametrize("write", [svg, mermaid, dot])
def test_nothing_in_a_title_gets_out_of_its_place(write):
    evil = '<script>alert("1")</script>; --> x : y\\" ]; } #'
    text = FESTIVAL.replace("en: Held,", f"en: {evil!r},").replace("en: Festival,", f"en: {evil!r},")
    drawn = write(picture(parse_definition(text, "f.yaml"), Words("en")))
    plain = write(picture(parse_definition(FESTIVAL, "f.yaml"), Words("en")))

    assert drawn.count("\n") <= plain.count("\n") + 12
    if write is svg:
        assert "<script" not in drawn
        ET.fromstring(drawn)  # noqa: S314 - our own
    if write is mermaid:
        assert "<script" not in drawn.split("---")[2]
    if write is dot:
        for line in drawn.splitlines():
            assert len(re.findall(r'(?<!\\)(?:\\\\)*"', line)) % 2 == 0, line


def edges(definition: Definition) -> int:
    return sum(len(flow.arrows) for flow in picture(definition, Words("en")).flows)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_mermaid_has_a_state_for_each_box_and_an_arrow_for_each_arrow(name):
    text = mermaid(picture(SHIPPED[name], Words("ru")))
    states = re.findall(r'^ +state "[^"]*" as (\w+)$', text, re.MULTILINE)
    arrows = re.findall(r"^ +(\w+) --> (\w+) : \S.*$", text, re.MULTILINE)

    assert text.startswith("---\ntitle: ")
    assert len(arrows) == edges(SHIPPED[name])
    assert {end for arrow in arrows for end in arrow} <= set(states)
    assert text.count("note right of") + text.count("note left of") == text.count("end note")
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_dot_has_a_node_for_each_box_and_an_edge_for_each_arrow(name):
    text = dot(picture(SHIPPED[name], Words("kk")))
    nodes = re.findall(r"^    (\w+) \[label=", text, re.MULTILINE)
    found = re.findall(r"^    (\w+) -> (\w+) \[label=", text, re.MULTILINE)

    assert len(found) == edges(SHIPPED[name])
    assert {end for edge in found for end in edge} <= set(nodes)


def test_one_measure_shows_its_own_way(small_world, capsys):
    measure = small_world.approved(regions="KZ-75,KZ-71")
    child = f"{measure}/KZ-75"
    small_world.at("2024-04-16 10:00").move(child, "tailor", "kz-75", target_group="students")
    small_world.move(child, "start", "kz-75")
    small_world.at("2024-04-17 10:00").move(child, "hold", "hq", comment="flu")
    small_world.move(child, "resume", "hq")
    small_world.move(child, "interim", "mia", reach=5)
    drawn = picture(SHIPPED["campaign"], Words("en"), Way.of("regional", small_world.history(child)), of=child)
    (flow,) = drawn.flows
    gone = {(a.source, a.target): [label.taken for label in a.labels] for a in flow.arrows if a.taken}

    assert gone == {
        ("approved", "tailored"): [(2,)],
        ("tailored", "in_execution"): [(3,)],
        ("in_execution", "on_hold"): [(4,)],
        ("on_hold", "in_execution"): [(5,)],
    }
    assert {box.name for box in flow.boxes if box.visited} == {"approved", "tailored", "in_execution", "on_hold"}
    (here,) = [box for box in flow.boxes if box.here]
    assert (here.name, [label.taken for label in here.inside if label.taken]) == ("in_execution", [(6,)])
    assert main(["--db", small_world.url, "definitions", "diagram", "--measure", child, "-o", "way.svg"]) == 0
    assert "[4] Put on hold" in texts(Path("way.svg").read_text(encoding="utf-8"))


def test_a_cancelled_measure_shows_the_arrow_that_is_else_said_once(small_world):
    measure = small_world.create()
    small_world.move(measure, "cancel", "hq", comment="no money", decision_number="5")
    (flow,) = picture(SHIPPED["campaign"], Words("en"), Way.of("national", small_world.history(measure))).flows

    assert [(a.source, a.target) for a in flow.arrows if a.taken] == [("draft", "cancelled")]


@pytest.mark.parametrize(("name", "begins"), [("c.svg", "<svg"), ("c.dot", "digraph"), ("c.mmd", "---\ntitle")])
def test_the_file_name_tells_the_format(small_world, name, begins):
    assert main(["--db", small_world.url, "definitions", "diagram", "campaign", "-o", name, "--lang", "kk"]) == 0
    assert Path(name).read_text(encoding="utf-8").startswith(begins)


def test_a_file_is_drawn_without_any_database(capsys):
    Path("f.yaml").write_text(FESTIVAL, encoding="utf-8")

    assert main(["definitions", "diagram", "--file", "f.yaml", "--format", "dot"]) == 0
    assert capsys.readouterr().out.startswith("digraph")


def test_what_cannot_be_drawn_is_refused_in_one_line(small_world, capsys):
    for words in (["campain"], ["--measure", "99"], ["--file", "no.yaml"], ["campaign", "-o", "no/where.svg"]):
        assert main(["--db", small_world.url, "definitions", "diagram", *words]) == 1
        assert capsys.readouterr().err.startswith("error: ")
    assert main(["definitions", "diagram"]) == 2


def test_every_word_is_there_in_three_languages():
    for words in (*_WORDS.values(), *WHO.values(), *FACTS.values()):
        assert set(words) == set(LANGUAGES)
        assert all(words.values())
    assert WHO.keys() == {*ROLES, *RECIPIENTS_BY_MEASURE, SYSTEM}


def test_lines_are_broken_between_words_only():
    lines = lines_of(Line("Представить промежуточные данные координатору штаба"), 150)

    assert " ".join(line.text for line in lines) == "Представить промежуточные данные координатору штаба"
    assert all(line.width <= 150 for line in lines)
    assert [line.text for line in lines_of(Line("x" * 90), 100)] == ["x" * 90]
