"""JSON in one line without blanks, letters as they are: how everything is spelled that is kept or sealed."""

from __future__ import annotations

import json.encoder
from collections.abc import Callable, Mapping
from functools import cached_property
from json.encoder import encode_basestring
from typing import Any


def encoder(*, sort_keys: bool) -> Callable[[Any], str]:
    """What `json.JSONEncoder(…).encode` does, with an encoder made once.

    The library makes one for every value, which takes longer than spelling most of ours does.
    """
    library = json.JSONEncoder(ensure_ascii=False, sort_keys=sort_keys, separators=(",", ":"))
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:  # a Python without the part in C
        return library.encode
    skip_keys, allow_nan = False, True
    spell = make(None, library.default, encode_basestring, None, ":", ",", sort_keys, skip_keys, allow_nan)

    def encode(value: Any) -> str:
        return (not value and _EMPTY.get(type(value))) or "".join(spell(value, 0))

    return encode


_EMPTY: Mapping[type, str] = {dict: "{}", list: "[]", tuple: "[]"}
"""Half of what is kept is empty, and would take as long as what is not."""


compact = encoder(sort_keys=True)
"""The one spelling of a JSON value that is sealed: sorted keys, no blanks, letters as they are."""

packed = encoder(sort_keys=False)
"""A value as the JSON kept in a text column."""


class Shared(dict[str, Any]):
    """Facts that many rows keep alike and nobody changes: spelled once, however many rows that are."""

    @cached_property
    def text(self) -> str:
        return packed(self)
