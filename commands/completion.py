"""What the shell completes from the database: measures, the events possible for one, states, regions, people.

Completion must answer before a person notices and must never get in the way: it reads the rows it needs straight
from the database, and says nothing at all when there is none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import click
from click.shell_completion import CompletionItem

from commands.app import app_of
from commands.output import text_in
from store.reader import Reader
from workflow.errors import QadamError

MOST = 60
"""Suggestions made at a time."""

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Lookup = Callable[[Reader, str, str, click.Context], Iterator[tuple[str, str]]]


def _completer(lookup: Lookup) -> Completer:
    """A completer from what looks values up with their meaning, by the beginning that was typed."""

    def complete(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
        try:
            app = app_of(context)
            with app.reading() as reader:
                found = lookup(reader, typed, app.settings.lang, context)
                return [CompletionItem(value, help=meaning) for value, meaning in found][:MOST]
        except (QadamError, OSError):
            return []

    return complete


def _measures(reader: Reader, typed: str, language: str, _: click.Context) -> Iterator[tuple[str, str]]:
    beyond = f"{typed}\U0010ffff"
    found = reader.all(
        "SELECT id, titles FROM measure WHERE id >= :typed AND id < :beyond ORDER BY id LIMIT :most",
        typed=typed,
        beyond=beyond,
        most=MOST,
    )
    for row in found:
        yield row["id"], text_in(json.loads(row["titles"]), language)


def _events(reader: Reader, typed: str, language: str, context: click.Context) -> Iterator[tuple[str, str]]:
    """The events possible for the measure named before, or once one is named, more measures."""
    named = context.params.get("words") or ((context.params["measure"],) if context.params.get("measure") else ())
    row = reader.one(
        "SELECT m.state, m.level, d.body FROM measure m JOIN definition d"
        " ON d.type = m.type AND d.version = m.type_version WHERE m.id = :id",
        id=named[0] if named else "",
    )
    if row is not None:
        body = json.loads(row["body"])
        events: dict[str, None] = {}
        for rule in body["transitions"]:
            sources = rule["from"] if isinstance(rule["from"], list) else [rule["from"]]
            here = row["state"] in sources or (sources == ["*"] and not body["states"][row["state"]].get("final"))
            if here and rule.get("level") in (None, row["level"]) and rule.get("by", "system") != "system":
                events[rule["event"]] = None
        for event in events:
            if event.startswith(typed):
                yield event, text_in(body.get("events", {}).get(event, {}).get("title"), language)


def _words(reader: Reader, typed: str, language: str, context: click.Context) -> Iterator[tuple[str, str]]:
    """For `move MEASURE… EVENT`: measures, and from the second word on the events of the first one."""
    yield from _events(reader, typed, language, context)
    yield from _measures(reader, typed, language, context)


def _bodies(reader: Reader) -> Iterator[Any]:
    for row in reader.all("SELECT body FROM definition ORDER BY type, version"):
        yield json.loads(row["body"])


def _states(reader: Reader, typed: str, language: str, _: click.Context) -> Iterator[tuple[str, str]]:
    found = {
        name: text_in(rule.get("title"), language) for body in _bodies(reader) for name, rule in body["states"].items()
    }
    return ((name, title) for name, title in found.items() if name.startswith(typed))


def _types(reader: Reader, typed: str, language: str, _: click.Context) -> Iterator[tuple[str, str]]:
    found = {body["type"]: text_in(body["title"], language) for body in _bodies(reader)}
    return ((name, title) for name, title in found.items() if name.startswith(typed))


def _places(table: str) -> Lookup:
    def lookup(reader: Reader, typed: str, language: str, _: click.Context) -> Iterator[tuple[str, str]]:
        for row in reader.all(f"SELECT code, body FROM {table} ORDER BY position"):  # noqa: S608 - our own table names
            name = text_in(json.loads(row["body"])["names"], language)
            if row["code"].casefold().startswith(typed.casefold()) or name.casefold().startswith(typed.casefold()):
                yield row["code"], name

    return lookup


def _people(reader: Reader, typed: str, _language: str, _: click.Context) -> Iterator[tuple[str, str]]:
    for row in reader.all("SELECT id, name FROM person ORDER BY id"):
        if row["id"].startswith(typed):
            yield row["id"], row["name"]


measures = _completer(_measures)
events = _completer(_events)
move_words = _completer(_words)
states = _completer(_states)
types = _completer(_types)
regions = _completer(_places("region"))
agencies = _completer(_places("agency"))
people = _completer(_people)
