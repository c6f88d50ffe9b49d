"""How a peer's process is timed: warmed up, then one round for each line it is sent, its rate for an answer."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from itertools import count

WARM_UP = 600


def tell_rate(move: Callable[[int], None], *, group: int = 1, seconds: float = 0.4) -> None:
    """`move` is told which turn it is; so many turns make a whole, and are never cut."""
    turns = count()

    def whole() -> None:
        for _ in range(group):
            move(next(turns))

    for _ in range(WARM_UP // group):
        whole()
    print("ready", flush=True)
    for _ in sys.stdin:
        done, begun = 0, time.perf_counter()
        while (spent := time.perf_counter() - begun) < seconds:
            whole()
            done += group
        print(done / spent, flush=True)
