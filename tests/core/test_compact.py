"""One spelling of JSON, and it is the library's own."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from workflow.compact import encoder

SPELL, SORTED = encoder(sort_keys=False), encoder(sort_keys=True)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_a_value_is_spelled_as_the_library_spells_it(value: object):
    assert SPELL(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert SORTED(value) == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_one_encoder_spells_one_value_after_the_other():
    assert [SPELL(value) for value in ({}, (), [{"а": "б"}], {})] == ["{}", "[]", '[{"а":"б"}]', "{}"]
