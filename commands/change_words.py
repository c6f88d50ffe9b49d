"""Differences between two versions of a measure type in words: see translations/changes.py."""

from __future__ import annotations

from typing import Any

from commands.output import text_in
from commands.translations.changes import WORDINGS
from definitions.comparison import Change
from notifier.wording import span
from workflow.deadline_rule import DeadlineRule
from workflow.durations import Duration
from workflow.periods import PeriodDay
from workflow.transition import Join


def sentence(change: Change, language: str) -> str:
    """One difference as a sentence in `en`, `ru` or `kk`."""
    words = WORDINGS[language]
    title = text_in(change.titles, language)
    name = f"{words.sections[change.section]} {change.name}" + (f" ({title})" if title else "")
    if change.sources:
        name += f" {words.starts.format(sources=', '.join(change.sources))}"
    if change.kind == "changed":
        return f"{name}: {_aspect(change, language)}"
    said = change.new if change.kind == "added" else change.old
    told = "" if not said else _spoken(said, language)
    if change.section == "transition":
        told = words.leads.format(target=told)
    return f"{name} {words.kinds[change.kind]}" + (f": {told}" if told else "")


def _aspect(change: Change, language: str) -> str:
    words = WORDINGS[language]
    aspect, _, of = (change.aspect or "").partition(".")
    named = words.aspects.get(aspect, aspect) + (f" ({of})" if of else "")
    old, new = _spoken(change.old, language), _spoken(change.new, language)
    pattern = words.now if _empty(change.old) else words.no_more if _empty(change.new) else words.was_now
    return pattern.format(aspect=named, old=old, new=new)


def _empty(value: Any) -> bool:
    return value is None or value == () or value == ""


def _spoken(value: Any, language: str) -> str:
    words = WORDINGS[language]
    if _empty(value):
        return words.nothing
    if isinstance(value, bool):
        return words.yes if value else words.no
    if isinstance(value, Duration):
        return span(value.amount, str(value.unit), language) or str(value)
    if isinstance(value, DeadlineRule):
        return value.name
    if isinstance(value, PeriodDay):
        return str(value)
    if isinstance(value, Join):
        share = _spoken(value.at_least, language)
        states = words.counts.format(share=share, states=_spoken(value.states, language))
        ignored = words.ignores.format(states=_spoken(value.ignores, language))
        return f"{states} {ignored}" if value.ignores else states
    if isinstance(value, str) and value in words.shares:
        return words.shares[value]
    if isinstance(value, tuple | list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(map(str, value)))
    return f"{value:g}" if isinstance(value, float) else str(value)
