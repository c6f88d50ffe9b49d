"""The definitions that are loaded: every version of every measure type."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache

from store.reader import Reader
from store.rows import moment
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.errors import NotFound
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class LoadedDefinition:
    definition: Definition
    source: str
    loaded_at: datetime


def definitions(reader: Reader, type: str | None = None) -> list[LoadedDefinition]:
    """Every version of the measure types (or of one), in order."""
    where = "" if type is None else " WHERE type = :type"
    parameters = {} if type is None else {"type": type}
    found = reader.all(f"SELECT * FROM definition{where} ORDER BY type, version", **parameters)  # noqa: S608 - own text only
    return [
        LoadedDefinition(
            definition=definition_from(json.loads(row["body"]), row["digest"]),
            source=row["source"],
            loaded_at=moment(row["loaded_at"]),
        )
        for row in found
    ]


class DefinitionShelf:
    """Definitions as measures need them, each read once."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.get = cache(self._get)

    def _get(self, type: str, version: int) -> Definition:
        row = self._reader.one(
            "SELECT body, digest FROM definition WHERE type = :type AND version = :version", type=type, version=version
        )
        if row is None:
            raise NotFound(f"version {version} of {type!r} is not in this database", possible="qadam definitions list")
        return definition_from(json.loads(row["body"]), row["digest"])
