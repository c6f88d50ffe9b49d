"""`qadam overdue`: what is late, how late, whose move it is."""

from __future__ import annotations

import click

from commands.app import app_of
from commands.catalogue import agency_code, region_code
from commands.documents import measure_document
from commands.lateness import days_between
from commands.options import command
from commands.reckoning import calendar_in_force
from store import queries
from workflow.waiting import waiting_for, ways_on

COLUMNS = ("measure", "late", "due", "waiting for", "last rung", "type", "title")


@command("overdue")
@click.option("--region", help="Of this region, by code or name.")
@click.option("--agency", help="Led by this agency, by code or name.")
@click.option("--limit", type=click.IntRange(min=1), default=200, show_default=True)
def overdue(ctx: click.Context, region: str | None, agency: str | None, limit: int) -> None:
    """List late measures, the latest first: how late, whose move it is, which rung fired last.

    \b
    Example:
      qadam overdue --region KZ-75
    """
    app = app_of(ctx)
    with app.reading() as reader:
        now = app.now
        wanted = queries.Wanted(
            region=region_code(reader, region) if region else None,
            agency=agency_code(reader, agency) if agency else None,
            overdue_at=now,
        )
        found, total = queries.measures(reader, wanted, sort="due", limit=limit)
        shelf = queries.DefinitionShelf(reader)
        clocks = queries.open_deadlines(reader, [measure.id for measure in found])
        spoken = queries.last_rungs(reader) if found else {}
        calendar = calendar_in_force(reader) if found else None
        documents, lines = [], []
        for measure in found:
            definition = shelf.get(measure.type, measure.type_version)
            due_at = measure.due_at
            if due_at is None or calendar is None:
                continue
            rungs = [spoken[clock.id] for clock in clocks[measure.id] if clock.id in spoken]
            late = days_between(due_at, now, app.output)
            working = calendar.working_days_between(calendar.local(due_at).date(), calendar.local(now).date())
            who = waiting_for(definition, measure)
            last = rungs[-1] if rungs else None
            documents.append(
                {
                    **measure_document(measure, definition, now, app.settings.lang),
                    "late_by_days": late,
                    "late_by_working_days": working,
                    "waiting_for": list(who),
                    "last_rung": {"key": last.rung, "at": last.at, "fired_at": last.fired_at} if last else None,
                    "try": [f"qadam move {measure.id} {way.event}" for way in ways_on(definition, measure)],
                }
            )
            shown = f"{late} d ({working} working)"
            title = app.output.text(measure.titles)
            lines.append((measure.id, shown, due_at, " or ".join(who), last.rung if last else "", measure.type, title))
    after = f"{total - len(found)} more; --limit {total} shows all" if total > len(found) else None
    if not found:
        after = "nothing is late"
    app.output.answer(
        {"measures": documents, "total": total}, COLUMNS if found or app.output.mode else (), lines, after=after
    )
