"""A log somebody else wrote is carried through a measure type, every row of it checked by the machine."""

from __future__ import annotations

import csv
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cli import main
from definitions.state_machine import as_definition, read_machine
from store import event_log
from store.event_log import Wanted
from store.people import everybody
from store.reader import reading
from tests.event_log import receipt
from tests.world import World

VISITS = """\
type: visits
initial: start
states: {start: {}, ask: {title: Ask for a visit}, wait: {title: Wait}, "NaN": {}, done: {title: "Done / closed"}}
final: [done]
transitions:
  - {from: start, to: ask}
  - {from: ask, to: wait}
  - {from: wait, to: wait}
  - {from: wait, to: "NaN"}
  - {from: "NaN", to: done}
  - {from: wait, to: done}
"""
HEADING = "case,activity,timestamp,resource\n"


@pytest.fixture
def visits(tmp_path: Path) -> Path:
    file = tmp_path / "visits.yaml"
    file.write_text(as_definition(read_machine(VISITS, "visits.machine.yaml")), encoding="utf-8")
    return file


def log(tmp_path: Path, rows: str, name: str = "log.csv") -> Path:
    file = tmp_path / name
    file.write_text(HEADING + rows, encoding="utf-8")
    return file


def replayed(
    world: World, capsys: pytest.CaptureFixture[str], file: Path, definition: Path, *more: str
) -> tuple[int, dict[str, Any]]:
    code = main(["--db", world.url, "--json", "replay", str(file), "--definition", str(definition), *more])
    told = capsys.readouterr()
    return code, json.loads(told.out) if told.out else json.loads(told.err)


def entries(world: World, case: str) -> list[tuple[str | None, str, str]]:
    return [(entry.source, entry.target, entry.actor) for entry in world.history(case)]


def test_the_rows_become_history_with_their_own_times_and_people(world, capsys, tmp_path, visits):
    file = log(
        tmp_path,
        "c1,Ask for a visit,2011-10-11T11:45:40.276Z,Anna\n"
        "c1,Wait,2011-10-12 08:00:00+02:00,Böri\n"
        "c1,Done / closed,2011-10-13T09:00:00,Anna\n",
    )

    code, told = replayed(world, capsys, file, visits)

    assert (code, told["accepted"], told["cases"], told["people_added"]) == (0, 3, 1, 2)
    history = world.history("c1")
    assert [entry.event for entry in history] == ["create", "ask", "wait", "done"]
    assert [entry.actor for entry in history] == ["Anna", "Anna", "Böri", "Anna"]
    assert [entry.at.isoformat() for entry in history[1:]] == [
        "2011-10-11T11:45:40.276000+00:00",
        "2011-10-12T06:00:00+00:00",
        "2011-10-13T03:00:00+00:00",  # local time was UTC+6 then
    ]
    assert main(["--db", world.url, "audit", "verify"]) == 0


def test_what_the_machine_does_not_allow_is_told_with_its_row_and_leaves_no_trace(world, capsys, tmp_path, visits):
    good = "c1,Ask for a visit,2011-10-11T11:00:00Z,Anna\n"
    before = replayed(world, capsys, log(tmp_path, good, "good.csv"), visits) and world.counts()
    file = log(
        tmp_path,
        "c2,Wait,2011-10-11T11:00:00Z,Stranger\n"  # a case does not begin so
        "c3,Ask for a visit,2011-10-11T11:00:00Z,Anna\n"
        "c3,Done / closed,2011-10-11T12:00:00Z,Anna\n"
        "c3,Sing,2011-10-11T12:00:00Z,Anna\n",
        "bad.csv",
    )

    code, told = replayed(world, capsys, file, visits)

    assert code == 1
    assert [(r["row"], r["case"]) for r in told["refusals"]] == [(2, "c2"), (4, "c3"), (5, "c3")]
    assert "cannot 'done'" in told["refusals"][1]["why"]
    assert "no event of visits is called 'Sing'" in told["refusals"][2]["why"]
    assert told["people_added"] == 0
    with reading(world.location) as reader:
        assert "Stranger" not in everybody(reader)
    after = world.counts()
    assert (after["measure"], after["history"]) == (before["measure"] + 1, before["history"] + 2)
    assert {k: after[k] for k in ("deadline", "fired_rung", "outbox")} == {
        k: before[k] for k in ("deadline", "fired_rung", "outbox")
    }


