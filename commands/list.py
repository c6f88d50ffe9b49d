"""`qadam list`: measures, by filters that combine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import click

from commands.app import App, app_of
from commands.catalogue import place_names
from commands.documents import is_overdue, measure_document
from commands.filters import filters, wanted
from commands.heads import head
from commands.lateness import due_cells
from commands.options import command
from commands.output import Shown
from commands.wording import phrase
from store.paging import SORTS
from store.queries import each_measure
from store.reader import Reader
from store.titles import Titles
from workflow.model import Measure

COLUMNS = ("id", "state", "due", "agency", "title")


@command("list", table=True, sorts=True, watch=True)
@filters()
@click.option("--as-of", metavar="ISO", help="As it was at this moment, from history.")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True)
@click.option("--sort", type=click.Choice(list(SORTS)), default="id", show_default=True)
@click.option("--after", metavar="MEASURE", help="Only what follows this measure, for the next page.")
def list_(ctx: click.Context, as_of: str | None, limit: int, sort: str, after: str | None, **given: Any) -> None:
    """List measures; filters combine.

    \b
    Example:
      qadam list --region KZ-75 --overdue
      qadam list --state reported --agency MIA --sort due
      qadam list --search "школьники" --columns id,region,due,title
    """
    app = app_of(ctx)
    if as_of and after:
        raise click.UsageError("--after goes on in the list as it is now, not in an earlier one")
    with app.reading() as reader:
        now = app.moment(as_of) if as_of else app.now
        asked = wanted(app, reader, given, now)
        if as_of:
            from store.as_of import measures_as_of

            found, total = measures_as_of(reader, asked, now, sort=sort, limit=limit)
        else:
            found, total = each_measure(reader, asked, sort=sort, limit=limit, after=after)
        tell_measures(app, reader, found, total, now)


def tell_measures(app: App, reader: Reader, found: Iterator[Measure], total: int, now: datetime) -> None:
    if app.output.at_terminal:
        _show(app, reader, list(found), total, now)
        return
    app.output.answer(
        lambda: {"measures": _documents(app, reader, found, now), "total": total},
        COLUMNS,
        () if app.output.mode == "json" else _lines(app, reader, found, now),
    )


def _show(app: App, reader: Reader, found: Sequence[Measure], total: int, now: datetime) -> None:
    """To a person, for whom columns are as wide as what they hold."""
    app.output.answer(
        {},
        app.output.columns_for(COLUMNS, found),
        _lines(app, reader, found, now),
        after=_remark(app, len(found), total),
        spare=("agency",),
        heads={"id": head("measure", app.settings.lang)},
    )


def _documents(app: App, reader: Reader, found: Iterable[Measure], now: datetime) -> Iterator[dict[str, Any]]:
    from store.shelf import DefinitionShelf

    shelf = DefinitionShelf(reader)
    return (measure_document(m, shelf.get(m.type, m.type_version), now, app.settings.lang) for m in found)


def _lines(app: App, reader: Reader, found: Iterable[Measure], now: datetime) -> Iterator[dict[str, Any]]:
    titles = Titles(reader)
    places = place_names(reader, app.settings.lang)
    due = due_cells(reader, now, app.output)
    return (
        {
            "id": m.id,
            "state": Shown(
                m.state,
                app.output.text(titles.of_state(m.type, m.type_version, m.state)),
                "done" if m.closed else None,
            ),
            "due": due(m.due_at),
            "agency": Shown(m.agency, places.get(m.agency or "", m.agency or "")),
            "title": app.output.text(m.titles),
            "type": Shown(m.type, app.output.text(titles.of_type(m.type, m.type_version))),
            "level": m.level,
            "parent": m.parent,
            "region": Shown(m.region, places.get(m.region or "", "")),
            "since": m.since,
            "due_on": m.due_on,
            "overdue": is_overdue(m, now),
            "closed": m.closed,
            "version": m.version,
            **{f"data.{name}": value for name, value in m.data.items() if not isinstance(value, dict)},
        }
        for m in found
    )


def _remark(app: App, shown: int, total: int) -> str | None:
    if total > shown:
        return phrase("more", app.settings.lang, n=total - shown, total=total)
    return None if shown else phrase("none_found", app.settings.lang)
