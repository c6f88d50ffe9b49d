"""The JSON other programs rely on: one document on stdout, the promised keys, times in UTC, errors on stderr."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import cli
from tests.commands.terminal import piped
from tests.world import World

Run = Callable[..., Any]

MEASURE = {
    "id", "title", "type", "type_version", "level", "parent", "region", "agency", "state", "since", "due_at",
    "overdue", "version", "data", "events",
}  # fmt: skip
DEADLINE = {"name", "opened_at", "due_at", "status", "rungs"}
RUNG = {"key", "at", "fired_at", "collapsed"}
ENTRY = {"seq", "at", "actor", "on_behalf_of", "event", "from", "to", "comment", "data", "hash", "prev_hash"}
ROW = {"key", "total", "states", "overdue", "due_7d"}
RESULT = {"measure", "event", "from", "to", "version", "ok"}
MAIL = {
    "id", "measure", "to", "template", "status", "attempts", "next_attempt_at", "last_error", "message_id",
}  # fmt: skip


@pytest.fixture
def run(busy: World, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command with --json and gives its document."""

    def run(*arguments: str) -> Any:
        capsys.readouterr()
        assert cli.main([*arguments, "--json"]) == 0, capsys.readouterr().err
        printed = capsys.readouterr()
        assert printed.err == ""
        return json.loads(printed.out)

    return run


def times(document: Any) -> list[str]:
    """Every text in a document that is an instant."""
    if isinstance(document, dict):
        return [text for value in document.values() for text in times(value)]
    if isinstance(document, list):
        return [text for value in document for text in times(value)]
    return [document] if isinstance(document, str) and len(document) > 18 and document[10:11] == "T" else []


def test_list_and_show(run: Run):
    listed = run("list")
    assert set(listed) >= {"measures", "total"}
    assert listed["total"] == len(listed["measures"]) == 22
    assert all(set(measure) >= MEASURE for measure in listed["measures"])

    shown = run("show", "1/KZ-75")
    assert set(shown) >= MEASURE | {"children", "deadlines", "history"}
    assert (shown["level"], shown["parent"], shown["region"]) == ("regional", "1", "KZ-75")
    assert shown["events"]
    assert all(set(deadline) >= DEADLINE for deadline in shown["deadlines"])
    assert all(set(rung) >= RUNG for deadline in shown["deadlines"] for rung in deadline["rungs"])
    assert all(set(entry) >= ENTRY for entry in shown["history"])
    assert len(run("show", "1")["children"]) == 20


def test_history(run: Run):
    document = run("history", "1/KZ-75")

    assert document["measure"] == "1/KZ-75"
    assert all(set(entry) >= ENTRY for entry in document["entries"])
    assert [entry["seq"] for entry in document["entries"]] == [1, 2, 3]
    assert document["entries"][1]["prev_hash"] == document["entries"][0]["hash"]


def test_move(run: Run):
    document = run("move", "1/KZ-71", "1/KZ-79", "waive", "--comment", "x")

    assert [result["measure"] for result in document["results"]] == ["1/KZ-71", "1/KZ-79"]
    assert all(set(result) >= RESULT and result["ok"] for result in document["results"])
    assert (document["results"][0]["from"], document["results"][0]["to"]) == ("approved", "not_needed")


def test_move_where_some_are_refused(busy: World, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["move", "1/KZ-71", "2", "waive", "--comment", "x", "--json"]) == 1
    printed = capsys.readouterr()
    done, refused = json.loads(printed.out)["results"]

    assert done["ok"]
    assert not refused["ok"]
    assert refused["error"]
    assert set(json.loads(printed.err)["error"]) >= {"kind", "message"}


def test_new(run: Run):
    document = run("new", "study", "Опрос", "--lead", "MOH", "--due", "2024-09-30")

    assert set(document) >= {"id", "state", "version"}


def test_status(run: Run):
    for by in ("region", "agency", "type", "state"):
        document = run("status", "--by", by)

        assert set(document) >= {"by", "as_of", "rows", "total"}
        assert document["by"] == by
        assert all(set(row) >= ROW for row in (*document["rows"], document["total"]))
        assert sum(row["total"] for row in document["rows"]) == document["total"]["total"] == 22


