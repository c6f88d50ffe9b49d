"""What a measure is called by: its plan number, and as a regional variant also its region. `12`, and `12/KZ-75`."""

from __future__ import annotations

import re

from workflow.errors import Invalid

_NUMBER = re.compile(r"[0-9A-Za-zА-Яа-яЁё][0-9A-Za-zА-Яа-яЁё.\-]{0,23}")


def check_number(number: str) -> None:
    """A plan number is short and has no slash, which the ids of regional variants need. Raises Invalid."""
    if not _NUMBER.fullmatch(number):
        raise Invalid(
            f"{number[:40]!r} cannot be a measure's number",
            possible="up to 24 letters, digits, dots and dashes, e.g. 12, 3.1 or 12а",
        )


def variant_id(national: str, region: str) -> str:
    """
    >>> variant_id("12", "KZ-75")
    '12/KZ-75'
    """
    return f"{national}/{region}"


def national_id(measure: str) -> str:
    """The id of the national measure it belongs to; a national measure belongs to itself.

    >>> national_id("12/KZ-75"), national_id("12")
    ('12', '12')
    """
    return measure.partition("/")[0]


def region_of(measure: str) -> str | None:
    """The region of a variant, told by its id; none for a national measure.

    >>> region_of("12/KZ-75"), region_of("12")
    ('KZ-75', None)
    """
    return measure.partition("/")[2] or None


def as_meant(typed: str) -> str:
    """An id whose region is written as codes are: small letters, and the Cyrillic К that looks alike, are understood.

    >>> as_meant("12/kz-75"), as_meant("12/КZ-75"), as_meant(" 12а")
    ('12/KZ-75', '12/KZ-75', '12а')
    """
    national, slash, region = typed.strip().partition("/")
    return f"{national}{slash}{region.upper().replace('К', 'K')}"
