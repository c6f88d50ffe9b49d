"""What the engine itself writes into histories: its own events, and its own keys among the values of a row."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.directory import Texts

CREATE = "create"
"""The event of the first history row of a measure that a person or a plan made."""

FAN_OUT = "fan_out"
"""The event of the first history row of a regional variant."""

UNDO = "undo"
"""The event that takes back the last move."""

RECOMPUTE = "recompute"
"""The event that moves a measure's open deadlines to the calendar in force."""


TYPE = "type"
"""The key under which the first history row says what type a measure is of."""

VOTE = "vote"
"""The key under which a history row keeps an answer: `{"approval", "voice", "answer"}`."""

UNDOES = "undoes"
"""The key under which a history row says which entry it takes back: its seq."""

MIGRATE = "migrate"
"""The event that brings a measure to another version of its definition."""

REVERT = "revert"
"""The event that brings a measure back from a migration."""

MIGRATION = "migration"
"""The key under which a history row says which migration it belongs to, and what became of the fields."""

MERGE = "merge"
"""The event by which an amendment of the national measure reaches a regional variant."""

CONFLICTS = "conflicts"
"""The key under which a history row says which fields both the headquarters and the region changed."""

ENGINE_KEYS = (TYPE, VOTE, UNDOES, MIGRATION, CONFLICTS)
"""What the engine itself keeps among the values of a history row; no field may be called so."""

ENGINE_EVENTS: Mapping[str, Texts] = {
    MIGRATE: {"en": "Move to another version", "ru": "Перевести на другую версию", "kk": "Басқа нұсқаға көшіру"},
    REVERT: {"en": "Return to the version before", "ru": "Вернуть прежнюю версию", "kk": "Бұрынғы нұсқаға қайтару"},
    MERGE: {
        "en": "National amendment",
        "ru": "Изменение республиканской меры",
        "kk": "Республикалық шараның өзгеруі",
    },
    RECOMPUTE: {
        "en": "Reckon with another calendar",
        "ru": "Пересчитать по новому календарю",
        "kk": "Жаңа күнтізбе бойынша қайта есептеу",
    },
    UNDO: {"en": "Take back the last move", "ru": "Отменить последнее действие", "kk": "Соңғы әрекетті қайтару"},
}
"""Titles of what the engine itself does to measures; a definition cannot name its own events so."""
