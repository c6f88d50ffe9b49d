"""A token proves who somebody is: the right text, while it is good; who only guesses is told nothing."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from tests.core.errand import NOW, at
from workflow.errors import Forbidden
from workflow.identity import Token, check, digest_of, spelled, token_id

SECRET = "s" * 42 + "-"
TEXT = f"qadam_0123456789ab_{SECRET}"
TOKEN = Token(
    id="0123456789ab", person="aliya", digest=digest_of(SECRET), made_at=NOW, made_by="hq", expires_at=at("2024-10-01")
)
UNKNOWN = "this token is not known here"


def test_a_token_is_spelled_with_its_id_and_read_again():
    assert spelled("0123456789ab", SECRET) == TEXT
    assert token_id(f" {TEXT}\n") == "0123456789ab"
    assert digest_of("secret") == hashlib.sha256(b"secret").hexdigest()


def test_who_knows_the_secret_is_known():
    assert check(TEXT, TOKEN, NOW) == TOKEN


@pytest.mark.parametrize(
    "text", ["", "qadam", TEXT[:-1], f"{TEXT}x", TEXT.replace("qadam", "token"), TEXT.replace("0123", "XYZW")]
)
def test_what_is_no_token_is_not_known(text):
    for ask in (token_id, lambda text: check(text, TOKEN, NOW)):
        with pytest.raises(Forbidden) as refused:
            ask(text)
        assert refused.value.message == UNKNOWN
        assert refused.value.possible == "an administrator gives one: qadam people token NAME"


def test_another_secret_or_no_such_token_is_not_known_either():
    with pytest.raises(Forbidden, match=UNKNOWN):
        check(TEXT[:-1] + "x", TOKEN, NOW)
    with pytest.raises(Forbidden, match=UNKNOWN):
        check(TEXT, None, NOW)


def test_only_who_knows_the_secret_is_told_why_it_ended():
    ended = replace(TOKEN, revoked_at=NOW)
    with pytest.raises(Forbidden) as refused:
        check(TEXT, ended, NOW)
    assert refused.value.message == "the token of aliya was revoked"
    assert refused.value.possible == "a new one: qadam people token aliya"
    with pytest.raises(Forbidden, match="the token of aliya has expired"):
        check(TEXT, TOKEN, TOKEN.expires_at)
    with pytest.raises(Forbidden, match=UNKNOWN):
        check(TEXT[:-1] + "x", ended, NOW)


def test_it_is_good_until_the_moment_it_ends():
    assert TOKEN.ended(at("2024-09-30 23:59")) is None
    assert TOKEN.ended(TOKEN.expires_at) == "has expired"
    assert replace(TOKEN, revoked_at=at("2024-05-01")).ended(at("2024-04-30")) is None
    assert replace(TOKEN, revoked_at=at("2024-05-01")).ended(at("2024-05-01")) == "was revoked"
