"""Reading YAML from people we do not trust to be careful: bounded, without surprises, and with places.

The reader builds a tree straight from the parser's events, so that nothing deep, huge or self-containing is ever
built. It knows mappings, lists, text, whole and decimal numbers, `true`, `false` and `null`, and nothing else:
`on`, `yes`, `12:30` and `2026-12-20` stay the text they look like. Tags are refused, and so are keys said twice.
An alias shares the tree of its anchor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, TypeAlias

import yaml

from definitions.findings import Finding
from workflow.noun import dataclass

LARGEST_FILE = 256 * 1024
"""Bytes."""

DEEPEST = 20
"""Levels of nesting."""

MOST_VALUES = 20_000
"""Values once every alias is written out."""

Step: TypeAlias = str | int
Path: TypeAlias = tuple[Step, ...]
"""The way from the top of a document to a value: keys and list indexes."""

# The parser written in C is ten times as fast; PyYAML leaves it out where libyaml is missing.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")


@dataclass(frozen=True)
class Place:
    """Line and column, counted from 1."""

    line: int
    column: int


@dataclass
class Node:
    """A value of the file and where it stands."""

    place: Place
    value: Any = None
    """Of a scalar."""
    children: dict[Step, Node] | None = None
    """Of a mapping or a list."""
    is_list: bool = False
    key_places: dict[Step, Place] = field(default_factory=dict)
    size: int = 1
    """Values in it, itself and those behind aliases included."""
    depth: int = 1

    def plain(self) -> Any:
        if self.children is None:
            return self.value
        if self.is_list:
            return [child.plain() for child in self.children.values()]
        return {key: child.plain() for key, child in self.children.items()}


@dataclass(frozen=True, kw_only=True)
class YamlFile:
    """A file that could be read, or as much of it as could."""

    name: str
    root: Node | None
    problems: tuple[Finding, ...]

    @property
    def document(self) -> Any:
        """The file as plain dictionaries and lists."""
        return None if self.root is None else self.root.plain()

    def place(self, path: Path) -> Place:
        """Where a value stands; for a path that leads nowhere, where it would have to be added."""
        return self._walk(path, of_key=False)

    def key_place(self, path: Path) -> Place:
        """Where the key of a value stands; for an entry of a list, the entry."""
        return self._walk(path, of_key=True)

    def _walk(self, path: Path, *, of_key: bool) -> Place:
        node, place = self.root, Place(1, 1)
        for step in path:
            if node is None or node.children is None or step not in node.children:
                break
            # What stands under a key is best shown by the key; a scalar by itself.
            child = node.children[step]
            shown_by_key = of_key or child.children is not None
            place = node.key_places.get(step, child.place) if shown_by_key else child.place
            node = child
        return place


class _Stop(Exception):
    """Reading on makes no sense."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def read_yaml(text: str, name: str) -> YamlFile:
    """The tree of a file and what is wrong with it as YAML. Never raises for what the text holds."""
    reader = _Reader(name)
    try:
        root = reader.read(text)
    except _Stop as stop:
        return YamlFile(name=name, root=None, problems=(*reader.problems, stop.finding))
    return YamlFile(name=name, root=root, problems=tuple(reader.problems))


class _Reader:
    """Builds the tree of one file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Finding] = []
        self._anchors: dict[str, Node] = {}

    def read(self, text: str) -> Node | None:
        size = len(text.encode("utf-8", "replace"))
        if size > LARGEST_FILE:
            message = f"the file has {size:,} bytes; at most {LARGEST_FILE:,} are read"
            raise self._stop(Place(1, 1), "too-large", message)
        events = self._events(text)  # of PyYAML, whose stubs do not know the attributes of its events
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self._stop(_place(event), "syntax", "a second document begins here; a file holds one")
                root = self._node(next(events), events, 1)
        if root is None or (root.children is None and root.value is None):
            raise self._stop(Place(1, 1), "empty", "the file is empty")
        return root

    def _events(self, text: str) -> Iterator[Any]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
            problem = error.problem or error.context
            # libyaml 0.2.6 reads ahead and gives up on deep nesting before the reader has seen it.
            code = "too-deep" if "nesting" in str(problem) else "syntax"
            raise self._stop(place, code, f"this is no YAML: {problem}") from None
        except yaml.YAMLError as error:
            reason, position = getattr(error, "reason", str(error)), getattr(error, "position", 0)
            raise self._stop(_nth(text, position), "syntax", f"this is no YAML: {reason}") from None
        except UnicodeError:
            raise self._stop(Place(1, 1), "syntax", "this is no text in UTF-8") from None

    def _node(self, event: Any, events: Iterator[Any], level: int) -> Node:
        place = _place(event)
        if level > DEEPEST:
            raise self._stop(place, "too-deep", f"nested more than {DEEPEST} levels deep")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place)
        if getattr(event, "tag", None) is not None and event.tag != "!":
            self._problem(place, "tag", f"tags such as {event.tag} are not read")
        if isinstance(event, yaml.ScalarEvent):
            node = Node(place, value=_scalar(event))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Node(place, children={}, is_list=True)
            while not isinstance(child := next(events), yaml.SequenceEndEvent):
                self._add(node, len(node.children or ()), self._node(child, events, level + 1))
        else:
            node = Node(place, children={})
            self._fill(node, events, level)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _fill(self, node: Node, events: Iterator[Any], level: int) -> None:
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            place = _place(key)
            key_node = self._node(key, events, level + 1)
            name = key.value if isinstance(key, yaml.ScalarEvent) else key_node.value
            value = self._node(next(events), events, level + 1)
            if not isinstance(name, str):
                self._problem(place, "bad-key", "a key is a word, not a list or a mapping")
            elif name == "<<":
                self._problem(place, "bad-key", "merging with '<<' is not supported; an alias of a whole value is")
            elif name in (node.children or {}):
                first = node.key_places[name]
                self._problem(place, "duplicate-key", f"{name!r} is said twice, first in line {first.line}")
            else:
                node.key_places[name] = place
                self._add(node, name, value)

    def _add(self, node: Node, step: Step, child: Node) -> None:
        if node.children is not None:
            node.children[step] = child
        node.size += child.size
        node.depth = max(node.depth, child.depth + 1)
        if node.size > MOST_VALUES:
            raise self._stop(child.place, "too-large", f"more than {MOST_VALUES:,} values once aliases are written out")
        if node.depth > DEEPEST:
            raise self._stop(child.place, "too-deep", f"nested more than {DEEPEST} levels deep")

    def _alias(self, event: Any, place: Place) -> Node:
        # An anchor is known once its value is complete, so nothing can contain itself.
        node = self._anchors.get(event.anchor)
        if node is None:
            raise self._stop(place, "unknown-anchor", f"there is no finished anchor &{event.anchor} before this alias")
        return node

    def _problem(self, place: Place, code: str, message: str) -> None:
        self.problems.append(self._finding(place, code, message))

    def _stop(self, place: Place, code: str, message: str) -> _Stop:
        return _Stop(self._finding(place, code, message))

    def _finding(self, place: Place, code: str, message: str) -> Finding:
        return Finding(
            file=self.name, line=place.line, column=place.column, severity="error", code=code, message=message
        )


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)


def _nth(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _scalar(event: Any) -> Any:
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return text
