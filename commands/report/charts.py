"""Charts as inline SVG that also speak: each has a title and a description that say what it shows.

Colours come from the page's style sheet, so that dark mode and grey print change them in one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from commands.report.figures import Verdict

WIDTH, HEIGHT = 640, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 34, 24, 34

BAR_ORDER = (Verdict.IN_TIME, Verdict.EXTENDED, Verdict.ON_CONTROL, Verdict.LATE, Verdict.OVERDUE)


def line_chart(title: str, points: Sequence[tuple[str, float | None, str]]) -> str:
    """Shares from 0 to 1 over named steps; `points` are label, share (none leaves a gap) and the share in words."""
    inner, bottom = WIDTH - LEFT - RIGHT, HEIGHT - BOTTOM
    step = inner / max(1, len(points) - 1) if len(points) > 1 else 0.0

    def x(index: int) -> float:
        return LEFT + (index * step if len(points) > 1 else inner / 2)

    def y(share: float) -> float:
        return TOP + (1 - share) * (bottom - TOP)

    said = "; ".join(f"{label}: {words}" for label, _, words in points)
    parts = [_opening(title, said, WIDTH, HEIGHT)]
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(mark):.1f}" y2="{y(mark):.1f}"/>')
        parts.append(f'<text class="axis" x="{LEFT - 6}" y="{y(mark) + 4:.1f}" text-anchor="end">{mark:.0%}</text>')
    for run in _runs(points):
        if len(run) > 1:
            path = " ".join(f"{x(index):.1f},{y(share):.1f}" for index, share in run)
            parts.append(f'<polyline class="trend" points="{path}"/>')
    shown_every = max(1, len(points) // 12)
    for index, (label, share, words) in enumerate(points):
        if index % shown_every == 0:
            parts.append(_text("axis", x(index), HEIGHT - 12, label))
        if share is not None:
            parts.append(f'<circle class="dot" cx="{x(index):.1f}" cy="{y(share):.1f}" r="4"/>')
            if len(points) <= 14:
                above = y(share) - 9 if share < 0.93 else y(share) + 17
                parts.append(_text("value", x(index), above, words))
    return "".join([*parts, "</svg>"])


def verdict_bar(title: str, counts: dict[Verdict, int], words: dict[Verdict, str]) -> str:
    """One horizontal bar of all verdicts, each with its number on it where it has room; hatched where it is late."""
    total = sum(counts.values())
    said = ", ".join(f"{words[verdict]}: {counts[verdict]}" for verdict in BAR_ORDER)
    parts = [_opening(title, said, WIDTH, 40), _HATCH]
    x = 0.0
    for verdict in BAR_ORDER:
        width = WIDTH * counts[verdict] / total if total else 0.0
        if not width:
            continue
        place = f'x="{x:.1f}" y="4" width="{width:.1f}" height="32"'
        parts.append(f'<rect class="v-{verdict.value}" {place}/>')
        if verdict in (Verdict.LATE, Verdict.OVERDUE):
            parts.append(f'<rect class="hatch" fill="url(#hatch)" {place}/>')
        if width > 26:
            parts.append(
                f'<text class="on-bar v-{verdict.value}-text" x="{x + width / 2:.1f}" y="25"'
                f' text-anchor="middle">{counts[verdict]}</text>'
            )
        x += width
    return "".join([*parts, "</svg>"])


_HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="#000" stroke-opacity=".22" stroke-width="2"/></pattern></defs>'
)


def _text(kind: str, x: float, y: float, words: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{escape(words)}</text>'


def _opening(title: str, said: str, width: int, height: int) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" class="chart">'
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>"
    )


def _runs(points: Sequence[tuple[str, float | None, str]]) -> list[list[tuple[int, float]]]:
    """The stretches without a gap."""
    runs: list[list[tuple[int, float]]] = [[]]
    for index, (_, share, _) in enumerate(points):
        if share is None:
            runs.append([])
        else:
            runs[-1].append((index, share))
    return [run for run in runs if run]
