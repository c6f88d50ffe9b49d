from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from notifier.retry import RetryCurve, next_attempt, wait

NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)
CURVE = RetryCurve()
keys = st.text(max_size=40)
attempts = st.integers(min_value=1, max_value=99)


@given(keys, attempts)
def test_a_wait_lies_between_the_first_and_the_stretched_longest(key: str, attempt: int) -> None:
    assert CURVE.first <= wait(CURVE, key, attempt) <= CURVE.longest * (1 + CURVE.jitter)


@given(keys, attempts)
def test_waits_never_shrink_until_the_longest_is_reached(key: str, attempt: int) -> None:
    shorter, longer = wait(CURVE, key, attempt), wait(CURVE, key, attempt + 1)

    assert shorter < longer or longer >= CURVE.longest


@given(keys, attempts)
def test_the_same_mail_and_attempt_always_wait_the_same(key: str, attempt: int) -> None:
    assert wait(CURVE, key, attempt) == wait(CURVE, key, attempt)


def test_mails_that_failed_together_are_spread() -> None:
    waits = {wait(CURVE, f"key-{n}", 1) for n in range(200)}

    assert len(waits) == 200
    assert max(waits) - min(waits) > CURVE.first * CURVE.jitter * 0.9


@given(keys, attempts, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4)))
def test_a_young_mail_is_tried_again_later(key: str, attempt: int, age: timedelta) -> None:
    again = next_attempt(CURVE, key, attempt, NOW - age, NOW)

    assert again is not None
    assert again > NOW


def test_an_old_mail_is_given_up() -> None:
    assert next_attempt(CURVE, "key", 10, NOW - timedelta(days=5), NOW) is None


def test_an_old_mail_we_hardly_tried_gets_its_attempts_first() -> None:
    assert next_attempt(CURVE, "key", 1, NOW - timedelta(days=50), NOW) is not None
    assert next_attempt(CURVE, "key", CURVE.at_least, NOW - timedelta(days=50), NOW) is None


@given(keys)
def test_no_mail_is_tried_for_ever(key: str) -> None:
    assert next_attempt(CURVE, key, CURVE.at_most, NOW, NOW) is None


@given(keys)
def test_five_days_of_outage_cost_fewer_attempts_than_allowed(key: str) -> None:
    at, tried = NOW, 0
    while at is not None:
        tried += 1
        given_up_at, at = at, next_attempt(CURVE, key, tried, NOW, at)

    assert given_up_at - NOW >= CURVE.give_up_after
    assert tried < CURVE.at_most
