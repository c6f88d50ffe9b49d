"""`--edit`: the fields of an event as a form in $EDITOR, checked when it comes back, reopened with what is wrong.

A line `field: value` sets a field, lines with `#` are remarks; what is empty is not set.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click
from click.termui import edit

from commands.app import App
from commands.translations.told import told_in
from commands.values import given_values
from store import queries
from store.shelf import DefinitionShelf
from workflow.definition import Definition
from workflow.errors import QadamError, Unavailable
from workflow.facts import BUILT_IN_FIELDS
from workflow.model import Command, Measure
from workflow.transition import Transition

COMMENT = "comment"


def edited(
    app: App, measure: str, event: str, values: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[dict[str, Any], str | None]:
    """The values and the comment a person wrote for this event. Aborts when the form is left without a change.

    The event is tried before it is done: a refusal reopens the form, with the reason above it.
    """
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
        definition = DefinitionShelf(reader).get(noun.type, noun.type_version)
    ways = [t for t in definition.leaving(noun.state, noun.level) if t.event == event]
    form = _form(app, noun, definition, ways, event, {**values, COMMENT: given["comment"] or ""})
    wrong = ""
    while True:
        written = _written(f"{wrong}{form}")
        if written is None or written == form:
            raise click.Abort
        try:
            filled = _filled(written)
            comment = filled.pop(COMMENT, None)
            links = tuple({"url": link} for link in given["evidence"])
            tried = Command(measure=measure, event=event, actor=app.actor, data=filled, comment=comment, evidence=links)
            app.engine.move(tried, dry_run=True)
        except (QadamError, click.UsageError) as error:
            if not sys.stdin.isatty():
                raise
            form = "\n".join(line for line in written.splitlines() if not line.startswith("#!")) + "\n"
            wrong = f"#! {told_in(app.settings.lang, error.message)}\n"
        else:
            return filled, comment


def _written(form: str) -> str | None:
    """What a person made of a form; none when it was not saved. Raises Unavailable for an editor that fails."""
    try:
        return edit(form, extension=".qadam")
    except (click.ClickException, ValueError) as error:
        raise Unavailable(
            f"the editor failed: {error}", possible="VISUAL=EDITOR, or --set and --comment instead"
        ) from error


def _form(
    app: App, measure: Measure, definition: Definition, ways: list[Transition], event: str, values: Mapping[str, Any]
) -> str:
    names = dict.fromkeys(name for way in ways for name in way.settable())
    required = {name for way in ways for name in way.requires}
    known = {name: fact for name, fact in measure.facts.items() if not any(name in way.anew for way in ways)}
    title = app.output.text(definition.events.get(event)) or event
    lines = [f"# {measure.id} {app.output.text(measure.titles)}", f"# {title}; save and leave, or leave unchanged", ""]
    for name in names:
        rule = definition.fields.get(name)
        kind = rule.type if rule else BUILT_IN_FIELDS.get(name, "")
        choices = f", one of {', '.join(rule.choices)}" if rule and rule.choices else ""
        called = app.output.text(rule.titles) if rule and rule.titles else name
        lines.append(f"# {called} ({kind}{choices}{', required' if name in required else ''})")
        lines.append(f"{name}: {_shown(values.get(name, known.get(name)))}")
    needs_comment = any(way.comment for way in ways)
    lines += ["", f"# why{' (required)' if needs_comment else ''}", f"{COMMENT}: {values.get(COMMENT) or ''}", ""]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):
        return next((str(value[language]) for language in ("kk", "ru", "en") if value.get(language)), "")
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value).replace("\n", " ")


def _filled(written: str) -> dict[str, Any]:
    """What a form says. A usage error names a line that sets nothing."""
    assignments = []
    for line in written.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, colon, value = line.partition(":")
        if not colon:
            raise click.UsageError(f"a line sets `field: value`, not {line.strip()!r}")
        if value.strip():
            assignments.append(f"{name.strip()}={value.strip()}")
    return given_values(assignments)
