"""A report as an Excel workbook that ministries go on working in: real dates, frozen heads, filters, live totals.

It is written row by row, so that its size does not matter. Whatever a person typed is text and never a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from commands.output import printable, text_in
from commands.report.figures import DECIDED, Discipline, Figures, Judged, Verdict
from commands.report.wording import Words
from workflow.errors import Unavailable
from workflow.lateness import Cause

VERDICT_COLUMNS = {verdict: "BCDEF"[index] for index, verdict in enumerate(Verdict)}
MOST_ROWS = 1_000_000
"""Deadlines listed one by one; Excel holds no more."""


def write_workbook(
    path: Path,
    figures: Figures,
    judged: Callable[[], Iterable[Judged]],
    language: str,
    zone: ZoneInfo,
    places: Mapping[str, str],
) -> None:
    """Raises Unavailable when openpyxl is not installed."""
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        raise Unavailable("Excel workbooks need their writer", possible="pip install 'qadam[xlsx]'") from error
    words = Words(language)
    book = Workbook(write_only=True)
    _discipline(book, words["by_region"], words["region"], figures.by_region, words)
    _discipline(book, words["by_agency"], words["agency"], figures.by_agency, words)
    _heat(book, figures, words)
    _worst(book, figures, words, zone, places)
    _rating(book, figures, words)
    _causes(book, figures, words)
    _deadlines(book, judged(), words, zone, places)
    book.save(path)


class _Sheet:
    """One sheet with a bold frozen head; texts go in as texts."""

    def __init__(self, book: Any, title: str, head: Sequence[str], widths: Sequence[int], *, note: str = "") -> None:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font
        from openpyxl.utils import get_column_letter

        self._cell = WriteOnlyCell
        self._bold = Font(bold=True)
        self.sheet = book.create_sheet(_sheet_name(title))
        for index, width in enumerate(widths, start=1):
            self.sheet.column_dimensions[get_column_letter(index)].width = width
        self.first = 4
        """The row of the first line of data."""
        self.sheet.freeze_panes = "B4"
        self._last_column = get_column_letter(len(head))
        self.sheet.append([self._text(title, bold=True)])
        self.sheet.append([self._text(note)])
        heads = [self._text(words, bold=True) for words in head]
        for cell in heads:
            cell.alignment = Alignment(wrap_text=True, vertical="bottom")
        self.sheet.append(heads)
        self.row = self.first

    def add(self, values: Sequence[Any], *, formats: Mapping[int, str] | None = None, bold: bool = False) -> None:
        """One line; a value made by `formula` is computed by Excel, every other text is text."""
        cells = []
        for index, value in enumerate(values):
            if isinstance(value, str):
                cell = self._text(value)
            else:
                cell = self._cell(self.sheet, value=value.text if isinstance(value, _Formula) else value)
            if formats and index in formats:
                cell.number_format = formats[index]
            if bold:
                cell.font = self._bold
            cells.append(cell)
        self.sheet.append(cells)
        self.row += 1

    def filtered(self, last: int) -> None:
        self.sheet.auto_filter.ref = f"A{self.first - 1}:{self._last_column}{max(last, self.first)}"

    def _text(self, value: str, *, bold: bool = False) -> Any:
        cell = self._cell(self.sheet, value=printable(value)[:32_000])
        cell.data_type = "s"
        if bold:
            cell.font = self._bold
        return cell


class _Formula:
    def __init__(self, text: str) -> None:
        self.text = text


def _discipline(book: Any, title: str, first: str, rows: Sequence[Discipline], words: Words) -> None:
    head = [first, *(words.verdict(verdict) for verdict in Verdict), words["total"], words["share_in_time"]]
    head += [words["points"], words["mean_late"]]
    sheet = _Sheet(book, title, head, [44, *[14] * 9], note=words["formula"])
    formats = {7: "0%", 8: "0.0", 9: "0.0"}
    for row in rows:
        name = words["national"] if row.key == "national" else text_in(row.names, words.language)
        values = [name, *(row.counts[verdict] for verdict in Verdict), *_formulas(sheet.row), row.mean_late_days]
        sheet.add(values, formats=formats)
    last = sheet.row - 1
    sheet.filtered(last)
    sums = [_Formula(f"=SUM({column}{sheet.first}:{column}{max(last, sheet.first)})") for column in "BCDEF"]
    sheet.add([words["total"], *sums, *_formulas(sheet.row), None], formats=formats, bold=True)


def _formulas(row: int) -> list[_Formula]:
    """The total, the share in time and the rating of a row, for Excel to compute."""
    decided = "+".join(f"{VERDICT_COLUMNS[verdict]}{row}" for verdict in DECIDED)
    in_time = f"{VERDICT_COLUMNS[Verdict.IN_TIME]}{row}"
    extended = f"{VERDICT_COLUMNS[Verdict.EXTENDED]}{row}"
    return [
        _Formula(f"=SUM(B{row}:F{row})"),
        _Formula(f'=IFERROR({in_time}/({decided}),"")'),
        _Formula(f'=IFERROR(100*({in_time}+{extended}/2)/({decided}),"")'),
    ]


def _heat(book: Any, figures: Figures, words: Words) -> None:
    from openpyxl.formatting.rule import ColorScaleRule
    from openpyxl.utils import get_column_letter

    states = figures.heat.states
    head = [words["region"], *(text_in(titles, words.language) for titles in states.values())]
    sheet = _Sheet(book, words["heat"], head, [34, *[15] * len(states)])
    formats = dict.fromkeys(range(1, len(states) + 1), "0%")
    for region in (*figures.region_names, "national"):
        if region not in figures.heat.cells:
            continue
        name = words["national"] if region == "national" else text_in(figures.region_names[region], words.language)
        cells = (figures.heat.cells[region].get(state) for state in states)
        sheet.add([name, *(late / total if (late, total) != (0, 0) else None for late, total in
                           (cell or (0, 0) for cell in cells))], formats=formats)  # fmt: skip
    if states:
        area = f"B{sheet.first}:{get_column_letter(len(states) + 1)}{max(sheet.row - 1, sheet.first)}"
        scale = ColorScaleRule(
            start_type="num", start_value=0, start_color="FFFFFF", end_type="num", end_value=1, end_color="C0504D"
        )
        sheet.sheet.conditional_formatting.add(area, scale)


def _worst(book: Any, figures: Figures, words: Words, zone: ZoneInfo, places: Mapping[str, str]) -> None:
    head = ["measure", "measure_title", "region", "agency", "due", "working_days_late"]
    sheet = _Sheet(book, words["worst"], [words[key] for key in head], [14, 70, 30, 16, 14, 14])
    for late in figures.worst:
        measure = late.measure
        values = [measure.id, text_in(measure.titles, words.language), places.get(measure.region or "", "")]
        values += [places.get(measure.agency or "", "")]
        sheet.add([*values, _day(late.due_at, zone), late.late_days], formats={4: "dd.mm.yyyy"})
    sheet.filtered(sheet.row - 1)


def _rating(book: Any, figures: Figures, words: Words) -> None:
    head = [words["place"], words["region"], words["points"], *(words.verdict(verdict) for verdict in Verdict)]
    sheet = _Sheet(book, words["rating"], head, [8, 34, 12, *[14] * 5], note=words["formula"])
    for place, row in enumerate(figures.rating, start=1):
        name = text_in(row.names, words.language)
        sheet.add([place, name, row.rating, *(row.counts[verdict] for verdict in Verdict)], formats={2: "0.0"})


def _causes(book: Any, figures: Figures, words: Words) -> None:
    """Working days lost by region and cause, zeros left blank."""
    from openpyxl.utils import get_column_letter

    head = [words["region"], *map(words.cause, Cause), words["total"]]
    note = f"{words['days_lost']}: {words.hours(figures.working_day)}"
    sheet = _Sheet(book, words["causes"], head, [44, *[16] * (len(Cause) + 1)], note=note)
    columns = [get_column_letter(index) for index in range(2, len(Cause) + 2)]
    formats = dict.fromkeys(range(1, len(Cause) + 2), "0.0")

    def total() -> _Formula:
        return _Formula(f"=SUM({columns[0]}{sheet.row}:{columns[-1]}{sheet.row})")

    for row in figures.by_region:
        name = words["national"] if row.key == "national" else text_in(row.names, words.language)
        days = [row.lost[cause] / figures.working_day or None for cause in Cause]
        sheet.add([name, *days, total()], formats=formats)
    last = sheet.row - 1
    sheet.filtered(last)
    sums = [_Formula(f"=SUM({column}{sheet.first}:{column}{max(last, sheet.first)})") for column in columns]
    sheet.add([words["total"], *sums, total()], formats=formats, bold=True)


def _deadlines(book: Any, judged: Iterable[Judged], words: Words, zone: ZoneInfo, places: Mapping[str, str]) -> None:
    head = [
        "measure",
        "type",
        "deadline",
        "region",
        "agency",
        "opened",
        "due",
        "closed",
        "verdict",
        "working_days_late",
    ]
    sheet = _Sheet(book, words["deadline_list"], [words[key] for key in head], [14, 16, 16, 28, 14, *[13] * 3, 22, 12])
    dates = dict.fromkeys((5, 6, 7), "dd.mm.yyyy")
    for count, each in enumerate(judged):
        if count == MOST_ROWS:
            break
        deadline = each.deadline
        closed = _day(deadline.closed_at, zone) if deadline.closed_at else None
        values: list[Any] = [
            deadline.measure,
            each.type,
            deadline.name,
            places.get(each.region or "", words["national"]),
        ]
        values += [places.get(each.agency or "", ""), _day(deadline.opened_at, zone), _day(deadline.due_at, zone)]
        sheet.add([*values, closed, words.verdict(each.verdict), each.late_days or None], formats=dates)
    sheet.filtered(sheet.row - 1)


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _sheet_name(title: str) -> str:
    """What Excel takes for the name of a sheet: 31 characters, none of those it uses itself."""
    return "".join(c for c in title if c not in r"[]:*?/\'")[:31]
