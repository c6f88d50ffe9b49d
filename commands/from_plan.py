"""What the plan file said of a measure, in the plan's own words under readable heads."""

from __future__ import annotations

from collections.abc import Mapping

from commands.output import fill
from commands.vocabulary import TERMS
from workflow.directory import Texts

_HEADS: Mapping[str, Texts] = {
    "source": {"en": "document", "ru": "документ", "kk": "құжат"},
    "section": {"en": "section", "ru": "раздел", "kk": "бөлім"},
    "form": {"en": "form of completion", "ru": "форма завершения", "kk": "аяқтау нысаны"},
    "responsible": {"en": "responsible", "ru": "ответственные", "kk": "жауаптылар"},
    "by_agreement": {"en": "by agreement", "ru": "по согласованию", "kk": "келісім бойынша"},
    "deadline": {"en": "deadline", "ru": "срок исполнения", "kk": "орындау мерзімі"},
    "recurrence": {"en": "comes back", "ru": "периодичность", "kk": "қайталануы"},
    "within": {"en": "within", "ru": "в течение", "kk": "ішінде"},
    "cost": {"en": "cost", "ru": "расходы", "kk": "шығыстар"},
    "funding": {"en": "funding", "ru": "источник", "kk": "қаржыландыру көзі"},
    "budget_code": {"en": "budget programme", "ru": "код программы", "kk": "бағдарлама коды"},
    "note": {"en": "note", "ru": "примечание", "kk": "ескертпе"},
    "row_kind": {"en": "kind of row", "ru": "вид строки", "kk": "жол түрі"},
    "wording": {"en": "wording", "ru": "текст", "kk": "мәтін"},
    "source_url": {"en": "address", "ru": "адрес", "kk": "мекенжай"},
}
"""In the order in which they are told."""

ROW = "row"
"""Among the notes: the digest of the row as it was imported, for the next import. Nobody reads it."""

WIDTH = 20


def from_plan(notes: Mapping[str, str], language: str) -> list[str]:
    """One line for each thing the plan says; what has no head here stands under its own name."""
    known = [name for name in _HEADS if notes.get(name)]
    others = [name for name in notes if name not in (*_HEADS, ROW) and notes[name]]
    return [f"  {fill(cell_head(name, language), WIDTH)} {' '.join(notes[name].split())}" for name in (*known, *others)]


def cell_head(name: str, language: str) -> str:
    """What a column of a plan is called."""
    heads = TERMS["title"] if name == "title" else _HEADS.get(name)
    return heads[language] if heads else name
