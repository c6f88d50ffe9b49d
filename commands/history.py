"""`qadam history`: the append-only record of one measure."""

from __future__ import annotations

import click

from commands.app import app_of
from commands.documents import entry_document
from commands.options import command
from store import queries

COLUMNS = ("seq", "at", "actor", "event", "from", "to", "comment", "hash")


@command("history")
@click.argument("measure")
def history(ctx: click.Context, measure: str) -> None:
    """Show everything that ever happened to a measure, in order.

    \b
    Example:
      qadam history 12/KZ-75
    """
    app = app_of(ctx)
    with app.reading() as reader:
        queries.measure(reader, measure)
        entries = queries.history(reader, measure)
    lines = [
        (
            e.seq,
            e.at,
            e.actor + (f" for {e.on_behalf_of}" if e.on_behalf_of else ""),
            e.event,
            e.source,
            e.target,
            e.comment,
            e.hash[:12],
        )
        for e in entries
    ]
    app.output.answer({"measure": measure, "entries": [entry_document(e) for e in entries]}, COLUMNS, lines)
