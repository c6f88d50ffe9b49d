"""The regions and agencies, from their files to nouns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from definitions.findings import unknown
from definitions.yaml_file import YamlFile, read_yaml
from workflow.directory import Agency, Region
from workflow.errors import Invalid

REGIONS = Path(__file__).with_name("regions.yaml")
AGENCIES = Path(__file__).with_name("agencies.yaml")

LANGUAGES = ("en", "ru", "kk")


def load_regions(path: Path = REGIONS) -> dict[str, Region]:
    """The regions in the order of the file. Raises Invalid naming file, line and what is allowed."""
    file = _read(path)
    found: dict[str, Region] = {}
    for index, said in enumerate(_list(file, "regions")):
        where = ("regions", index)
        _keys(file, where, said, ("code", "old_code", "kind", "names", "centre", "aliases"))
        if said.get("kind") not in ("oblast", "city"):
            raise _invalid(file, where, f"kind is oblast or city, not {said.get('kind')!r}")
        code = _new_code(file, where, said, found)
        found[code] = Region(
            code=code,
            kind=said["kind"],
            names=_texts(file, (*where, "names"), said.get("names")),
            old_code=said.get("old_code"),
            centres=said.get("centre") or {},
            aliases=tuple(said.get("aliases") or ()),
        )
    return found


def load_agencies(path: Path = AGENCIES) -> dict[str, Agency]:
    """The agencies in the order of the file. Raises Invalid naming file, line and what is allowed."""
    file = _read(path)
    found: dict[str, Agency] = {}
    for index, said in enumerate(_list(file, "agencies")):
        where = ("agencies", index)
        _keys(file, where, said, ("code", "per_region", "by_agreement", "names", "abbreviations", "aliases"))
        code = _new_code(file, where, said, found)
        found[code] = Agency(
            code=code,
            names=_texts(file, (*where, "names"), said.get("names")),
            abbreviations=_texts(file, (*where, "abbreviations"), said.get("abbreviations")),
            per_region=said.get("per_region", False),
            by_agreement=said.get("by_agreement", False),
            aliases=tuple(said.get("aliases") or ()),
        )
    return found


def _read(path: Path) -> YamlFile:
    file = read_yaml(path.read_text(encoding="utf-8"), path.name)
    if file.problems:
        raise Invalid("\n".join(str(problem) for problem in file.problems))
    return file


def _list(file: YamlFile, name: str) -> list[Mapping[str, Any]]:
    found = file.document.get(name) if isinstance(file.document, Mapping) else None
    if not isinstance(found, list) or not all(isinstance(item, Mapping) for item in found):
        raise Invalid(f"{file.name}:1: a list called {name!r} is wanted, each entry with its code and names")
    return found


def _keys(file: YamlFile, where: tuple[str | int, ...], said: Mapping[str, Any], allowed: tuple[str, ...]) -> None:
    for key in said:
        if key not in allowed:
            raise _invalid(file, (*where, key), unknown("key", key, allowed))


def _new_code(
    file: YamlFile, where: tuple[str | int, ...], said: Mapping[str, Any], found: Mapping[str, object]
) -> str:
    code = said.get("code")
    if not isinstance(code, str) or not code:
        raise _invalid(file, where, "a code is wanted")
    if code in found:
        raise _invalid(file, (*where, "code"), f"{code} stands here a second time")
    return code


def _texts(file: YamlFile, where: tuple[str | int, ...], said: Any) -> dict[str, str]:
    if not isinstance(said, Mapping) or set(said) != set(LANGUAGES) or not all(said.values()):
        raise _invalid(file, where[:-1], f"{where[-1]} are wanted in {', '.join(LANGUAGES)}")
    return {language: str(said[language]) for language in LANGUAGES}


def _invalid(file: YamlFile, where: tuple[str | int, ...], message: str) -> Invalid:
    return Invalid(f"{file.name}:{file.place(where).line}: {message}")
