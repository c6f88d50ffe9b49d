"""`qadam list`: measures, by filters that combine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from commands.app import App, app_of
from commands.catalogue import agency_code, region_code
from commands.documents import measure_document
from commands.lateness import due_words
from commands.options import command
from store.as_of import measures_as_of
from store.queries import SORTS, DefinitionShelf, Wanted, measures
from store.reader import Reader
from workflow.model import Measure

COLUMNS = ("id", "state", "due", "agency", "title")


@command("list")
@click.option("--state", help="In this state.")
@click.option("--type", "type_", help="Of this measure type.")
@click.option("--region", help="Of this region, by code or name.")
@click.option("--agency", help="Led by this agency, by code or name.")
@click.option("--level", type=click.Choice(["national", "regional"]), help="National measures or regional variants.")
@click.option("--overdue", is_flag=True, help="Whose deadline has passed.")
@click.option("--due-before", metavar="DATE", help="Whose deadline is before this moment.")
@click.option("--search", metavar="TEXT", help="With these words in title or data.")
@click.option("--as-of", metavar="ISO", help="As it was at this moment, from history.")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True)
@click.option("--sort", type=click.Choice(list(SORTS)), default="id", show_default=True)
def list_(ctx: click.Context, **given: Any) -> None:
    """List measures.

    \b
    Example:
      qadam list --region KZ-75 --overdue
      qadam list --state reported --agency MIA --sort due
    """
    app = app_of(ctx)
    with app.reading() as reader:
        wanted = Wanted(
            state=given["state"],
            type=given["type_"],
            region=region_code(reader, given["region"]) if given["region"] else None,
            agency=agency_code(reader, given["agency"]) if given["agency"] else None,
            level=given["level"],
            overdue_at=None,
            due_before=app.moment(given["due_before"]) if given["due_before"] else None,
            search=given["search"],
        )
        now = app.moment(given["as_of"]) if given["as_of"] else app.now
        if given["overdue"]:
            wanted = _overdue(wanted, now)
        if given["as_of"]:
            found, total = measures_as_of(reader, wanted, now, sort=given["sort"], limit=given["limit"])
        else:
            found, total = measures(reader, wanted, sort=given["sort"], limit=given["limit"])
        tell_measures(app, reader, found, total, now)


def _overdue(wanted: Wanted, now: datetime) -> Wanted:
    from dataclasses import replace

    return replace(wanted, overdue_at=now)


def tell_measures(app: App, reader: Reader, found: Sequence[Measure], total: int, now: datetime) -> None:
    shelf = DefinitionShelf(reader)
    documents = [measure_document(m, shelf.get(m.type, m.type_version), now, app.settings.lang) for m in found]
    lines = [
        (
            m.id,
            app.output.text(shelf.get(m.type, m.type_version).states[m.state].titles),
            due_words(m.due_at, now, app.output),
            m.agency,
            app.output.text(m.titles),
        )
        for m in found
    ]
    more = f"{total - len(found)} more; --limit {total} shows all" if total > len(found) else None
    app.output.answer({"measures": documents, "total": total}, COLUMNS, lines, after=more)
