"""`qadam import`: a plan becomes drafts, whole or not at all, and a second time only what is new in it."""

from __future__ import annotations

import json
import os
import pty
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cli
from commands import progress as bar
from tests.commands.terminal import at_terminal, bare
from tests.world import World

PLAN_ROWS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "plan_rows.csv"
needs_plan_rows = pytest.mark.skipif(
    not PLAN_ROWS.is_file(), reason="the shared plan rows are not beside this checkout"
)

HEAD = "№,Мероприятие,Ответственные исполнители,Срок исполнения"
LECTURES = "12,Лекции в школах,МП,до 26 июня 2024 года"
BEDS = '13,Увеличить число коек,"МЗ (свод), акиматы",срочно'

Capture = pytest.CaptureFixture[str]
Import = Callable[..., Any]


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: str) -> Path:
        path = tmp_path / "plan.csv"
        path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def headquarters(small_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    return _at(small_world, monkeypatch)


@pytest.fixture
def either(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """On SQLite and on PostgreSQL, for what a transaction must hold together."""
    return _at(world, monkeypatch)


def _at(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("QADAM_DB", world.url)
    monkeypatch.setenv("QADAM_ACTOR", "hq")
    return world


@pytest.fixture
def imported(capsys: Capture) -> Import:
    """Imports and gives the document, whether all went well or not."""

    def run(path: Path, *options: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert cli.main(["import", str(path), "--json", *options]) == code, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return run


def test_each_row_becomes_a_draft_and_is_answered_for(headquarters: World, imported: Import, plan):
    document = imported(plan(LECTURES, BEDS))

    assert [(row["row"], row["id"], row["result"]) for row in document["rows"]] == [
        (2, "12", "created"),
        (3, "13", "created"),
    ]
    assert document["no_date"] == ["13"]
    assert "срочно" in document["rows"][1]["why"]
    lectures, beds = headquarters.measure("12"), headquarters.measure("13")
    assert (lectures.state, lectures.agency, str(lectures.due_on)) == ("draft", "MOE", "2024-06-26")
    assert (beds.agency, beds.co_executors, beds.regions, beds.due_on) == ("MOH", ("AKIMAT",), (), None)


def test_importing_twice_creates_nothing_twice(headquarters: World, imported: Import, plan):
    imported(plan(LECTURES, BEDS))
    before = headquarters.counts()
    document = imported(plan(LECTURES, BEDS))

    assert document["unchanged"] == 2
    assert headquarters.counts() == before


def test_a_row_that_changed_brings_its_draft_up_to_date(headquarters: World, imported: Import, plan):
    imported(plan(LECTURES))
    document = imported(plan(LECTURES.replace("МП", "МНВО").replace("26 июня", "1 июля"), BEDS))

    assert [row["result"] for row in document["rows"]] == ["updated", "created"]
    assert "changed: lead_agency, due_on" in document["rows"][0]["why"]
    assert headquarters.measure("12").agency == "MSHE"
    assert headquarters.history("12")[-1].comment == "from the plan"


def test_what_people_set_where_the_plan_is_silent_stays(headquarters: World, imported: Import, plan):
    imported(plan(BEDS))
    headquarters.move("13", "edit", "hq", due_on="2024-09-02")

    assert imported(plan(BEDS))["unchanged"] == 1
    assert imported(plan(BEDS.replace("коек", "мест")))["updated"] == 1
    assert str(headquarters.measure("13").due_on) == "2024-09-02"
    assert "мест" in headquarters.measure("13").titles["ru"]


def test_a_second_import_says_what_has_been_set_since(headquarters: World, imported: Import, plan):
    rows = (LECTURES, BEDS, "14,Проверки,Неизвестный орган,срочно")
    first = imported(plan(*rows))
    assert (first["no_date"], first["no_lead"]) == (["13", "14"], ["14"])
    headquarters.move("13", "edit", "hq", due_on="2024-09-30")
    headquarters.move("14", "edit", "hq", lead_agency="MIA")

    again = imported(plan(*rows))
    assert again["unchanged"] == 3
    assert (again["no_date"], again["no_lead"]) == (["14"], [])
    assert again["rows"][1]["why"].startswith("dated since: 2024-09-30; ")
    assert "led since by: MIA" in again["rows"][2]["why"]
    assert "needs a date" in again["rows"][2]["why"]


def test_a_plan_changes_drafts_only(headquarters: World, imported: Import, plan):
    imported(plan(LECTURES))
    headquarters.move("12", "approve", "hq2")
    before = headquarters.counts()
    document = imported(plan(LECTURES.replace("26 июня", "1 июля"), BEDS), code=1)

    assert "a plan changes drafts only (changed: due_on)" in document["rows"][0]["why"]
    assert headquarters.counts() == before


def test_all_or_nothing(either: World, imported: Import, plan, capsys: Capture):
    before = either.counts()
    path = plan(LECTURES, "14,,МВД,2024 год", BEDS)
    document = imported(path, code=1)

    assert [row["result"] for row in document["rows"]] == ["created", "refused", "created"]
    assert either.counts() == before
    assert cli.main(["import", str(path)]) == 1
    told = capsys.readouterr().err
    assert "error: nothing was imported: 1 of 3 rows are refused, the first in row 3: it has no title" in told
    assert "try: mend the rows, or import the others with --partial" in told


def test_a_refusal_of_the_engine_undoes_the_rows_before_it(either: World, imported: Import, plan):
    either.create(number="13")
    before = either.counts()
    document = imported(plan(LECTURES, BEDS), code=1)

    assert "there is a measure 13 already" in document["rows"][1]["why"]
    assert either.counts() == before


def test_partial_imports_what_can_be(either: World, imported: Import, plan):
    document = imported(plan(LECTURES, "14,,МВД,2024 год", BEDS), "--partial")

    assert (document["created"], document["refused"]) == (2, 1)
    assert either.counts()["measure"] == 2


def test_a_dry_run_answers_and_changes_nothing(headquarters: World, imported: Import, plan):
    before = headquarters.counts()

    assert imported(plan(LECTURES, BEDS), "--dry-run")["created"] == 2
    assert headquarters.counts() == before


def test_two_plans_with_the_same_numbers_are_told_apart_by_a_prefix(headquarters: World, imported: Import, plan):
    imported(plan(LECTURES))
    other = plan("12,Другое мероприятие другого плана,МВД,2026 год")
    assert imported(other, "--prefix", "26.")["rows"][0]["result"] == "updated"  # the same row of a plan without a name

    named = other.with_name("named.csv")
    named.write_text("document,№,Мероприятие,Срок\nПлан 2026-2028,12,Другое,2026 год\n", encoding="utf-8")
    assert imported(named, "--prefix", "26.")["rows"][0]["id"] == "26.12"


def test_who_may_not_draft_imports_nothing(headquarters: World, plan, capsys: Capture):
    assert cli.main(["--as", "kz-75", "import", str(plan(LECTURES))]) == 1

    assert "kz-75 may not create a campaign" in capsys.readouterr().err
    assert headquarters.counts()["measure"] == 0


def test_the_day_of_the_plan_gives_some_wordings_their_date(headquarters: World, imported: Import, plan):
    path = plan("12,Лекции,МП,до конца года", "13,Уроки,МП,в двухмесячный срок")
    imported(path, "--signed", "2024-02-01")

    assert [str(headquarters.measure(number).due_on) for number in ("12", "13")] == ["2024-12-31", "2024-04-01"]


def test_what_a_plan_left_open_can_be_found_and_is_shown(headquarters: World, imported: Import, plan, capsys: Capture):
    imported(plan(LECTURES, BEDS, "14,Сбор данных,общество друзей,2024 год"))
    for need, number in (("date", "13"), ("lead", "14")):
        assert cli.main(["list", "--needs", need, "--json"]) == 0
        assert [measure["id"] for measure in json.loads(capsys.readouterr().out)["measures"]] == [number]

    assert cli.main(["show", "13"]) == 0
    shown = capsys.readouterr().out
    assert "needs    a due date" in shown
    assert "the plan says:" in shown
    assert "срочно" in shown
    assert "{" not in shown

    headquarters.move("13", "edit", "hq", due_on="2024-09-02")
    assert cli.main(["list", "--needs", "date", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 0


def test_at_a_terminal_people_are_told_what_to_do_next(headquarters: World, plan):
    said = bare(at_terminal("import", str(plan(LECTURES, BEDS)), columns=100).out)

    assert "2 created" in said
    assert "1 row names no date: qadam list --needs date" in said


def test_a_long_import_shows_its_progress_at_a_terminal_and_nowhere_else(
    headquarters: World, plan, capsys: Capture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bar, "PATIENCE", 0)
    path = plan(*(f"{number},Лекция {number},МП,2024 год" for number in range(1, 60)))
    assert cli.main(["import", str(path), "--json", "--dry-run"]) == 0
    printed = capsys.readouterr()
    assert (json.loads(printed.out)["created"], printed.err) == (59, "")

    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        assert cli.main(["import", str(path), "--json", "--dry-run"]) == 0
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "importing" in shown
    assert "100%" in shown
    assert json.loads(capsys.readouterr().out)["created"] == 59


@needs_plan_rows
def test_the_real_rows_are_imported_and_no_date_is_guessed(either: World, imported: Import):
    document = imported(PLAN_ROWS)

    assert document["created"] == 26
    assert document["refused"] == 0
    dated = {number: str(either.measure(number).due_on) for number in ("15", "19", "25")}
    assert dated == {"15": "2023-06-26", "19": "2025-12-31", "25": "2028-12-31"}
    assert len(document["no_date"]) == 17
    assert {row["id"] for row in document["rows"] if "needs a date" in row["why"]} == set(document["no_date"])
    assert either.measure("25").agency == "AKIMAT"
    assert imported(PLAN_ROWS)["unchanged"] == 26
