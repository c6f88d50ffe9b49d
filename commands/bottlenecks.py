"""`qadam bottlenecks`: where the time goes, from history alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, cast

import click

from commands.app import App, app_of
from commands.catalogue import StateTitles, place_names
from commands.options import command
from commands.output import Shown
from store.event_log import steps
from store.reader import Reader
from store.shelf import DefinitionShelf
from store.titles import titles_of_types
from workflow.bottlenecks import Bottlenecks, By, Durations, bottlenecks, life

COLUMNS = (
    "key",
    "type",
    "state",
    "stays",
    "again",
    "median_days",
    "mean_days",
    "longest_days",
    "waiting",
    "total_days",
)
SPARE = ("mean_days", "longest_days", "again", "stays")
MOST = 20


@command("bottlenecks", table=True)
@click.option("--by", type=click.Choice(["region", "agency"]), help="Tell regions or lead agencies apart.")
@click.option("--type", "type_", help="Only this measure type.")
@click.option("--since", metavar="ISO", help="Leave out stays that ended before.")
@click.option("--limit", default=MOST, show_default=True, help="Lines of each list; JSON has all.")
def bottlenecks_(ctx: click.Context, by: str | None, type_: str | None, since: str | None, limit: int) -> None:
    """Show where the time goes: states that hold measures longest, ways back, and hand-overs.

    \b
    Example:
      qadam bottlenecks --by region
      qadam bottlenecks --by agency --since 2026-01-01 --json
    """
    app = app_of(ctx)
    with app.reading() as reader:
        found = read_bottlenecks(
            reader, app.now, by=cast("By | None", by), type=type_, since=app.moment(since) if since else None
        )
        places = place_names(reader, app.settings.lang)
        titles = StateTitles(reader, app.settings.lang)
        types = {type: app.output.text(texts) for type, texts in titles_of_types(reader).items()}
        lines = [
            (
                Shown(s.key or "national", places.get(s.key or "", s.key or "national")) if by else None,
                Shown(s.type, types.get(s.type, s.type)),
                Shown(s.state, titles.of(s.type, s.state)),
                s.stayed.number + s.still.number,
                s.again,
                _days(s.stayed.median),
                _days(s.stayed.mean),
                _days(max(s.stayed.longest, s.still.longest)),
                s.still.number,
                _days(s.total),
            )
            for s in found.states[:limit]
        ]
        back = [
            f"  {titles.of(x.type, x.source)} → {titles.of(x.type, x.target)} ({x.event}): {_times(app, x.took)}"
            for x in found.loops[:limit]
        ]
    hands = [f"  {pair.giver} → {pair.taker}: {_times(app, pair.waited)}" for pair in found.hands[:limit]]
    after = "\n".join(
        [
            "\n" + app.output.words("came back to where they had been: {}", sum(x.took.number for x in found.loops)),
            *back,
            "\n" + app.output.words("hand-overs: {}", found.handed_over),
            *hands,
        ]
    )
    app.output.answer(bottlenecks_document(found, by), COLUMNS, lines, after=after, spare=SPARE)


def read_bottlenecks(
    reader: Reader, now: datetime, *, by: By | None = None, type: str | None = None, since: datetime | None = None
) -> Bottlenecks:
    """The bottlenecks of a database, its history read row by row; what happened after `now` had not happened yet."""
    shelf = DefinitionShelf(reader)

    def is_final(type: str, version: int, state: str) -> bool:
        return shelf.get(type, version).states[state].final

    happened = (told for told in steps(reader, type) if told[1].at <= now)
    lived = groupby(happened, key=lambda told: (told[1].measure, told[0]))
    lives = (life(own_type, (step for _, step in own), is_final) for (_, own_type), own in lived)
    return bottlenecks(lives, now, by=by, since=since)


def bottlenecks_document(found: Bottlenecks, by: str | None) -> dict[str, Any]:
    return {
        "by": by,
        "measures": found.measures,
        "states": [
            {
                "key": s.key,
                "type": s.type,
                "state": s.state,
                "again": s.again,
                "stayed": durations_document(s.stayed),
                "waiting": durations_document(s.still),
                "total_hours": _hours(s.total),
            }
            for s in found.states
        ],
        "loops": [
            {
                "key": x.key,
                "type": x.type,
                "event": x.event,
                "from": x.source,
                "to": x.target,
                **durations_document(x.took),
            }
            for x in found.loops
        ],
        "hand_overs": {
            "total": found.handed_over,
            "pairs": [
                {"key": p.key, "from": p.giver, "to": p.taker, **durations_document(p.waited)} for p in found.hands
            ],
        },
    }


def durations_document(durations: Durations) -> dict[str, Any]:
    return {
        "number": durations.number,
        "median_hours": _hours(durations.median),
        "p90_hours": _hours(durations.quantile(0.9)),
        "mean_hours": _hours(durations.mean),
        "longest_hours": _hours(durations.longest),
        "sum_hours": _hours(durations.total),
    }


def _times(app: App, durations: Durations) -> str:
    return app.output.words("{}×, median {} d", durations.number, str(_days(durations.median)))


def _days(span: timedelta) -> float:
    return round(span / timedelta(days=1), 1)


def _hours(span: timedelta) -> float:
    return round(span / timedelta(hours=1), 2)
