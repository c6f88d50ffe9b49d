"""Answers are plain and stable for programs, and fitted, translated and signed for people."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo

import click
import pytest

import cli
from commands.output import Mode, Output, Shown, fill, printable
from tests.commands.terminal import at_terminal, bare, piped
from tests.world import World


def test_a_pipe_gets_tab_separated_codes_and_iso_instants_in_every_language(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for language in ("en", "ru", "kk"):
        assert cli.main(["--lang", language, "list", "--level", "regional", "--columns", "id,state,due,region"]) == 0
        told.append(capsys.readouterr().out)

    assert told[0] == told[1] == told[2]
    assert told[0].splitlines()[0] == "id\tstate\tdue\tregion"
    assert "1/KZ-10\tapproved\t2024-04-27T" not in told[0]
    assert "1/KZ-10\tapproved\t2024-04-29T18:30:00+05:00\tKZ-10" in told[0].splitlines()


def test_csv_has_the_same_columns_in_utc_and_defuses_formulas(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    small_busy.create(number="66", title={"ru": '=HYPERLINK("http://x")'})
    assert cli.main(["list", "--csv", "--search", "HYPERLINK", "--columns", "id,title,due"]) == 0

    lines = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert lines[0] == ["id", "title", "due"]
    assert lines[1][1].startswith("'=")
    assert lines[1][2].endswith("+00:00")


def test_columns_and_sort_choose_what_is_shown_and_in_which_order(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["status", "--columns", "region,overdue", "--sort", "-overdue"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "region\toverdue"
    assert lines[1].endswith("\t1")
    assert lines[-1] == "total\t19"

    assert cli.main(["overdue", "--limit", "3", "--sort", "-measure", "--columns", "measure"]) == 0
    assert capsys.readouterr().out.splitlines() == ["measure", "1/KZ-15", "1/KZ-11", "1/KZ-10"]


def test_a_column_that_is_not_there_is_wrong_usage_that_names_those_that_are(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["list", "--columns", "id,colour"]) == 2
    assert "'colour'; columns: id, state, due" in capsys.readouterr().err


@pytest.mark.parametrize("columns", [80, 200])
@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("command", [("status",), ("list",), ("overdue",), ("history", "1/KZ-75")])
def test_no_line_of_a_table_is_wider_than_the_terminal(
    small_busy: World, command: tuple[str, ...], language: str, columns: int
) -> None:
    shown = at_terminal(*command, "--lang", language, columns=columns, fresh=False)

    assert shown.code == 0, shown.out
    lines = bare(shown.out).splitlines()
    assert len(lines) > 3
    assert max(sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in lines) <= columns


def test_a_narrow_board_leaves_columns_out_and_says_which(small_busy: World) -> None:
    narrow, wide = (bare(at_terminal("status", columns=columns).out) for columns in (60, 200))

    assert "not shown here for want of width" in narrow
    assert "not shown" not in wide
    assert "KZ-75" in wide


def test_people_read_words_and_relative_times_in_their_language(small_busy: World) -> None:
    seen = {
        language: bare(at_terminal("overdue", "--lang", language, columns=200).out) for language in ("en", "ru", "kk")
    }

    assert "2 working days late" in seen["en"]
    assert "просрочено на 2 рабочих дня" in seen["ru"]
    assert "2 жұмыс күніне кешікті" in seen["kk"]
    assert "координатор регионального штаба (Акмолинская область)" in seen["ru"]
    listed = bare(at_terminal("list", "--region", "KZ-75", columns=200).out)
    assert "In execution" in listed
    assert "3 Jul (Wed, in 42 working days)" in listed


def test_colour_stands_beside_words_and_no_color_takes_it_away(small_busy: World) -> None:
    coloured = at_terminal("overdue").out
    plain = at_terminal("overdue", env={"NO_COLOR": "1"}).out

    assert "\x1b[1;31m" in coloured
    assert "\x1b[1;31m" not in plain
    assert bare(coloured) == bare(plain)
    assert "\x1b" not in piped("overdue").out


def test_what_is_longer_than_the_screen_goes_through_the_pager(small_busy: World) -> None:
    shown = at_terminal("list", rows=10, env={"QADAM_PAGER": "head -n 2"}).out

    assert len(bare(shown).splitlines()) == 2
    assert "QADAM_PAGER 'no-such-pager' could not be run" in at_terminal(
        "list", rows=10, env={"QADAM_PAGER": "no-such-pager"}
    ).out  # fmt: skip


def test_watch_looks_again_with_the_data_as_it_is_then(
    small_busy: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = []

    def wait(seconds: float) -> None:
        rounds.append(seconds)
        if len(rounds) == 2:
            raise KeyboardInterrupt
        small_busy.create(number="77")

    monkeypatch.setattr("time.sleep", wait)
    assert cli.main(["list", "--json", "--watch", "7"]) == 0

    first, second = capsys.readouterr().out.split("}\n{")
    assert json.loads(first + "}")["total"] + 1 == json.loads("{" + second)["total"]
    assert rounds == [7.0, 7.0]


def test_an_answer_without_measures_says_so_at_a_terminal_and_keeps_its_head_in_a_pipe(small_busy: World) -> None:
    assert "ни одной меры не найдено" in at_terminal("list", "--search", "слон", "--lang", "ru").out
    assert piped("list", "--search", "слон").out == "id\tstate\tdue\tagency\ttitle\n"


def test_words_are_made_only_where_somebody_reads_them() -> None:
    def never() -> str:
        raise AssertionError("made for nobody")

    Output(mode="csv", language="en", zone=ZoneInfo("Asia/Almaty")).answer({}, ("a",), [(Shown(1, never),)])


@pytest.mark.parametrize("items", [[], [{"id": "1", "titles": {"ru": "две\nстроки", "kk": "ә"}, "none": []}, {}, 3]])
def test_a_list_that_comes_item_by_item_is_spelled_as_one_that_is_there(
    items: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"measures": items, "total": 7, "more": {"at": [1, 2]}}

    Output(mode="json", language="ru", zone=ZoneInfo("UTC")).json({**document, "measures": iter(items)})

    assert capsys.readouterr().out == json.dumps(document, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("mode", ["json", "csv", None])
def test_programs_get_each_line_before_the_next_is_asked_for(
    mode: Mode | None, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []

    def lines() -> Iterator[dict[str, str]]:
        for number in range(3):
            printed.append(capsys.readouterr().out.count("measure"))
            yield {"id": f"measure {number}"}

    found = lines()
    Output(mode=mode, language="ru", zone=ZoneInfo("UTC")).answer({"found": found}, ("id",), found)

    assert printed == [0, 1, 1]


def test_nothing_that_turns_or_drives_a_terminal_is_printed() -> None:
    assert printable("a\x1b[31mb\u202ec\x9bd\te") == "a[31mbcd\te"


@pytest.mark.parametrize(("text", "cells"), [("Ұлытау", 6), ("日本", 4), ("é", 1)])
def test_padding_counts_cells_not_characters(text: str, cells: int) -> None:
    assert fill(text, 10) == text + " " * (10 - cells)


def test_an_unknown_state_or_region_names_the_nearest(small_busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, meant in (
        (["list", "--state", "aproved"], "did you mean approved?"),
        (["list", "--state", "на исполнени"], "did you mean in_execution?"),
        (["list", "--region", "Алмати"], "did you mean KZ-75?"),
        (["overdue", "--type", "campain"], "did you mean campaign?"),
    ):
        assert cli.main(arguments) == 1
        assert meant in capsys.readouterr().err


def test_states_regions_and_agencies_may_be_typed_in_words(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["list", "--state", "На исполнении", "--region", "Алматы", "--agency", "МВД", "--json"]) == 0
    assert [m["id"] for m in json.loads(capsys.readouterr().out)["measures"]] == ["1/KZ-75"]


def test_show_tells_a_past_moment_from_history(small_busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "1/KZ-75", "--as-of", "2024-04-16", "--json"]) == 0
    then = json.loads(capsys.readouterr().out)
    assert then["state"] == "tailored"
    assert {clock["name"]: clock["status"] for clock in then["deadlines"]} == {"tailoring": "met", "launch": "running"}

    assert cli.main(["overdue", "--as-of", "2024-04-16", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["total"] == 0


def test_every_phrase_is_there_in_all_three_languages() -> None:
    from commands import wording

    for key, texts in wording._PHRASES.items():
        assert set(texts) == {"en", "ru", "kk"}, key
    assert isinstance(cli.qadam, click.Group)
