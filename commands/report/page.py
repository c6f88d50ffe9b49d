"""A report as one self-contained HTML page: no script, no font, no picture from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from commands.catalogue import StateTitles
from commands.output import printable, text_in
from commands.report.charts import line_chart, verdict_bar
from commands.report.figures import Discipline, Figures, Verdict
from commands.report.wording import Words
from commands.wording import phrase, who_words
from workflow.bottlenecks import Bottlenecks

LONGEST_STAYS = 10
DAY = timedelta(days=1)

SHADES = 5
"""Steps of the heat map, from none late to all late."""


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")


def page(
    figures: Figures, time: Bottlenecks, titles: StateTitles, language: str, zone: ZoneInfo, places: Mapping[str, str]
) -> str:
    """The report in a language. Whatever a title holds is text and nothing else."""
    words = Words(language)

    def name(discipline: Discipline) -> str:
        return words["national"] if discipline.key == "national" else text_in(discipline.names, language)

    def cell(region: str, state: str) -> dict[str, Any]:
        late, total = figures.heat.cells[region].get(state, (0, 0))
        shade = 0 if not late else 1 + min(SHADES - 2, int((SHADES - 1) * late / total))
        return {"late": late, "total": total, "shade": shade, "share": words.percent(late / total if total else None)}

    trend = [
        (words.short_month(month), row.share_in_time, words.percent(row.share_in_time)) for month, row in figures.trend
    ]
    worst = [
        {
            "id": late.measure.id,
            "title": printable(text_in(late.measure.titles, language)),
            "region": places.get(late.measure.region or "", words["national"]),
            "agency": places.get(late.measure.agency or "", ""),
            "due": words.day(late.due_at.astimezone(zone).date()),
            "late_days": late.late_days,
            "whose": f" {phrase('or', language)} ".join(who_words(who, language, places) for who in late.waiting_for),
        }
        for late in figures.worst
    ]
    stays = [
        {
            "state": titles.of(stay.type, stay.state),
            "type": stay.type,
            "number": stay.stayed.number + stay.still.number,
            "again": stay.again,
            "median": words.number(stay.stayed.median / DAY if stay.stayed.number else None),
            "waiting": stay.still.number,
            "total": words.number(stay.total / DAY),
        }
        for stay in time.states[:LONGEST_STAYS]
    ]
    return _template().render(
        hour=timedelta(hours=1),
        working_hours=words.hours(figures.working_day),
        stays=stays,
        handed_over=time.handed_over,
        came_back=sum(way.took.number for way in time.loops),
        w=words,
        f=figures,
        language=language,
        verdicts=list(Verdict),
        name=name,
        cell=cell,
        regions=[*figures.region_names, "national"],
        region_name=lambda code: (
            words["national"] if code == "national" else text_in(figures.region_names[code], language)
        ),
        states={state: text_in(titles, language) for state, titles in figures.heat.states.items()},
        worst=worst,
        at=f"{words.day(figures.at.astimezone(zone).date())}, {figures.at.astimezone(zone):%H:%M}",
        # The charts escape what they are given themselves.
        trend_chart=Markup(line_chart(words["trend"], trend)),  # noqa: S704 - escaped where it is drawn
        total_bar=Markup(  # noqa: S704 - escaped where it is drawn
            verdict_bar(words["in_short"], figures.total.counts, {v: words.verdict(v) for v in Verdict})
        ),
    )
