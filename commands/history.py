"""`qadam history`: the append-only record of one measure."""

from __future__ import annotations

import click

from commands.app import app_of
from commands.documents import entry_document
from commands.options import command
from commands.output import Shown
from commands.vocabulary import event_titles
from commands.wording import phrase
from store import queries
from store.shelf import DefinitionShelf
from workflow.numbers import as_meant

COLUMNS = ("seq", "at", "actor", "event", "from", "to", "comment", "hash")


@command("history", table=True, watch=True)
@click.argument("measure", type=as_meant)
def history(ctx: click.Context, measure: str) -> None:
    """Show everything that ever happened to a measure, in order.

    \b
    Example:
      qadam history 12/KZ-75
    """
    app = app_of(ctx)
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
        entries = queries.history(reader, measure)
        definition = DefinitionShelf(reader).get(noun.type, noun.type_version)

    def state(name: str | None) -> Shown | None:
        known = definition.states.get(name or "")
        return Shown(name, app.output.text(known.titles) if known else name or "") if name else None

    lines = [
        {
            "seq": e.seq,
            "at": e.at,
            "actor": Shown(
                e.actor + (f" for {e.on_behalf_of}" if e.on_behalf_of else ""),
                e.actor + (f" {phrase('for', app.settings.lang)} {e.on_behalf_of}" if e.on_behalf_of else ""),
            ),
            "event": Shown(e.event, app.output.text(event_titles(definition, e.event))),
            "from": state(e.source),
            "to": state(e.target),
            "comment": e.comment,
            "hash": Shown(e.hash[:12], e.hash[:12]),
            "data": dict(e.data),
            "request_id": e.request_id,
        }
        for e in entries
    ]
    document = {"measure": measure, "entries": [entry_document(e) for e in entries]}
    app.output.answer(document, COLUMNS, lines, spare=("hash", "from", "seq"))
