"""A plan file read row by row: what each says, what was understood of it, and what was not.

A row that cannot become a measure is refused with its reason. A wording without a date is kept as it is and listed:
such a row needs a date from the secretariat, and none is guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date
from pathlib import Path

from definitions.plan.columns import TITLES, Head, find_head
from definitions.plan.executors import Executors, read_executors
from definitions.plan.meanings import Recurrence, Wording
from definitions.plan.sections import DEFAULT, type_of_section
from definitions.plan.sheet import read_sheet
from definitions.plan.wordings import read_deadline
from workflow.directory import Agency, Region, Texts
from workflow.errors import Invalid
from workflow.fields import LONGEST_TEXT, language_of
from workflow.noun import dataclass
from workflow.numbers import check_number

NOTES = ("source", "section", "form", "responsible", "deadline", "cost", "funding", "budget_code", "row_kind",
         "wording", "source_url", "note")  # fmt: skip
"""Columns kept with the measure in the plan's own words."""


@dataclass(frozen=True, kw_only=True)
class PlanRow:
    row: int
    """As a spreadsheet counts: the first row is 1."""
    key: str
    """What finds its measure again when the plan is imported once more."""
    number: str | None
    type: str
    titles: Texts
    lead: str | None = None
    co_executors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    """None named means all."""
    starts_on: date | None = None
    due_on: date | None = None
    recurrence: Recurrence | None = None
    within: str | None = None
    by_agreement: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    lacks: Mapping[str, str] = field(default_factory=dict)
    """Why it brings no `due_on`, or no `lead_agency`: somebody has to set it."""
    remarks: tuple[str, ...] = ()
    """What else a person should know: a body nobody knows, several dates in a cell."""
    digest: str = ""
    """Of everything the row says: a row that says what it said before changes nothing."""
    refused: str | None = None
    """Why it cannot become a measure."""

    @property
    def findings(self) -> tuple[str, ...]:
        return (*self.lacks.values(), *self.remarks)


