"""The same figures over portfolios of growing size, and a picture of them: what counts is the slope."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.lives import END
from benchmarks.portfolio import build
from benchmarks.timing import Contender, quick, rates, took
from benchmarks.work import Work
from store import queries
from store.board import tallied
from store.location import locate
from store.queries import Wanted
from store.reader import reading

SIZES = (10_000, 100_000, 1_000_000)
SMALL = (1_000, 10_000)
PICTURE = Path("growth.svg")
WIDTH, HEIGHT, MARGIN = 640, 360, 60
COLOURS = ("#1b6ca8", "#c2571a", "#2e7d32", "#7b1fa2", "#b71c1c", "#455a64")


def measure() -> dict[str, Any]:
    curves: dict[str, dict[int, float]] = {}
    for size in SMALL if quick() else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            for name, milliseconds in _at(f"sqlite:///{folder}/qadam.db", size).items():
                curves.setdefault(name, {})[size] = milliseconds
    PICTURE.write_text(picture(curves), encoding="utf-8")
    return {name: _told(points) for name, points in curves.items()} | {"picture": str(PICTURE)}


def _at(url: str, size: int) -> dict[str, float]:
    """Milliseconds of each thing over a portfolio of this size."""
    build(url, measures=size)
    os.sync()  # or the disk would still be busy with what was just built
    soon = END + timedelta(days=7)
    with reading(locate(url)) as reader:
        asked = {
            "board by region": lambda: tallied(reader, "region", END, soon),
            "list, 200": lambda: queries.measures(reader, Wanted(), limit=200),
            "list --state in_execution": lambda: queries.measures(reader, Wanted(state="in_execution"), limit=200),
            "overdue of a region, 50": lambda: queries.measures(
                reader, Wanted(overdue_at=END, region="KZ-47"), sort="due", limit=50
            ),
            "search, a number": lambda: queries.measures(reader, Wanted(search="№ 5123"), limit=200),
        }
        found = {name: median(took(ask)) * 1000 for name, ask in asked.items()}
    work = Work(url, there=True)
    found["a durable move"] = 1000 / rates({"move": Contender(run=work.moves().one_by_one)})["move"]
    work.store.close()
    return found


def _told(points: Mapping[int, float]) -> str:
    """The figures, and by how much ten times the measures make it slower."""
    sizes = sorted(points)
    tenfold = (points[sizes[-1]] / points[sizes[0]]) ** (1 / math.log10(sizes[-1] / sizes[0]))
    return " → ".join(f"{points[size]:.2f}" for size in sizes) + f" ms; × {tenfold:.2f} for ten times as many"


def picture(curves: Mapping[str, Mapping[int, float]]) -> str:
    """Milliseconds over the number of measures, both by powers of ten, as SVG."""
    sizes = sorted({size for points in curves.values() for size in points})
    values = [value for points in curves.values() for value in points.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def across(size: int) -> float:
        place = math.log10(size / sizes[0]) / math.log10(sizes[-1] / sizes[0])
        return MARGIN + place * (WIDTH - 4 * MARGIN)

    def up(value: float) -> float:
        return HEIGHT - MARGIN - (math.log10(value) - low) / (high - low) * (HEIGHT - 2 * MARGIN)

    parts = [
        f'<line x1="{MARGIN}" x2="{across(sizes[-1])}" y1="{up(10.0**power)}" y2="{up(10.0**power)}" stroke="#ddd"/>'
        f'<text x="{MARGIN - 8}" y="{up(10.0**power) + 4}" text-anchor="end">{10.0**power:g} ms</text>'
        for power in range(low, high + 1)
    ]
    parts += [
        f'<text x="{across(size)}" y="{HEIGHT - MARGIN + 20}" text-anchor="middle">{size:,}</text>' for size in sizes
    ]
    for colour, (name, points) in zip(COLOURS, curves.items(), strict=False):
        drawn = " ".join(f"{across(size):.1f},{up(points[size]):.1f}" for size in sorted(points))
        last = max(points)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{across(last) + 8}" y="{up(points[last]) + 4}" fill="{colour}">{name}</text>')
    style = "<style>text { font: 12px sans-serif }</style>"
    title = "<title>Milliseconds over the number of measures</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"{title}{style}{''.join(parts)}</svg>\n"
    )
