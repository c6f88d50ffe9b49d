"""Regions and agencies, in the order they are listed in."""

from __future__ import annotations

from store.directory_rows import agency_from, region_from
from store.reader import Reader
from workflow.directory import Agency, Region


def regions(reader: Reader) -> dict[str, Region]:
    return {row["code"]: region_from(row) for row in reader.all("SELECT * FROM region ORDER BY position")}


def agencies(reader: Reader) -> dict[str, Agency]:
    return {row["code"]: agency_from(row) for row in reader.all("SELECT * FROM agency ORDER BY position")}
