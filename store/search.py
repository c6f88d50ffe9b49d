"""Full-text search over the titles and data of measures, in the language of each database.

The words are kept by triggers (store/migrations/versions/search_words.py). Every word typed must occur: as the
beginning of a word, or where the database knows word forms (PostgreSQL: Russian, English) in another form of it. A
single letter or digit must be a word of its own: as a beginning it would be found nearly everywhere.
"""

from __future__ import annotations

import re
from typing import Any

from store.location import Kind
from store.reader import Reader

_WORD = re.compile(r"\w+")
"""What the indexes take for a word; everything between only parts them."""

MOST_WORDS = 20


def found_by(kind: Kind, typed: str, *, scanning: bool = False) -> tuple[str, dict[str, Any]]:
    """The SQL condition on `m` (a measure) for what somebody typed, with its parameters; numbers are found too.

    `scanning` has SQLite ask each measure as it comes, which is quicker for words that very many have.
    """
    number = "m.id = :typed_number"
    parameters: dict[str, Any] = {"typed_number": _number(typed)}
    fits, words = _fits(kind, typed)
    if not fits:
        return number, parameters
    if kind == "postgresql":  # whose planner looks the measures up by the words, or asks each, as the words are rare
        return f"m.id IN (SELECT measure FROM search_text WHERE {fits} OR measure = :typed_number)", parameters | words  # noqa: S608 - own text only
    if scanning:
        has = f"EXISTS (SELECT 1 FROM search_text t WHERE t.measure = m.id AND +t.{fits})"  # noqa: S608 - own text
    else:
        has = f"m.id IN (SELECT measure FROM search_text WHERE {fits})"  # noqa: S608 - own text
    return f"({number} OR {has})", parameters | words


def how_many(reader: Reader, typed: str) -> int:
    """How many measures are found by what somebody typed, without going to the measures themselves."""
    fits, words = _fits(reader.kind, typed)
    number = reader.one("SELECT 1 AS one FROM measure WHERE id = :id", id=_number(typed))
    if not fits:
        return 1 if number else 0
    source = (
        "search_index WHERE search_index MATCH :typed_words" if reader.kind == "sqlite" else f"search_text WHERE {fits}"
    )
    counted = reader.one(f"SELECT count(*) AS n FROM {source}", **words)  # noqa: S608 - own text
    found = int(counted["n"]) if counted else 0
    if number:
        own = f"SELECT 1 AS one FROM search_text WHERE measure = :id AND {'+' if reader.kind == 'sqlite' else ''}{fits}"  # noqa: S608 - own text only
        found += reader.one(own, id=_number(typed), **words) is None
    return found


def _number(typed: str) -> str:
    return typed.replace("\0", "").strip()


def _fits(kind: Kind, typed: str) -> tuple[str, dict[str, Any]]:
    """The condition on a row of `search_text`; none for what holds no word."""
    words = _WORD.findall(typed)[:MOST_WORDS]
    if not words:
        return "", {}
    if kind == "sqlite":
        fits = "document IN (SELECT rowid FROM search_index WHERE search_index MATCH :typed_words)"
        return fits, {"typed_words": " ".join(f'"{word}"{"*" * _begins(word)}' for word in words)}
    parameters: dict[str, Any] = {}
    for index, word in enumerate(words):
        parameters |= {f"word_{index}": word, f"beginning_{index}": f"{word}:*" if _begins(word) else word}
    return f"words @@ ({' && '.join(_forms(index) for index in range(len(words)))})", parameters


def _begins(word: str) -> bool:
    """Whether words that only begin so are found too."""
    return len(word) > 1


def _forms(index: int) -> str:
    """A word in any form the database knows, or as a beginning, as a PostgreSQL query.

    Its Russian knows the forms of English words, too: it goes by the letters.
    """
    return f"(plainto_tsquery('russian', :word_{index}) || to_tsquery('simple', :beginning_{index}))"
