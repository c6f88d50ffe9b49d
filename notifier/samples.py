"""Sample facts: what templates are checked with, and what tests send."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from notifier.distance import WEEKDAYS

SAID_AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
"""The moment of the samples, a Tuesday morning in Almaty."""

FACTS: dict[str, Any] = {
    "measure": "12/KZ-75",
    "titles": {
        "en": "Campaign in schools",
        "ru": "Профилактическая кампания в школах",
        "kk": "Мектептердегі алдын алу науқаны",
    },
    "type": "campaign",
    "type_titles": {"en": "Awareness campaign", "ru": "Информационная кампания", "kk": "Ақпараттық науқан"},
    "level": "regional",
    "region": {"code": "KZ-75", "names": {"en": "Almaty", "ru": "город Алматы", "kk": "Алматы қаласы"}},
    "agency": {
        "code": "MIA",
        "names": {
            "en": "Ministry of Internal Affairs",
            "ru": "Министерство внутренних дел",
            "kk": "Ішкі істер министрлігі",
        },
        "abbreviations": {"en": "MIA", "ru": "МВД", "kk": "ІІМ"},
    },
    "event": "approve",
    "event_titles": {"en": "Approve", "ru": "Утвердить", "kk": "Бекіту"},
    "state": "approved",
    "state_titles": {"en": "Approved", "ru": "Утверждена", "kk": "Бекітілді"},
    "from_state": "draft",
    "from_titles": {"en": "Draft", "ru": "Проект", "kk": "Жоба"},
    "actor": "Айгүл Сәрсенова",
    "on_behalf_of": "Николай Петров",
    "comment": "Прошу учесть замечания штаба.\nСрок не переносить.",
    "at": "2026-11-24T05:00:00.000000+00:00",
    "deadline": {
        "id": "12/KZ-75#tailoring@1",
        "name": "tailoring",
        "titles": {"en": "Tailoring", "ru": "Адаптация", "kk": "Бейімдеу"},
        "due_at": "2026-12-08T13:30:00.000000+00:00",
        "first_due_at": "2026-12-01T13:30:00.000000+00:00",
        "position": None,
        "distance": None,
    },
    "ended": [
        {
            "id": "12/KZ-75#approval@1",
            "name": "approval",
            "titles": {"en": "Approval", "ru": "Утверждение", "kk": "Бекіту"},
            "due_at": "2026-11-27T13:30:00.000000+00:00",
            "first_due_at": "2026-11-27T13:30:00.000000+00:00",
            "position": None,
            "distance": None,
        }
    ],
    "called_off": [
        {
            "measure": "12/KZ-75",
            "titles": {"kk": "Мектептердегі алдын алу науқаны", "ru": "Профилактическая кампания в школах"},
            "state": "approved",
            "state_titles": {"en": "Approved", "ru": "Утверждена", "kk": "Бекітілді"},
            "version": 2,
            "deadline": {"id": "12/KZ-75#approval@1", "due_at": "2026-11-27T13:30:00.000000+00:00"},
        }
    ],
    "version": 2,
    "next": [
        {
            "event": "tailor",
            "titles": {"en": "Tailor", "ru": "Адаптировать", "kk": "Бейімдеу"},
            "requires": ["target_group"],
        }
    ],
    "contacts": [{"name": "Нұрлан Ахметов", "email": "hq@example.kz"}],
    "because": {"role": "regional.coordinator", "scope": "KZ-75"},
}

BARE: dict[str, Any] = {
    **FACTS,
    "level": "national",
    "region": None,
    "agency": None,
    "event": None,
    "event_titles": None,
    "from_state": None,
    "from_titles": None,
    "actor": None,
    "on_behalf_of": None,
    "comment": None,
    "deadline": None,
    "ended": [],
    "called_off": [],
    "contacts": [],
    "next": [],
    "because": {"role": "author", "scope": None},
}
"""Every fact that may be missing is."""


def at_rung(position: Literal["before", "due", "after"], amount: int = 3) -> dict[str, Any]:
    """The facts of a rung that speaks so many working days before or after the due date."""
    day = SAID_AT.date()
    for _ in range(amount if position != "due" else 0):
        day = WEEKDAYS.next_working_day(day) if position == "before" else WEEKDAYS.previous_working_day(day)
    due_at = datetime(day.year, day.month, day.day, 13, 30, tzinfo=UTC).isoformat(timespec="microseconds")
    distance = {"amount": amount, "unit": "working days"}
    deadline = {**FACTS["deadline"], "due_at": due_at, "position": position, "distance": distance}
    return {**FACTS, "ended": [], "called_off": [], "deadline": deadline}


MANY: dict[str, Any] = {
    "at": FACTS["at"],
    "period": "weekly",
    "sections": [
        {"name": "late", "items": [{**FACTS, "deadline": at_rung("after")["deadline"]}], "more": 0},
        {"name": "due_soon", "items": [FACTS], "more": 3},
        {"name": "waiting", "items": [], "more": 0},
    ],
    "steps": [
        {
            "titles": {"en": "What is late", "ru": "Что просрочено", "kk": "Мерзімі өткендер"},
            "command": "overdue --region KZ-75",
        }
    ],
    "heat": {
        "states": [
            {"name": "approved", "titles": FACTS["state_titles"]},
            {"name": "draft", "titles": FACTS["from_titles"]},
        ],
        "rows": [
            {"code": None, "names": None, "counts": [1, 0], "late": 0, "total": 1},
            {"code": "KZ-75", "names": FACTS["region"]["names"], "counts": [5, 2], "late": 3, "total": 7},
        ],
    },
    "checkpoint": {"root": "b5bb9d8014a0f9b1d61e21e796d78dcc" * 2, "at": FACTS["at"], "entries": 1204},
    "contacts": FACTS["contacts"],
    "because": {"role": "national.head", "scope": None},
}
"""The facts of a digest, with all it may hold."""

TOGETHER: dict[str, Any] = {
    "at": FACTS["at"],
    "kind": "assigned",
    "sections": [{"name": "assigned", "items": [{**FACTS, "measure": f"12/KZ-{n}"} for n in (75, 79, 71)], "more": 0}],
    "contacts": [],
    "because": FACTS["because"],
}
"""The facts of a bundle."""

TITLED: dict[str, Any] = {
    "at": FACTS["at"],
    "titles": {"en": "An address takes no mail", "ru": "Адрес не принимает почту", "kk": "Мекенжай хат қабылдамайды"},
    "sections": [{"name": "dead", "items": [{"measure": "12", "titles": {"en": "a@example.kz: 5.1.1 no such"}}]}],
    "steps": [],
    "because": {"role": "administrator", "scope": None},
}
"""The facts of a mail about mail."""
