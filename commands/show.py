"""`qadam show`: one measure, what may happen next and who may do it."""

from __future__ import annotations

from typing import Any

import click

from commands.app import App, app_of
from commands.documents import deadline_document, entry_document, measure_document
from commands.lateness import due_words
from commands.options import command
from commands.reckoning import rungs_to_come
from store import queries
from store.as_of import measure_as_of
from store.reader import Reader
from workflow.definition import Definition
from workflow.directory import SYSTEM
from workflow.errors import NotFound
from workflow.model import Deadline, FiredRung, Measure
from workflow.waiting import scoped

LAST = 10
"""Newest history rows shown."""


@command("show")
@click.argument("measure")
@click.option("--as-of", metavar="ISO", help="As it was at this moment, from history.")
def show(ctx: click.Context, measure: str, as_of: str | None) -> None:
    """Show one measure: facts, deadline, children, what may happen next and who may do it, last events.

    \b
    Example:
      qadam show 12/KZ-75
    """
    app = app_of(ctx)
    with app.reading() as reader:
        now = app.moment(as_of) if as_of else app.now
        noun = _measure(reader, measure, as_of, app)
        definition = queries.DefinitionShelf(reader).get(noun.type, noun.type_version)
        clocks = [] if as_of else queries.deadlines(reader, measure)
        children = queries.children(reader, measure)
        entries = [entry for entry in queries.history(reader, measure) if entry.at <= now or not as_of][-LAST:]
        document = {
            **measure_document(noun, definition, now, app.settings.lang),
            "children": [child.id for child in children],
            "next": [_next_document(event, definition, noun) for event in definition.possible(noun.state, noun.level)],
            "deadlines": [
                deadline_document(deadline, fired, rungs_to_come(reader, definition, deadline))
                for deadline, fired in clocks
            ],
            "history": [entry_document(entry) for entry in entries],
        }
        app.output.answer(document, after=_told(app, noun, definition, clocks, children, document))


def _measure(reader: Reader, measure: str, as_of: str | None, app: App) -> Measure:
    if as_of is None:
        return queries.measure(reader, measure)
    queries.measure(reader, measure)  # says so if there never was one
    found = measure_as_of(reader, measure, app.moment(as_of))
    if found is None:
        raise NotFound(f"{measure} did not exist at {as_of}", possible=f"qadam history {measure}", measure=measure)
    return found


def _next_document(event: str, definition: Definition, measure: Measure) -> dict[str, Any]:
    ways = [t for t in definition.leaving(measure.state, measure.level) if t.event == event and t.by != (SYSTEM,)]
    return {
        "event": event,
        "titles": dict(definition.events.get(event, {})),
        "by": list(dict.fromkeys(scoped(role, measure) for way in ways for role in way.by)),
        "to": ways[0].target,
        "requires": list(ways[0].requires),
        "evidence": ways[0].evidence,
        "comment": ways[0].comment,
    }


def _told(
    app: App,
    measure: Measure,
    definition: Definition,
    clocks: list[tuple[Deadline, list[FiredRung]]],
    children: list[Measure],
    document: dict[str, Any],
) -> str:
    text = app.output.text
    now = app.now
    lines = [
        f"{measure.id}  {text(measure.titles)}",
        "",
        f"  type       {text(definition.titles)} ({measure.type} v{measure.type_version})",
        f"  state      {text(definition.states[measure.state].titles)} ({measure.state})"
        f" since {app.output.time(measure.since)}",
        f"  due        {due_words(measure.due_at, now, app.output) or 'nothing runs'}",
        f"  lead       {measure.agency or '-'}"
        + (f"  with {', '.join(measure.co_executors)}" if measure.co_executors else ""),
    ]
    if measure.region:
        lines.append(f"  region     {measure.region}, variant of {measure.parent}")
    if measure.due_on:
        lines.append(f"  plan date  {measure.due_on.isoformat()}")
    lines += [f"  {name:<10} {value}" for name, value in measure.data.items() if value not in (None, "")]
    for deadline, fired in clocks:
        spoken = [rung for rung in fired if not rung.collapsed]
        last = f", last rung {spoken[-1].rung} at {app.output.time(spoken[-1].fired_at)}" if spoken else ""
        lines.append(
            f"  deadline   {deadline.name}: {deadline.status.value}, due {app.output.time(deadline.due_at)}{last}"
        )
    if children:
        tally: dict[str, int] = {}
        for child in children:
            tally[child.state] = tally.get(child.state, 0) + 1
        lines.append(f"  children   {len(children)}: " + ", ".join(f"{n} {state}" for state, n in tally.items()))
    lines += ["", "next:" if document["next"] else "next: nothing, it is finished"]
    for way in document["next"]:
        needs = [f"--set {name}=…" for name in way["requires"]]
        needs += ["--evidence …"] * bool(way["evidence"]) + ["--comment …"] * way["comment"]
        lines.append(
            f"  qadam move {measure.id} {way['event']} {' '.join(needs)}".rstrip() + f"    by {' or '.join(way['by'])}"
        )
    lines += ["", "last events:"]
    for entry in document["history"]:
        said = f"  “{entry['comment']}”" if entry["comment"] else ""
        lines.append(
            f"  {app.output.time(entry['at'])}  {entry['actor']:<14} {entry['event']:<10} → {entry['to']}{said}"
        )
    return "\n".join(lines)
