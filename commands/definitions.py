"""`qadam definitions`: measure types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.app import app_of
from commands.authority import authority
from commands.catalogue import loaded_version
from commands.definition_check import check
from commands.definition_diff import diff
from commands.definition_migrate import migrate
from commands.diagram import diagram
from commands.options import command, group
from commands.whole_file import whole_file
from store import shelf

COLUMNS = ("type", "version", "title", "states", "events", "digest", "loaded")


@group()
def definitions() -> None:
    """Measure types: list, show, check, load, compare, who may do what."""


@command("list", table=True)
def list_(ctx: click.Context) -> None:
    """List the measure types in this database, with their versions.

    \b
    Example:
      qadam definitions list
    """
    app = app_of(ctx)
    with app.reading() as reader:
        loaded = shelf.definitions(reader)
    documents: list[dict[str, Any]] = [
        {
            "type": d.definition.type,
            "version": d.definition.version,
            "title": app.output.text(d.definition.titles),
            "states": list(d.definition.states),
            "events": list(d.definition.events),
            "digest": d.definition.digest,
            "loaded_at": d.loaded_at,
        }
        for d in loaded
    ]
    lines = [
        (d["type"], d["version"], d["title"], len(d["states"]), len(d["events"]), d["digest"][:12], d["loaded_at"])
        for d in documents
    ]
    app.output.answer({"definitions": documents}, COLUMNS, lines, spare=("digest", "loaded", "events", "states"))


@command("show")
@click.argument("type_", metavar="TYPE")
@click.option("--version", type=int, help="The newest when left out.")
@click.option("--source", is_flag=True, help="Print the file's text as it was loaded.")
def show(ctx: click.Context, type_: str, version: int | None, *, source: bool) -> None:
    """Show one measure type: who may do what in which state, and the ladders.

    \b
    Example:
      qadam definitions show campaign
    """
    app = app_of(ctx)
    with app.reading() as reader:
        chosen = loaded_version(reader, type_, version)
    definition = chosen.definition
    document = {
        "type": definition.type,
        "version": definition.version,
        "titles": dict(definition.titles),
        "digest": definition.digest,
        "states": [
            {"name": s.name, "titles": dict(s.titles), "final": s.final, "deadlines": list(s.deadlines)}
            for s in definition.states.values()
        ],
        "transitions": [
            {"event": t.event, "from": t.source, "to": t.target, "by": list(t.by), "level": t.level, "line": t.line}
            for t in definition.transitions
        ],
        "deadlines": [
            {"name": d.name, "titles": dict(d.titles), "level": d.level, "ladder": [rung.key for rung in d.ladder]}
            for d in definition.deadlines.values()
        ],
        "source": chosen.source,
    }
    columns = ("from", "event", "to", "by", "level", "requires")
    lines = [
        (t.source, t.event, t.target, " or ".join(t.by), t.level or "both", ", ".join(t.requires))
        for t in definition.transitions
    ]
    if source and app.output.mode is None:
        app.output.say(chosen.source)
        return
    if app.output.at_terminal:
        from commands.definition_told import told

        app.output.answer(document, after="\n".join(told(definition, app.output)))
        return
    app.output.answer(document, columns, lines)


@command("load", changes=True, administers="definitions")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
def load(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Load new versions; new measures take the newest, running ones stay on theirs.

    \b
    Example:
      qadam definitions load campaign.yaml
    """
    from definitions.loader import load_source

    app = app_of(ctx)
    sources = [load_source(file) for file in files]
    results = []
    with app.store.register(dry_run=app.dry_run) as register:
        for s in sources:
            kind, version = s.definition.type, s.definition.version
            result = register.put_definition(kind, version, s.digest, s.text, s.document, app.now)
            results.append({"type": kind, "version": version, "result": result})
    lines = [(r["type"], r["version"], app.output.shown(str(r["result"]))) for r in results]
    app.output.answer({"definitions": results}, ("type", "version", "result"), lines)


@command("convert")
@click.argument("file", metavar="MACHINE.yaml", type=click.Path(path_type=Path))
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="Where to; else it is printed.")
def convert(ctx: click.Context, file: Path, target: Path | None) -> None:
    """Turn a bare state machine, such as process mining finds, into a measure type.

    Each activity becomes an event and the state it leads into; names of any kind are kept as titles. What may end
    in the middle gets an event to close it.

    \b
    Example:
      qadam definitions convert receipt.machine.yaml -o receipt.yaml
      qadam definitions check receipt.yaml
    """
    from definitions.loader import read_text
    from definitions.state_machine import as_definition, read_machine

    app = app_of(ctx)
    machine = read_machine(read_text(file), file.name)
    text = as_definition(machine)
    if target is None:
        click.echo(text, nl=False)
        return
    with whole_file(target) as partial:
        partial.write_text(text, encoding="utf-8")
    document = {"type": machine.type, "states": len(machine.titles), "file": str(target)}
    app.output.answer(
        document,
        after=app.output.words("{}: measure type {} with {:state|states}", target, machine.type, len(machine.titles)),
    )


for each in (list_, show, check, load, diff, authority, convert, diagram, migrate):
    definitions.add_command(each)
