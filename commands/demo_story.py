"""What happens in the demo: spring and summer of 2024 at a headquarters, told as a table of days and deeds.

From 22 April the regions have ten working days to tailor the campaign: over 1, 7 and 9 May, over 8 May, which was
given off, and over Saturday 4 May, which was worked for it. One region never answers; the ladder goes up to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from commands.app import SANDBOX_CLOCK, App
from commands.import_plan import import_plan, read
from commands.init import prepare
from commands.lateness import days_between
from commands.tick import one_pass
from definitions.sample_people import sample_people
from store import queries
from workflow.errors import QadamError
from workflow.model import Command
from workflow.waiting import waiting_for

PLAN = Path(__file__).parents[1] / "definitions" / "plan" / "sample_plan.csv"

CAMPAIGN, OPERATION, TREATMENT, FINANCE = "101", "105", "102", "106"
"""Numbers of the sample rows that the story follows."""

SILENT, SLOW, POSTPONED, SLOPPY = "KZ-62", "KZ-33", "KZ-39", "KZ-47"
"""Regions: never tailors and reports last; tailors late; asks for more time; has its report returned."""

TAILORED = ("04-24", "04-25", "04-26", "04-29", "04-30", "05-02", "05-03")
REPORTED = ("06-27", "06-28", "07-01", "07-02")
"""Days on which the other regions do their part, in turn."""

BEGINS, ENDS = "2024-04-22", "2024-07-22"

Say = Callable[[str], None]


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


def deeds(regions: list[str]) -> Iterator[Deed]:
    """Everything people do, in no particular order."""
    yield from _campaign(regions)
    yield from _operation(regions)
    yield from _treatment(regions)
    yield from _finance()


def _campaign(regions: list[str]) -> Iterator[Deed]:
    yield Deed(at="2024-04-22 11:00", who="hq2", measure=CAMPAIGN, event="approve", data={"minutes_number": "4"})
    # A coordinator of another region tries, and is refused.
    yield Deed(
        at="2024-04-24 10:00", who="kz-10", measure=f"{CAMPAIGN}/KZ-75", event="tailor", data={"target_group": "x"}
    )
    for place, region in enumerate(regions):
        variant, officer = f"{CAMPAIGN}/{region}", "mia"
        tailored = "2024-05-14" if region == SLOW else f"2024-{TAILORED[place % len(TAILORED)]}"
        if region != SILENT:
            groups = ("учащиеся школ и колледжей", "студенты", "работающая молодёжь", "родители")
            yield Deed(
                at=f"{tailored} 15:00",
                who=region.lower(),
                measure=variant,
                event="tailor",
                data={"target_group": groups[place % 4]},
            )
            yield Deed(at="2024-05-24 10:00", who=region.lower(), measure=variant, event="start")
        yield from _reported(variant, region, officer, place)


def _reported(variant: str, region: str, officer: str, place: int) -> Iterator[Deed]:
    figures = {"events_held": 40 + 17 * place % 60, "reach": 5_000 + 1_311 * place}
    if region == POSTPONED:
        asked = {"asked_due_on": "2024-07-05"}
        why = "Финал областного этапа перенесён на начало июля"
        yield Deed(at="2024-06-17 12:00", who=officer, measure=variant, event="ask_extension", data=asked, comment=why)
        granted = {"due_on": "2024-07-05"}
        yield Deed(
            at="2024-06-19 16:00", who="hq", measure=variant, event="extend", data=granted, comment="Согласовано"
        )
    in_turn = f"2024-{REPORTED[place % len(REPORTED)]}"
    reported = {SILENT: "2024-07-19", POSTPONED: "2024-07-09"}.get(region, in_turn)
    accepted = {SILENT: "2024-07-22", POSTPONED: "2024-07-11", SLOPPY: "2024-07-12"}.get(region, "2024-07-04")
    yield Deed(at=f"{reported} 17:00", who=officer, measure=variant, event="report", data=figures, links=2)
    if region == SLOPPY:
        why = "Не приложены материалы по районам"
        yield Deed(at="2024-07-03 12:00", who=region.lower(), measure=variant, event="return", comment=why)
        yield Deed(at="2024-07-09 11:00", who=officer, measure=variant, event="report", data=figures, links=3)
    yield Deed(at=f"{accepted} 11:30", who="hq", measure=variant, event="accept")
    if region == SILENT:
        yield Deed(at="2024-07-22 12:00", who="hq", measure=CAMPAIGN, event="accept")


def _operation(regions: list[str]) -> Iterator[Deed]:
    """Seventeen regions plan their part; three do not, and the operation begins there all the same."""
    yield Deed(at="2024-06-24 10:00", who="hq2", measure=OPERATION, event="approve")
    for place, region in enumerate(regions):
        if place % 7 != 6:
            plan = {"forces": "ДП, пограничная служба", "starts_on": "2024-07-08"}
            yield Deed(
                at="2024-06-27 16:00", who=region.lower(), measure=f"{OPERATION}/{region}", event="tailor", data=plan
            )


def _treatment(regions: list[str]) -> Iterator[Deed]:
    """Approved in June; some regions have not found the beds by the end of the story."""
    yield Deed(at="2024-06-10 10:00", who="hq2", measure=TREATMENT, event="approve")
    for place, region in enumerate(regions):
        if place % 6 != 5:
            quota = {"quota": 20 + place, "beds": 10 + place % 5}
            yield Deed(
                at="2024-06-20 16:00", who=region.lower(), measure=f"{TREATMENT}/{region}", event="tailor", data=quota
            )
            yield Deed(at="2024-06-26 09:30", who=region.lower(), measure=f"{TREATMENT}/{region}", event="start")


def _finance() -> Iterator[Deed]:
    yield Deed(at="2024-04-25 10:00", who="hq2", measure=FINANCE, event="approve")
    yield Deed(at="2024-04-29 10:00", who="fma", measure=FINANCE, event="start")


def play(app: App, say: Say) -> dict[str, Any]:
    """Make the sandbox and live through the story; says what happens on the way and returns its figures."""
    prepare(app, sandbox=True)
    clock = _Clock(app.moment(f"{BEGINS} 09:00"))
    app.clock = clock
    _settle(app)
    say(f"A practice headquarters in {app.location}, on {app.output.time(clock.now)} of its own clock.\n")
    results = import_plan(app, read(app, PLAN), partial=False)
    created = sum(result["result"] == "created" for result in results)
    undated = sum("needs a date" in result["why"] for result in results)
    say(f"1. The plan: {created} measures imported, {undated} of them without a date the engine could read.")
    totals = _live(app, clock, say)
    clock.now = app.moment(f"{ENDS} 18:20")
    with app.store.register() as register:
        register.set(SANDBOX_CLOCK, clock.now.isoformat())
    return {"imported": created, "needs_date": undated, **totals, **_ending(app, clock.now, say)}


class _Clock:
    """The virtual clock of the story."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def _settle(app: App) -> None:
    with app.reading() as reader:
        people = sample_people(queries.regions(reader), queries.agencies(reader))
    with app.store.register() as register:
        for person in people:
            register.put_person(person)


