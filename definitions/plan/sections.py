"""The measure type a section of a plan stands for."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path

import yaml

DEFAULT = "campaign"


def type_of_section(section: str, types: Collection[str]) -> str | None:
    """The type whose words the section uses first; none when it uses none of them."""
    said = section.casefold()
    return next((type for type, words in _table() if type in types and any(word in said for word in words)), None)


@cache
def _table() -> tuple[tuple[str, tuple[str, ...]], ...]:
    said = yaml.safe_load(Path(__file__).with_name("sections.yaml").read_text(encoding="utf-8"))
    return tuple((type, tuple(words)) for type, words in said["sections"].items())
