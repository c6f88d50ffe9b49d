"""`qadam definitions diff`: what differs between two versions of a measure type, in words."""

from __future__ import annotations

from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import click

from commands.app import App, app_of
from commands.catalogue import loaded_version
from commands.change_words import sentence
from commands.options import command
from commands.translations.changes import WORDINGS
from definitions.comparison import compare
from store.shelf import definitions
from workflow.definition import Definition
from workflow.durations import Duration
from workflow.errors import NotFound


@command("diff")
@click.argument("type_", metavar="TYPE|FILE")
@click.argument("old", metavar="[V1]", type=int, required=False)
@click.argument("new", metavar="[V2]", type=int, required=False)
def diff(ctx: click.Context, type_: str, old: int | None, new: int | None) -> None:
    """Say in words what differs between two versions of a type, or between the one loaded and a file.

    \b
    Example:
      qadam definitions diff campaign          the newest version and the one before it
      qadam definitions diff campaign 1 3
      qadam --lang ru definitions diff campaign.yaml
    """
    app = app_of(ctx)
    before, after = _compared(app, type_, old, new)
    changes = compare(before, after)
    documents = [
        {
            "section": c.section,
            "name": c.name,
            "change": c.kind,
            "from": list(c.sources),
            "aspect": c.aspect,
            "old": _plain(c.old),
            "new": _plain(c.new),
            "words": sentence(c, app.settings.lang),
        }
        for c in changes
    ]
    document = {"type": after.type, "old": before.version, "new": after.version, "changes": documents}
    if app.output.mode == "csv":
        keys = ("section", "name", "change", "aspect", "old", "new", "words")
        app.output.answer(document, keys, [tuple(d[key] for key in keys) for d in documents])
        return
    told = "\n".join(d["words"] for d in documents) or WORDINGS[app.settings.lang].same
    app.output.answer(document, before=f"{after.type} {before.version} → {after.version}\n", after=told)


def _compared(app: App, named: str, old: int | None, new: int | None) -> tuple[Definition, Definition]:
    """The older and the newer definition that are meant. Raises NotFound naming what there is."""
    from definitions.loader import load_definition

    if named.endswith((".yaml", ".yml")) or Path(named).is_file():
        if new is not None:
            raise click.UsageError("a file is compared with one version: qadam definitions diff FILE [V1]")
        written = load_definition(named)
        with app.reading() as reader:
            return loaded_version(reader, written.type, old).definition, written
    with app.reading() as reader:
        versions = [d.definition.version for d in definitions(reader, named)]
        if old is None and len(versions) == 1:
            raise NotFound(
                f"{named} has only version {versions[0]}",
                possible=f"compare it with a file: qadam definitions diff {named}.yaml",
            )
        newer = loaded_version(reader, named, new).definition
        older = loaded_version(reader, named, old if old is not None else _before(versions, newer.version))
    return older.definition, newer


def _before(versions: list[int], version: int) -> int:
    return max((v for v in versions if v < version), default=version)


def _plain(value: Any) -> Any:
    """A compared value as JSON has it."""
    if is_dataclass(value) and not isinstance(value, type):
        return str(value) if isinstance(value, Duration) else {k: _plain(v) for k, v in vars(value).items()}
    return sorted(value) if isinstance(value, frozenset) else list(value) if isinstance(value, tuple) else value
