"""`qadam status`: the board."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import click

from commands.app import app_of
from commands.options import command
from store import queries
from store.as_of import board_as_of

SOON = timedelta(days=7)


@command("status")
@click.option("--by", type=click.Choice(list(queries.BOARD_KEYS)), default="region", show_default=True)
@click.option("--as-of", metavar="ISO", help="As it was at this moment, from history.")
def status(ctx: click.Context, by: str, as_of: str | None) -> None:
    """Show the board: counts per state, what is overdue, what is due within seven days.

    \b
    Example:
      qadam status --by agency
    """
    app = app_of(ctx)
    with app.reading() as reader:
        now = app.moment(as_of) if as_of else app.now
        counted = board_as_of if as_of else queries.board
        tallies = counted(reader, by, now, now + SOON)
        names = {code: region.names for code, region in queries.regions(reader).items()} if by == "region" else {}
        if by == "agency":
            names = {code: agency.abbreviations for code, agency in queries.agencies(reader).items()}
    grouped: dict[str, list[queries.Tally]] = {}
    for tally in tallies:
        grouped.setdefault(tally.key or "national" if by == "region" else tally.key or "-", []).append(tally)
    rows: list[dict[str, Any]] = [{"key": key, **_sums(group)} for key, group in grouped.items()]
    total = {"key": "total", **_sums(tallies)}
    document = {"by": by, "as_of": now, "rows": rows, "total": total}
    states = list(dict.fromkeys(tally.state for tally in tallies)) if by != "state" else []
    columns = (by, *(("name",) if names else ()), *states, "total", "overdue", "due 7d")
    lines = [
        (
            row["key"],
            *((app.output.text(names.get(row["key"])),) if names else ()),
            *(row["states"].get(state, "") for state in states),
            row["total"],
            row["overdue"] or "",
            row["due_7d"] or "",
        )
        for row in [*rows, total]
    ]
    app.output.answer(document, columns, lines, before=f"at {app.output.time(now)}")


def _sums(tallies: Iterable[queries.Tally]) -> dict[str, Any]:
    states: dict[str, int] = {}
    total = overdue = due_soon = 0
    for tally in tallies:
        states[tally.state] = states.get(tally.state, 0) + tally.total
        total, overdue, due_soon = total + tally.total, overdue + tally.overdue, due_soon + tally.due_soon
    return {"total": total, "states": states, "overdue": overdue, "due_7d": due_soon}
