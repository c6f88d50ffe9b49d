"""A picture as SVG that needs nothing else: no font, no script, no network; black on white, so that it prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from xml.sax.saxutils import escape

from commands.diagrams.layout import Layout, Link, Place, Route, Size, lay_out
from commands.diagrams.picture import Arrow, Box, Flow, Label, Ladder, Picture
from workflow.noun import dataclass

TITLE, HEADING, BODY, SMALL = 20, 15, 13, 11
"""Sizes of text, in px."""

LINE = 1.35
MARGIN = 28.0
GAP = 44.0
WIDEST_LABEL, WIDEST_BOX, COLUMN = 190.0, 235.0, 340.0
"""Px before a line is broken: on an arrow, in a box, in the list of ladders."""

STYLE = """\
text { font-family: "DejaVu Sans", "Noto Sans", Arial, sans-serif; fill: #111; }
.box { fill: #fff; stroke: #333; stroke-width: 1.2; }
.off { stroke-dasharray: 5 3; }
.seen { stroke-width: 2.6; fill: #f3f3f3; }
.here { stroke-width: 3.6; fill: #dfe9f5; }
.arrow { fill: none; stroke: #444; stroke-width: 1.1; }
.system { stroke-dasharray: 6 4; }
.join { stroke-dasharray: 1.5 4; stroke-linecap: round; stroke-width: 2; }
.gone { stroke: #0b4a8f; stroke-width: 3; }
.paper { fill: #fff; }
.muted { fill: #444; }
.frame { fill: none; stroke: #bbb; }
"""


@dataclass(frozen=True)
class Line:
    """A line of text with its look."""

    text: str
    size: float = SMALL
    bold: bool = False
    muted: bool = False

    @property
    def width(self) -> float:
        return width_of(self.text, self.size, bold=self.bold)

    @property
    def height(self) -> float:
        return self.size * LINE


def svg(picture: Picture) -> str:
    """The whole page: the flows side by side, the ladders under them, a legend."""
    flows = [_flow(flow) for flow in picture.flows]
    right = max(MARGIN + sum(size.width for _, size in flows) + GAP * (len(flows) - 1), MARGIN + 2 * COLUMN)
    heading = lines_of(Line(picture.title, TITLE, bold=True), right - MARGIN)
    heading.append(Line(picture.subtitle, SMALL, muted=True))
    parts = [_lines(MARGIN, MARGIN / 2, heading)]
    x, y = MARGIN, MARGIN / 2 + sum(line.height for line in heading) + GAP / 2
    for drawn, size in flows:
        parts.append(f'<g transform="translate({x:.1f} {y:.1f})">{drawn}</g>')
        x += size.width + GAP
    lowest = y + max((size.height for _, size in flows), default=0.0)
    y = lowest + GAP / 2
    drawn, size = _ladders(picture.ladders, picture.words.said("ladders"), right - MARGIN)
    parts.append(f'<g transform="translate({MARGIN:.1f} {y:.1f})">{drawn}</g>')
    right, y = max(right, MARGIN + size.width), y + size.height + GAP / 2
    drawn, size = _legend(picture)
    parts.append(f'<g transform="translate({MARGIN:.1f} {y:.1f})">{drawn}</g>')
    width, height = max(right, MARGIN + size.width) + MARGIN, y + size.height + MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" lang="{picture.words.language}">\n'
        f"<title>{escape(picture.title)}</title>\n<style>{STYLE}</style>\n"
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
        'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L10 5 L0 10 z" fill="#333"/></marker></defs>\n'
        f'<rect class="paper" width="{width:.0f}" height="{height:.0f}"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _flow(flow: Flow) -> tuple[str, Size]:
    boxes = {box.name: _box_lines(box) for box in flow.boxes}
    labels = [_label_lines(arrow.labels) for arrow in flow.arrows]
    layout = lay_out(
        {name: _size(lines, 22, 16) for name, lines in boxes.items()},
        [
            Link(source=arrow.source, target=arrow.target, label=_size(lines, 8, 4))
            for arrow, lines in zip(flow.arrows, labels, strict=True)
        ],
    )
    heading = [Line(flow.title, HEADING, bold=True)] if flow.title else []
    notes = [*heading, *(line for said in flow.everywhere for line in lines_of(Line(said, muted=True), 2 * WIDEST_BOX))]
    top = sum(line.height for line in notes) + (14 if notes else 0)
    parts = [_lines(0, 0, notes)] if notes else []
    parts.append(f'<g transform="translate(0 {top:.1f})">{_drawn(flow, layout, boxes, labels)}</g>')
    width = max([layout.width, *(line.width for line in notes)])
    return "".join(parts), Size(width=width, height=top + layout.height)


def _drawn(flow: Flow, layout: Layout, boxes: dict[str, list[Line]], labels: Sequence[list[Line]]) -> str:
    arrows = "".join(_arrow(arrow, route) for arrow, route in zip(flow.arrows, layout.routes, strict=True))
    written = "".join(_label(route.label, lines) for route, lines in zip(layout.routes, labels, strict=True))
    return arrows + "".join(_box(box, layout.nodes[box.name], boxes[box.name]) for box in flow.boxes) + written


def _arrow(arrow: Arrow, route: Route) -> str:
    look = " ".join(("arrow", *([arrow.doer] if arrow.doer != "people" else []), *(["gone"] if arrow.taken else [])))
    (x, y), *_ = route.points
    path = [f"M{x:.1f} {y:.1f}"]
    for (x0, y0), (x1, y1) in pairwise(route.points):
        half = (y0 + y1) / 2
        bend = f"C{x0:.1f} {half:.1f} {x1:.1f} {half:.1f} "
        path.append(f"L{x1:.1f} {y1:.1f}" if x0 == x1 else f"{bend}{x1:.1f} {y1:.1f}")
    return f'<path class="{look}" d="{" ".join(path)}" marker-end="url(#head)"/>\n'


def _label(place: Place, lines: list[Line]) -> str:
    left, top = place.x - place.width / 2, place.y - place.height / 2
    back = f'<rect class="paper" x="{left:.1f}" y="{top:.1f}" width="{place.width:.1f}" height="{place.height:.1f}"/>'
    return back + _lines(place.x, top + 2, lines, middle=True)


def _box(box: Box, place: Place, lines: list[Line]) -> str:
    left, top = place.x - place.width / 2, place.y - place.height / 2
    look = " ".join(
        ("box", *(["off"] if box.called_off else []), *(["here"] if box.here else ["seen"] if box.visited else []))
    )
    round_ = 8 if not box.final else 16
    size = f'width="{place.width:.1f}" height="{place.height:.1f}"'
    drawn = f'<rect class="{look}" x="{left:.1f}" y="{top:.1f}" {size} rx="{round_}"/>'
    if box.final:
        inner = f'width="{place.width - 7:.1f}" height="{place.height - 7:.1f}"'
        drawn += f'<rect class="frame" x="{left + 3.5:.1f}" y="{top + 3.5:.1f}" {inner} rx="{round_ - 3}"/>'
    return drawn + _lines(place.x, top + 7, lines, middle=True) + "\n"


def _box_lines(box: Box) -> list[Line]:
    sign = "● " if box.initial else "‖ " if box.pauses else ""
    lines = lines_of(Line(sign + box.title, BODY, bold=True), WIDEST_BOX)
    lines += [line for clock in box.clocks for line in lines_of(Line(f"◷ {clock}"), WIDEST_BOX)]
    lines += [line for label in box.inside for line in lines_of(Line(f"↻ {_said(label)}", muted=True), WIDEST_BOX)]
    return lines


def _label_lines(labels: Iterable[Label]) -> list[Line]:
    lines: list[Line] = []
    for label in labels:
        steps = f"[{', '.join(map(str, label.taken))}] " if label.taken else ""
        lines += lines_of(Line(steps + label.event, bold=True), WIDEST_LABEL)
        lines += lines_of(Line(label.who), WIDEST_LABEL)
        lines += [line for ask in label.asks for line in lines_of(Line(ask, SMALL - 1, muted=True), WIDEST_LABEL)]
    return lines


def _said(label: Label) -> str:
    steps = f"[{', '.join(map(str, label.taken))}] " if label.taken else ""
    return f"{steps}{label.event}: {label.who}"


def _ladders(ladders: Sequence[Ladder], heading: str, width: float) -> tuple[str, Size]:
    if not ladders:
        return "", Size(width=0, height=0)
    columns = max(1, min(int(width // COLUMN), len(ladders)))
    heights = [HEADING * LINE + 8.0] * columns
    parts = [_text(0, HEADING, Line(heading, HEADING, bold=True))]
    for ladder in ladders:
        lines = lines_of(Line(ladder.title, bold=True), COLUMN - GAP / 2)
        lines += [line for rung in ladder.lines for line in lines_of(Line(rung), COLUMN - GAP / 2, hanging=True)]
        place = heights.index(min(heights))
        parts.append(_lines(place * COLUMN, heights[place], lines))
        heights[place] += sum(line.height for line in lines) + 12
    return "".join(parts), Size(width=columns * COLUMN, height=max(heights))


def _legend(picture: Picture) -> tuple[str, Size]:
    said = picture.words.said
    walked = any(box.visited for flow in picture.flows for box in flow.boxes)
    shown = [("arrow", said("people")), ("arrow system", picture.words.system)]
    if any(arrow.doer == "join" for flow in picture.flows for arrow in flow.arrows):
        shown.append(("arrow join", said("joins")))
    if walked:
        shown.append(("arrow gone", said("path")))
    parts, x = [], 0.0
    for look, word in shown:
        parts.append(f'<path class="{look}" d="M{x:.1f} 8 H{x + 34:.1f}" marker-end="url(#head)"/>')
        parts.append(_text(x + 42, 12, Line(word)))
        x += 42 + width_of(word, SMALL) + 26
    pauses = any(box.pauses for flow in picture.flows for box in flow.boxes)
    for sign, word in [("●", said("initial")), *([("‖", said("paused"))] if pauses else [])]:
        parts.append(_text(x, 12, Line(f"{sign} {word}")))
        x += width_of(f"{sign} {word}", SMALL) + 26
    looks = [("box", said("final"), 9), *([("box here", said("here"), 4)] if walked else [])]
    for look, word, corner in looks:
        parts.append(f'<rect class="{look}" x="{x:.1f}" y="1" width="30" height="15" rx="{corner}"/>')
        if corner == 9:
            parts.append(f'<rect class="frame" x="{x + 3:.1f}" y="4" width="24" height="9" rx="6"/>')
        parts.append(_text(x + 38, 12, Line(word)))
        x += 38 + width_of(word, SMALL) + 26
    return "".join(parts), Size(width=x, height=18)


def _lines(x: float, top: float, lines: Iterable[Line], *, middle: bool = False) -> str:
    parts, y = [], top
    for line in lines:
        y += line.height
        parts.append(_text(x, y - line.size * 0.3, line, middle=middle))
    return "".join(parts)


def _text(x: float, y: float, line: Line, *, middle: bool = False) -> str:
    look = "".join(
        (
            ' text-anchor="middle"' if middle else "",
            ' font-weight="bold"' if line.bold else "",
            ' class="muted"' if line.muted else "",
        )
    )
    kept = ' xml:space="preserve"' if line.text.startswith(" ") else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{line.size:g}"{look}{kept}>{escape(_printable(line.text))}</text>'


def _printable(text: str) -> str:
    return "".join(c for c in text if ord(c) >= 32 and not 127 <= ord(c) < 160 and not 0xD800 <= ord(c) < 0xE000)


def _size(lines: Iterable[Line], beside: float, above: float) -> Size:
    lines = list(lines)
    return Size(
        width=max((line.width for line in lines), default=0.0) + beside,
        height=sum(line.height for line in lines) + above,
    )


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in px: the widths of DejaVu Sans, the widest of the fonts that may be there."""
    width = sum(_em(character) for character in text) * size
    return width * 1.16 if bold else width


def _em(character: str) -> float:
    if character in "ijlI.,:;'|!()[] ":
        return 0.36
    if character in "mwMWШЩЖЮФщшжюфмМ—◷↻‖●→":
        return 0.92
    return 0.70 if character.isupper() else 0.63


def lines_of(line: Line, widest: float, *, hanging: bool = False) -> list[Line]:
    """A line broken so that no part is wider than `widest` px, if its words allow; all but the first may hang."""
    parts: list[str] = []
    for word in line.text.split():
        longer = f"{parts[-1]} {word}" if parts else word
        if parts and width_of(longer, line.size, bold=line.bold) <= widest:
            parts[-1] = longer
        else:
            parts.append(f"     {word}" if parts and hanging else word)
    return [replace(line, text=part) for part in parts or [""]]
