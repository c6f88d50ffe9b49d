"""What people do in the demo: spring and summer of 2024 at a headquarters, as a table of days and deeds.

From 22 April the regions have ten working days to tailor the campaign: over 1 May, and over Saturday 4 May, which was
worked for Wednesday 8 May. One region never answers; the ladder goes up to the end, over 7, 8 and 9 May.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from workflow.noun import dataclass
from workflow.numbers import variant_id

CAMPAIGN, TREATMENT, FINANCE = "101", "102", "106"
"""Numbers of the sample rows that are carried on."""

SILENT, SLOW, POSTPONED, SLOPPY = "KZ-62", "KZ-33", "KZ-39", "KZ-47"
"""Regions: never tailors and reports last; tailors late; asks for more time; has its report returned."""

BEGINS, ENDS = "2024-04-22", "2024-07-22"

TAILORED = ("04-24", "04-25", "04-26", "04-29", "04-30", "05-02", "05-03")
REPORTED = ("06-25", "06-26")
"""Days on which the other regions do their part, in turn."""

GROUPS = ("учащиеся школ и колледжей", "студенты", "работающая молодёжь", "родители")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Somebody does something at a moment of Almaty's clock."""

    at: str
    who: str
    measure: str
    event: str
    data: Mapping[str, Any] = field(default_factory=dict)
    comment: str | None = None
    links: int = 0
    """Pieces of evidence."""
    wording: str | None = None
    """How the demo tells it, naming the measure and the comment; most deeds are done without a word."""


def deeds(regions: list[str]) -> Iterator[Deed]:
    """Everything people do, in no particular order."""
    yield from _campaign(regions)
    yield from _treatment(regions)
    yield from _finance()


def _campaign(regions: list[str]) -> Iterator[Deed]:
    yield Deed(at="2024-04-22 11:00", who="hq2", measure=CAMPAIGN, event="approve", data={"minutes_number": "4"})
    stranger = {"target_group": "чужой регион"}
    yield Deed(at="2024-04-24 10:00", who="kz-10", measure=variant_id(CAMPAIGN, "KZ-75"), event="tailor", data=stranger)
    for place, region in enumerate(regions):
        variant = variant_id(CAMPAIGN, region)
        if region != SILENT:
            day = "05-14" if region == SLOW else TAILORED[place % len(TAILORED)]
            group = {"target_group": GROUPS[place % len(GROUPS)]}
            yield Deed(at=f"2024-{day} 15:00", who=region.lower(), measure=variant, event="tailor", data=group)
            yield Deed(at="2024-05-24 10:00", who=region.lower(), measure=variant, event="start")
        yield from _reported(variant, region, place)


def _reported(variant: str, region: str, place: int) -> Iterator[Deed]:
    figures = {"events_held": 40 + 17 * place % 60, "reach": 5_000 + 1_311 * place}
    if region == POSTPONED:
        yield Deed(
            at="2024-06-17 12:00",
            who="mia",
            measure=variant,
            event="ask_extension",
            data={"asked_due_on": "2024-07-05"},
            comment="Финал областного этапа перенесён на начало июля",
        )
        yield Deed(
            at="2024-06-19 16:00",
            who="hq",
            measure=variant,
            event="extend",
            data={"due_on": "2024-07-05"},
            comment="Согласовано",
            wording="{} asked in time for more time, and gets it, once; its first date stays on record",
        )
    in_turn = f"2024-{REPORTED[place % len(REPORTED)]}"
    reported = {SILENT: "2024-07-19", POSTPONED: "2024-07-09"}.get(region, in_turn)
    accepted = {SILENT: "2024-07-22", POSTPONED: "2024-07-11", SLOPPY: "2024-07-12"}.get(region, "2024-07-04")
    wording = "{} reports at last; that it was late stays on record" if region == SILENT else None
    at = f"{reported} 17:00"
    yield Deed(at=at, who="mia", measure=variant, event="report", data=figures, links=2, wording=wording)
    if region == SLOPPY:
        yield Deed(
            at="2024-07-03 12:00",
            who=region.lower(),
            measure=variant,
            event="return",
            comment="Не приложены материалы по районам",
            wording="{} has its report sent back: «{}»",
        )
        yield Deed(at="2024-07-09 11:00", who="mia", measure=variant, event="report", data=figures, links=3)
    yield Deed(at=f"{accepted} 11:30", who="hq", measure=variant, event="accept")
    if region == SILENT:
        wording = "{} is taken off control"
        yield Deed(at="2024-07-22 12:00", who="hq", measure=CAMPAIGN, event="accept", wording=wording)


def _treatment(regions: list[str]) -> Iterator[Deed]:
    """Approved in June; by the end some regions have not found the beds, and some have not begun."""
    yield Deed(at="2024-06-10 10:00", who="hq2", measure=TREATMENT, event="approve")
    for place, region in enumerate(regions):
        if place % 6 != 5:
            quota = {"quota": 20 + place, "beds": 10 + place % 5}
            variant = variant_id(TREATMENT, region)
            yield Deed(at="2024-06-20 16:00", who=region.lower(), measure=variant, event="tailor", data=quota)
            if place % 6 != 2:
                yield Deed(at="2024-06-26 09:30", who=region.lower(), measure=variant, event="start")
                yield from _quarter(variant, region, place)


def _quarter(variant: str, region: str, place: int) -> Iterator[Deed]:
    """The second quarter's report is due on 10 July; every third region at work is late with it."""
    reported = "2024-07-15" if place % 3 == 0 else "2024-07-09"
    figures = {"patients_taken_on": 2 + place, "patients_finished": 0, "patients_left": 0, "bed_days": 9 + 4 * place}
    yield Deed(at=f"{reported} 15:00", who="moh", measure=variant, event="report_quarter", data=figures)
    yield Deed(at="2024-07-17 11:00", who=region.lower(), measure=variant, event="accept_quarter")


def _finance() -> Iterator[Deed]:
    yield Deed(at="2024-04-25 10:00", who="hq2", measure=FINANCE, event="approve")
    yield Deed(at="2024-04-29 10:00", who="fma", measure=FINANCE, event="start")
