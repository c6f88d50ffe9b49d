"""A server of processes to be killed, for all the tests of this folder: to load everything takes it a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.mortal import Mortals


@pytest.fixture(scope="session")
def mortals() -> Iterator[Mortals]:
    with Mortals() as server:
        yield server
