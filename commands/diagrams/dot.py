"""A picture as Graphviz DOT, for those who have it."""

from __future__ import annotations

from collections.abc import Iterator

from commands.diagrams.picture import Box, Flow, Label, Picture

_STYLES = {"people": "solid", "system": "dashed", "join": "dotted"}


def dot(picture: Picture) -> str:
    lines = [
        f"digraph {_quoted(picture.subtitle)} {{",
        f"  label={_quoted(picture.title)}; labelloc=t; rankdir=TB; fontname=sans;",
        "  node [shape=box, style=rounded, fontname=sans]; edge [fontname=sans, fontsize=10];",
    ]
    for flow in picture.flows:
        lines += [f"  subgraph cluster_{flow.level} {{", f"    label={_quoted(_heading(flow))};"]
        lines += [f"    {line}" for line in _flow(flow)]
        lines.append("  }")
    return "\n".join([*lines, "}"]) + "\n"


def _heading(flow: Flow) -> str:
    return "\n".join((flow.title, *flow.everywhere)).strip()


def _flow(flow: Flow) -> Iterator[str]:
    for box in flow.boxes:
        yield f"{_name(flow, box.name)} [label={_quoted(_box(box))}{_look(box)}];"
    for arrow in flow.arrows:
        label = _quoted("\n".join(map(_label, arrow.labels)))
        wide = ", penwidth=3" if arrow.taken else ""
        ends = f"{_name(flow, arrow.source)} -> {_name(flow, arrow.target)}"
        yield f"{ends} [label={label}, style={_STYLES[arrow.doer]}{wide}];"


def _name(flow: Flow, state: str) -> str:
    return f"{flow.level}_{state}"


def _box(box: Box) -> str:
    inside = (f"↻ {_label(label)}" for label in box.inside)
    return "\n".join((box.title, *(f"⏱ {clock}" for clock in box.clocks), *inside))


def _look(box: Box) -> str:
    looks = []
    if box.final:
        looks.append("peripheries=2")
    if box.called_off:
        looks.append('style="rounded,dashed"')
    if box.here:
        looks.append('penwidth=4, style="rounded,filled", fillcolor=lightgrey')
    elif box.visited:
        looks.append("penwidth=3")
    return "".join(f", {look}" for look in looks)


def _label(label: Label) -> str:
    steps = f"[{', '.join(map(str, label.taken))}] " if label.taken else ""
    asks = f" ({', '.join(label.asks)})" if label.asks else ""
    return f"{steps}{label.event}: {label.who}{asks}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
