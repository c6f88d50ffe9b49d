"""`qadam calendar`: working time."""

from __future__ import annotations

from datetime import date, timedelta

import click

from commands.app import app_of
from commands.options import command
from commands.reckoning import calendar_in_force
from workflow.durations import Duration
from workflow.errors import Invalid


@click.group()
def calendar() -> None:
    """Working days, days off and moved days."""


@command("show")
@click.argument("year", type=click.IntRange(1990, 2100))
def show(ctx: click.Context, year: int) -> None:
    """Show the days of a year that are not like their weekday: holidays, days moved by decree.

    \b
    Example:
      qadam calendar show 2026
    """
    app = app_of(ctx)
    with app.reading() as reader:
        known = calendar_in_force(reader)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    special = [day for day in days if day.year == year and known.is_working(day) != (day.weekday() < 5)]
    document = {
        "year": year,
        "calendar": known.version,
        "days": [
            {
                "date": day,
                "working": known.is_working(day),
                "why": known.why(day, app.settings.lang),
                "provisional": known.provisional(day),
            }
            for day in special
        ],
    }
    lines = [
        (
            day,
            f"{day:%a}",
            "working" if known.is_working(day) else "off",
            known.why(day, app.settings.lang),
            "provisional" if known.provisional(day) else "",
        )
        for day in special
    ]
    app.output.answer(document, ("date", "weekday", "what", "why", "mark"), lines)


@command("is-working")
@click.argument("day", metavar="DATE")
def is_working(ctx: click.Context, day: str) -> None:
    """Say whether people work on a day, and why.

    \b
    Example:
      qadam calendar is-working 2024-05-04
    """
    app = app_of(ctx)
    with app.reading() as reader:
        known = calendar_in_force(reader)
    asked = _day(day)
    working, why = known.is_working(asked), known.why(asked, app.settings.lang)
    document = {"date": asked, "working": working, "why": why, "provisional": known.provisional(asked)}
    app.output.answer(document, after=f"{asked}: {'working' if working else 'off'} ({why})")


@command("add")
@click.argument("start")
@click.argument("amount")
def add(ctx: click.Context, start: str, amount: str) -> None:
    """Say when something that starts then is due.

    \b
    Example:
      qadam calendar add 2024-04-29 "10 working days"
    """
    app = app_of(ctx)
    with app.reading() as reader:
        known = calendar_in_force(reader)
    begin = app.moment(start)
    duration = Duration.parse(amount)
    due = known.due(begin, duration)
    document = {"start": begin, "amount": str(duration), "due": due}
    app.output.answer(document, after=f"{app.output.time(due)}, {duration} after {app.output.time(begin)}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text!r} is no date", possible="e.g. 2024-05-04") from None


for each in (show, is_working, add):
    calendar.add_command(each)