def _live(app: App, clock: _Clock, say: Say) -> dict[str, int]:
    """Day by day: people do what they do, the scheduler beats morning and evening."""
    with app.reading() as reader:
        regions = list(queries.regions(reader))
    agenda = sorted(deeds(regions), key=lambda deed: deed.at)
    totals = dict.fromkeys(("rungs_fired", "rungs_collapsed", "events_triggered", "mails_queued", "mails_sent"), 0)
    day, last = app.moment(f"{BEGINS} 09:00"), app.moment(f"{ENDS} 18:00")
    while day <= last:
        for beat in (day, day + timedelta(hours=9, minutes=31)):  # at nine, and a minute after closing
            while agenda and app.moment(agenda[0].at) <= beat:
                deed = agenda.pop(0)
                clock.now = app.moment(deed.at)
                _do(app, deed, say)
            clock.now = beat
            done = one_pass(app, beat)
            for key in totals:
                totals[key] += done[key]
        day += timedelta(days=1)
    return totals


TOLD = {
    (
        "approve",
        CAMPAIGN,
    ): "2. {measure} is approved by a second coordinator (four eyes) and fanned out to {children} regions.",
    ("accept", CAMPAIGN): "5. {measure} is accepted and taken off control.",
}


def _do(app: App, deed: Deed, say: Say) -> None:
    evidence = tuple({"url": f"https://example.kz/{deed.measure.replace('/', '-')}/{n}"} for n in range(deed.links))
    command = Command(
        measure=deed.measure,
        event=deed.event,
        actor=deed.who,
        data=deed.data,
        comment=deed.comment,
        evidence=evidence,
    )
    try:
        moved = app.engine.move(command)
    except QadamError as refusal:
        say(f"   {app.output.time(app.clock())}  refused: {refusal.message}")
        return
    told = TOLD.get((deed.event, deed.measure))
    if told:
        say(told.format(measure=deed.measure, children=len(moved.decisions[0].children)))
    for step in moved.decisions[1:]:
        if step.entry is not None:
            say(f"4. {app.output.time(step.entry.at)}  the last region is closed: {step.measure.id} moves to"
                f" {step.entry.target!r} by itself (the join).")  # fmt: skip


