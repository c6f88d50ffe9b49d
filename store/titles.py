"""What measure types and their states are called, read without making whole definitions of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from store.reader import Reader
from workflow.directory import Texts


class Titles:
    """The wordings of the versions that measures follow, each read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._document = cache(self._read)

    def _read(self, type: str, version: int) -> Mapping[str, Any]:
        row = self._reader.one(
            "SELECT body FROM definition WHERE type = :type AND version = :version", type=type, version=version
        )
        found: Mapping[str, Any] = json.loads(row["body"]) if row else {"title": {}, "states": {}}
        return found

    def of_type(self, type: str, version: int) -> Texts:
        titles: Texts = self._document(type, version)["title"]
        return titles

    def of_state(self, type: str, version: int, state: str) -> Texts:
        return _title(self._document(type, version)["states"].get(state))


def documents(reader: Reader) -> Iterator[Mapping[str, Any]]:
    """Every definition as it is kept, in order of type and version."""
    return (json.loads(row["body"]) for row in reader.all("SELECT body FROM definition ORDER BY type, version"))


def titles_of_states(reader: Reader) -> dict[tuple[str, str], Texts]:
    """By type and state, in the words of the newest version that has the state."""
    return {
        (document["type"], name): _title(rule)
        for document in documents(reader)
        for name, rule in document["states"].items()
    }


def titles_of_types(reader: Reader) -> dict[str, Texts]:
    """By type, in the words of its newest version."""
    return {document["type"]: document["title"] for document in documents(reader)}


def _title(rule: Mapping[str, Any] | None) -> Texts:
    titles: Texts = (rule or {}).get("title") or {}
    return titles
