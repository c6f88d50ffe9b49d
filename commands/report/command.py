"""`qadam report`: execution discipline per region and agency."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, app_of
from commands.catalogue import StateTitles, place_names
from commands.options import command
from commands.output import as_csv, text_in
from commands.reckoning import calendar_in_force
from commands.report.period import Period
from commands.whole_file import whole_file
from workflow.lateness import Cause

if TYPE_CHECKING:
    from commands.report.figures import Discipline, Figures, Judged

FORMATS = ("html", "xlsx", "csv", "json")
TO_FILE_ONLY = ("html", "xlsx")


@command("report")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), help="By the file's ending; html when it says nothing."
)
@click.option("--period", metavar="P", help="2026, 2026-H1, 2026-Q2, 2026-05 or DAY..DAY; this year when left out.")
@click.option("--as-of", metavar="ISO", help="As it was at this moment, from history.")
@click.option("-o", "--output", "file", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
def report(ctx: click.Context, format_: str | None, period: str | None, as_of: str | None, file: Path | None) -> None:
    """Report execution discipline: in time, extended, late, on control, overdue; by region, agency and month.

    HTML is one self-contained page to read and print; XLSX has live formulas and filters; CSV and JSON are for
    programs and go to stdout without -o. --lang chooses the language.

    \b
    Example:
      qadam report -o discipline.html --lang kk
      qadam report --period 2026-Q2 -o discipline.xlsx
      qadam report --format csv --period 2026-05 --as-of 2026-06-01
    """
    app = app_of(ctx)
    chosen = format_ or _format_of(app, file)
    if file is None and chosen in TO_FILE_ONLY:
        raise click.UsageError(f"{chosen} is written to a file: -o discipline.{chosen}")
    from commands.bottlenecks import bottlenecks_document, read_bottlenecks
    from commands.report.figures import figures, judged_deadlines
    from workflow.bottlenecks import Bottlenecks

    past = as_of is not None
    moment = app.moment(as_of) if as_of is not None else app.now
    about = Period.parse(period or f"{moment.astimezone(app.zone).year}")
    start, end = about.instants(app.zone)
    with app.reading() as reader:
        calendar = calendar_in_force(reader)

        def judged() -> Iterator[Judged]:
            return judged_deadlines(reader, start, end, moment, calendar, past=past)

        counted = figures(reader, judged(), about, moment, calendar, past=past)
        document = report_document(counted, app.settings.lang)
        time = read_bottlenecks(reader, moment, since=start) if chosen in ("html", "json") else Bottlenecks()
        document["bottlenecks"] = bottlenecks_document(time, None)
        if file is None:
            _print(app, chosen, document, counted)
            return
        places = place_names(reader, app.settings.lang)
        with whole_file(file) as partial:
            if chosen == "html":
                from commands.report.page import page

                titles = StateTitles(reader, app.settings.lang)
                partial.write_text(page(counted, time, titles, app.settings.lang, app.zone, places), encoding="utf-8")
            elif chosen == "xlsx":
                from commands.report.workbook import write_workbook

                write_workbook(partial, counted, judged, app.settings.lang, app.zone, places)
            elif chosen == "csv":
                partial.write_text(as_csv(CSV_COLUMNS, _lines(counted, app.settings.lang)), encoding="utf-8")
            else:
                partial.write_text(app.output.as_json(document), encoding="utf-8")
    summary = app.output.words("{}: {:deadline|deadlines} of {}", file, counted.total.total, about)
    app.output.answer({"file": str(file), "format": chosen, **document}, after=summary)


def _format_of(app: App, file: Path | None) -> str:
    if file is not None and file.suffix.lstrip(".").lower() in FORMATS:
        return file.suffix.lstrip(".").lower()
    return app.output.mode or "html"


CSV_COLUMNS = (
    "by", "key", "name", "in_time", "extended", "late", "on_control", "overdue", "total", "share_in_time", "rating",
    "mean_late_days", *(f"late_days_{cause}" for cause in Cause),
)  # fmt: skip


def _lines(figures: Figures, language: str) -> list[list[Any]]:
    groups = [
        ("region", figures.by_region),
        ("agency", figures.by_agency),
        ("month", [row for _, row in figures.trend]),
        ("total", [figures.total]),
    ]
    return [
        [by, *discipline_document(row, language, figures.working_day).values()]
        for by, rows in groups
        for row in rows
    ]  # fmt: skip


def discipline_document(row: Discipline, language: str, working_day: timedelta) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": text_in(row.names, language),
        **{verdict.value: number for verdict, number in row.counts.items()},
        "total": row.total,
        "share_in_time": _rounded(row.share_in_time, 4),
        "rating": _rounded(row.rating, 2),
        "mean_late_days": _rounded(row.mean_late_days, 2),
        **{f"late_days_{cause}": round(lost / working_day, 2) for cause, lost in row.lost.items()},
    }


def report_document(figures: Figures, language: str) -> dict[str, Any]:
    from commands.report.wording import Words

    def document(row: Discipline) -> dict[str, Any]:
        return discipline_document(row, language, figures.working_day)

    return {
        "period": {"from": figures.period.first, "to": figures.period.last},
        "at": figures.at,
        "total": document(figures.total),
        "by_region": [document(row) for row in figures.by_region],
        "by_agency": [document(row) for row in figures.by_agency],
        "trend": [{"month": row.key, **document(row)} for _, row in figures.trend],
        "heat": [
            {"region": region, "state": state, "late": late, "total": total}
            for region, row in figures.heat.cells.items()
            for state, (late, total) in row.items()
        ],
        "worst": [
            {
                "measure": late.measure.id,
                "title": text_in(late.measure.titles, language),
                "region": late.measure.region,
                "agency": late.measure.agency,
                "due_at": late.due_at,
                "late_by_working_days": late.late_days,
                "waiting_for": list(late.waiting_for),
            }
            for late in figures.worst
        ],
        "causes": [
            {
                "cause": cause.value,
                "deadlines": figures.total.touched[cause],
                "working_seconds": round(figures.total.lost[cause].total_seconds()),
            }
            for cause in figures.causes
        ],
        "rating": [
            {"place": place, "region": row.key, "rating": _rounded(row.rating, 2)}
            for place, row in enumerate(figures.rating, start=1)
        ],
        "formula": Words(language)["formula"],
    }


def _print(app: App, format_: str, document: dict[str, Any], figures: Figures) -> None:
    if format_ == "csv":
        sys.stdout.write(as_csv(CSV_COLUMNS, _lines(figures, app.settings.lang)))
    else:
        sys.stdout.write(app.output.as_json(document))


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
