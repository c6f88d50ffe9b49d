"""A bare state machine becomes a measure type that accepts its moves and nothing else."""

from __future__ import annotations

import re

import pytest

from cli import main
from definitions.loader import check_definition, parse_definition
from definitions.state_machine import as_definition, read_machine
from tests.event_log import receipt
from workflow.errors import Invalid

STRANGE = """\
type: "null"
initial: ""
states:
  "": {}
  NaN: {}
  "nan": {title: "Not a number"}
  "null": {}
  "a/b: {c}": {}
  "Ұсыну": {}
  "закрыть": {}
  create: {}
  same: {}
  "5": {}
  close: {title: 'He said "close"'}
  closed: {}
final: ["5"]
transitions:
  - {from: "", to: NaN}
  - {from: NaN, to: nan}
  - {from: nan, to: "null"}
  - {from: "null", to: "a/b: {c}"}
  - {from: "a/b: {c}", to: "Ұсыну"}
  - {from: "Ұсыну", to: "закрыть"}
  - {from: "закрыть", to: create}
  - {from: create, to: same}
  - {from: [same, "5"], to: "5"}
  - {from: "5", to: close}
  - {from: close, to: closed}
"""


def errors(text: str) -> list[str]:
    return [str(finding) for finding in check_definition(text, "x.yaml") if finding.severity == "error"]


def test_any_name_can_be_said_and_is_kept_as_a_title():
    machine = read_machine(STRANGE, "strange.yaml")
    text = as_definition(machine)
    assert errors(text) == []
    definition = parse_definition(text, "strange.yaml")

    assert {state.titles["en"] for state in definition.states.values()} >= {
        "NaN",
        "Not a number",
        "null",
        "a/b: {c}",
        "Ұсыну",
        "закрыть",
        "5",
        'He said "close"',
    }
    moves = {
        (definition.states[t.source].titles["en"], definition.events[t.event]["en"]) for t in definition.transitions
    }
    wanted = {(machine.titles[s], machine.titles[t]) for t, sources in machine.sources.items() for s in sources}
    assert {move for move in moves if move[1] != "Close"} == wanted
    assert ("5", "Close") in moves


def test_a_machine_that_cannot_end_gets_an_end():
    text = as_definition(read_machine("states: {a: {}, b: {}}\ntransitions: [{from: a, to: b}, {from: b, to: a}]", "m"))

    assert errors(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("states: {a: {}}\ntransitions:\n  - {from: a, to: b}\n", "m.yaml:3: there is no state 'b'"),
        ("states: {a: {}}\ntransitions:\n  - {from: a}\n", "m.yaml:3: a transition says"),
        ("states: {a: {}}\ninitial: b\ntransitions: []\n", "m.yaml:2: there is no state 'b'"),
        ("states: {a: {}}\nfinal:\n  - c\ntransitions: []\n", "m.yaml:3: there is no state 'c'"),
        ("states: []\n", "m.yaml:1: a machine has"),
        ("[1, 2]\n", "m.yaml:1: a machine has"),
        ("a: {", "this is no YAML"),
    ],
)
def test_what_is_no_machine_is_refused_with_its_place(text, place):
    with pytest.raises(Invalid, match=re.escape(place)):
        read_machine(text, "m.yaml")


def test_the_command_writes_a_file_that_the_check_accepts(tmp_path, capsys):
    (tmp_path / "m.yaml").write_text(STRANGE, encoding="utf-8")

    assert main(["definitions", "convert", "m.yaml", "-o", "out.yaml"]) == 0
    assert main(["definitions", "check", "out.yaml"]) == 0
    capsys.readouterr()
    assert main(["definitions", "convert", "m.yaml"]) == 0
    assert capsys.readouterr().out == (tmp_path / "out.yaml").read_text(encoding="utf-8")


@receipt.needs_receipt
def test_the_machine_of_a_real_log_has_no_error():
    machine = receipt.machine()
    text = as_definition(machine)

    assert errors(text) == []
    assert len(parse_definition(text, "receipt.yaml").states) == len(machine.titles) + 1