@dataclass(frozen=True, kw_only=True)
class Plan:
    name: str
    rows: tuple[PlanRow, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """What a row is read against."""

    head: Head
    agencies: Mapping[str, Agency]
    regions: Mapping[str, Region]
    default_type: str | None
    signed_on: date | None
    types: tuple[str, ...]
    prefix: str


def read_plan(
    path: Path,
    *,
    agencies: Mapping[str, Agency],
    regions: Mapping[str, Region],
    types: tuple[str, ...],
    default_type: str | None = None,
    signed_on: date | None = None,
    prefix: str = "",
) -> Plan:
    """Read a CSV or XLSX plan; `prefix` goes before each number.

    Raises Invalid when the file is no plan at all; a bad row only refuses itself.
    """
    sheet = read_sheet(path)
    head = find_head(sheet)
    reader = _Reader(
        head=head,
        agencies=agencies,
        regions=regions,
        default_type=default_type,
        signed_on=signed_on,
        types=types,
        prefix=prefix,
    )
    rows: list[PlanRow] = []
    section = ""
    headings: list[str] = []
    seen: dict[str, int] = {}
    for index in range(head.row + 1, len(sheet.rows)):
        cells = sheet.rows[index]
        if not any(cells):
            continue
        heading = _section_heading(head, cells)
        if heading is not None:
            section = heading
            headings.append(f"{index + 1} «{heading[:60]}»")
            continue
        row = _read_row(reader, index + 1, cells, section)
        rows.append(_once(row, seen))
    if not rows:
        raise Invalid(f"{sheet.name} has a head and no rows", possible="rows below the head")
    unread = (f"columns not read: {', '.join(head.unknown)}",) if head.unknown else ()
    sections = (f"read as headings of sections, not as measures: rows {', '.join(headings)}",) if headings else ()
    return Plan(name=sheet.name, rows=tuple(rows), notes=(*sheet.notes, *unread, *sections))


def _section_heading(head: Head, cells: tuple[str, ...]) -> str | None:
    """A row with one text and nothing else names the section of the rows below it."""
    filled = [cell for cell in cells if cell]
    if len(set(filled)) == 1 and not any(head.cell(cells, column) for column in ("responsible", "deadline", "due_on")):
        return filled[0] if re.search(r"\w{3}", filled[0]) and len(filled[0]) <= LONGEST_TEXT else None
    return None


def _once(row: PlanRow, seen: dict[str, int]) -> PlanRow:
    """The second row with a number or key of an earlier one is refused: it cannot be told which is meant."""
    names = [f"number {row.number}"] if row.number else []
    for name in (*names, f"key {row.key}"):
        if name in seen and row.refused is None:
            what = name if name.startswith("number") else "the same measure"
            row = _refused(row, f"{what} stands in row {seen[name]} already")
        seen.setdefault(name, row.row)
    return row


def _refused(row: PlanRow, why: str) -> PlanRow:
    return PlanRow(row=row.row, key=row.key, number=row.number, type=row.type, titles=row.titles, refused=why)


def _read_row(reader: _Reader, number: int, cells: tuple[str, ...], heading: str) -> PlanRow:
    said = {column: reader.head.cell(cells, column) for column in reader.head.places}
    said["section"] = said.get("section") or heading
    titles = _titles(said)
    type, type_findings = _type(reader, said)
    own_number = said.get("number", "").strip(" .")
    row = PlanRow(
        row=number,
        key=_key(said, titles),
        number=reader.prefix + own_number if own_number else None,
        type=type,
        titles=titles,
    )
    trouble = _trouble(reader, said, row)
    if trouble is not None:
        return _refused(row, trouble)
    wording = read_deadline(said.get("deadline", ""), signed_on=reader.signed_on)
    executors = read_executors(said.get("responsible", ""), reader.agencies, reader.regions)
    due_on = _iso(said.get("due_on", "")) or wording.due_on
    return PlanRow(
        row=row.row,
        key=row.key,
        number=row.number,
        type=type,
        titles=titles,
        lead=executors.lead,
        co_executors=executors.co_executors,
        regions=_regions(reader, said) or _own_regions(executors, reader),
        starts_on=_iso(said.get("starts_on", "")) or wording.starts_on,
        due_on=due_on,
        recurrence=wording.recurrence,
        within=wording.within,
        by_agreement=executors.by_agreement,
        data={column: said[column] for column in NOTES if said.get(column)},
        digest=_digest(sorted(said.items())),
        lacks=_lacks(wording, due_on, executors),
        remarks=(*wording.notes, *_body_remarks(executors), *type_findings),
    )


def _titles(said: Mapping[str, str]) -> dict[str, str]:
    titles = {column.partition("_")[2]: said[column] for column in TITLES[1:] if said.get(column)}
    if said.get("title"):
        titles.setdefault(language_of(said["title"]), said["title"])
    return titles


def _type(reader: _Reader, said: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    if said.get("type"):
        return said["type"], ()
    if reader.default_type is not None:
        return reader.default_type, ()
    told = type_of_section(said["section"], reader.types)
    if told is not None:
        return told, ()
    where = f"«{said['section']}»" if said["section"] else "the row"
    return DEFAULT, (f"taken for a {DEFAULT}: {where} tells no type",)


def _key(said: Mapping[str, str], titles: Mapping[str, str]) -> str:
    """A row is known by its document and number, or by its words when it has no number."""
    number = said.get("number", "").strip(" .")
    parts = (said.get("source", ""), number) if number else (said.get("source", ""), *sorted(titles.values()))
    return _digest(parts)


def _digest(said: Iterable[object]) -> str:
    return hashlib.sha256("\x1f".join(map(str, said)).encode("utf-8", "replace")).hexdigest()[:32]


def _trouble(reader: _Reader, said: Mapping[str, str], row: PlanRow) -> str | None:
    """Why a row cannot become a measure."""
    for column, text in said.items():
        if len(text) > LONGEST_TEXT:
            return f"{column} has {len(text):,} characters; at most {LONGEST_TEXT:,} are read"
        if text.startswith(("=", "#REF!", "#NAME?", "#N/A", "#VALUE!", "#DIV/0!")):
            return f"{column} is a formula or its error: {text[:40]}"
    if not row.titles:
        return "it has no title"
    if row.number is not None:
        try:
            check_number(row.number)
        except Invalid as error:
            return error.message
    if row.type not in reader.types:
        return f"there is no measure type {row.type!r}; there are {', '.join(reader.types)}"
    for column in ("due_on", "starts_on"):
        if said.get(column) and _iso(said[column]) is None:
            return f"{column} takes a date as 2026-12-25, not {said[column][:40]!r}"
    return _unknown_region(reader, said)


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _regions(reader: _Reader, said: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(code for code in _codes(said) if code in reader.regions)


def _codes(said: Mapping[str, str]) -> list[str]:
    return re.findall(r"[\w-]+", said.get("regions", "").upper())


def _unknown_region(reader: _Reader, said: Mapping[str, str]) -> str | None:
    strange = next((code for code in _codes(said) if code not in reader.regions), None)
    return None if strange is None else f"there is no region {strange!r}; regions are written KZ-10 … KZ-79"


def _own_regions(executors: Executors, reader: _Reader) -> tuple[str, ...]:
    """The regions whose akimats are named; all of them is the same as none named."""
    return () if len(executors.regions) == len(reader.regions) else executors.regions


def _lacks(wording: Wording, due_on: date | None, executors: Executors) -> dict[str, str]:
    undated = {"due_on": wording.why or "needs a date"} if due_on is None else {}
    unled = {} if executors.bodies else {"lead_agency": "needs a lead agency: the plan names nobody known here"}
    return undated | unled


def _body_remarks(executors: Executors) -> tuple[str, ...]:
    return (*(f"not recognised: «{text}»" for text in executors.unrecognised), *executors.notes)
