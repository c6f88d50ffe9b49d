"""A national amendment reaches the running variants: a three-way merge of old national, new national, regional value.

What a region left as the headquarters wrote it follows the new text; what a region made its own is kept. Where both
changed, that is a conflict, and the region decides: settling a conflict is setting the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from workflow.decide import OF_PARENT, after_entry, followed, with_values
from workflow.definition import Definition
from workflow.engine_events import CONFLICTS, ENGINE_KEYS, MERGE
from workflow.fields import stored
from workflow.guards import Context
from workflow.model import Conflict, Decision, Entry, Measure
from workflow.notices import on_event
from workflow.noun import dataclass
from workflow.seal import next_entry


def texts_of(measure: Measure) -> Mapping[str, Any]:
    """What an amendment can change, field by field in stored form; each language of the title is one of its own."""
    facts = {name: stored(value) for name, value in measure.facts.items() if name not in (*OF_PARENT, "title")}
    return {**{f"title.{language}": text for language, text in measure.titles.items()}, **facts}


@dataclass(frozen=True, kw_only=True)
class Merged:
    """What a merge comes to: values that follow, and conflicts (none where one is over)."""

    values: Mapping[str, Any]
    conflicts: Mapping[str, Conflict | None]


def merge(before: Measure, after: Measure, variant: Measure) -> Merged:
    """The three-way merge of every field in which the national text differs from before."""
    old, new, mine = texts_of(before), texts_of(after), texts_of(variant)
    values: dict[str, Any] = {}
    conflicts: dict[str, Conflict | None] = {}
    for name in dict.fromkeys((*new, *old)):
        was, now, regional = old.get(name), new.get(name), mine.get(name)
        first = variant.conflicts.get(name)
        if was == now:
            continue
        if regional == now:
            if first is not None:
                conflicts[name] = None
        elif regional == was and first is None:
            values[name] = now
        elif isinstance(now, list) and isinstance(was, list | None) and isinstance(regional, list | None):
            values[name] = _merged_lists(was or [], now, regional or [])
        else:
            conflicts[name] = Conflict(old=first.old if first else was, new=now)
    return Merged(values=values, conflicts=conflicts)


def _merged_lists(old: list[Any], new: list[Any], mine: list[Any]) -> list[Any]:
    """Lists are merged entry by entry: what was taken out goes, what was put in comes, what the region added stays."""
    kept = [item for item in mine if item in new or item not in old]
    return [*kept, *(item for item in new if item not in old and item not in kept)]


def decide_merge(
    definition: Definition,
    before: Measure,
    after: Measure,
    variant: Measure,
    cause: Entry,
    context: Context,
    now: datetime,
) -> Decision | None:
    """What an amendment of the national measure, by the entry `cause`, does to one variant; None when nothing."""
    merged = merge(before, after, variant)
    if not merged.values and not merged.conflicts:
        return None
    told = {
        name: {"old": conflict.old, "new": conflict.new} if conflict else None
        for name, conflict in merged.conflicts.items()
    }
    data = {**_joined(merged.values), **({CONFLICTS: told} if told else {})}
    entry = next_entry(
        variant,
        MERGE,
        now,
        actor=cause.actor,
        on_behalf_of=cause.on_behalf_of,
        comment=cause.comment,
        data=data,
    )
    values = {name: _as_held(name, value) for name, value in data.items() if name not in ENGINE_KEYS}
    merged_variant = after_entry(with_values(variant, values), entry, definition)
    clocks = followed(definition, variant, merged_variant, entry, context)
    merged_variant = replace(merged_variant, due_at=clocks.due_at)
    running = {deadline.id: deadline for deadline in (*context.deadlines, *clocks.changed, *clocks.opened)}
    return Decision(
        measure=merged_variant,
        entry=entry,
        changed=clocks.changed,
        opened=clocks.opened,
        mails=on_event(definition, entry, merged_variant, running.values(), context),
    )


def _joined(values: Mapping[str, Any]) -> dict[str, Any]:
    """Titles of several languages under one name again."""
    titles = {name.partition(".")[2]: text for name, text in values.items() if name.startswith("title.")}
    others = {name: value for name, value in values.items() if not name.startswith("title.")}
    return {**others, **({"title": titles} if titles else {})}


def _as_held(name: str, value: Any) -> Any:
    """A stored value of a built-in fact in the form a measure holds it."""
    if name in ("starts_on", "due_on") and isinstance(value, str):
        return date.fromisoformat(value)
    return tuple(value) if name == "co_executors" and isinstance(value, list) else value


@dataclass(frozen=True, kw_only=True)
class Divergence:
    """One field in which a region differs from the national text."""

    field: str
    national: Any
    regional: Any
    distance: float
    """0 the same, 1 nothing in common."""
    conflict: bool


def divergences(national: Measure, variant: Measure) -> tuple[Divergence, ...]:
    """Where a variant differs from what the headquarters wrote; what only the region reports is no difference."""
    text, own = texts_of(national), texts_of(variant)
    return tuple(
        Divergence(
            field=name,
            national=value,
            regional=own.get(name),
            distance=_distance(value, own.get(name)),
            conflict=name in variant.conflicts,
        )
        for name, value in text.items()
        if (value not in (None, [], "") and own.get(name) != value) or name in variant.conflicts
    )


def moved_by(national: Measure, found: Iterable[Divergence]) -> float:
    """How far a variant has moved from the national text: the mean distance over the fields that text has."""
    fields = [value for value in texts_of(national).values() if value not in (None, [], "")]
    return round(sum(each.distance for each in found) / len(fields), 3) if fields else 0.0


def _distance(one: Any, other: Any) -> float:
    if isinstance(one, str) and isinstance(other, str):
        return round(1 - SequenceMatcher(None, one, other, autojunk=False).ratio(), 3)
    if isinstance(one, list) and isinstance(other, list):
        both = set(map(str, one)) | set(map(str, other))
        return round(len(set(map(str, one)) ^ set(map(str, other))) / len(both), 3) if both else 0.0
    return 0.0 if one == other else 1.0