def test_overdue(run: Run):
    document = run("overdue")

    assert document["measures"]
    for measure in document["measures"]:
        assert set(measure) >= MEASURE | {"late_by_days", "waiting_for", "last_rung"}
        assert measure["overdue"]
        assert measure["waiting_for"]


def test_tick(run: Run):
    document = run("tick")

    assert set(document) >= {
        "at", "rungs_fired", "rungs_collapsed", "events_triggered", "mails_queued", "mails_sent", "mails_failed",
        "errors",
    }  # fmt: skip
    assert document["rungs_fired"] > 0
    assert document["errors"] == []


def test_mails(run: Run):
    document = run("mail", "list")

    assert document["mails"]
    assert all(set(mail) >= MAIL for mail in document["mails"])
    assert {mail["status"] for mail in document["mails"]} <= {"pending", "sent", "dead", "skipped"}


def test_calendar(run: Run):
    added = run("calendar", "add", "2024-04-29", "10 working days")
    asked = run("calendar", "is-working", "2024-05-04")

    assert set(added) >= {"start", "amount", "due"}
    assert added["due"] == "2024-05-16T13:30:00+00:00"
    assert set(asked) >= {"date", "working", "why"}
    assert asked["working"] is True


def test_audit(run: Run):
    document = run("audit", "verify")

    assert set(document) >= {"ok", "entries", "checkpoints", "first_bad"}
    assert (document["ok"], document["first_bad"]) == (True, None)


def test_import(run: Run, tmp_path: Path):
    plan = tmp_path / "plan.csv"
    plan.write_text("№,Мероприятие,Ответственные,Срок\n7,Месячник,МВД,до 26 июня 2024 года\n", encoding="utf-8")
    document = run("import", str(plan))

    assert set(document) >= {"rows", "created", "updated", "unchanged", "refused"}
    assert document["rows"] == [{"row": 2, "id": "7", "result": "created", "why": document["rows"][0]["why"]}]
    assert document["created"] == 1


def test_times_are_utc_with_their_offset(run: Run):
    for arguments in (["list"], ["show", "1/KZ-75"], ["history", "1"], ["overdue"], ["status"], ["mail", "list"]):
        found = times(run(*arguments))

        assert found
        assert all(datetime.fromisoformat(text).utcoffset() == timedelta(0) for text in found), arguments


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (["show", "99"], "not_found"),
        (["move", "2", "tailor"], "not_possible"),
        (["--as", "kz-10", "move", "1/KZ-71", "tailor", "--set", "target_group=x"], "forbidden"),
        (["move", "2", "approve"], "refused"),
        (["move", "2", "edit", "--expect-version", "9"], "conflict"),
        (["new", "campaign", "x", "--due", "soon"], "invalid"),
        (["import", "no/such/plan.csv"], "unavailable"),
        (["--db", "sqlite:///nowhere.db", "list"], "unavailable"),
    ],
)
def test_a_refusal_is_one_document_on_stderr_and_nothing_on_stdout(
    small_busy: World, capsys: pytest.CaptureFixture[str], arguments: list[str], kind: str
):
    before = small_busy.counts()
    assert cli.main([*arguments, "--json"]) == 1
    printed = capsys.readouterr()
    told = json.loads(printed.err)["error"]

    assert printed.out == ""
    assert told["kind"] == kind
    assert told["message"]
    assert set(told) <= {"kind", "message", "possible"}
    assert small_busy.counts() == before


def test_people_are_told_the_same_in_two_lines(small_busy: World, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["show", "99"]) == 1

    assert capsys.readouterr().err == "error: there is no measure 99\ntry: qadam list\n"


@pytest.mark.parametrize(
    "arguments", [["explode"], ["show"], ["list", "--colour"], ["status", "--by", "weather"], ["move", "approve"]]
)
def test_wrong_usage_is_two(small_busy: World, capsys: pytest.CaptureFixture[str], arguments: list[str]):
    assert cli.main(arguments) == 2
    assert capsys.readouterr().out == ""


def test_a_program_calling_it_sees_the_same(small_busy: World):
    done, refused, wrong = piped("list", "--json"), piped("show", "99", "--json"), piped("explode")

    assert json.loads(done.out)["total"] == 22
    assert (done.code, done.err) == (0, "")
    assert (refused.code, refused.out) == (1, "")
    assert json.loads(refused.err)["error"]["kind"] == "not_found"
    assert wrong.code == 2
