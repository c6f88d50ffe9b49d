"""`qadam undo`: take back the last move of measures, by an event that says why."""

from __future__ import annotations

from typing import Any

import click

from commands.move import move
from commands.options import command
from workflow.engine_events import UNDO
from workflow.numbers import as_meant


@command("undo", changes=True)
@click.argument("measures", type=as_meant, metavar="MEASURE…", nargs=-1)
@click.option("--where", "filters", metavar="KEY=VALUE", multiple=True, help="Instead of measures, as in qadam move.")
@click.option("--comment", required=True, help="Why; it stays in the history.")
@click.option("--request-id", help="Repeating a command with the same id does nothing and answers the same.")
@click.option("--expect-version", type=int, help="Refuse if somebody moved it since this version.")
def undo(ctx: click.Context, measures: tuple[str, ...], filters: tuple[str, ...], **given: Any) -> None:
    """Take back the last move: the measure and its deadlines are again as they were, and the history shows both.

    \b
    Mails of the move that have not gone are not sent; whoever it told is told of the correction. A national measure
    that followed its regions goes back with them unless it has moved on.

    \b
    Example:
      qadam --as hq undo 12/KZ-75 --comment "accepted by mistake" --dry-run
    """
    ctx.invoke(move, words=(*measures, UNDO), filters=filters, **given)
