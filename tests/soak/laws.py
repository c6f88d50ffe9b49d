"""The laws of time, tried with as many examples as there is patience for; the suite tries a hundred of each.

python -m tests.soak.laws --examples 5000
"""

from __future__ import annotations

import argparse
import sys

import pytest
from hypothesis import settings

REWRITE = "ignore::pytest.PytestAssertRewriteWarning"
"""Hypothesis is loaded before pytest, to be told how many."""

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Try the laws of tests/core with many examples.")
    parser.add_argument("--examples", type=int, default=5_000)
    settings.register_profile("soak", max_examples=parser.parse_args().examples)
    settings.load_profile("soak")
    sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "-W", REWRITE, "-m", "hypothesis", "tests/core"]))