def test_loops_equal_times_and_interleaved_cases_keep_the_order_of_the_file(small_world, capsys, tmp_path, visits):
    at = "2011-10-11T11:00:00Z"
    file = log(
        tmp_path,
        f"a,Ask for a visit,{at},\nb,Ask for a visit,{at},\na,Wait,{at},\nb,Wait,{at},\na,Wait,{at},\n"
        f"a,Wait,{at},\na,NaN,{at},\nb,Done / closed,{at},\na,Done / closed,{at},\n",
    )

    code, told = replayed(small_world, capsys, file, visits)

    assert (code, told["accepted"]) == (0, 9)
    assert [target for _, target, _ in entries(small_world, "a")][1:] == ["ask", "wait", "wait", "wait", "nan", "done"]
    assert {actor for _, _, actor in entries(small_world, "b")} == {"unrecorded"}


def test_a_row_earlier_than_the_one_before_it_is_refused(small_world, capsys, tmp_path, visits):
    file = log(
        tmp_path,
        "c,Ask for a visit,2011-10-11T11:00:00Z,\nc,Wait,2011-10-11T11:05:00Z,\n"
        "c,Wait,2011-10-11T11:10:00Z,\nc,Wait,2011-10-11T11:08:00Z,\n",
    )

    code, told = replayed(small_world, capsys, file, visits)

    assert (code, told["accepted"], told["refusals"][0]["row"]) == (1, 3, 5)
    assert "earlier than the event before it" in told["refusals"][0]["why"]


BIDI = "\u202e"
ODD_CASES = ["NaN", "nan", "null", "a/b", "a-b", "../../etc", "=1+1", "'x", "  spaced  ", "0007", "7", "x" * 150,
             "дело №5", "Ұлытау", "12/KZ-75", "%", "_", "a#b", "True", f"{BIDI}evil"]  # fmt: skip


def test_cases_of_any_name_stay_apart_and_keep_their_names(world, capsys, tmp_path, visits):
    file = tmp_path / "odd.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["case", "activity", "timestamp", "resource"])
        writer.writerows([case, "Ask for a visit", "2011-10-11T11:00:00Z", f"{case} & co"] for case in ODD_CASES)
        writer.writerows([case, "Wait", "2011-10-12T11:00:00Z", ""] for case in ODD_CASES)

    code, told = replayed(world, capsys, file, visits)

    assert (code, told["cases"]) == (0, len(ODD_CASES))
    with reading(world.location) as reader:
        cases = {happening.subject.case for happening in event_log.happenings(reader, Wanted(type="visits"))}
    assert cases == {case.strip().removeprefix(BIDI) for case in ODD_CASES}


def test_a_row_that_cannot_be_read_does_not_stop_the_others(small_world, capsys, tmp_path, visits):
    file = log(
        tmp_path,
        'a,Ask for a visit,yesterday,\n,Ask for a visit,2011-10-11T11:00:00Z,\n\n"b",\n'
        '"c\nd",Ask for a visit,2011-10-11T11:00:00Z,\ne,Ask for a visit,2011-10-11T11:00:00Z,"Smith, John"\n',
    )

    code, told = replayed(small_world, capsys, file, visits)

    assert (code, told["accepted"]) == (1, 2)
    assert [(r["row"], r["why"][:16]) for r in told["refusals"]] == [
        (2, "'yesterday' is n"),
        (3, "it has no case"),
        (5, "it has no activi"),
    ]
    assert entries(small_world, "e")[1][2] == "Smith, John"


def test_columns_and_times_are_read_as_told(small_world, capsys, tmp_path, visits):
    file = tmp_path / "other.csv"
    file.write_text("Nr;What;When;Who\n5;ask;11.10.2011 09:30;Anna\n", encoding="utf-8")
    names = ("--case", "Nr", "--activity", "What", "--time", "When", "--resource", "Who")

    code, _ = replayed(small_world, capsys, file, visits, *names, "--time-format", "%d.%m.%Y %H:%M")

    assert code == 0
    assert [entry.at.isoformat() for entry in small_world.history("5")][1] == "2011-10-11T03:30:00+00:00"


