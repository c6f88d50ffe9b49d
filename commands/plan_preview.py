"""How each cell of a plan's row was understood: shown before anything is imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from definitions.plan.reading import PlanRow

PREVIEW = ("row", "id", "result", "type", "lead", "due_on", "why")
"""Columns of the preview; those of the import itself, and what a row became."""


def understood(row: PlanRow, places: Mapping[str, str]) -> list[dict[str, str]]:
    """The cells that mean something to the engine: their words, and what was read from them."""
    cells = [
        {"cell": "title", "words": next(iter(row.titles.values()), ""), "read": f"in {', '.join(row.titles)}"},
        {"cell": "responsible", "words": row.data.get("responsible", ""), "read": _executors(row, places)},
        {"cell": "deadline", "words": row.data.get("deadline", ""), "read": _deadline(row)},
        {"cell": "section", "words": row.data.get("section", ""), "read": f"type {row.type}"},
    ]
    return [cell for cell in cells if cell["words"]]


def _executors(row: PlanRow, places: Mapping[str, str]) -> str:
    parts = [f"lead {_named(row.lead, places)}" if row.lead else "no lead known here"]
    if row.co_executors:
        parts.append(f"with {', '.join(_named(code, places) for code in row.co_executors)}")
    if row.by_agreement:
        parts.append(f"by agreement: {', '.join(_named(code, places) for code in row.by_agreement)}")
    if row.regions:
        parts.append(f"regions {', '.join(_named(code, places) for code in row.regions)}")
    return "; ".join(parts)


def _deadline(row: PlanRow) -> str:
    parts = [f"from {row.starts_on.isoformat()}"] if row.starts_on else []
    parts += [f"due {row.due_on.isoformat()}"] if row.due_on else ["no date: somebody has to set one"]
    if row.recurrence:
        parts.append(f"recurring {row.recurrence}")
    if row.within:
        parts.append(f"within {row.within}")
    return "; ".join(parts)


def _named(code: str | None, places: Mapping[str, str]) -> str:
    return places.get(code or "", code or "-")


def explained(rows: list[dict[str, Any]]) -> str:
    """The preview for people, row by row and cell by cell."""
    lines = []
    for row in rows:
        lines.append(
            f"row {row['row']}  {row['id'] or '-'}  {row['result']}" + (f": {row['why']}" if row["why"] else "")
        )
        lines += [f"    {cell['cell']:<12} {_short(cell['words'])} → {cell['read']}" for cell in row["read"]]
    return "\n".join(lines)


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
