"""`qadam explain`: a measure's deadlines and their ladders, fired and to come."""

from __future__ import annotations

import click

from commands.app import app_of
from commands.documents import deadline_document
from commands.options import command
from commands.reckoning import calendar_in_force, rungs_to_come
from store import queries
from workflow.definition import DeadlineRule


@command("explain")
@click.argument("measure")
def explain(ctx: click.Context, measure: str) -> None:
    """Explain when a measure is due and why: the rule, the days skipped, the ladder.

    \b
    Example:
      qadam explain 12/KZ-75
    """
    app = app_of(ctx)
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
        shelf = queries.DefinitionShelf(reader)
        calendar = calendar_in_force(reader)
        documents, told = [], []
        for deadline, fired in queries.deadlines(reader, measure):
            definition = shelf.get(noun.type, deadline.type_version)
            rule = definition.deadlines[deadline.name]
            to_come = rungs_to_come(reader, definition, deadline)
            start, end = calendar.local(deadline.opened_at).date(), calendar.local(deadline.due_at).date()
            skipped = [(day, why) for day, why in calendar.skipped(start, end) if day.weekday() < 5]
            document = deadline_document(deadline, fired, to_come)
            document |= {
                "rule": _rule(rule),
                "line": rule.line,
                "calendar": calendar.version,
                "working_days": calendar.working_days_between(start, end),
                "skipped": [{"date": day, "why": why} for day, why in skipped],
            }
            documents.append(document)
            told += [
                f"{deadline.name}: {deadline.status.value}",
                f"  rule     {_rule(rule)} (line {rule.line} of the definition)",
                f"  opened   {app.output.time(deadline.opened_at)}",
                *(
                    f"  extended {app.output.time(at)}: until then due {app.output.time(due)}"
                    for at, due, _ in deadline.earlier
                ),
                f"  due      {app.output.time(deadline.due_at)}, {document['working_days']} working days after",
                *(f"  skipped  {day.isoformat()} {why}" for day, why in skipped),
                *(
                    f"  rung     {app.output.time(rung.fired_at)} {rung.rung}"
                    + (" (collapsed into a higher one)" if rung.collapsed else "")
                    for rung in fired
                ),
                *(f"  to come  {app.output.time(at)} {key}" for key, at in to_come),
                f"  calendar {calendar.version}",
            ]
    document = {"measure": measure, "deadlines": documents}
    app.output.answer(document, after="\n".join(told) or f"{measure} has no deadline")


def _rule(rule: DeadlineRule) -> str:
    if rule.within is not None:
        return f"within {rule.within}"
    day = f"until {rule.until}" if rule.until else f"on {rule.on}"
    return f"{day} plus {rule.plus}" if rule.plus else day
