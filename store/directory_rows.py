"""The directory to rows and back: places, people, roles, substitutes."""

from __future__ import annotations

from store.rows import Row, day, unpacked
from workflow.compact import packed
from workflow.directory import Agency, Grant, Person, Region, Substitution


def region_body(region: Region) -> str:
    return packed(
        {
            "kind": region.kind,
            "names": dict(region.names),
            "old_code": region.old_code,
            "centres": dict(region.centres),
            "aliases": region.aliases,
        }
    )


def region_from(row: Row) -> Region:
    body = unpacked(row["body"])
    return Region(code=row["code"], **{**body, "aliases": tuple(body["aliases"])})


def agency_body(agency: Agency) -> str:
    return packed(
        {
            "names": dict(agency.names),
            "abbreviations": dict(agency.abbreviations),
            "per_region": agency.per_region,
            "by_agreement": agency.by_agreement,
            "aliases": agency.aliases,
        }
    )


def agency_from(row: Row) -> Agency:
    body = unpacked(row["body"])
    return Agency(code=row["code"], **{**body, "aliases": tuple(body["aliases"])})


def person_from(row: Row, grants: tuple[Grant, ...]) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        email=row["email"],
        languages=tuple(unpacked(row["languages"])),
        grants=grants,
        left_on=day(row["left_on"]),
    )


def grant_from(row: Row) -> Grant:
    return Grant(role=row["role"], region=row["region"], agency=row["agency"])


def substitution_from(row: Row) -> Substitution:
    starts_on, ends_on = day(row["starts_on"]), day(row["ends_on"])
    if starts_on is None or ends_on is None:
        raise ValueError("a substitution without dates in the database")
    return Substitution(absent=row["absent"], substitute=row["substitute"], starts_on=starts_on, ends_on=ends_on)
