"""A plan file to fill in: the head ministries use, examples of what can be read, and what each column takes."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from commands.whole_file import whole_file
from workflow.errors import Conflict, Invalid, Unavailable

HEAD = (
    "№", "Мероприятие", "Іс-шара", "Форма завершения", "Ответственные исполнители", "Срок исполнения", "Регионы",
    "Тип", "Предполагаемые расходы", "Источник финансирования", "Примечание",
)  # fmt: skip
"""Every one of them is recognised; a plan may leave out all but the second, the fifth and the sixth."""

EXAMPLES = (
    ("1", "Месячник «Жизнь без наркотиков» (образец)", "«Есірткісіз өмір» айлығы (үлгі)", "Информация",
     "МВД (свод), МКИ, акиматы", "до 26 июня 2026 года", "", "campaign", "12,5", "РБ", ""),
    ("2", "Открыть кабинеты доверия (образец)", "", "Информация", "МЗ, акиматы", "IV квартал 2026 года",
     "KZ-75, KZ-71", "treatment", "", "", ""),
    ("3", "Мониторинг финансовых потоков (образец)", "", "Отчёт", "АФМ (по согласованию)",
     "ежеквартально, к 5 числу месяца, следующего за отчетным", "", "finance", "", "", ""),
)  # fmt: skip

EXPLAINED = (
    ("№", "Номер пункта; без него даётся следующий свободный."),
    ("Мероприятие, Іс-шара", "Наименование на русском и на казахском; одного достаточно."),
    (
        "Ответственные исполнители",
        "Через запятую; первый отвечает за свод; «акиматы» — все регионы; «(по согласованию)».",
    ),
    ("Срок исполнения", "«до 20 декабря 2026 года», «IV квартал», «ежеквартально, к 5 числу …», дата 20.12.2026."),
    ("Регионы", "Коды через запятую (KZ-75 — Алматы, KZ-71 — Астана …); если не указаны — все."),
    ("Тип", "Вид меры: qadam definitions list; иначе определяется по разделу."),
    ("Разделы", "Строка с одной заполненной ячейкой читается как название раздела."),
    ("«постоянно», «в кратчайшие сроки»", "Дата не угадывается: её задаёт секретариат до утверждения."),
)


def write_template(path: Path) -> None:
    """Write a workbook or a CSV file. Raises Conflict rather than overwrite anything."""
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise Invalid(f"{path} is neither .xlsx nor .csv", possible="--template plan.xlsx")
    if path.exists():
        raise Conflict(f"{path} is there already", possible="another name")
    with whole_file(path) as partial:
        if kind == ".csv":
            with partial.open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows([HEAD, *EXAMPLES])
        else:
            _write_workbook(partial)


def _write_workbook(path: Path) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter
    except ModuleNotFoundError as error:
        raise Unavailable("Excel workbooks need their writer", possible="pip install 'qadam[xlsx]'") from error
    book = Workbook()
    plan = book.active
    plan.title = "План"
    for row in (HEAD, *EXAMPLES):
        plan.append(row)
    _dress(plan, (6, 60, 40, 20, 36, 36, 28, 16, 16, 18, 24))
    help_ = book.create_sheet("Как заполнять")
    help_.append(("Столбец", "Что понимает Qadam"))
    for explanation in EXPLAINED:
        help_.append(explanation)
    _dress(help_, (36, 100))
    for sheet in (plan, help_):
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.freeze_panes = "A2"
    plan.auto_filter.ref = f"A1:{get_column_letter(len(HEAD))}{len(EXAMPLES) + 1}"
    book.save(path)


def _dress(sheet: object, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width  # type: ignore[attr-defined]  # openpyxl is untyped
