"""What the shell completes from the database: measures, the events possible for one, states, regions, people.

Completion must answer before a person notices and must never get in the way: it reads the few rows it needs straight
from the database, loads nothing else, and says nothing at all when something is wrong. Names of commands and options
are left to click.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from commands.output import text_in
from store.location import locate
from store.reader import Reader, reading
from workflow.config import read_settings
from workflow.errors import QadamError

MOST = 60
"""Suggestions made at a time."""

Found = Iterator[tuple[str, str]]
"""Values with what they mean."""

Lookup = Callable[[Reader, str, str, Sequence[str]], Found]
"""Finds values that begin as typed, told in a language, for a command with the arguments before it."""


def complete(instruction: str) -> str | None:
    """The answer to a shell that asks, in the form it reads; none when click knows better."""
    kind = get_completion_class(instruction.removesuffix("_complete"))
    if kind is None:
        return None
    shell = kind(None, {}, "qadam", "_QADAM_COMPLETE")  # type: ignore[arg-type]  # its command is not looked at here
    words, typed = shell.get_completion_args()
    asked = wanted(words, typed)
    if asked is None:
        return None
    lookup, arguments = asked
    try:
        settings = read_settings(_settings_in(words), os.environ, Path.cwd())
        with reading(locate(settings.db)) as reader:
            found = list(zip(range(MOST), lookup(reader, typed, settings.lang, arguments), strict=False))
    except (QadamError, OSError):
        found = []
    return _told(shell, [pair for _, pair in found])


def _told(shell: ShellComplete, found: Sequence[tuple[str, str]]) -> str:
    return "\n".join(shell.format_completion(CompletionItem(value, help=meaning or None)) for value, meaning in found)


def wanted(words: Sequence[str], typed: str) -> tuple[Lookup, Sequence[str]] | None:
    """What is to be looked up for the word being typed, and the arguments before it; none for click to answer."""
    if words and words[-1] in OPTIONS:
        return OPTIONS[words[-1]], ()
    if typed.startswith("-") or (words and words[-1] in VALUED):
        return None
    plain = [word for before, word in zip(("", *words), words, strict=False) if not _of_option(before, word)]
    for length in (2, 1):
        lookup = ARGUMENTS.get(" ".join(plain[:length]))
        if lookup is not None and len(plain) >= length:
            return lookup, plain[length:]
    return None


def _of_option(before: str, word: str) -> bool:
    return word.startswith("-") or before in VALUED or before in OPTIONS


def _settings_in(words: Sequence[str]) -> dict[str, str]:
    """The settings given on the line itself."""
    named = {"--db": "db", "--lang": "lang"}
    return {named[option]: value for option, value in pairwise(words) if option in named}


def _measures(reader: Reader, typed: str, language: str, _: Sequence[str] = ()) -> Found:
    found = reader.all(
        "SELECT id, titles FROM measure WHERE id >= :typed AND id < :beyond ORDER BY id LIMIT :most",
        typed=typed,
        beyond=f"{typed}\U0010ffff",
        most=MOST,
    )
    return ((row["id"], text_in(json.loads(row["titles"]), language)) for row in found)


def _events(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
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
        and _starts(rule, row["state"], body)
    )
    titles = body.get("events", {})
    return ((name, text_in(titles.get(name, {}).get("title"), language)) for name in possible if name.startswith(typed))


def _starts(rule: Mapping[str, Any], state: str, body: Mapping[str, Any]) -> bool:
    """Whether a transition as the file writes it starts from a state; `*` are all that are not final."""
    sources = rule["from"] if isinstance(rule["from"], list) else [rule["from"]]
    return state in sources or (sources == ["*"] and not (body["states"][state] or {}).get("final"))


def _move(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    """Measures; once one is named, first the events possible for it."""
    if named:
        yield from _events(reader, typed, language, named)
    yield from _measures(reader, typed, language)


def _measure_then_event(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    return _events(reader, typed, language, named) if named else _measures(reader, typed, language)


def _one_measure(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    return iter(()) if named else _measures(reader, typed, language)


def _states(reader: Reader, typed: str, language: str, _: Sequence[str]) -> Found:
    found = {name: rule for body in _bodies(reader) for name, rule in body["states"].items()}
    return (
        (name, text_in((rule or {}).get("title"), language)) for name, rule in found.items() if name.startswith(typed)
    )


def _types(reader: Reader, typed: str, language: str, named: Sequence[str]) -> Found:
    found = {} if named else {body["type"]: text_in(body["title"], language) for body in _bodies(reader)}
    return ((name, title) for name, title in found.items() if name.startswith(typed))


def _bodies(reader: Reader) -> Iterator[Any]:
    return (json.loads(row["body"]) for row in reader.all("SELECT body FROM definition ORDER BY type, version"))


def _regions(reader: Reader, typed: str, language: str, _: Sequence[str]) -> Found:
    return _places(reader.all("SELECT code, body FROM region ORDER BY position"), typed, language)


def _agencies(reader: Reader, typed: str, language: str, _: Sequence[str]) -> Found:
    return _places(reader.all("SELECT code, body FROM agency ORDER BY position"), typed, language)


def _places(found: Sequence[Mapping[Any, Any]], typed: str, language: str) -> Found:
    """By code, or by a name that begins so."""
    for row in found:
        names = json.loads(row["body"])["names"]
        if any(spelling.casefold().startswith(typed.casefold()) for spelling in (row["code"], *names.values())):
            yield row["code"], text_in(names, language)


def _people(reader: Reader, typed: str, _language: str, _: Sequence[str]) -> Found:
    found = reader.all("SELECT id, name FROM person ORDER BY id")
    return ((row["id"], row["name"]) for row in found if row["id"].startswith(typed))


OPTIONS: Mapping[str, Lookup] = {
    "--as": _people,
    "--for": _people,
    "--state": _states,
    "--type": _types,
    "--region": _regions,
    "--agency": _agencies,
    "--lead": _agencies,
    "--parent": _measures,
}
"""Options whose value is looked up."""

VALUED = frozenset(
    {
        "--as-of", "--by", "--columns", "--comment", "--db", "--due", "--due-before", "--email", "--evidence",
        "--expect-version", "--format", "--lang", "--level", "--limit", "--now", "--number", "--output", "--period",
        "--request-id", "--role", "--search", "--set", "--sort", "--where", "-o",
    }
)  # fmt: skip
"""Options whose value is something else."""

ARGUMENTS: Mapping[str, Lookup] = {
    "move": _move,
    "undo": _one_measure,
    "amend": _one_measure,
    "settle": _one_measure,
    "divergence": _one_measure,
    "show": _one_measure,
    "history": _one_measure,
    "explain": _one_measure,
    "mail preview": _measure_then_event,
    "audit proof": _one_measure,
    "new": _types,
    "definitions show": _types,
    "definitions diagram": _types,
    "definitions migrate": _types,
    "people substitute": _people,
    "people leave": _people,
    "people token": _people,
}
"""Commands whose arguments are looked up."""
