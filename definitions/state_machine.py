"""A bare state machine turned into a measure type: what a process-mining tool finds in a log, made executable.

The machine says that a case stands in the activity it did last: states with titles, the pairs that may follow each
other, where cases begin and where they may end:

    type: receipt
    initial: start
    states: {start: {}, confirm: {title: "Confirmation of receipt"}}
    final: [confirm]
    transitions: [{from: start, to: confirm}]

Each activity becomes an event that leads into the state of the same name. Names may be anything, `NaN`, `a/b` or
words in any script: the measure type calls them by a plain name and keeps the original as its title.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from definitions.yaml_file import YamlFile, read_yaml
from workflow.engine_events import CREATE, ENGINE_EVENTS, FAN_OUT
from workflow.errors import Invalid
from workflow.noun import dataclass

LONGEST_NAME = 80
"""Characters of a state's or event's name."""

CLOSED = "closed"
CLOSE = "close"
ROLE = "national.coordinator"

RESERVED = ("same", CREATE, FAN_OUT, *ENGINE_EVENTS, "null", "true", "false")
"""Names with a meaning of their own in a definition file."""

_NOT_OF_A_NAME = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, kw_only=True)
class StateMachine:
    """Activities and what may follow what."""

    type: str
    initial: str
    titles: Mapping[str, str]
    """By state, in the order of the file; a state without a title is called by its name."""
    final: frozenset[str]
    """Where a case may end; it may go on from there all the same."""
    sources: Mapping[str, tuple[str, ...]]
    """For each state the states it may follow."""

    def stuck(self) -> frozenset[str]:
        """The states from which no end can be reached, those without any way on among them."""
        ending = set(self.final)
        while (
            more := {source for target, sources in self.sources.items() if target in ending for source in sources}
            - ending
        ):
            ending |= more
        return frozenset(self.titles) - ending


def read_machine(text: str, name: str) -> StateMachine:
    """The state machine a YAML file describes. Raises Invalid with file, line and what is wanted."""
    file = read_yaml(text, name)
    if file.problems:
        raise Invalid("\n".join(map(str, file.problems)))
    document = file.document
    states = document.get("states") if isinstance(document, Mapping) else None
    rules = document.get("transitions") if isinstance(document, Mapping) else None
    if not isinstance(states, Mapping) or not states or not isinstance(rules, list):
        raise Invalid(f"{name}:1: a machine has 'states' (a mapping) and 'transitions' (a list)")
    titles = {str(state): _title(state, said) for state, said in states.items()}
    initial = str(document.get("initial", next(iter(titles))))
    _known(file, ("initial",), initial, titles)
    final = document.get("final") or []
    for index, state in enumerate(final if isinstance(final, list) else [final]):
        _known(file, ("final", index), state, titles)
    return StateMachine(
        type=_free(_plain(str(document.get("type") or name.partition(".")[0]), "log"), RESERVED),
        initial=initial,
        titles=titles,
        final=frozenset(map(str, final)) if isinstance(final, list) else frozenset({str(final)}),
        sources=_sources(file, rules, titles),
    )


def as_definition(machine: StateMachine) -> str:
    """The text of a definition file that accepts exactly the machine's moves, and an ending where it may end."""
    names = _names(machine.titles, taken=RESERVED)
    closed, close = _free(CLOSED, names.values()), _free(CLOSE, names.values())
    leaving = {source for sources in machine.sources.values() for source in sources}
    over = {state for state in machine.titles if state not in leaving and state != machine.initial}
    ends = [names[state] for state in machine.titles if state in (machine.final | machine.stuck()) - over]
    activities = [state for state in machine.titles if machine.sources.get(state)]
    lines = [
        f"type: {machine.type}",
        "version: 1",
        f"title: {_titles(machine.type)}",
        f"create: {{by: {ROLE}, requires: [title]}}",
        "states:",
        *(
            f"  {names[state]}: {{{'initial: true, ' * (state == machine.initial)}{'final: true, ' * (state in over)}"
            f"title: {_titles(title)}}}"
            for state, title in machine.titles.items()
        ),
        *([f"  {closed}: {{final: true, title: {{en: Closed, ru: Закрыто, kk: Жабылды}}}}"] if ends else []),
        "events:",
        *(f"  {names[state]}: {{title: {_titles(machine.titles[state])}}}" for state in activities),
        *([f"  {close}: {{title: {{en: Close, ru: Закрыть, kk: Жабу}}}}"] if ends else []),
        "transitions:",
        *(
            _rule(names[state], [names[source] for source in machine.sources[state]], names[state])
            for state in activities
        ),
        *([_rule(close, ends, closed)] if ends else []),
    ]
    return "\n".join(lines) + "\n"


def _rule(event: str, sources: Iterable[str], target: str) -> str:
    return f"  - {{event: {event}, from: [{', '.join(sources)}], to: {target}, by: {ROLE}}}"


def _title(state: Any, said: Any) -> str:
    title = said.get("title") if isinstance(said, Mapping) else None
    return str(title or state).strip() or "?"


def _sources(file: YamlFile, rules: list[Any], states: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    sources: dict[str, dict[str, None]] = {}
    for index, rule in enumerate(rules):
        path = ("transitions", index)
        if not isinstance(rule, Mapping) or "from" not in rule or "to" not in rule:
            raise Invalid(f"{file.name}:{file.place(path).line}: a transition says 'from' and 'to'")
        _known(file, (*path, "to"), rule["to"], states)
        for source in rule["from"] if isinstance(rule["from"], list) else [rule["from"]]:
            _known(file, (*path, "from"), source, states)
            sources.setdefault(str(rule["to"]), {})[str(source)] = None
    return {target: tuple(found) for target, found in sources.items()}


def _known(file: YamlFile, path: tuple[str | int, ...], state: Any, states: Mapping[str, str]) -> None:
    if str(state) not in states:
        raise Invalid(f"{file.name}:{file.place(path).line}: there is no state {state!r}")


def _titles(text: str) -> str:
    quoted = json.dumps(text, ensure_ascii=False)
    return f"{{en: {quoted}, ru: {quoted}, kk: {quoted}}}"


def _names(titles: Mapping[str, str], taken: Iterable[str]) -> dict[str, str]:
    """A plain name for each state, no two alike."""
    names: dict[str, str] = {}
    for state in titles:
        names[state] = _free(_plain(state, "activity"), (*taken, *names.values()))
    return names


def _plain(name: str, otherwise: str) -> str:
    """Small Latin letters, digits and _, a letter first.

    >>> _plain("NaN", "activity"), _plain("T09-1 Ask/answer", "activity"), _plain("42", "activity")
    ('nan', 't09_1_ask_answer', 'activity_42')
    """
    letters = unicodedata.normalize("NFKD", name).lower().encode("ascii", "ignore").decode()
    plain = _NOT_OF_A_NAME.sub("_", letters).strip("_")[: LONGEST_NAME - 10]
    if not plain:
        return otherwise
    return plain if plain[0].isalpha() else f"{otherwise}_{plain}"


def _free(name: str, taken: Iterable[str]) -> str:
    used, number, free = set(taken), 1, name
    while free in used:
        number += 1
        free = f"{name}_{number}"
    return free
