"""What the shell completes after --set and --where: the name before `=`, then the values it can have."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from commands.completion.lookups import Found, Lookup, agencies, bodies, measures, regions, starts, states, types
from commands.output import text_in
from store.reader import Reader

OF_THEIR_OWN: Mapping[str, Lookup] = {"lead_agency": agencies, "co_executors": agencies, "regions": regions}
"""The built-in fields whose values are codes; the last one of several is completed."""

FILTERS: Mapping[str, Lookup | tuple[str, ...]] = {
    "state": states, "type": types, "region": regions, "agency": agencies, "level": ("national", "regional"),
    "parent": measures, "overdue": ("yes",), "due_before": (), "needs": ("date", "lead"), "search": (),
}  # fmt: skip
"""What --where takes, as commands/filters.py reads it; a test holds them together."""


def where(reader: Reader, typed: str, language: str, _: Sequence[str]) -> Found:
    """`KEY=` for a filter, or its values."""
    key, equals, value = typed.partition("=")
    if not equals:
        yield from ((f"{name}=", "") for name in FILTERS if name.startswith(key))
        return
    known = FILTERS.get(key.replace("-", "_"), ())
    if isinstance(known, tuple):
        found: Found = ((choice, "") for choice in known if choice.startswith(value))
    else:
        found = known(reader, value, language, ())
    yield from ((f"{key}={choice}", meaning) for choice, meaning in found)


def assignment(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    """`FIELD=` for what the event of a measure sets, or for what a type has; or the values of a field."""
    field, equals, value = typed.partition("=")
    command, *words = named or ("",)
    body = _definition(reader, command, words)
    if body is None:
        return
    if not equals:
        settable = _settable(reader, body, words) if command == "move" else None
        names = settable or (*body["fields"], *OF_THEIR_OWN, "due_on", "starts_on", "title")
        titles = {name: text_in((body["fields"].get(name) or {}).get("title"), language) for name in names}
        yield from ((f"{name}=", title) for name, title in titles.items() if name.startswith(field))
        return
    before, comma, last = value.rpartition(",")
    lookup = OF_THEIR_OWN.get(field)
    if lookup is not None:
        found = lookup(reader, last.strip(), language, ())
    else:
        choices = (body["fields"].get(field) or {}).get("choices") or ()
        found = ((str(choice), "") for choice in choices if str(choice).startswith(last))
    yield from ((f"{field}={before}{comma}{choice}", meaning) for choice, meaning in found)


def _definition(reader: Reader, command: str, words: Sequence[str]) -> Any:
    """The definition of the measure, or of the type, that a command names first."""
    if not words:
        return None
    if command == "new":
        return next((body for body in bodies(reader) if body["type"] == words[0]), None)
    row = reader.one(
        "SELECT d.body FROM measure m JOIN definition d ON d.type = m.type AND d.version = m.type_version"
        " WHERE m.id = :id",
        id=words[0],
    )
    return json.loads(row["body"]) if row else None


def _settable(reader: Reader, body: Mapping[str, Any], words: Sequence[str]) -> tuple[str, ...]:
    """The fields that the event named last sets for the measure named first, those it requires before the others."""
    row = reader.one("SELECT state, level FROM measure WHERE id = :id", id=words[0])
    ways = [
        rule
        for rule in body["transitions"]
        if row is not None
        and rule["event"] == words[-1]
        and rule.get("level") in (None, row["level"])
        and starts(rule, row["state"], body)
    ]
    return tuple(dict.fromkeys(name for part in ("requires", "later", "sets") for name in _named(ways, part)))


def _named(ways: Sequence[Mapping[str, Any]], part: str) -> Iterator[str]:
    return (name for way in ways for name in way.get(part) or () if name != "plan")
