"""What the database holds that begins as typed: measures, the events possible for one, states, regions, people.

Only the few rows that are needed are read, straight from the database, and nothing else is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from commands.output import text_in
from store.reader import Reader

MOST = 60
"""Suggestions made at a time."""

Found = Iterator[tuple[str, str]]
"""Values with what they mean."""

Lookup = Callable[[Reader, str, str, Sequence[str]], Found]
"""Finds values that begin as typed, told in a language, for a command with the words before it."""


def measures(reader: Reader, typed: str, language: str, _: Sequence[str] = ()) -> Found:
    found = reader.all(
        "SELECT id, titles FROM measure WHERE id >= :typed AND id < :beyond ORDER BY id LIMIT :most",
        typed=typed,
        beyond=f"{typed}\U0010ffff",
        most=MOST,
    )
    return ((row["id"], text_in(json.loads(row["titles"]), language)) for row in found)


def events(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    """The events possible for the measure named before."""
    row = reader.one(
        "SELECT m.state, m.level, d.body FROM measure m JOIN definition d"
        " ON d.type = m.type AND d.version = m.type_version WHERE m.id = :id",
        id=named[0],
    )
    if row is None:
        return iter(())
    body = json.loads(row["body"])
    possible = dict.fromkeys(
        rule["event"]
        for rule in body["transitions"]
        if rule.get("level") in (None, row["level"])
        and rule.get("by", "system") not in ("system", ["system"])
        and starts(rule, row["state"], body)
    )
    titles = body.get("events", {})
    return ((name, text_in(titles.get(name, {}).get("title"), language)) for name in possible if name.startswith(typed))


def starts(rule: Mapping[str, Any], state: str, body: Mapping[str, Any]) -> bool:
    """Whether a transition as the file writes it starts from a state; `*` are all that are not final."""
    sources = rule["from"] if isinstance(rule["from"], list) else [rule["from"]]
    return state in sources or (sources == ["*"] and not (body["states"][state] or {}).get("final"))


def move(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    """Measures; once one is named, first the events possible for it."""
    if named:
        yield from events(reader, typed, language, named)
    yield from measures(reader, typed, language)


def measure_then_event(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    return events(reader, typed, language, named) if named else measures(reader, typed, language)


def one_measure(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    return iter(()) if named else measures(reader, typed, language)


def states(reader: Reader, typed: str, language: str, _: Sequence[str]) -> Found:
    found = {name: rule for body in bodies(reader) for name, rule in body["states"].items()}
    return (
        (name, text_in((rule or {}).get("title"), language)) for name, rule in found.items() if name.startswith(typed)
    )


def types(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    found = {} if named else {body["type"]: text_in(body["title"], language) for body in bodies(reader)}
    return ((name, title) for name, title in found.items() if name.startswith(typed))


def bodies(reader: Reader) -> Iterator[Any]:
    return (json.loads(row["body"]) for row in reader.all("SELECT body FROM definition ORDER BY type, version"))


def regions(reader: Reader, typed: str, language: str, _: Sequence[str]) -> Found:
    return _places(reader.all("SELECT code, body FROM region ORDER BY position"), typed, language)


def agencies(reader: Reader, typed: str, language: str, _: Sequence[str]) -> Found:
    return _places(reader.all("SELECT code, body FROM agency ORDER BY position"), typed, language)


def _places(found: Sequence[Mapping[Any, Any]], typed: str, language: str) -> Found:
    """By code, or by a name that begins so."""
    for row in found:
        names = json.loads(row["body"])["names"]
        if any(spelling.casefold().startswith(typed.casefold()) for spelling in (row["code"], *names.values())):
            yield row["code"], text_in(names, language)


def people(reader: Reader, typed: str, _language: str, _: Sequence[str]) -> Found:
    found = reader.all("SELECT id, name FROM person ORDER BY id")
    return ((row["id"], row["name"]) for row in found if row["id"].startswith(typed))
