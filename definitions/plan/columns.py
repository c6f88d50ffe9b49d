"""The head of a plan's table: which column says what, by the names ministries give them in three languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from definitions.plan.sheet import Sheet
from workflow.errors import Invalid
from workflow.noun import dataclass

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "№", "n", "№ п/п", "п/п", "no", "р/с", "р/с №", "№ р/с", "номер", "нөмірі"),
    "title": ("title", "measure", "мероприятие", "мероприятия", "наименование", "наименование мероприятия"),
    "title_ru": ("measure_ru", "title_ru"),
    "title_kk": ("measure_kk", "title_kk", "іс-шара", "іс-шаралар", "іс-шараның атауы", "атауы"),
    "title_en": ("measure_en", "title_en"),
    "form": ("form_of_completion", "форма завершения", "форма исполнения", "аяқталу нысаны", "аяқтау нысаны"),
    "responsible": (
        "responsible",
        "lead",
        "ответственные",
        "ответственный",
        "ответственные исполнители",
        "ответственные за исполнение",
        "исполнители",
        "жауаптылар",
        "жауапты орындаушылар",
        "орындауға жауаптылар",
    ),
    "deadline": (
        "deadline_text",
        "deadline",
        "due",
        "срок",
        "сроки",
        "срок исполнения",
        "сроки исполнения",
        "мерзімі",
        "орындау мерзімі",
        "орындалу мерзімі",
    ),
    "due_on": ("due_on",),
    "starts_on": ("starts_on",),
    "cost": ("cost", "предполагаемые расходы", "предполагаемые", "расходы", "болжамды шығыстар", "болжанатын шығыстар"),
    "funding": (
        "funding",
        "источник",
        "источник финансирования",
        "источники финансирования",
        "қаржыландыру көзі",
        "қаржыландыру көздері",
    ),
    "budget_code": ("budget_code", "код бюджетной программы", "бюджеттік бағдарламаның коды"),
    "section": ("section", "раздел", "бөлім"),
    "type": ("type", "тип", "түрі"),
    "regions": ("regions", "region", "регион", "регионы", "өңір", "өңірлер"),
    "source": ("source_title", "source", "document", "документ", "құжат"),
    "source_url": ("source_url", "url"),
    "row_kind": ("row_kind",),
    "wording": ("wording",),
    "note": ("note", "notes", "примечание", "примечания", "ескертпе"),
}
"""What each column is called here, and by whom else how. Compared in lower case, without brackets and full stops."""

TITLES = ("title", "title_ru", "title_kk", "title_en")
LOOK_FOR_HEAD = 30
"""Rows at the top in which the head is looked for; above it stand the name and the approval of the plan."""

_NAMES = {name: column for column, names in COLUMNS.items() for name in names}


@dataclass(frozen=True, kw_only=True)
class Head:
    row: int
    """Index of its last row; the plan begins below."""
    places: Mapping[str, int]
    """Column by name."""
    unknown: tuple[str, ...] = ()
    """Columns nobody knows; what they hold is not read."""

    def cell(self, row: Sequence[str], column: str) -> str:
        place = self.places.get(column)
        return row[place] if place is not None and place < len(row) else ""


def find_head(sheet: Sheet) -> Head:
    """The first row that names a measure and at least one more column. Raises Invalid saying what is missing."""
    for index, row in enumerate(sheet.rows[:LOOK_FOR_HEAD]):
        places = _recognised(row)
        if len(places) > 1 and any(title in places for title in TITLES):
            unknown = tuple(cell for cell in row if cell and _plain(cell) not in _NAMES)
            return Head(row=_below(sheet, index), places=places, unknown=unknown)
    seen = {column for row in sheet.rows[:LOOK_FOR_HEAD] for column in _recognised(row)}
    found = f"columns recognised: {', '.join(sorted(seen))}" if seen else "no column was recognised"
    raise Invalid(
        f"{sheet.name} has no head of a plan in its first {LOOK_FOR_HEAD} rows ({found})",
        possible="a row with at least «Мероприятие» and «Срок исполнения» (or measure_ru and deadline_text)",
    )


def _recognised(row: Sequence[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        column = _NAMES.get(_plain(cell))
        if column is not None:
            places.setdefault(column, place)
    return places


def _below(sheet: Sheet, index: int) -> int:
    """The last row of the head: a merged head repeats itself, and a row of column numbers may follow."""
    last = index
    for row in sheet.rows[index + 1 : index + 4]:
        filled = [cell for cell in row if cell]
        repeats = bool(filled) and any(title in _recognised(row) for title in TITLES)
        numbered = len(filled) > 2 and filled == [str(number) for number in range(1, len(filled) + 1)]
        if not (repeats or numbered):
            break
        last += 1
    return last


def _plain(cell: str) -> str:
    text = re.sub(r"\([^)]*\)|[.:*\n]", " ", cell.lower().replace("ё", "е"))
    text = text.partition(", по годам")[0].partition(", млн")[0]
    return re.sub(r"\s+", " ", text).strip(" ,-")
