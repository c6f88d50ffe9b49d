"""A picture as Mermaid text (`stateDiagram-v2`), which wikis and code hosts draw."""

from __future__ import annotations

from collections.abc import Iterator

from commands.diagrams.picture import Arrow, Box, Flow, Label, Picture

_ESCAPES = str.maketrans({"#": "#35;", ";": "#59;", ":": "#58;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "\n": " "})


def mermaid(picture: Picture) -> str:
    lines = ["---", f"title: {_quoted(picture.title)}", "---", "stateDiagram-v2"]
    for flow in picture.flows:
        prefix = f"{flow.level}_" if len(picture.flows) > 1 else ""
        body = list(_flow(flow, prefix))
        if prefix:
            lines += [f'  state "{_text(flow.title)}" as {flow.level} {{', *(f"  {line}" for line in body), "  }"]
        else:
            lines += body
    return "\n".join(lines) + "\n"


def _flow(flow: Flow, prefix: str) -> Iterator[str]:
    for box in flow.boxes:
        yield f'  state "{_text(box.title)}" as {prefix}{box.name}'
    starting = [box for box in flow.boxes if box.initial] or list(flow.boxes[:1])
    for box in starting:
        yield f"  [*] --> {prefix}{box.name}"
    for arrow in flow.arrows:
        yield f"  {prefix}{arrow.source} --> {prefix}{arrow.target} : {_labels(arrow)}"
    for box in flow.boxes:
        if box.final:
            yield f"  {prefix}{box.name} --> [*]"
    for box in flow.boxes:
        yield from _note(box, prefix)
    if flow.everywhere and flow.boxes:
        yield f"  note left of {prefix}{starting[0].name}"
        yield from (f"    {_text(sentence)}" for sentence in flow.everywhere)
        yield "  end note"
    for name, style in (("here", "stroke-width:4px"), ("visited", "stroke-width:2px,stroke-dasharray:0")):
        found = [f"{prefix}{box.name}" for box in flow.boxes if getattr(box, name)]
        if found:
            yield f"  classDef {prefix}{name} {style}"
            yield f"  class {','.join(found)} {prefix}{name}"


def _note(box: Box, prefix: str) -> Iterator[str]:
    lines = [*(f"⏱ {clock}" for clock in box.clocks), *(f"↻ {_label(label)}" for label in box.inside)]
    if lines:
        yield f"  note right of {prefix}{box.name}"
        yield from (f"    {_text(line)}" for line in lines)
        yield "  end note"


def _labels(arrow: Arrow) -> str:
    return "<br/>".join(_text(_label(label)) for label in arrow.labels)


def _label(label: Label) -> str:
    steps = f"[{', '.join(map(str, label.taken))}] " if label.taken else ""
    asks = f" · {', '.join(label.asks)}" if label.asks else ""
    return f"{steps}{label.event} — {label.who}{asks}"


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{" ".join(escaped.split())}"'
