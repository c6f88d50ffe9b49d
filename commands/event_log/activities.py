"""What an event is called in a log, and the values it set in a form every format can carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache

from commands.output import text_in
from commands.vocabulary import BIRTHS
from store.event_log import UNRECORDED, Happening
from store.shelf import DefinitionShelf
from workflow.definition import Definition
from workflow.engine_events import ENGINE_EVENTS, TYPE
from workflow.facts import PLAN

Scalar = str | int | float | bool

LIFECYCLE = "complete"
"""Every event of a history is done when it is written."""


class Activities:
    """Names events in one language, by their titles in the definition."""

    def __init__(self, shelf: DefinitionShelf, language: str) -> None:
        self._shelf = shelf
        self._language = language
        self._names = cache(self._named)

    def name(self, happening: Happening) -> str:
        names = self._names(happening.subject.type, happening.entry.type_version)
        return names.get(happening.entry.event, happening.entry.event)

    def _named(self, type: str, version: int) -> Mapping[str, str]:
        return activity_names(self._shelf.get(type, version), self._language)


def activity_names(definition: Definition, language: str) -> Mapping[str, str]:
    """Each event's title; where two events are titled alike, their names tell them apart."""
    every = {**BIRTHS, **ENGINE_EVENTS, **definition.events}
    titles = {event: text_in(texts, language) for event, texts in every.items()}
    often = Counter(titles.values())
    return {event: title if often[title] == 1 else f"{title} ({event})" for event, title in titles.items()}


def resource(happening: Happening) -> str | None:
    """Who did it; none where a replayed log did not say."""
    actor = happening.entry.actor
    return None if actor == UNRECORDED else actor


def values_set(happening: Happening) -> Iterator[tuple[str, Scalar]]:
    """The fields an event set, with plain values: lists as text, wordings in every language."""
    for name, value in happening.entry.data.items():
        if name in (TYPE, PLAN) or value is None:
            continue
        if isinstance(value, Mapping):
            yield from ((f"{name}.{key}", str(text)) for key, text in value.items())
        elif isinstance(value, list | tuple):
            yield name, "; ".join(map(str, value))
        elif isinstance(value, bool | int | float):
            yield name, value
        else:
            yield name, str(value)
