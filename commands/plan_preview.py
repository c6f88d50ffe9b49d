"""How each cell of a plan's row was understood: shown before anything is imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from commands.from_plan import cell_head
from commands.output import Output, fill
from commands.translations.told import told_in

if TYPE_CHECKING:
    from definitions.plan.reading import PlanRow

PREVIEW = ("row", "id", "result", "type", "lead", "due_on", "why")
"""Columns of the preview; those of the import itself, and what a row became."""

CELLS = ("title", "responsible", "deadline", "section")

MOST_SHOWN = 90
"""Characters of a cell that a person is shown."""


def understood(row: PlanRow, places: Mapping[str, str], output: Output) -> list[dict[str, str]]:
    """The cells that mean something to the engine: their words, and what was read from them, in words of `output`."""
    cells = [
        {
            "cell": "title",
            "words": next(iter(row.titles.values()), ""),
            "read": output.words("in {}", ", ".join(row.titles)),
        },
        {"cell": "responsible", "words": row.data.get("responsible", ""), "read": _executors(row, places, output)},
        {"cell": "deadline", "words": row.data.get("deadline", ""), "read": _deadline(row, output)},
        {"cell": "section", "words": row.data.get("section", ""), "read": output.words("type {}", row.type)},
    ]
    return [cell for cell in cells if cell["words"]]


def _executors(row: PlanRow, places: Mapping[str, str], output: Output) -> str:
    def named(*codes: str) -> str:
        return ", ".join(places.get(code, code) for code in codes)

    parts = [output.words("lead {}", named(row.lead)) if row.lead else output.words("no lead known here")]
    if row.co_executors:
        parts.append(output.words("with {}", named(*row.co_executors)))
    if row.by_agreement:
        parts.append(output.words("by agreement: {}", named(*row.by_agreement)))
    if row.regions:
        parts.append(output.words("regions {}", named(*row.regions)))
    return "; ".join(parts)


def _deadline(row: PlanRow, output: Output) -> str:
    parts = [output.words("from {}", row.starts_on)] if row.starts_on else []
    parts.append(output.words("due {}", row.due_on) if row.due_on else output.words("no date: somebody has to set one"))
    if row.recurrence:
        parts.append(output.words("recurring {}", told_in(output.language, str(row.recurrence))))
    if row.within:
        parts.append(output.words("within {}", told_in(output.language, row.within)))
    return "; ".join(parts)


def explained(rows: Iterable[tuple[PlanRow, str | None, str, str]], places: Mapping[str, str], output: Output) -> str:
    """The preview for people, row by row and cell by cell: each with its number, result and why."""
    return "\n".join(line for row in rows for line in _explained(*row, places, output))


def _explained(
    row: PlanRow, number: str | None, result: str, why: str, places: Mapping[str, str], output: Output
) -> Iterator[str]:
    yield f"{output.words('row {}', str(row.row))}  {number or '-'}  {output.words(result)}" + (
        f": {why}" if why else ""
    )
    heads = {cell: cell_head(cell, output.language) for cell in CELLS}
    width = max(map(len, heads.values())) + 1
    for cell in understood(row, places, output):
        yield f"    {fill(heads[cell['cell']], width)} {_short(cell['words'])} → {cell['read']}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
