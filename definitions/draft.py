"""A definition as far as it can be read: the linter's view, in which badly shaped parts are simply absent.

Every part knows its path, so that whatever is said about it can be said at the right place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import cached_property
from typing import Any

from definitions.findings import Severity, nearest
from definitions.yaml_file import Path, YamlFile
from workflow.directory import SYSTEM
from workflow.durations import Duration
from workflow.engine_events import CREATE, FAN_OUT, MERGE
from workflow.errors import Invalid
from workflow.facts import BUILT_IN_FIELDS
from workflow.model import Level
from workflow.noun import dataclass

LEVELS: tuple[Level, ...] = ("national", "regional")

BIRTHS: Mapping[Level, str] = {"national": CREATE, "regional": FAN_OUT}
"""Events that a notice can name and no transition has, with the level they happen on."""


@dataclass(frozen=True)
class Mistake:
    """What a check has to say, and about which part."""

    path: Path
    code: str
    message: str
    severity: Severity = field(default="error", kw_only=True)
    at_key: bool = field(default=False, kw_only=True)
    """Whether the key is wrong rather than the value."""
    example: tuple[str, ...] = field(default=(), kw_only=True)
    """The steps of a shortest way to where it shows."""


@dataclass(frozen=True)
class Part:
    """A mapping somewhere in the document."""

    path: Path
    content: Mapping[str, Any]

    def names(self, key: str) -> tuple[tuple[Path, str], ...]:
        """The names under a key, written as one word or as a list, each with its path."""
        value = self.content.get(key)
        if isinstance(value, str):
            return (((*self.path, key), value),)
        if isinstance(value, list):
            return tuple(((*self.path, key, i), item) for i, item in enumerate(value) if isinstance(item, str))
        return ()

    def words(self, key: str) -> tuple[str, ...]:
        return tuple(name for _, name in self.names(key))

    def text(self, key: str) -> str | None:
        value = self.content.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> float | None:
        value = self.content.get(key)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def at(self, key: str) -> Path:
        return (*self.path, key)

    def part(self, key: str) -> Part | None:
        value = self.content.get(key)
        return Part((*self.path, key), value) if isinstance(value, Mapping) else None

    def on(self, level: Level) -> bool:
        """Whether it applies to measures of a level."""
        return self.content.get("level") in (None, level)


BY_ITSELF = ("when_children", "when_approved", "when_rejected")
"""Keys of a transition that the engine does as soon as their condition is met."""


def happens_by_itself(rule: Part) -> bool:
    return any(key in rule.content for key in BY_ITSELF)


@dataclass(frozen=True)
class Move:
    """A transition from one state to one state."""

    rule: Part
    source: str
    target: str

    @property
    def event(self) -> str:
        return self.rule.text("event") or ""

    @property
    def by_system(self) -> bool:
        return SYSTEM in self.rule.words("by") or happens_by_itself(self.rule)


@dataclass(frozen=True)
class Draft:
    """The parts of a definition file."""

    file: YamlFile
    document: Mapping[str, Any] = field(repr=False)

    @classmethod
    def of(cls, file: YamlFile) -> Draft:
        document = file.document
        return cls(file, document if isinstance(document, Mapping) else {})

    @property
    def whole(self) -> Part:
        return Part((), self.document)

    @cached_property
    def states(self) -> Mapping[str, Part]:
        return self._named("states")

    @cached_property
    def events(self) -> Mapping[str, Part]:
        return self._named("events")

    @cached_property
    def fields(self) -> Mapping[str, Part]:
        return self._named("fields")

    @cached_property
    def deadlines(self) -> Mapping[str, Part]:
        return self._named("deadlines")

    @cached_property
    def approvals(self) -> Mapping[str, Part]:
        return self._named("approvals")

    @cached_property
    def transitions(self) -> tuple[Part, ...]:
        rules = self.document.get("transitions")
        return tuple(self._listed(("transitions",), rules))

    @cached_property
    def notices(self) -> tuple[tuple[str, Part], ...]:
        """Each notice with its event."""
        rules = self.document.get("notices")
        found: list[tuple[str, Part]] = []
        for event, rule in rules.items() if isinstance(rules, Mapping) else ():
            if isinstance(rule, Mapping):
                found.append((event, Part(("notices", event), rule)))
            found.extend((event, part) for part in self._listed(("notices", event), rule))
        return tuple(found)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The names of everything a measure can carry."""
        return (*self.fields, *BUILT_IN_FIELDS)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """The transitions between states that exist, one for each source."""
        return tuple(move for rule in self.transitions for move in self._moves(rule))

    def ladder(self, deadline: Part) -> tuple[Part, ...]:
        return tuple(self._listed(deadline.at("ladder"), deadline.content.get("ladder")))

    def is_final(self, state: str) -> bool:
        return self.states[state].content.get("final") is True

    def is_done(self, state: str) -> bool:
        return self.is_final(state) and self.states[state].content.get("outcome") != "cancelled"

    def moves_on(self, level: Level) -> Iterator[Move]:
        return (move for move in self.moves if move.rule.on(level))

    @property
    def initial(self) -> tuple[str, ...]:
        return tuple(name for name, state in self.states.items() if state.content.get("initial") is True)

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Where measures begin, or would if no state were forgotten to be initial: in the first one."""
        return self.initial or tuple(self.states)[:1]

    @property
    def fan_outs(self) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.rule.content.get("fan_out"))

    @cached_property
    def reachable(self) -> Mapping[Level, frozenset[str]]:
        """The states that measures of each level can come to: variants begin where the fan-out leads."""
        entries: dict[Level, set[str]] = {
            "national": set(self.beginnings),
            "regional": {move.target for move in self.fan_outs},
        }
        return {level: frozenset(self.following(entries[level], level)) for level in LEVELS}

    def following(
        self, states: Iterable[str], level: Level, *, but: Callable[[Move], bool] = lambda _: False
    ) -> set[str]:
        """The states one can come to from some states, these included, by moves other than those left out."""
        seen, to_see = set(states), list(states)
        while to_see:
            source = to_see.pop()
            for move in self._from.get(source, ()):
                if move.rule.on(level) and move.target not in seen and not but(move):
                    seen.add(move.target)
                    to_see.append(move.target)
        return seen

    @cached_property
    def _from(self) -> Mapping[str, tuple[Move, ...]]:
        leaving: dict[str, list[Move]] = {}
        for move in self.moves:
            leaving.setdefault(move.source, []).append(move)
        return {source: tuple(moves) for source, moves in leaving.items()}

    def carriers(self, deadline: str, level: Level) -> tuple[str, ...]:
        """The states in which a deadline runs for measures of a level."""
        rule = self.deadlines.get(deadline)
        if rule is None or not rule.on(level):
            return ()
        return tuple(
            name
            for name, state in self.states.items()
            if name in self.reachable[level]
            and (deadline in state.words("deadline") or (deadline == self.reconciliation and not self.is_final(name)))
        )

    @property
    def reconciliation(self) -> str | None:
        """The deadline that runs wherever a variant has conflicts to decide."""
        amendments = self.whole.part("amendments")
        return amendments.text("deadline") if amendments else None

    def triggered(self, level: Level) -> frozenset[tuple[str, str]]:
        """The events that ladders trigger for measures of a level, each with a state in which one does."""
        return self._triggered[level]

    @cached_property
    def _triggered(self) -> Mapping[Level, frozenset[tuple[str, str]]]:
        return {
            level: frozenset(
                (rung.text("event") or "", state)
                for name, deadline in self.deadlines.items()
                for rung in self.ladder(deadline)
                for state in self.carriers(name, level)
            )
            for level in LEVELS
        }

    def levels_of(self, event: str, notice: Part) -> tuple[Level, ...]:
        """The levels of the measures to which the event of a notice happens."""
        return tuple(
            level
            for level in LEVELS
            if notice.on(level)
            and (
                event == BIRTHS[level]
                or (event == MERGE and level == "regional")
                or any(m.event == event and m.source in self.reachable[level] for m in self.moves_on(level))
            )
        )

    def line(self, part: Part) -> int:
        return self.file.key_place(part.path).line

    def _named(self, section: str) -> Mapping[str, Part]:
        rules = self.document.get(section)
        if not isinstance(rules, Mapping):
            return {}
        return {name: Part((section, name), rule if isinstance(rule, Mapping) else {}) for name, rule in rules.items()}

    def _listed(self, path: Path, rules: Any) -> Iterator[Part]:
        for index, rule in enumerate(rules if isinstance(rules, list) else ()):
            if isinstance(rule, Mapping):
                yield Part((*path, index), rule)

    def _moves(self, rule: Part) -> Iterator[Move]:
        sources = rule.words("from")
        if sources == ("*",):
            sources = tuple(name for name in self.states if not self.is_final(name))
        for source in dict.fromkeys(meant(name, self.states) for name in sources):
            to = rule.text("to")
            target = source if to == "same" else meant(to or "", self.states)
            if source is not None and target is not None:
                yield Move(rule, source, target)


def meant(name: str, known: Iterable[str]) -> str | None:
    """The name itself, or the one it probably stands for: one slip should not cause a shower of complaints."""
    names = tuple(known)
    return name if name in names else nearest(name, names)


def duration(part: Part, key: str) -> Duration | None:
    """A time that can be read; None where there is none."""
    text = part.text(key)
    try:
        return None if text is None else Duration.parse(text)
    except Invalid:
        return None
