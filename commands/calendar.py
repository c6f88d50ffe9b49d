"""`qadam calendar`: working time."""

from __future__ import annotations

from datetime import date, timedelta

import click

from commands.app import app_of
from commands.calendar_change import load, recompute
from commands.options import command, group
from commands.output import Shown
from commands.reckoning import calendar_in_force
from notifier.wording import weekday
from workflow.dates import written_day
from workflow.durations import Duration, length
from workflow.errors import Invalid


@group()
def calendar() -> None:
    """Working days, days off and moved days."""


@command("show", table=True)
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
            Shown(f"{day:%a}", weekday(day, app.settings.lang)),
            app.output.shown("working" if known.is_working(day) else "off"),
            known.why(day, app.settings.lang),
            app.output.shown("provisional") if known.provisional(day) else "",
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
    mark = f", {app.output.words('provisional')}" if document["provisional"] else ""
    what = app.output.words("working" if working else "off")
    app.output.answer(document, after=app.output.words("{}: {} ({})", asked, what, why + mark))


@command("add")
@click.argument("start")
@click.argument("amount")
def add(ctx: click.Context, start: str, amount: str) -> None:
    """Say when something that starts then is due.

    \b
    Example:
      qadam calendar add 2024-04-29 "10 working days"
      qadam calendar add 2026-11-24 "5th day of the month after the quarter"
    """
    app = app_of(ctx)
    with app.reading() as reader:
        known = calendar_in_force(reader)
    begin = app.moment(start)
    lasting = length(amount)
    due = known.due(begin, lasting)
    expected = known.provisional_between(known.day(begin), known.day(due))
    document = {"start": begin, "amount": str(lasting), "due": due, "provisional": expected}
    wording = "{}, {} after {}" if isinstance(lasting, Duration) else "{}, {}, from {}"
    told = app.output.words(wording, app.output.time(due), lasting, app.output.time(begin))
    if expected:
        told += f" ({app.output.words('provisional: the calendar is not decided that far')})"
    app.output.answer(document, after=told)


def _day(text: str) -> date:
    try:
        return written_day(text)
    except ValueError:
        raise Invalid(f"{text!r} is no date", possible="e.g. 2024-05-04") from None


for each in (show, is_working, add, load, recompute):
    calendar.add_command(each)
