"""Names as people type them, by code or wording in any language: regions, agencies, states and types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from commands.output import text_in
from commands.vocabulary import deadline_titles, event_titles
from store.places import agencies, regions
from store.reader import Reader
from store.titles import documents, titles_of_states
from workflow.errors import NotFound

if TYPE_CHECKING:
    from store.shelf import LoadedDefinition
    from workflow.definition import Definition


def region_code(reader: Reader, typed: str) -> str:
    """A region by its code, its old code or a name. Raises NotFound with the nearest."""
    known = regions(reader)
    spellings = {
        spelling.casefold(): region.code
        for region in known.values()
        for spelling in (region.code, region.old_code or region.code, *region.names.values(), *region.aliases)
    }
    return _nearest("region", typed, spellings, ", ".join(known))


def agency_code(reader: Reader, typed: str) -> str:
    """An agency by its code, abbreviation or name. Raises NotFound with the nearest."""
    known = agencies(reader)
    spellings = {
        spelling.casefold(): agency.code
        for agency in known.values()
        for spelling in (agency.code, *agency.names.values(), *agency.abbreviations.values(), *agency.aliases)
    }
    return _nearest("agency", typed, spellings, ", ".join(known))


def state_name(reader: Reader, typed: str) -> str:
    """A state of any loaded measure type by its name or title. Raises NotFound with the nearest."""
    spellings: dict[str, str] = {}
    for document in documents(reader):
        for name, rule in document["states"].items():
            _spell(spellings, name, rule.get("title"))
    return _nearest("state", typed, spellings, ", ".join(dict.fromkeys(spellings.values())))


def type_name(reader: Reader, typed: str) -> str:
    """A measure type by its name or title. Raises NotFound with the nearest."""
    spellings: dict[str, str] = {}
    for document in documents(reader):
        _spell(spellings, document["type"], document["title"])
    return _nearest("measure type", typed, spellings, ", ".join(dict.fromkeys(spellings.values())))


def place_names(reader: Reader, language: str) -> dict[str, str]:
    """Regions by name and agencies by abbreviation, by code, for telling who is meant."""
    found = {code: text_in(region.names, language) for code, region in regions(reader).items()}
    return found | {code: text_in(agency.abbreviations, language) for code, agency in agencies(reader).items()}


def near(typed: str, known: Iterable[str]) -> str | None:
    """The known name nearest to what was typed, if any is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(typed.casefold(), list(known), n=1)), None)


def _spell(spellings: dict[str, str], name: str, titles: Mapping[str, str] | None) -> None:
    for spelling in (name, *(titles or {}).values()):
        spellings.setdefault(spelling.casefold(), name)


def _nearest(what: str, typed: str, spellings: dict[str, str], known: str) -> str:
    code = spellings.get(typed.strip().casefold())
    if code is None:
        nearest = near(typed, spellings)
        hint = f"did you mean {spellings[nearest]}?" if nearest else f"known: {known}"
        raise NotFound(f"there is no {what} {typed!r}", possible=hint)
    return code


def loaded_version(reader: Reader, type_: str, version: int | None) -> LoadedDefinition:
    """A version in the database, the newest when none is named. Raises NotFound naming what there is."""
    from store.shelf import definitions

    versions = definitions(reader, type_) or definitions(reader, type_name(reader, type_))
    chosen = next((d for d in reversed(versions) if version in (None, d.definition.version)), None)
    if chosen is None:
        has = ", ".join(str(d.definition.version) for d in versions)
        raise NotFound(f"{type_} has no version {version}", possible=f"versions: {has}")
    return chosen


class StateTitles:
    """States by their titles in the newest version of their type."""

    def __init__(self, reader: Reader, language: str) -> None:
        self._states = {place: text_in(titles, language) for place, titles in titles_of_states(reader).items()}

    def of(self, type: str, state: str) -> str:
        return self._states.get((type, state), state)


class OwnTitles:
    """The states, events and deadlines of measures by their titles, in the version each of them follows."""

    def __init__(self, reader: Reader, language: str) -> None:
        from store.shelf import DefinitionShelf

        self._reader, self._language = reader, language
        self._shelf = DefinitionShelf(reader)
        self.definition = cache(self._read)

    def _read(self, measure: str) -> Definition:
        from store.queries import measure as found

        noun = found(self._reader, measure)
        return self._shelf.get(noun.type, noun.type_version)

    def state(self, measure: str, state: str) -> str:
        rule = self.definition(measure).states.get(state)
        return text_in(rule.titles, self._language) if rule else state

    def event(self, measure: str, event: str) -> str:
        return text_in(event_titles(self.definition(measure), event), self._language)

    def deadline(self, measure: str, name: str) -> str:
        return text_in(deadline_titles(self.definition(measure), name), self._language)
