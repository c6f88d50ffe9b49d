"""What differs between two versions of a measure type, part by part. Words for it are the command line's."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, Literal

from workflow.deadline_rule import DeadlineRule, Rung
from workflow.definition import Definition, Notice
from workflow.directory import Texts
from workflow.noun import dataclass
from workflow.transition import Transition

Section = Literal["type", "field", "state", "event", "transition", "approval", "deadline", "rung", "notice"]
Kind = Literal["added", "removed", "changed"]

NOT_COMPARED = frozenset({"name", "key", "event", "source", "line", "ladder", "titles", "position", "distance"})
"""Attributes that identify a part, say where it stands, or are compared on their own."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference."""

    section: Section
    name: str
    """The part's name in the file; of a rung `deadline: rung`, of a transition its event."""
    kind: Kind
    titles: Texts
    """What people call it."""
    sources: tuple[str, ...] = ()
    """For a transition: the states it starts from."""
    aspect: str | None = None
    """For `changed`: which attribute, e.g. `by` or `title.kk`."""
    old: Any = None
    new: Any = None


def compare(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Every difference, in the order of a definition file; empty when the two say the same."""
    return (
        *_whole(old, new),
        *_parts("field", old.fields, new.fields),
        *_parts("state", old.states, new.states),
        *_events(old, new),
        *_transitions(old, new),
        *_parts("approval", old.approvals, new.approvals),
        *_deadlines(old.deadlines, new.deadlines),
        *_notices(old, new),
    )


def _whole(old: Definition, new: Definition) -> Iterator[Change]:
    for aspect, before, after in (
        *_titles(old.titles, new.titles),
        ("created_by", old.created_by, new.created_by),
        ("creation_requires", old.creation_requires, new.creation_requires),
        ("reconciliation", old.reconciliation, new.reconciliation),
        ("undo", old.undo and old.undo.by, new.undo and new.undo.by),
        ("undo_within", old.undo and old.undo.within, new.undo and new.undo.within),
    ):
        if before != after:
            yield Change(
                section="type", name=new.type, kind="changed", titles=new.titles, aspect=aspect, old=before, new=after
            )


def _parts(section: Section, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Parts with a name and titles."""
    for name in _either(old, new):
        before, after = old.get(name), new.get(name)
        known: Any = before if after is None else after
        titles = known.titles
        if before is None or after is None:
            kind: Kind = "added" if before is None else "removed"
            yield Change(section=section, name=name, kind=kind, titles=titles)
            continue
        for aspect, was, now in (*_titles(before.titles, after.titles), *_attributes(before, after)):
            yield Change(section=section, name=name, kind="changed", titles=titles, aspect=aspect, old=was, new=now)


def _events(old: Definition, new: Definition) -> Iterator[Change]:
    for name in _either(old.events, new.events):
        before, after = old.events.get(name), new.events.get(name)
        if before is None or after is None:
            titles = after or before or {}
            yield Change(section="event", name=name, kind="added" if before is None else "removed", titles=titles)
            continue
        for aspect, was, now in _titles(before, after):
            yield Change(section="event", name=name, kind="changed", titles=after, aspect=aspect, old=was, new=now)


def _transitions(old: Definition, new: Definition) -> Iterator[Change]:
    """Transitions by event, source and level; what is the same for several sources is said once."""
    before, after = _by_place(old.transitions), _by_place(new.transitions)
    found: dict[Hashable, Change] = {}
    for place in _either(before, after):
        event, source, _, _ = place
        titles = {**old.events.get(event, {}), **new.events.get(event, {})}
        for change in _between(before.get(place), after.get(place), titles):
            same = (change.name, change.kind, change.aspect, repr(change.old), repr(change.new))
            sources = (*found[same].sources, source) if same in found else (source,)
            found[same] = replace(change, sources=sources)
    yield from found.values()


def _between(before: Transition | None, after: Transition | None, titles: Texts) -> Iterator[Change]:
    one = after or before
    if one is None:
        return
    if before is None or after is None:
        kind: Kind = "added" if before is None else "removed"
        old, new = (None, one.target) if before is None else (one.target, None)
        yield Change(section="transition", name=one.event, kind=kind, titles=titles, old=old, new=new)
        return
    for aspect, was, now in _attributes(before, after):
        yield Change(
            section="transition", name=one.event, kind="changed", titles=titles, aspect=aspect, old=was, new=now
        )


def _by_place(transitions: Iterable[Transition]) -> dict[tuple[str, str, str | None, int], Transition]:
    """Transitions by event, source, level, and how many of those came before."""
    places: dict[tuple[str, str, str | None, int], Transition] = {}
    for t in transitions:
        number = sum(place[:3] == (t.event, t.source, t.level) for place in places)
        places[t.event, t.source, t.level, number] = t
    return places


def _deadlines(old: Mapping[str, DeadlineRule], new: Mapping[str, DeadlineRule]) -> Iterator[Change]:
    yield from _parts("deadline", old, new)
    for name in (name for name in _either(old, new) if name in old and name in new):
        before, after = old[name].rungs, new[name].rungs
        for key in _either(before, after):
            yield from _rung(name, before.get(key), after.get(key), new[name].titles)


def _rung(deadline: str, before: Rung | None, after: Rung | None, titles: Texts) -> Iterator[Change]:
    one = after or before
    if one is None:
        return
    name = f"{deadline}: {one.key}"
    if before is None or after is None:
        said = one.notify or one.event
        if before is None:
            yield Change(section="rung", name=name, kind="added", titles=titles, new=said)
        else:
            yield Change(section="rung", name=name, kind="removed", titles=titles, old=said)
        return
    changes = [*_attributes(before, after)]
    if before.event != after.event:
        changes.append(("event", before.event, after.event))
    for aspect, was, now in changes:
        yield Change(section="rung", name=name, kind="changed", titles=titles, aspect=aspect, old=was, new=now)


def _notices(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = _by_occasion(old.notices), _by_occasion(new.notices)
    for occasion in _either(before, after):
        event = occasion[0]
        titles = {**old.events.get(event, {}), **new.events.get(event, {})}
        was, now = before.get(occasion), after.get(occasion)
        if was != now:
            kind: Kind = "added" if was is None else "removed" if now is None else "changed"
            aspect = "to" if kind == "changed" else None
            yield Change(section="notice", name=event, kind=kind, titles=titles, aspect=aspect, old=was, new=now)


def _by_occasion(notices: Iterable[Notice]) -> dict[tuple[str, str | None, str], tuple[str, ...]]:
    found: dict[tuple[str, str | None, str], tuple[str, ...]] = {}
    for notice in notices:
        occasion = (notice.event, notice.level, notice.template)
        found[occasion] = (*found.get(occasion, ()), *notice.to)
    return found


def _attributes(before: Any, after: Any) -> Iterator[tuple[str, Any, Any]]:
    """The attributes of a part that differ: whatever a part can say is compared, also what is added later."""
    for attribute in fields(before):
        was, now = getattr(before, attribute.name), getattr(after, attribute.name)
        if attribute.name not in NOT_COMPARED and was != now:
            yield attribute.name, was, now


def _titles(before: Texts, after: Texts) -> Iterator[tuple[str, Any, Any]]:
    for language in _either(before, after):
        if before.get(language) != after.get(language):
            yield f"title.{language}", before.get(language), after.get(language)


def _either(old: Mapping[Any, Any], new: Mapping[Any, Any]) -> tuple[Any, ...]:
    """The keys of both, those of the new one in their order first."""
    return tuple(dict.fromkeys((*new, *old)))