def test_a_missing_column_is_named_with_those_there_are(small_world, capsys, tmp_path, visits):
    file = tmp_path / "other.csv"
    file.write_text("id,activity,timestamp\n", encoding="utf-8")

    code, told = replayed(small_world, capsys, file, visits)

    assert code == 1
    assert "no column 'case'" in told["error"]["message"]
    assert "id, activity, timestamp" in told["error"]["possible"]


@pytest.mark.parametrize(
    "content",
    [
        b"\x1f\x8b\x08not gzip",
        b"\xff\xfe\x00",
        b"case,activity,timestamp\n" + b"x" * 2_000_000,
        b'case,activity,timestamp\n"' + b"never closed\n" * 100_000,
    ],
)
def test_a_file_that_is_no_log_is_refused_in_one_line(small_world, capsys, tmp_path, visits, content):
    file = tmp_path / "strange.csv"
    file.write_bytes(content)

    code, told = replayed(small_world, capsys, file, visits)

    assert code == 1
    assert told["error"]["kind"] == "invalid"
    assert "strange.csv" in told["error"]["message"]


def test_a_live_database_takes_no_log(small_world, capsys, tmp_path, visits):
    with small_world.store.register() as register:
        register.forget("sandbox")

    code, told = replayed(small_world, capsys, log(tmp_path, ""), visits)

    assert (code, told["error"]["kind"]) == (1, "refused")


def test_a_dry_run_says_the_same_and_leaves_nothing(world, capsys, tmp_path, visits):
    rows = "".join(f"c{n},Ask for a visit,2011-10-11T11:00:00Z,Anna\n" for n in range(700))  # more than one group
    file = log(tmp_path, rows + "c1,Ask for a visit,2011-10-11T12:00:00Z,Anna\n")
    before = world.counts()

    code, told = replayed(world, capsys, file, visits, "--dry-run")

    assert (code, told["accepted"], told["refused"]) == (1, 700, 1)
    assert world.counts() == before
    assert main(["--db", world.url, "definitions", "show", "visits"]) == 1


def test_a_replay_that_was_stopped_goes_on_where_it_was(world, capsys, tmp_path, visits, monkeypatch):
    from commands.event_log import replaying

    rows = "".join(f"c{n},Ask for a visit,2011-10-11T11:00:00Z,Anna\n" for n in range(10))
    file = log(tmp_path, rows + "c1,Wait,2011-10-11T12:00:00Z,Anna\nc1,Wait,2011-10-11T12:00:00Z,Anna\n")
    monkeypatch.setattr(replaying, "GROUP", 4)
    take, taken = replaying._Replayer.replay, []

    def stopping(self: Any, group: Any, tx: Any, register: Any) -> None:
        take(self, group, tx, register)
        taken.append(group)
        if len(taken) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(replaying._Replayer, "replay", stopping)
        assert main(["--db", world.url, "replay", str(file), "--definition", str(visits)]) == 130
    capsys.readouterr()
    first = world.counts()["history"]

    code, told = replayed(world, capsys, file, visits)

    assert (code, told["resumed_after_row"], told["accepted"]) == (0, 5, 8)
    assert first == 8
    assert len(world.history("c1")) == 4
    assert replayed(world, capsys, file, visits)[1]["accepted"] == 0


def test_our_own_export_can_be_replayed(small_world, capsys, tmp_path, visits):
    file = log(tmp_path, "=c,Ask for a visit,2011-10-11T11:00:00.123456Z,-Anna\n=c,Wait,2011-10-11T12:00:00Z,\n")
    replayed(small_world, capsys, file, visits)
    assert main(["--db", small_world.url, "export", "csv", "-o", "out.csv", "--type", "visits"]) == 0
    assert "'=c,Ask for a visit,2011-10-11T11:00:00.123456+00:00,'-Anna" in Path("out.csv").read_text()
    assert main(["--db", "again.db", "init", "--sandbox"]) == 0

    assert main(["--db", "again.db", "replay", "out.csv", "--definition", str(visits)]) == 0
    assert main(["--db", "again.db", "export", "csv", "-o", "again.csv", "--type", "visits"]) == 0

    assert Path("again.csv").read_text() == Path("out.csv").read_text()


