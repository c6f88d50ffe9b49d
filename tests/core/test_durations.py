"""Lengths of time as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.durations import Duration, Unit
from workflow.errors import Invalid


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("10 working days", "10 working days"),
        ("1 working day", "1 working day"),
        ("1 Working  Days", "1 working day"),
        ("10wd", "10 working days"),
        ("6 h", "6 hours"),
        ("20 d", "20 days"),
        ("2 months", "2 months"),
        ("90 working minutes", "90 working minutes"),
    ],
)
def test_the_usual_spellings_are_read(text: str, canonical: str) -> None:
    assert str(Duration.parse(text)) == canonical


@pytest.mark.parametrize("text", ["", "ten days", "-1 days", "1.5 days", "5", "5 fortnights", "999999999 days", None])
def test_anything_else_is_refused_with_what_is_allowed(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Duration.parse(text)

    assert "10 working days" in str(refusal.value.possible)


@given(st.integers(0, 100_000), st.sampled_from(Unit))
def test_writing_and_reading_are_inverse(amount: int, unit: Unit) -> None:
    duration = Duration(amount=amount, unit=unit)

    assert Duration.parse(str(duration)) == duration
