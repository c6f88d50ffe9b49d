"""Invented people for a sandbox: one for each role in each region and agency, plainly marked as samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflow.directory import ADMINISTRATOR, Agency, Grant, Person, Region

DOMAIN = "qadam.example"
"""A domain that can never belong to anybody (RFC 2606)."""

MARK = "(образец)"


def sample_people(regions: Mapping[str, Region], agencies: Mapping[str, Agency]) -> tuple[Person, ...]:
    return (*_national(), *_regional(regions), *_agencies(regions, agencies))


def _national() -> Iterator[Person]:
    yield _person("admin", "Администратор", Grant(role=ADMINISTRATOR))
    yield _person("hq", "Секретариат Республиканского штаба, первый", Grant(role="national.coordinator"))
    yield _person("hq2", "Секретариат Республиканского штаба, второй", Grant(role="national.coordinator"))
    yield _person("head", "Заместитель руководителя Республиканского штаба", Grant(role="national.head"))


def _regional(regions: Mapping[str, Region]) -> Iterator[Person]:
    for region in regions.values():
        code, name = region.code.lower(), region.names["ru"]
        yield _person(code, f"Секретариат штаба, {name}", Grant(role="regional.coordinator", region=region.code))
        yield _person(f"akim-{code}", f"Заместитель акима, {name}", Grant(role="regional.head", region=region.code))


def _agencies(regions: Mapping[str, Region], agencies: Mapping[str, Agency]) -> Iterator[Person]:
    for agency in agencies.values():
        code, name = agency.code.lower(), agency.abbreviations.get("ru", agency.code)
        if agency.per_region:
            for region in regions.values():
                place = region.names["ru"]
                grant = Grant(role="agency.officer", agency=agency.code, region=region.code)
                yield _person(f"{code}-{region.code.lower()}", f"Ответственный работник акимата, {place}", grant)
            continue
        yield _person(code, f"Ответственный работник, {name}", Grant(role="agency.officer", agency=agency.code))
        yield _person(f"{code}-head", f"Руководство, {name}", Grant(role="agency.head", agency=agency.code))


def _person(name: str, title: str, *grants: Grant) -> Person:
    return Person(id=name, name=f"{title} {MARK}", email=f"{name}@{DOMAIN}", grants=grants)