def test_a_birth_is_a_row_where_the_log_has_one_and_an_event_of_that_name_is_an_event(small_world, capsys, tmp_path):
    machine = VISITS.replace("ask: {title: Ask for a visit}", "ask: {title: create}")
    (tmp_path / "own.yaml").write_text(as_definition(read_machine(machine, "own.machine.yaml")), encoding="utf-8")
    file = log(tmp_path, "c,create,2011-10-11T11:00:00Z,Anna\nc,Wait,2011-10-11T12:00:00Z,Anna\n")
    assert replayed(small_world, capsys, file, tmp_path / "own.yaml")[0] == 0
    assert [target for _, target, _ in entries(small_world, "c")] == ["start", "ask", "wait"]

    definition = as_definition(read_machine(VISITS.replace("type: visits", "type: others"), "others.machine.yaml"))
    (tmp_path / "others.yaml").write_text(definition, encoding="utf-8")
    file = log(tmp_path, "d,Create,2011-10-11T11:00:00Z,Anna\nd,Ask for a visit,2011-10-11T12:00:00Z,Anna\n", "two.csv")
    assert replayed(small_world, capsys, file, tmp_path / "others.yaml")[0] == 0
    assert [(e.event, e.at.hour) for e in small_world.history("d")] == [("create", 11), ("ask", 12)]
    with reading(small_world.location) as reader:
        own = [h.entry.event for h in event_log.happenings(reader, Wanted(type="others"))]
    assert own == ["create", "ask"]


@receipt.needs_receipt
def test_a_real_log_is_accepted_whole_and_its_directly_follows_counts_come_back(small_world, capsys, tmp_path):
    facts = receipt.facts()

    code, told = replayed(small_world, capsys, receipt.LOG, receipt.definition_file(tmp_path))

    assert (code, told["accepted"], told["cases"]) == (0, facts["events"], facts["cases"])
    assert told["people_added"] == facts["resources"]
    cases: dict[str, list[str]] = {}
    titles = receipt.machine().titles
    with reading(small_world.location) as reader:
        for happening in event_log.happenings(reader, Wanted(type="receipt")):
            cases.setdefault(happening.subject.case, []).append(titles[happening.entry.event])
    pairs = Counter(pair for case in cases.values() for pair in pairwise(case))
    edges = {(first, second): number for first, second, number in facts["edges"]}
    assert pairs == edges
    assert Counter(case[0] for case in cases.values()) == facts["start"]
    assert Counter(case[-1] for case in cases.values()) == facts["end"]
    assert Counter(activity for case in cases.values() for activity in case) == facts["activities"]
    assert main(["--db", small_world.url, "audit", "verify"]) == 0


@receipt.needs_receipt
def test_what_never_follows_in_a_real_log_is_refused_without_a_trace(small_world, capsys, tmp_path):
    machine, pairs = receipt.machine(), receipt.never()
    rows, wrong, legal = [], [], 0
    for number, (before, after) in enumerate(pairs):
        way = receipt.way_to(machine, before) if before else []
        legal += len(way)
        rows.extend((f"n{number}", activity, "2011-10-11T11:00:00Z", "Anna") for activity in (*way, after))
        wrong.append(len(rows) + 1)
    file = tmp_path / "never.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("case", "activity", "timestamp", "resource"), *rows])
    before = small_world.counts()

    code, told = replayed(small_world, capsys, file, receipt.definition_file(tmp_path))

    assert len(pairs) > 100
    assert (code, told["refused"], [r["row"] for r in told["refusals"]]) == (1, len(pairs), wrong)
    born = sum(bool(first) for first, _ in pairs)
    after = small_world.counts()
    assert after["measure"] - before["measure"] == born
    assert after["history"] - before["history"] == born + legal
    assert after["outbox"] == before["outbox"]
