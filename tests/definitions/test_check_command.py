"""`definitions check` tells people, programs and code hosts what it found, and where."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cli import main
from definitions.findings import Finding
from definitions.rules import RULES
from definitions.sarif import sarif
from tests.definitions.test_exploration import FESTIVAL, seeded

ROOT = Path(__file__).resolve().parents[2]
WRONG = [
    ("from: asked, to: ready, by: national", "from: asked, to: raedy, by: national"),
    ("waived, cancelled]", "cancelled]"),
]


def checked(capsys, text: str, *more: str) -> tuple[int, str, str]:
    Path("festival.yaml").write_text(text, encoding="utf-8")
    code = main(["definitions", "check", "festival.yaml", *more])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_people_read_place_sentence_and_example(capsys):
    code, out, err = checked(capsys, seeded(*WRONG))

    assert code == 1
    assert re.search(
        r"^festival\.yaml:29:\d+: error: unknown state 'raedy' \(did you mean 'ready'\?", out, re.MULTILINE
    )
    assert "(for example: approve → one region: waive)" in out
    assert "2 error(s) in 1 file(s)" in err


def test_programs_read_the_same_as_json(capsys):
    code, out, _ = checked(capsys, seeded(*WRONG), "--json")
    document = json.loads(out)

    assert (code, document["ok"]) == (1, False)
    (stranded,) = [f for f in document["findings"] if f["code"] == "stranded-parent"]
    assert stranded["example"] == ["approve", "one region: waive"]
    assert {"file", "line", "column", "severity", "message"} <= stranded.keys()


def test_code_hosts_read_sarif(capsys):
    code, out, _ = checked(capsys, seeded(*WRONG), "--sarif")
    document = json.loads(out)

    assert code == 1
    assert (document["version"], len(document["runs"])) == ("2.1.0", 1)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rule["shortDescription"]["text"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert result["message"]["text"]
        ((place),) = [location["physicalLocation"] for location in result["locations"]]
        assert place["artifactLocation"]["uri"] == "festival.yaml"
        assert place["region"]["startLine"] >= 1
        assert place["region"]["startColumn"] >= 1


def test_sarif_of_nothing_is_a_run_without_results(capsys):
    code, out, _ = checked(capsys, FESTIVAL, "--sarif")

    assert code == 0
    assert json.loads(out)["runs"][0]["results"] == []


def test_a_file_name_becomes_a_uri():
    finding = Finding(file="мои типы/a.yaml", line=1, column=2, severity="error", code="overlap", message="m")
    (result,) = sarif([finding], "1")["runs"][0]["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("%D1%8B/a.yaml")


def test_the_people_of_the_database_are_asked_when_wanted(small_world, capsys):
    with small_world.store.register() as register:
        register.leave("head", small_world.now.date(), small_world.now)
    code, out, _ = checked(capsys, FESTIVAL, "--people", "--db", small_world.url, "--now", "2024-05-01")

    assert code == 1
    assert "national.head stands for nobody: no person is that now" in out
    assert checked(capsys, FESTIVAL)[0] == 0


def test_every_code_a_check_uses_has_its_sentence():
    codes = set()
    for path in sorted((ROOT / "definitions").glob("*.py")):
        codes |= set(re.findall(r'"((?:[a-z]+-)+[a-z]+|overlap|syntax|empty|tag)"', path.read_text(encoding="utf-8")))
    codes |= {f"unknown-{kind}" for kind in ("state", "event", "field", "role", "recipient", "template", "deadline")}

    assert codes - RULES.keys() == set()
    assert {code for code in RULES if code not in codes} <= {"mail-template"}
