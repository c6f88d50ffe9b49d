"""Sentences that are code, in every language: English as the code has them, the others out of catalogues (gettext).

`catalogues/LANGUAGE.po` is what people edit; `python -m notifier.catalogues` brings them up to date with the code and
makes the `.mo` that is read here. Nothing is read before a language is asked for.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

CATALOGUES = Path(__file__).parent / "catalogues"
LANGUAGES = ("kk", "ru", "en")
SOURCE = "en"
"""The language of the code, which needs no catalogue."""


@cache
def catalogue(language: str) -> NullTranslations:
    """Its `gettext`, `pgettext` and `ngettext` answer in the language."""
    if language == SOURCE:
        return NullTranslations()
    with (CATALOGUES / f"{language}.mo").open("rb") as file:
        return GNUTranslations(file)


def sentence(text: str) -> str:
    """Notes a text for the catalogues that is looked up elsewhere."""
    return text


def counted(one: str, many: str) -> tuple[str, str]:
    """The same for a text that depends on the number `{n}`."""
    return one, many


def everywhere(text: str) -> dict[str, str]:
    """A text by language, as mails are given texts of which nobody knows yet who will read them."""
    return {language: catalogue(language).gettext(text) for language in LANGUAGES}
