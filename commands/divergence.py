"""`qadam divergence`: how far each region has moved from the national text."""

from __future__ import annotations

from typing import Any

import click

from commands.app import app_of
from commands.catalogue import StateTitles
from commands.options import command
from commands.output import Shown
from store import queries
from workflow.amendment import divergences, moved_by
from workflow.errors import Refused
from workflow.numbers import as_meant

COLUMNS = ("region", "state", "moved", "field", "national", "regional", "conflict")


@command("divergence", table=True)
@click.argument("measure", type=as_meant)
def divergence(ctx: click.Context, measure: str) -> None:
    """Show how far each region has moved from the national text, field by field, and what it still has to decide.

    \b
    Example:
      qadam divergence 12
    """
    app = app_of(ctx)
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
        national = queries.measure(reader, noun.parent) if noun.parent else noun
        variants = [noun] if noun.parent else queries.children(reader, measure)
        titles = StateTitles(reader, app.settings.lang)
    if not variants:
        raise Refused(f"{measure} has no regional variants", possible=f"qadam show {measure}", measure=measure)
    documents: list[dict[str, Any]] = []
    lines: list[tuple[Any, ...]] = []
    for variant in variants:
        found = divergences(national, variant)
        moved = moved_by(national, found)
        documents.append(
            {
                "measure": variant.id,
                "region": variant.region,
                "state": variant.state,
                "moved": moved,
                "fields": [vars(each) for each in found],
                "conflicts": list(variant.conflicts),
            }
        )
        lines += [
            (
                variant.region,
                Shown(variant.state, titles.of(variant.type, variant.state)),
                f"{moved:.0%}",
                each.field,
                _shown(each.national),
                _shown(each.regional),
                f"qadam settle {variant.id} {each.field}=national|regional" if each.conflict else None,
            )
            for each in found
        ] or [(variant.region, Shown(variant.state, titles.of(variant.type, variant.state)), "0%", *[None] * 4)]
    app.output.answer({"measure": national.id, "regions": documents}, COLUMNS, lines)


def _shown(value: object) -> str | None:
    return ", ".join(map(str, value)) if isinstance(value, list) else None if value is None else str(value)
