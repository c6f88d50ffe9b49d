"""A measure type as a person reads it: the ways it may go, who may take them, and the ladders of its deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from textwrap import fill

from commands.output import Output
from commands.vocabulary import BIRTHS, field_titles
from commands.wording import phrase, rung_words, who_words
from workflow.deadline_rule import Rung
from workflow.definition import Definition
from workflow.directory import SYSTEM
from workflow.engine_events import CREATE, UNDO
from workflow.transition import AUTHOR, Transition


def told(definition: Definition, output: Output) -> Iterator[str]:
    """Titles in the reader's language; codes beside those that are typed, or named in a definition."""
    yield f"{output.text(definition.titles)} ({definition.type} v{definition.version})"
    yield from ways_told(definition, output)
    yield f"\n{output.words('deadlines and their ladders')}"
    for rule in definition.deadlines.values():
        yield f"  {output.text(rule.titles)} ({rule.name})"
        yield from (_indented(rung_told(definition, rung, output)) for rung in rule.ladder)


def ways_told(definition: Definition, output: Output) -> Iterator[str]:
    """What may happen to a measure of the type: each event, from where to where, and who may do it with what."""
    yield from _birth(definition, output)
    for ways in _alike(definition.transitions):
        yield from _way(definition, ways, output)
    if definition.undo is not None:
        yield f"\n  {output.text(definition.event_titles(UNDO))} ({UNDO})"
        yield _indented(_who(definition.undo.by, output))


def _birth(definition: Definition, output: Output) -> Iterator[str]:
    needs = _needs(definition, definition.creation_requires, output)
    yield f"\n  {output.text(BIRTHS[CREATE])} ({CREATE}), {phrase('national', output.language)}"
    yield _indented(f"→ {output.text(definition.states[definition.initial].titles)}")
    yield _indented(_who(definition.created_by, output) + needs)


def _alike(transitions: Iterable[Transition]) -> Iterator[list[Transition]]:
    """The ways that differ in the state they start from only, together."""
    found: dict[tuple[object, ...], list[Transition]] = {}
    for t in transitions:
        stays = t.source == t.target
        found.setdefault((t.event, t.level, stays or t.target, t.by, t.not_by, t.requires), []).append(t)
    yield from found.values()


def _way(definition: Definition, ways: list[Transition], output: Output) -> Iterator[str]:
    first, language = ways[0], output.language

    def state(name: str) -> str:
        return output.text(definition.states[name].titles)

    level = f", {phrase(first.level, language)}" if first.level else ""
    sources = " · ".join(state(way.source) for way in ways)
    target = "" if first.source == first.target else f" → {state(first.target)}"
    voices = definition.approvals[first.votes[0]].asks if first.votes else ()
    asked = f" ({', '.join(who_words(voice, language) for voice in voices)})" if voices else ""
    others = ", ".join(_doer(definition, name, output) for name in first.not_by)
    but = f"; {output.words('but not the same as: {}', others)}" if others else ""
    yield f"\n  {output.text(definition.event_titles(first.event))} ({first.event}){level}"
    yield _indented(f"{sources}{target}")
    yield _indented(_who(first.by, output) + asked + but + _needs(definition, first.requires, output))


def _who(roles: Iterable[str], output: Output) -> str:
    if tuple(roles) == (SYSTEM,):
        return who_words(SYSTEM, output.language)
    who = f" {phrase('or', output.language)} ".join(who_words(role, output.language) for role in roles)
    return f"{phrase('by', output.language)} {who}"


def _doer(definition: Definition, name: str, output: Output) -> str:
    """Whom four eyes leave out: the author, or whoever did an event last."""
    return who_words(name, output.language) if name == AUTHOR else output.text(definition.event_titles(name))


def _needs(definition: Definition, names: Iterable[str], output: Output) -> str:
    needs = ", ".join(f"{output.text(field_titles(definition, name))} ({name})" for name in names)
    return f"; {output.words('needs {}', needs)}" if needs else ""


def rung_told(definition: Definition, rung: Rung, output: Output) -> str:
    """A rung as a person reads it: when it speaks, and to whom, or what happens then."""
    done = [who_words(who, output.language) for who in rung.notify]
    if rung.event:
        done.append(output.words("«{}» happens by itself", output.text(definition.event_titles(rung.event))))
    return f"{rung_words(rung.key, output.language)} → {', '.join(done)}"


def _indented(line: str) -> str:
    """Under its head, wrapped at words."""
    return fill(line, get_terminal_size().columns, initial_indent=" " * 6, subsequent_indent=" " * 8)