def _ending(app: App, now: datetime, say: Say) -> dict[str, Any]:
    """The ladder of the silent region, the board, the late list, and what to try."""
    silent = f"{CAMPAIGN}/{SILENT}"
    with app.reading() as reader:
        ladder: list[dict[str, Any]] = [
            {"deadline": deadline.name, "rung": rung.rung, "fired_at": rung.fired_at}
            for deadline, fired in queries.deadlines(reader, silent)
            for rung in fired
            if not rung.collapsed
        ]
        board = queries.board(reader, "region", now, now + timedelta(days=7))
        late, total = queries.measures(reader, queries.Wanted(level="regional", overdue_at=now), sort="due", limit=8)
        _, waiting = queries.measures(reader, queries.Wanted(level="national", overdue_at=now), limit=1)
        shelf = queries.DefinitionShelf(reader)
        names = {code: app.output.text(region.names) for code, region in queries.regions(reader).items()}
        lines = [
            f"   {m.id:<11} {days_between(m.due_at or now, now, app.output):>3} days late,"
            f" waits for {' or '.join(waiting_for(shelf.get(m.type, m.type_version), m))}"
            for m in late
        ]
    say(f"3. The region that stayed silent, {names[SILENT]} ({silent}), climbed every rung:")
    for rung in ladder:
        say(f"     {app.output.time(rung['fired_at'])}  {rung['deadline']:<10} {rung['rung']}")
    say("\n" + _board(board, names))
    say(f"\nLate in the regions: {total}")
    say("\n".join(lines))
    say(f"Late at the headquarters itself: {waiting} (plan rows that nobody could approve without a date)")
    db, mail = app.settings.db, app.settings.mail
    say(f"\nMails a person would read are in {mail}. Try:")
    say(f"  export QADAM_DB={db}")
    say(f"  qadam show {silent}\n  qadam explain {silent}\n  qadam overdue --region KZ-75")
    return {
        "now": now,
        "ladder": ladder,
        "overdue": total + waiting,
        "late": [measure.id for measure in late],
        "national_state": _state(app, CAMPAIGN),
    }


def _state(app: App, measure: str) -> str:
    with app.reading() as reader:
        return queries.measure(reader, measure).state


def _board(tallies: list[queries.Tally], names: Mapping[str, str]) -> str:
    states = list(dict.fromkeys(tally.state for tally in tallies))
    width = max((len(name) for name in names.values()), default=10)
    lines = ["   " + " " * width + "".join(f"{state[:10]:>12}" for state in states) + f"{'overdue':>10}"]
    for key in dict.fromkeys(tally.key for tally in tallies):
        row = [tally for tally in tallies if tally.key == key]
        counts = {tally.state: tally.total for tally in row}
        cells = "".join(f"{counts.get(state) or '·':>12}" for state in states)
        name = names.get(key or "", "national")
        lines.append(f"   {name:<{width}}{cells}{sum(tally.overdue for tally in row) or '·':>10}")
    return "\n".join(lines)
