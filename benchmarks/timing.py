"""How things are timed: a warm-up, several rounds of each contender in turn, the median, and ratios within the run.

Absolute figures drift by 10 to 25 % between minutes on a shared machine; so contenders take turns within one run, and
what counts is the ratio.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

QUICK = "QADAM_BENCHMARK_QUICK"
"""Set in the environment by --quick: smaller portfolios and fewer rounds, for a first look."""

MOST_MEMORY = 150
"""Megabytes a command may take, however large the portfolio."""

Figure = dict[str, Any]
"""What is shown of one thing measured: `value` and `unit`, and for a goal `ratio`, `of`, `must` and `aim`."""


class Skipped(Exception):
    """Raised by a module that lacks what it needs; the message says what."""


def quick() -> bool:
    return bool(os.environ.get(QUICK))


def rounds() -> int:
    return 3 if quick() else 7


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One way of doing a thing: `run` does it so many times."""

    run: Callable[[int], None]
    warm_up: int = 600
    """A write-ahead log that still grows is slower than one that is overwritten."""


def rates(contenders: Mapping[str, Contender], *, seconds: float = 0.4, times: int | None = None) -> dict[str, float]:
    """How often a second each does its thing: the median of several rounds in which they take turns."""
    for contender in contenders.values():
        contender.run(contender.warm_up)
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(times or rounds()):
        for name, contender in contenders.items():
            taken[name].append(_rate(contender.run, seconds))
    return {name: median(found) for name, found in taken.items()}


def _rate(run: Callable[[int], None], seconds: float) -> float:
    done, step = 0, 100
    begun = time.perf_counter()
    while (spent := time.perf_counter() - begun) < seconds:
        run(step)
        done += step
    return done / spent


def took(act: Callable[[], object], *, warm_up: int = 2, times: int | None = None) -> list[float]:
    """Seconds each of several runs took, sorted."""
    for _ in range(warm_up):
        act()
    found = []
    for _ in range(times or rounds()):
        begun = time.perf_counter()
        act()
        found.append(time.perf_counter() - begun)
    return sorted(found)


def per_second(value: float) -> Figure:
    return {"value": round(value), "unit": "/s"}


def milliseconds(value: float) -> Figure:
    return {"value": round(value * 1000, 3), "unit": "ms"}


def goal(figure: Figure, ratio: float, of: str, *, must: float, aim: float) -> Figure:
    """A figure with the ratio that counts. A goal whose aim is below its must is one to stay under."""
    return {**figure, "ratio": round(ratio, 2), "of": of, "must": must, "aim": aim}


def megabytes(value: float) -> Figure:
    """Memory, against what any command may take."""
    return goal({"value": round(value), "unit": "MB"}, value / MOST_MEMORY, f"{MOST_MEMORY} MB", must=1, aim=0.5)


def reached(figure: Figure) -> str:
    """`aim`, `must` or `no`; empty for what has no goal."""
    if "must" not in figure:
        return ""
    under = figure["aim"] < figure["must"]
    fits = (lambda goal: figure["ratio"] <= goal) if under else (lambda goal: figure["ratio"] >= goal)
    return "aim" if fits(figure["aim"]) else "must" if fits(figure["must"]) else "NO"
