"""`qadam definitions diagram`: a measure type drawn, or one measure's own way through it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.app import App, app_of
from commands.catalogue import loaded_version
from commands.options import command
from commands.whole_file import whole_file
from store import queries
from store.shelf import DefinitionShelf

if TYPE_CHECKING:
    from commands.diagrams.picture import Picture

FORMATS = ("mermaid", "dot", "svg")


@command("diagram")
@click.argument("type_", metavar="[TYPE]", required=False)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="Else told from the file's name, or mermaid.")
@click.option("--version", type=int, help="The newest when left out.")
@click.option("--file", "source", type=click.Path(path_type=Path), help="Draw a definition file instead.")
@click.option("--measure", metavar="ID", help="Draw the way of one measure instead.")
@click.option("-o", "--output", "target", type=click.Path(path_type=Path), help="Where to; else it is printed.")
def diagram(
    ctx: click.Context,
    type_: str | None,
    format_: str | None,
    version: int | None,
    source: Path | None,
    measure: str | None,
    target: Path | None,
) -> None:
    """Draw states, who leads on from them, deadlines and ladders, in the language asked for.

    \b
    Example:
      qadam definitions diagram campaign -o campaign.svg --lang kk
      qadam definitions diagram --measure 12/KZ-75 -o 12-KZ-75.svg
      qadam definitions diagram campaign --format mermaid
    """
    app = app_of(ctx)
    if sum(chosen is not None for chosen in (type_, source, measure)) != 1:
        raise click.UsageError("say what to draw: a measure TYPE, --file FILE or --measure ID")
    text = drawn(_picture(app, type_, version, source, measure), format_ or _told(target))
    if target is None:
        click.echo(text, nl=False)
        return
    with whole_file(target) as partial:
        partial.write_text(text, encoding="utf-8")
    app.output.answer({"file": str(target), "bytes": len(text.encode())}, after=str(target))


def _told(target: Path | None) -> str:
    """The format a file's name asks for."""
    suffix = target.suffix.lower() if target is not None else ""
    return {".svg": "svg", ".dot": "dot", ".gv": "dot"}.get(suffix, "mermaid")


def drawn(picture: Picture, format_: str) -> str:
    if format_ == "svg":
        from commands.diagrams.svg import svg as write
    elif format_ == "dot":
        from commands.diagrams.dot import dot as write
    else:
        from commands.diagrams.mermaid import mermaid as write
    return write(picture)


def _picture(app: App, type_: str | None, version: int | None, source: Path | None, measure: str | None) -> Picture:
    from commands.diagrams.picture import picture
    from commands.diagrams.words import Words

    words = Words(app.settings.lang)
    if source is not None:
        from definitions.loader import load_definition

        return picture(load_definition(source), words)
    if measure is not None:
        return picture_of(app, measure)
    with app.reading() as reader:
        return picture(loaded_version(reader, str(type_), version).definition, words)


def picture_of(app: App, measure_id: str) -> Picture:
    """One measure's own way, drawn into its measure type."""
    from commands.diagrams.picture import Path as Way
    from commands.diagrams.picture import picture
    from commands.diagrams.words import Words

    with app.reading() as reader:
        measure = queries.measure(reader, measure_id)
        definition = DefinitionShelf(reader).get(measure.type, measure.type_version)
        way = Way.of(measure.level, queries.history(reader, measure_id))
    called = f"{measure.id} {app.output.text(measure.titles)}"
    return picture(definition, Words(app.settings.lang), way, of=called)
