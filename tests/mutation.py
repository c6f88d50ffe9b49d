"""How tests run against code made wrong on purpose: what is about the wrong module first, properties tried less.

A pytest plugin, loaded by the settings of mutmut in pyproject.toml and by nothing else.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, settings

settings.register_profile(
    "mutation", max_examples=10, phases=(Phase.explicit, Phase.generate), derandomize=True, database=None, deadline=None
)
settings.load_profile("mutation")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Most faults are found by the examples of the module's own tests; what tries many examples comes last."""
    module = os.environ.get("MUTANT_UNDER_TEST", "").removeprefix("workflow.").partition(".")[0]
    items.sort(key=lambda item: (item.get_closest_marker("hypothesis") is not None, item.path.stem != f"test_{module}"))
