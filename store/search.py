"""Full-text search over the titles and data of measures, in the language of each database.

The words are kept by triggers (store/migrations/versions/search_words.py). Every word typed must occur: as the
beginning of a word, or where the database knows word forms (PostgreSQL: Russian, English) in another form of it.
"""

from __future__ import annotations

import re
from typing import Any

from store.location import Kind

_WORD = re.compile(r"\w+")
"""What the indexes take for a word; everything between only parts them."""

MOST_WORDS = 20


def found_by(kind: Kind, typed: str) -> tuple[str, dict[str, Any]]:
    """The SQL condition on `m` (a measure) for what somebody typed, with its parameters; numbers are found too."""
    number = "m.id = :typed_number"
    parameters: dict[str, Any] = {"typed_number": typed.replace("\0", "").strip()}
    words = _WORD.findall(typed)[:MOST_WORDS]
    if not words:
        return number, parameters
    if kind == "sqlite":
        parameters["typed_words"] = " ".join(f'"{word}"*' for word in words)
        fits = "document IN (SELECT rowid FROM search_index WHERE search_index MATCH :typed_words)"
    else:
        for index, word in enumerate(words):
            parameters |= {f"word_{index}": word, f"beginning_{index}": f"{word}:*"}
        fits = f"words @@ ({' && '.join(_forms(index) for index in range(len(words)))})"
    return f"({number} OR m.id IN (SELECT measure FROM search_text WHERE {fits}))", parameters  # noqa: S608 - own text


def _forms(index: int) -> str:
    """A word in any form the database knows, or as a beginning, as a PostgreSQL query."""
    known = " || ".join(f"plainto_tsquery('{language}', :word_{index})" for language in ("russian", "english"))
    return f"({known} || to_tsquery('simple', :beginning_{index}))"
