"""Plan files as they come: any encoding and separator, workbooks, merged heads, sections; and what is no plan."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from definitions.directory import load_agencies, load_regions
from definitions.plan import sheet as sheets
from definitions.plan.reading import Plan, read_plan
from workflow.errors import Invalid, QadamError, Unavailable

AGENCIES, REGIONS = load_agencies(), load_regions()
TYPES = ("campaign", "treatment", "rehabilitation", "legislation", "operation", "finance", "study")

HEAD = "№,Мероприятие,Форма завершения,Ответственные исполнители,Срок исполнения"
ROW = '12,Месячник «Жизнь без наркотиков»,отчет,"МВД (свод), МЗ",до 26 июня 2024 года'
KAZAKH = "13,«Есірткісіз өмір» айлығы,есеп,ІІМ,2024 жылғы 26 маусымға дейін"


def read(path: Path, **options: object) -> Plan:
    return read_plan(path, agencies=AGENCIES, regions=REGIONS, types=TYPES, **options)


@pytest.fixture
def plan(tmp_path: Path):
    """Writes a plan file and gives its path."""

    def write(content: str | bytes, name: str = "plan.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


def lines(*rows: str) -> str:
    return "\n".join((HEAD, *rows)) + "\n"


# What is read


def test_a_row_says_what_the_plan_says(plan):
    (row,) = read(plan(lines(ROW))).rows

    assert (row.row, row.number, row.type) == (2, "12", "campaign")
    assert row.titles == {"ru": "Месячник «Жизнь без наркотиков»"}
    assert (row.lead, row.co_executors) == ("MIA", ("MOH",))
    assert str(row.due_on) == "2024-06-26"
    assert row.data["form"] == "отчет"
    assert row.data["deadline"] == "до 26 июня 2024 года"
    assert row.refused is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_the_usual_encodings_are_told_apart(plan, encoding: str):
    found = read(plan(lines(ROW), encoding=encoding))

    assert found.rows[0].titles == {"ru": "Месячник «Жизнь без наркотиков»"}
    assert bool(found.notes) == (encoding in ("cp1251", "utf-16"))  # said, because it may be wrong


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_kazakh_letters_survive(plan, encoding: str):
    (row,) = read(plan(lines(KAZAKH), encoding=encoding)).rows

    assert row.titles == {"kk": "«Есірткісіз өмір» айлығы"}
    assert (row.lead, str(row.due_on)) == ("MIA", "2024-06-26")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_are_found(plan, separator: str):
    text = separator.join(["№", "Мероприятие", "Срок"]) + "\n" + separator.join(["1", "Лекции", "2024 год"]) + "\n"

    assert read(plan(text)).rows[0].titles == {"ru": "Лекции"}


def test_the_head_may_stand_lower_and_have_a_row_of_numbers(plan):
    text = "Утвержден постановлением,,,,\nПлан,,,,\n,,,,\n" + HEAD + "\n1,2,3,4,5\n" + ROW + "\n"
    (row,) = read(plan(text)).rows

    assert (row.row, row.number) == (6, "12")


def test_a_row_with_one_text_names_the_section_of_those_below(plan):
    text = lines(",1. Профилактика,,,", ROW, ",2. Лечение и наркопомощь,,,", KAZAKH)

    found = read(plan(text))
    assert found.notes == (
        "read as headings of sections, not as measures: rows 2 «1. Профилактика», 4 «2. Лечение и наркопомощь»",
    )
    assert [(row.number, row.type, row.data["section"]) for row in found.rows] == [
        ("12", "campaign", "1. Профилактика"),
        ("13", "treatment", "2. Лечение и наркопомощь"),
    ]


def test_unknown_columns_are_named(plan):
    assert read(plan(f"Мероприятие,Цвет,Срок\nx{'у' * 4},красный,2024 год\n")).notes == ("columns not read: Цвет",)


def test_a_title_over_two_lines_and_a_quoted_comma_are_one_cell(plan):
    (row,) = read(plan(lines('5,"Первая,\nвторая",,МВД,2024 год'))).rows

    assert row.titles["ru"] == "Первая,\nвторая"


def test_windows_line_ends_and_empty_rows_do_not_matter(plan):
    assert len(read(plan(lines(ROW, ",,,,", "", KAZAKH).replace("\n", "\r\n"))).rows) == 2


# Rows that cannot become measures


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("7,,,МВД,2024 год", "it has no title"),
        ("7," + "x" * 40_000 + ",,МВД,2024 год", "title has 40,000 characters; at most 10,000 are read"),
        ("7,x," + "y" * 40_000 + ",МВД,2024 год", "form has 40,000 characters"),
        ('7,"=HYPERLINK(""http://e.vil"")",,МВД,2024 год', "title is a formula or its error"),
        ("7,Лекции,,#REF!,2024 год", "responsible is a formula or its error"),
        ("12/KZ-75,Лекции,,МВД,2024 год", "cannot be a measure's number"),
        ("x" * 30 + ",Лекции,,МВД,2024 год", "cannot be a measure's number"),
    ],
)
def test_a_bad_row_refuses_itself_with_its_reason(plan, row: str, why: str):
    good, bad = read(plan(lines(ROW, row))).rows

    assert good.refused is None
    assert why in str(bad.refused)


def test_a_number_that_stands_twice_is_refused_the_second_time(plan):
    first, second = read(plan(lines(ROW, "12,Другое,,МВД,2024 год"))).rows

    assert first.refused is None
    assert second.refused == "number 12 stands in row 2 already"


def test_a_measure_that_stands_twice_is_refused_the_second_time(plan):
    _, second = read(plan("Мероприятие,Срок\nЛекции,2024 год\nЛекции,2025 год\n")).rows

    assert second.refused == "the same measure stands in row 2 already"


def test_an_unknown_type_or_region_is_named(plan):
    text = "Мероприятие,Срок,type,regions\nЛекции,2024 год,party,\nУроки,2024 год,campaign,KZ-99\n"
    party, region = read(plan(text)).rows

    assert "there is no measure type 'party'" in str(party.refused)
    assert "there is no region 'KZ-99'" in str(region.refused)


def test_a_date_column_takes_dates_only(plan):
    wrong, right = read(plan("Мероприятие,due_on\nЛекции,25.12.2024\nУроки,2024-12-25\n")).rows

    assert "due_on takes a date" in str(wrong.refused)
    assert str(right.due_on) == "2024-12-25"


# Files that are no plan


BROKEN = {
    "nothing": b"",
    "only a head": HEAD.encode(),
    "no head": "просто текст\nещё текст\n".encode(),
    "columns nobody needs": b"a,b,c\n1,2,3\n",
    "a title and nothing else": "Мероприятие\nЛекции\n".encode(),
    "NUL bytes": lines(ROW).encode().replace("Месячник".encode(), b"\x00\x00"),
    "random bytes": bytes(range(256)) * 50,
    "a wrong encoding": "Мероприятие,Срок\nЛекции в школах,2024 год\n".encode("koi8-r"),
    "half a UTF-16": b"\xff\xfe" + lines(ROW).encode("utf-16-le")[:-1],
    "an open quote": lines('7,"открыто,,МВД,2024 год').encode(),
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "a zip that is no workbook": b"PK\x03\x04" + b"\x00" * 100,
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"\x00" * 50,
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_plan_is_refused_in_one_clear_line(plan, what: str):
    with pytest.raises(QadamError) as refusal:
        read(plan(BROKEN[what]))

    assert "plan." in refusal.value.message
    assert len(refusal.value.message) < 400


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Unavailable, match="cannot be read"):
            read(path)


def test_what_is_missing_in_the_head_is_named(plan):
    with pytest.raises(Invalid, match="columns recognised: deadline, number") as refusal:
        read(plan("№,Срок\n1,2024 год\n"))

    assert "«Мероприятие»" in str(refusal.value.possible)


def test_a_huge_file_and_one_without_end_are_read_no_further_than_a_plan_goes(tmp_path: Path):
    path = tmp_path / "plan.csv"
    with path.open("wb") as file:
        file.truncate(sheets.LARGEST_FILE + 1)

    for endless in (path, Path("/dev/zero")):
        with pytest.raises(Invalid, match="a plan is not"):
            read(endless)


def test_too_many_rows_are_refused(plan, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 50)

    with pytest.raises(Invalid, match="more than 50 rows"):
        read(plan(lines(*(f"{n},Лекции {n},,МВД,2024 год" for n in range(60)))))


# Workbooks


def workbook(path: Path, rows: list[list[object]], merged: tuple[str, ...] = (), sheets: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    for name in sheets:
        book.create_sheet(name)
    book.save(path)
    return path


def test_a_workbook_with_a_merged_head_and_section_rows_is_read_as_a_reader_of_the_page_does(tmp_path: Path):
    rows: list[list[object]] = [
        ["План мероприятий", None, None, None],
        ["№ п/п", "Мероприятие", "Ответственные исполнители", "Срок исполнения"],
        [None, None, None, None],
        ["1", "2", "3", "4"],
        ["Раздел 1. Профилактика", None, None, None],
        [1, "Лекции в школах", "МП, акиматы", "2024 год"],
        [2.0, "Месячник", "МВД", "до 26 июня 2024 года"],
        ["Раздел 2. Лечение", None, None, None],
        [3, "Койки", "МЗ", "к 1 декабря 2024 года"],
    ]
    merged = ("A1:D1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "A5:D5", "A8:D8")
    found = read(workbook(tmp_path / "plan.xlsx", rows, merged, ("Лист2",)))

    assert [(row.row, row.number, row.type, row.lead) for row in found.rows] == [
        (6, "1", "campaign", "MOE"),
        (7, "2", "campaign", "MIA"),
        (9, "3", "treatment", "MOH"),
    ]
    assert "only the sheet" in found.notes[0]


def test_a_date_cell_is_a_date(tmp_path: Path):
    from datetime import datetime

    rows: list[list[object]] = [["Мероприятие", "Срок исполнения"], ["Лекции", datetime(2024, 6, 26)]]  # noqa: DTZ001 - as a workbook has it

    assert str(read(workbook(tmp_path / "plan.xlsx", rows)).rows[0].due_on) == "2024-06-26"


def test_a_formula_without_a_kept_value_is_an_empty_cell(tmp_path: Path):
    rows: list[list[object]] = [["Мероприятие", "Ответственный", "Срок"], ["Лекции", "МВД", "=TODAY()"]]
    (row,) = read(workbook(tmp_path / "plan.xlsx", rows)).rows

    assert row.due_on is None
    assert row.findings


def test_a_workbook_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(tmp_path: Path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.LARGEST_UNPACKED + 1))
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(packed.getvalue())

    with pytest.raises(Invalid, match="a plan has at most"):
        read(path)


def test_a_workbook_whose_formats_reach_down_to_the_last_row_ends_where_its_text_does(tmp_path: Path):
    book = Workbook()
    book.active.append(["Мероприятие", "Срок исполнения"])
    book.active.append(["Лекции", "2024 год"])
    book.active.cell(row=1_000_000, column=1).number_format = "0.00"
    book.save(tmp_path / "plan.xlsx")
    found = read(tmp_path / "plan.xlsx")

    assert len(found.rows) == 1
    assert found.notes == ("nothing was read below row 202, after 200 empty rows",)


# The plan the demo lives on


def test_the_shipped_sample_is_a_plan_and_its_samples_say_so():
    found = read(Path(sheets.__file__).with_name("sample_plan.csv"))
    samples = [row for row in found.rows if row.data["row_kind"] == "sample"]

    assert not [row.refused for row in found.rows if row.refused]
    assert len(samples) == 8
    assert all("(образец)" in row.titles["ru"] for row in samples)
    assert {row.type for row in samples} == set(TYPES)
    assert all(row.data["source_url"].startswith("https://") for row in found.rows if row not in samples)
