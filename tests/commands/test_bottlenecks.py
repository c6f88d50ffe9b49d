"""`qadam bottlenecks`, and the same in the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import main
from tests.commands.terminal import at_terminal, bare


@pytest.fixture
def busy(world):
    measure = world.approved(regions="KZ-75,KZ-71")
    for region, tailored in (("KZ-75", "2024-04-16 10:00"), ("KZ-71", "2024-04-19 10:00")):
        world.at(tailored).move(f"{measure}/{region}", "tailor", region.lower(), target_group="students")
        world.move(f"{measure}/{region}", "start", region.lower())
    child = f"{measure}/KZ-75"
    world.at("2024-05-02 10:00").move(child, "report", "mia", reach=9, events_held=1, evidence=1)
    world.at("2024-05-04 10:00").move(child, "return", "kz-75", comment="figures")
    world.at("2024-05-06 10:00").move(child, "report", "mia", reach=9, events_held=1, evidence=1)
    return measure


def told(world, capsys, *words: str) -> dict:
    assert main(["--db", world.url, "--now", "2024-05-10T10:00", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_states_ways_back_and_hand_overs_are_told(world, busy, capsys):
    found = told(world, capsys, "bottlenecks", "--by", "region", "--json")
    states = {(s["key"], s["state"]): s for s in found["states"]}

    assert states["KZ-71", "approved"]["stayed"]["sum_hours"] == 96
    assert states["KZ-75", "approved"]["stayed"]["sum_hours"] == 24
    assert states["KZ-75", "reported"]["again"] == 1
    assert states["KZ-71", "in_execution"]["waiting"]["number"] == 1
    assert [(x["from"], x["to"], x["event"]) for x in found["loops"]] == [("returned", "reported", "report")]
    assert found["hand_overs"]["total"] == sum(p["number"] for p in found["hand_overs"]["pairs"])
    assert ("mia", "kz-75") in {(p["from"], p["to"]) for p in found["hand_overs"]["pairs"]}


def test_a_pipe_gets_codes_in_every_language(world, busy, capsys):
    said = []
    for language in ("en", "kk"):
        assert main(["--db", world.url, "--lang", language, "bottlenecks", "--by", "agency"]) == 0
        said.append(capsys.readouterr().out)

    assert said[0] == said[1]
    assert "MIA\tcampaign\tin_execution\t" in said[0]


def test_people_read_it_in_their_language(world, busy, capsys):
    out = bare(at_terminal("--db", world.url, "--lang", "ru", "bottlenecks", "--by", "agency", columns=200).out)

    assert "Утверждено" in out
    assert "Возвращено на доработку" in out
    assert "МВД" in out


def test_a_replayed_log_has_no_stay_before_its_first_event(small_world, capsys):
    machine = "type: t\nstates: {start: {}, a: {}, b: {}}\nfinal: [b]\n"
    machine += "transitions: [{from: start, to: a}, {from: a, to: b}]\n"
    Path("m.yaml").write_text(machine, encoding="utf-8")
    Path("l.csv").write_text("case,activity,timestamp\n1,a,2024-01-01T00:00Z\n1,b,2024-01-03T00:00Z\n")
    main(["definitions", "convert", "m.yaml", "-o", "t.yaml"])
    main(["--db", small_world.url, "replay", "l.csv", "--definition", "t.yaml"])
    capsys.readouterr()
    found = told(small_world, capsys, "bottlenecks", "--type", "t", "--json")

    assert [(s["state"], s["stayed"]["sum_hours"]) for s in found["states"]] == [("a", 48)]


def test_the_report_tells_it_too(world, busy, capsys):
    document = told(world, capsys, "report", "--format", "json")
    alone = told(world, capsys, "bottlenecks", "--since", "2024-01-01", "--json")

    assert document["bottlenecks"]["states"] == alone["states"]
    assert main(["--db", world.url, "--lang", "kk", "report", "-o", "r.html", "--now", "2024-05-10T10:00"]) == 0
    page = Path("r.html").read_text(encoding="utf-8")
    assert "Уақыт қайда кетеді" in page
    assert "Пысықтауға қайтарылды" in page
