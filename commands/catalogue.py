"""Names for a command's output and checks of what was typed: regions, agencies, states in words."""

from __future__ import annotations

from difflib import get_close_matches

from store.queries import LoadedDefinition, agencies, definitions, regions
from store.reader import Reader
from workflow.errors import NotFound


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


def _nearest(what: str, typed: str, spellings: dict[str, str], known: str) -> str:
    code = spellings.get(typed.strip().casefold())
    if code is None:
        near = get_close_matches(typed.casefold(), spellings, n=1)
        hint = f"did you mean {spellings[near[0]]}?" if near else f"known: {known}"
        raise NotFound(f"there is no {what} {typed!r}", possible=hint)
    return code


def loaded_version(reader: Reader, type_: str, version: int | None) -> LoadedDefinition:
    """A version in the database, the newest when none is named. Raises NotFound naming what there is."""
    versions = definitions(reader, type_)
    if not versions:
        known = sorted({d.definition.type for d in definitions(reader)})
        raise NotFound(f"there is no measure type {type_!r}", possible=f"types: {', '.join(known)}")
    chosen = next((d for d in reversed(versions) if version in (None, d.definition.version)), None)
    if chosen is None:
        has = ", ".join(str(d.definition.version) for d in versions)
        raise NotFound(f"{type_} has no version {version}", possible=f"versions: {has}")
    return chosen
