"""The domain's own words in English, Russian and Kazakh, as tables, `show` and reports write them, each once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workflow.directory import Texts
from workflow.engine_events import CREATE, FAN_OUT

if TYPE_CHECKING:
    from workflow.definition import Definition

TERMS: Mapping[str, Texts] = {
    "measure": {"en": "measure", "ru": "мера", "kk": "шара"},
    "title": {"en": "title", "ru": "наименование", "kk": "атауы"},
    "type": {"en": "type", "ru": "вид", "kk": "түрі"},
    "state": {"en": "state", "ru": "статус", "kk": "мәртебесі"},
    "region": {"en": "region", "ru": "регион", "kk": "өңір"},
    "agency": {"en": "agency", "ru": "орган", "kk": "орган"},
    "due": {"en": "due", "ru": "срок", "kk": "мерзімі"},
    "last_rung": {"en": "last rung", "ru": "последнее напоминание", "kk": "соңғы ескерту"},
    "total": {"en": "total", "ru": "всего", "kk": "барлығы"},
}

BIRTHS: Mapping[str, Texts] = {
    CREATE: {"en": "Create", "ru": "Создание", "kk": "Құру"},
    FAN_OUT: {"en": "Send to the region", "ru": "Направление в регион", "kk": "Өңірге жолдау"},
}
"""The titles of the events with which histories begin; no definition gives them any."""


FACTS: Mapping[str, Texts] = {
    "title": TERMS["title"],
    "lead_agency": {"en": "lead agency", "ru": "ответственный орган", "kk": "жауапты орган"},
    "co_executors": {"en": "co-executors", "ru": "соисполнители", "kk": "бірлесіп орындаушылар"},
    "regions": {"en": "regions", "ru": "регионы", "kk": "өңірлер"},
    "starts_on": {"en": "starting date", "ru": "дата начала", "kk": "басталу күні"},
    "due_on": {"en": "due date", "ru": "срок исполнения", "kk": "орындау мерзімі"},
}
"""What every measure may carry, whatever its type."""


def event_titles(definition: Definition, event: str) -> Texts:
    """What an event of a history is called; its own name where nothing says more."""
    return definition.event_titles(event) or BIRTHS.get(event) or _as_it_is(event)


def deadline_titles(definition: Definition, name: str) -> Texts:
    """What a deadline is called; its own name where the definition knows it no more."""
    rule = definition.deadlines.get(name)
    return rule.titles if rule and rule.titles else _as_it_is(name)


def field_titles(definition: Definition, name: str) -> Texts:
    """What a fact or a field of the type is called; its own name where nothing says more."""
    rule = definition.fields.get(name)
    return (rule.titles if rule else FACTS.get(name)) or _as_it_is(name)


def _as_it_is(name: str) -> Texts:
    return {"en": name, "ru": name, "kk": name}
