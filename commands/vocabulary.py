"""The domain's own words in English, Russian and Kazakh, as tables, `show` and reports write them, each once."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.directory import Texts

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
