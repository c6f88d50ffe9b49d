"""Brings the catalogues up to date: sentences taken from the code, merged into each `.po`, and compiled.

    python -m notifier.catalogues [--check]

Only this needs Babel. With --check nothing is written; what is out of date or not translated is named.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

from notifier.catalogue import CATALOGUES, LANGUAGES, SOURCE

ROOT = Path(__file__).parents[2]
FUNCTIONS: Mapping[str, dict[str, Any]] = {
    "notifier": {"_": None, "pgettext": ((1, "c"), 2), "sentence": None, "everywhere": None, "counted": (1, 2)},
    "commands": {"everywhere": None},
}
"""By package, the functions whose arguments are sentences, and which of the arguments."""

TRANSLATED = tuple(language for language in LANGUAGES if language != SOURCE)

Messages = dict[tuple[object, object], object]


def extracted() -> Catalog:
    """Every sentence of the code, without a translation."""
    found = Catalog(project="qadam", charset="utf-8")
    for package, functions in FUNCTIONS.items():
        for file, _, message, comments, context in extract_from_dir(
            ROOT / package, [("**.py", "python")], keywords=functions, comment_tags=("NOTE:",), strip_comment_tags=True
        ):
            found.add(message, locations=[(f"{package}/{file}", 0)], auto_comments=comments, context=context)
    return found


def translated(language: str) -> Catalog:
    """As people wrote it."""
    with _file(language, "po").open("rb") as file:
        return read_po(file, locale=language)


def compiled(language: str) -> Catalog:
    """As it is read at work."""
    with _file(language, "mo").open("rb") as file:
        return read_mo(file)


def messages(catalog: Catalog) -> Messages:
    """What is said by what, without dates and versions."""
    return {(_fixed(message.context), _fixed(message.id)): _fixed(message.string) for message in catalog if message.id}


def _fixed(text: object) -> object:
    """Babel reads contexts out of a `.mo` as bytes, and the forms of a plural as a list."""
    if isinstance(text, bytes):
        return text.decode()
    return tuple(text) if isinstance(text, list) else text


def bring_up_to_date(language: str, sentences: Catalog) -> None:
    """Translations of sentences that are gone go too; what is new waits for its translation, and is said in English."""
    known = translated(language)
    known.update(sentences, no_fuzzy_matching=True, update_creation_date=False)
    known.obsolete.clear()
    with _file(language, "po").open("wb") as file:
        write_po(file, known, width=100, sort_output=True, include_lineno=False)
    with _file(language, "mo").open("wb") as file:
        write_mo(file, known)


def faults(language: str, sentences: Catalog) -> Iterator[str]:
    known = messages(translated(language))
    for message in messages(sentences).keys() - known.keys():
        yield f"{language}.po does not have {message}"
    for message in known.keys() - messages(sentences).keys():
        yield f"{language}.po has {message}, which the code does not"
    said = {message: text for message, text in known.items() if all(text if isinstance(text, tuple) else (text,))}
    for message in known.keys() - said.keys():
        yield f"{language}.po does not translate {message}"
    if said != messages(compiled(language)):
        yield f"{language}.mo is not what {language}.po says"


def _file(language: str, kind: str) -> Path:
    return CATALOGUES / f"{language}.{kind}"


def main(arguments: list[str]) -> int:
    sentences = extracted()
    if "--check" not in arguments:
        for language in TRANSLATED:
            bring_up_to_date(language, sentences)
    found = [fault for language in TRANSLATED for fault in faults(language, sentences)]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
