"""`qadam status`: the board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import click

from commands.app import App, app_of
from commands.options import command
from commands.output import Shown, text_in
from commands.wording import phrase
from store.board import BOARD_KEYS, Tally, tallied
from store.places import agencies, regions
from store.reader import Reader
from store.titles import titles_of_states, titles_of_types
from workflow.directory import Texts

SOON = timedelta(days=7)


@command("status", table=True, watch=True)
@click.option("--by", type=click.Choice(list(BOARD_KEYS)), default="region", show_default=True)
@click.option("--as-of", metavar="ISO", help="As it was at this moment, from history.")
def status(ctx: click.Context, by: str, as_of: str | None) -> None:
    """Show the board: counts per state, what is overdue, what is due within seven days.

    \b
    Example:
      qadam status --by agency
      qadam status --as-of 2026-11-01
    """
    app = app_of(ctx)
    with app.reading() as reader:
        now = app.moment(as_of) if as_of else app.now
        tallies = _counted(reader, by, now, past=as_of is not None)
        states = {state: titles for (_, state), titles in titles_of_states(reader).items()}
        names = _names(reader, by, states)
    grouped: dict[str, list[Tally]] = {}
    for tally in tallies:
        grouped.setdefault(tally.key or ("national" if by == "region" else "-"), []).append(tally)
    rows: list[dict[str, Any]] = [{"key": key, **_sums(group)} for key, group in grouped.items()]
    total = {"key": "total", **_sums(tallies)}
    document = {"by": by, "as_of": now, "rows": rows, "total": total}
    shown = list(dict.fromkeys(tally.state for tally in tallies)) if by != "state" else []
    lines = [_line(app, by, row, shown, names) for row in rows]
    columns = (by, *(("name",) if by in ("region", "agency") else ()), *shown, "total", "overdue", "due_7d")
    fewest_first = sorted(shown, key=lambda state: int(total["states"].get(state, 0)))
    app.output.answer(
        document,
        columns,
        lines,
        before=phrase("at", app.settings.lang, at=app.output.time(now)),
        spare=(by, *fewest_first) if by in ("region", "agency") else fewest_first,
        footer=_line(app, by, total, shown, names),
        heads={name: app.output.text(titles) for name, titles in states.items()},
    )


def _counted(reader: Reader, by: str, now: datetime, *, past: bool) -> list[Tally]:
    if not past:
        return tallied(reader, by, now, now + SOON)
    from store.as_of import board_as_of

    return board_as_of(reader, by, now, now + SOON)


def _names(reader: Reader, by: str, states: Mapping[str, Texts]) -> Mapping[str, Texts]:
    if by == "region":
        return {code: region.names for code, region in regions(reader).items()}
    if by == "agency":
        return {code: agency.abbreviations for code, agency in agencies(reader).items()}
    if by == "state":
        return states
    return titles_of_types(reader)


def _line(app: App, by: str, row: Mapping[str, Any], shown: list[str], names: Mapping[str, Texts]) -> dict[str, Any]:
    key = str(row["key"])
    words = phrase(key, app.settings.lang) if key in ("total", "national") else app.output.text(names.get(key)) or key
    named = {by: key, "name": Shown(text_in(names.get(key), "en"), words)}
    return {
        **(named if by in ("region", "agency") else {by: Shown(key, words)}),
        **{state: row["states"].get(state) for state in shown},
        "total": row["total"],
        "overdue": Shown(row["overdue"] or None, str(row["overdue"] or ""), "late"),
        "due_7d": row["due_7d"] or None,
    }


def _sums(tallies: Iterable[Tally]) -> dict[str, Any]:
    states: dict[str, int] = {}
    total = overdue = due_soon = 0
    for tally in tallies:
        states[tally.state] = states.get(tally.state, 0) + tally.total
        total, overdue, due_soon = total + tally.total, overdue + tally.overdue, due_soon + tally.due_soon
    return {"total": total, "states": states, "overdue": overdue, "due_7d": due_soon}
