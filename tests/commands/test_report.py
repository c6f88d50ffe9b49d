"""The report: verdicts of deadlines, their sums, and the four forms they are told in."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import cli
from commands.report.figures import Verdict, verdict
from commands.report.period import Period
from tests.world import World, local
from workflow.deadline import Deadline, DeadlineStatus
from workflow.errors import Invalid

NOON = datetime(2024, 5, 2, 7, tzinfo=UTC)
DAY = timedelta(days=1)


def deadline(**changes: Any) -> Deadline:
    plain = Deadline(
        id="1#execution@1", measure="1", name="execution", type_version=1, opened_at=NOON - 30 * DAY, due_at=NOON
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("changes", "moment", "expected"),
    [
        ({}, NOON - DAY, Verdict.ON_CONTROL),
        ({}, NOON + DAY, Verdict.OVERDUE),
        ({"status": DeadlineStatus.MET, "closed_at": NOON - DAY}, NOON + DAY, Verdict.IN_TIME),
        ({"status": DeadlineStatus.LATE, "closed_at": NOON + DAY}, NOON + 2 * DAY, Verdict.LATE),
        ({"status": DeadlineStatus.LATE, "closed_at": NOON + 2 * DAY}, NOON + DAY, Verdict.OVERDUE),
        ({"status": DeadlineStatus.PAUSED}, NOON + DAY, Verdict.ON_CONTROL),
        ({"earlier": ((NOON - 9 * DAY, NOON - 5 * DAY),)}, NOON - DAY, Verdict.EXTENDED),
        ({"earlier": ((NOON - 9 * DAY, NOON - 5 * DAY),)}, NOON + DAY, Verdict.OVERDUE),
        (
            {"earlier": ((NOON - 9 * DAY, NOON - 5 * DAY),), "status": DeadlineStatus.MET, "closed_at": NOON - DAY},
            NOON,
            Verdict.EXTENDED,
        ),
        ({"status": DeadlineStatus.CANCELLED, "closed_at": NOON}, NOON + DAY, None),
        ({}, NOON - 40 * DAY, None),
    ],
)
def test_every_deadline_has_one_verdict(changes: dict[str, Any], moment: datetime, expected: Verdict | None) -> None:
    assert verdict(deadline(**changes), moment) == expected


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2024-q1", "2024-01-01", "2024-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-05-03..2024-05-04", "2024-05-03", "2024-05-04"),
    ],
)
def test_a_period_is_written_as_people_write_it(text: str, first: str, last: str) -> None:
    assert str(Period.parse(text)) == f"{first}..{last}"


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-Q5", "2024-05-04..2024-05-03", "..", "0000", "2024-05-03"])
def test_what_names_no_period_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Period.parse(text)
    assert refusal.value.possible


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert cli.main(["report", "--format", "json", *arguments]) == 0
    document = json.loads(capsys.readouterr().out)
    assert isinstance(document, dict)
    return document


def test_every_figure_is_a_sum_of_verdicts(busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    """April 2024: twenty regions had to tailor, one did; its launch was in time; two drafts wait for approval."""
    document = told(capsys, "--period", "2024-04")

    total = document["total"]
    assert {name: total[name] for name in ("in_time", "late", "extended", "on_control", "overdue")} == {
        "in_time": 2, "late": 0, "extended": 0, "on_control": 0, "overdue": 19,
    }  # fmt: skip
    almaty = next(row for row in document["by_region"] if row["key"] == "KZ-75")
    assert almaty["in_time"] == 2
    assert almaty["rating"] == 100
    assert document["rating"][0] == {"place": 1, "region": "KZ-75", "rating": 100}
    assert len(document["rating"]) == 20
    assert sum(row["total"] for row in document["by_region"]) == total["total"]
    assert sum(row["total"] for row in document["trend"]) == total["total"]
    assert {(cell["late"], cell["total"]) for cell in document["heat"] if cell["state"] == "approved"} == {
        (1, 1), (0, 1),
    }  # fmt: skip
    assert len(document["worst"]) == 10
    (lost,) = document["causes"]
    assert (lost["cause"], lost["deadlines"]) == ("region", 19)  # tailoring is the regions' own
    assert lost["working_seconds"] % 19 == 0 < lost["working_seconds"]


def test_each_region_is_told_what_its_lateness_was_lost_to(
    small_busy: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tailoring was due at the close of Monday 29 April; no daemon ran until the morning of Thursday 2 May.

    Of the working days since, 30 April is ours and what follows the region's: to Thursday noon where it tailored then,
    to Friday half past nine elsewhere.
    """
    small_busy.store.beat("host:1", local("2024-04-29 18:30"), 600)
    small_busy.store.beat("host:1", local("2024-05-02 09:00"), 24 * 3600)
    small_busy.at("2024-05-02 12:00").move("1/KZ-71", "tailor", "kz-71", target_group="school")
    report = ["--period", "2024-04", "--now", "2024-05-03T09:30"]
    document = told(capsys, *report)
    rows = {row["key"]: row for row in document["by_region"]}

    def days(key: str) -> dict[str, float]:
        return {name: lost for name, lost in rows[key].items() if name.startswith("late_days_") and lost}

    assert days("KZ-75") == {}
    assert days("KZ-79") == {"late_days_region": 1.06, "late_days_downtime": 1}
    assert days("KZ-71") == {"late_days_region": 0.38, "late_days_downtime": 1}
    assert [(lost["cause"], lost["deadlines"]) for lost in document["causes"]] == [("region", 19), ("downtime", 19)]

    assert cli.main(["report", *report, "--format", "csv"]) == 0
    lines = {line["key"]: line for line in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert (lines["KZ-71"]["late_days_region"], lines["KZ-71"]["late_days_downtime"]) == ("0.38", "1.0")

    assert cli.main(["--lang", "kk", "report", *report, "-o", "r.html"]) == 0
    assert "Өңірлер бойынша жоғалған жұмыс күндері; жұмыс күніндегі сағат: 8" in read_page(tmp_path / "r.html").text
    assert cli.main(["--lang", "ru", "report", *report, "-o", "r.xlsx"]) == 0
    sheet = load_workbook(tmp_path / "r.xlsx")["Причины просрочки"]
    assert [cell.value for cell in sheet[3]] == [
        "регион", "регион", "исполнитель", "ожидание штаба", "приостановлено", "простой системы", "всего",
    ]  # fmt: skip
    own, last = 4 + list(rows).index("KZ-71"), 3 + len(rows)
    assert [cell.value for cell in sheet[own]][1:] == [0.375, None, None, None, 1, f"=SUM(B{own}:F{own})"]
    assert [cell.value for cell in sheet[last + 1]][:2] == ["всего", f"=SUM(B4:B{last})"]


def test_an_agency_answers_only_for_what_its_people_can_end(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tailoring is the regions' own; launching and reporting may be done by the agency's officer."""
    by_agency = {row["key"]: row for row in told(capsys, "--period", "2024")["by_agency"]}

    assert by_agency["MIA"]["in_time"] == 1  # the launch in Almaty
    assert by_agency["MIA"]["overdue"] == 0
    assert by_agency["MIA"]["on_control"] == 1


def test_the_period_is_this_year_by_the_clock_of_the_database(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys)["period"] == {"from": "2024-01-01", "to": "2024-12-31"}
    assert told(capsys, "--period", "2031")["total"]["total"] == 0


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def read_page(path: Path) -> Text:
    page = Text()
    page.feed(path.read_text(encoding="utf-8"))
    return page


@pytest.mark.parametrize(
    ("language", "heading"),
    [("en", "Execution discipline"), ("ru", "Исполнительская дисциплина"), ("kk", "Атқарушылық тәртіп")],
)
def test_the_page_stands_alone_and_its_charts_speak(
    small_busy: World, tmp_path: Path, language: str, heading: str
) -> None:
    assert cli.main(["--lang", language, "report", "-o", "r.html", "--now", "2024-08-01"]) == 0
    page = read_page(tmp_path / "r.html")

    assert heading in page.text
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert not [value for name, value in page.attributes if name in ("src", "href")]
    assert page.tags.count("svg") == page.tags.count("desc") == 2
    assert page.tags.count("caption") >= 2


def test_a_title_in_the_page_is_text_and_nothing_else(small_busy: World, tmp_path: Path) -> None:
    small_busy.at("2024-03-01 10:00").create(
        "treatment", number="66", title="<img src=x onerror=alert(1)>{{ 7*191 }}", lead_agency="MOH"
    )
    assert cli.main(["report", "-o", "r.html", "--now", "2024-08-01"]) == 0

    written = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "&lt;img src=x onerror=alert(1)&gt;{{ 7*191 }}" in written
    assert "1337" not in written
    assert "img" not in read_page(tmp_path / "r.html").tags


def test_the_workbook_has_real_dates_frozen_heads_filters_and_live_totals(small_busy: World, tmp_path: Path) -> None:
    small_busy.at("2024-03-01 10:00").create(number="66", title='=HYPERLINK("http://x")')
    assert cli.main(["--lang", "ru", "report", "-o", "r.xlsx", "--now", "2024-08-01"]) == 0

    book = load_workbook(tmp_path / "r.xlsx")
    regions = book["Дисциплина по регионам"]
    assert regions.freeze_panes == "B4"
    assert regions.auto_filter.ref.startswith("A3:")
    last = regions.max_row
    assert regions[f"B{last}"].value == f"=SUM(B4:B{last - 1})"
    assert regions[f"H{last}"].value == f'=IFERROR(B{last}/(B{last}+C{last}+D{last}+F{last}),"")'
    assert "рейтинг = 100" in regions["A2"].value
    listed = book["сроки"]
    assert isinstance(listed["G4"].value, datetime)
    assert listed["G4"].number_format == "dd.mm.yyyy"
    worst = book["Десять самых просроченных мер"]
    titles = [cell for cell in worst["B"] if str(cell.value).startswith("=HYPER")]
    assert [cell.data_type for cell in titles] == ["s"]


def test_the_formulas_of_the_workbook_agree_with_the_figures(
    small_busy: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row's formula, computed by hand from the row's numbers, is the rating the program prints."""
    document = told(capsys, "--period", "2024")
    assert cli.main(["report", "--period", "2024", "-o", "r.xlsx"]) == 0

    sheet = load_workbook(tmp_path / "r.xlsx")["Discipline by region"]
    ratings = {row["name"]: row["rating"] for row in document["by_region"]}
    for row in range(4, sheet.max_row):
        in_time, extended, late, _, overdue = (sheet.cell(row, column).value for column in range(2, 7))
        assert sheet.cell(row, 9).value == (
            f'=IFERROR(100*(B{row}+C{row}/2)/(B{row}+C{row}+D{row}+F{row}),"")'
        )  # fmt: skip
        decided = in_time + extended + late + overdue
        expected = round(100 * (in_time + extended / 2) / decided, 2) if decided else None
        assert ratings.get(sheet.cell(row, 1).value, expected) == expected


def test_csv_and_json_say_the_same(small_busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    document = told(capsys, "--period", "2024-04")
    assert cli.main(["report", "--format", "csv", "--period", "2024-04"]) == 0
    lines = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))

    regions = {line["key"]: line for line in lines if line["by"] == "region"}
    for row in document["by_region"]:
        assert int(regions[row["key"]]["overdue"]) == row["overdue"]


def test_the_form_follows_the_ending_of_the_file(small_busy: World, tmp_path: Path) -> None:
    for ending in ("html", "xlsx", "csv", "json"):
        assert cli.main(["report", "-o", f"r.{ending}"]) == 0
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["total"]
    assert sorted(path.name for path in tmp_path.glob("*r.*")) == ["r.csv", "r.html", "r.json", "r.xlsx"]


def test_a_page_needs_a_file_and_a_file_its_folder(small_busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["report"]) == 2
    assert "-o discipline.html" in capsys.readouterr().err
    assert cli.main(["report", "-o", "nowhere/r.html"]) == 1
    assert "nowhere/r.html cannot be written" in capsys.readouterr().err


def test_a_report_as_of_a_past_moment_says_what_the_report_of_that_moment_said(
    busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str) -> dict[str, Any]:
        assert cli.main(["report", "--format", "json", "--period", "2024", *arguments]) == 0
        return dict(json.loads(capsys.readouterr().out))

    then = said()
    busy.at("2024-05-06 12:00").move("1/KZ-75", "extend", "hq", due_on="2024-09-30", comment="agreed")
    busy.at("2024-06-03 12:00").move("1/KZ-75", "report", "mia", events_held=3, reach=40, evidence=1)
    busy.at("2024-06-05 12:00").move("1/KZ-10", "tailor", "kz-10", target_group="students")
    now = said("--now", "2024-06-10T12:00")

    assert now["total"] != then["total"]
    assert now["heat"] != then["heat"]
    assert said("--now", "2024-06-10T12:00", "--as-of", "2024-05-02T12:00") == then
