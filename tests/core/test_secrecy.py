"""Nothing that is told shows a token or a password."""

from __future__ import annotations

import pytest

from workflow.secrecy import without_secrets

TOKEN = "qadam_0123456789ab_" + "x" * 43


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (f"the token {TOKEN} of aliya", "the token qadam_*** of aliya"),
        (f"{TOKEN} and {TOKEN}", "qadam_*** and qadam_***"),
        ("postgresql://qadam:s3cret@db/qadam", "postgresql://qadam:***@db/qadam"),
        ("smtp://:s3cret@mail and smtps://me:other@mail", "smtp://:***@mail and smtps://me:***@mail"),
        ("host=db password=s3cret user=qadam", "host=db password=*** user=qadam"),
        ("PASSWORD = 'with a blank \\' in it' user=qadam", "PASSWORD = *** user=qadam"),
        ("http://db:5432/qadam", "http://db:5432/qadam"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_a_secret_is_blotted_out_and_the_rest_can_be_read(told, shown):
    assert without_secrets(told) == shown
