"""What the program says in English, in the language of whoever is asking, as gettext would look it up.

Every message has one English wording, at the place that says it; the tables beside this module give the Russian and
the Kazakh one. `{}` stands for what a message names; in a translation `{0}`, `{1}` are what the English names first,
second. Tests hold that whatever people can be told is there; what is not, somebody else's words for example, stays as
it is.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from commands.translations.fates import FATES
from commands.translations.findings import FINDINGS
from commands.translations.installation import INSTALLATION
from commands.translations.mails import MAILS
from commands.translations.measure_types import MEASURE_TYPES
from commands.translations.plan_rows import PLAN_ROWS
from commands.translations.plans import PLANS
from commands.translations.refusals import REFUSALS
from commands.translations.usage import USAGE
from commands.translations.working_time import WORKING_TIME
from commands.wording import WHO, phrase, who_words
from notifier.wording import span

RU, KK = 0, 1

CATALOGUE: dict[str, tuple[str, str]] = {
    **USAGE,
    **INSTALLATION,
    **MEASURE_TYPES,
    **WORKING_TIME,
    **PLANS,
    **PLAN_ROWS,
    **MAILS,
    **FATES,
    **FINDINGS,
    **REFUSALS,
}


def told_in(language: str, message: str) -> str:
    """A message in a language; in English where it is not known in another.

    >>> told_in("ru", "there is no measure 12")
    'меры 12 нет'
    """
    if language == "en":
        return message
    place = RU if language == "ru" else KK
    exact = CATALOGUE.get(message)
    if exact is not None:
        return exact[place].format()
    for wording in _wordings():
        if all(part in message for part in wording.parts):
            found = _pattern(wording.template).fullmatch(message)
            if found:
                return CATALOGUE[wording.template][place].format(*(_part(language, part) for part in found.groups()))
    return _part(language, message) if "; " in message else message


class _Wording(NamedTuple):
    template: str
    parts: tuple[str, ...]
    """What is between the names: a message without one of them is not worth a closer look."""


@lru_cache(maxsize=1)
def _wordings() -> tuple[_Wording, ...]:
    """The English wordings that name something, those that say most first."""
    naming = (template for template in CATALOGUE if "{}" in template)
    by_weight = sorted(naming, key=lambda template: -len(template.replace("{}", "")))
    return tuple(_Wording(template, tuple(filter(None, template.split("{}")))) for template in by_weight)


def _part(language: str, part: str) -> str:
    """What a message names may be a length of time, roles, or reasons of their own, with semicolons between them."""
    length = _LENGTH.fullmatch(part)
    counted = span(int(length[1]), length[2], language) if length else None
    return counted or _roles(language, part) or "; ".join(told_in(language, reason) for reason in part.split("; "))


def _roles(language: str, part: str) -> str | None:
    """Roles with their scopes in words, where that is what a message names."""
    between = ", " if ", " in part else " or "
    roles = part.split(between)
    if any(role.partition(" of ")[0] not in WHO for role in roles):
        return None
    joined = ", " if between == ", " else f" {phrase('or', language)} "
    return joined.join(who_words(role, language) for role in roles)


_LENGTH = re.compile(r"([0-9]{1,6}) ([a-z]+(?: [a-z]+)?)")


@lru_cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in template.split("{}")]
    last = _REASONS if template.endswith(": {}") else _NAME
    groups = [*[_NAME] * (len(parts) - 2), last]
    pattern = "".join(part + group for part, group in zip(parts, [*groups, ""], strict=True))
    return re.compile(pattern, re.DOTALL)


_NAME = r"((?:(?!: |; ).)+?)"
"""A name never reaches over the marks that part a refusal from its reasons."""
_REASONS = r"(.+)"
