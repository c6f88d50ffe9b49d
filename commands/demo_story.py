"""The demo lived and told: people do their deeds, the scheduler beats, and what matters is said as it happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from commands.app import App
from commands.definition_told import rung_told
from commands.demo_deeds import BEGINS, CAMPAIGN, ENDS, Deed, deeds
from commands.demo_ending import VARIANT, tell_the_ending, when
from commands.import_plan import import_plan, read
from commands.init import prepare
from commands.reckoning import calendar_in_force
from commands.tick import one_pass
from commands.translations.told import told_in
from definitions.sample_people import sample_people
from store import queries
from store.places import agencies, regions
from store.settings import SANDBOX_CLOCK
from store.shelf import DefinitionShelf
from workflow.calendar import Calendar
from workflow.definition import Definition
from workflow.errors import QadamError
from workflow.model import Command
from workflow.numbers import region_of

PLAN = Path(__file__).parents[1] / "definitions" / "plan" / "sample_plan.csv"
COUNTED = ("rungs_fired", "rungs_collapsed", "events_triggered", "mails_queued", "mails_sent")
Say = Callable[[str], None]


def play(app: App, say: Say) -> dict[str, Any]:
    """Make the sandbox and live through the story; tells it on the way and returns its figures."""
    prepare(app, sandbox=True)
    clock = _Clock(app.moment(f"{BEGINS} 09:00"))
    app.clock = clock
    _settle(app)
    words = app.output.words
    say(words("A practice headquarters in {}; its own clock says {} 2024.", app.location, when(app, clock.now)) + "\n")
    plan = read(app, PLAN)
    results = import_plan(app, plan, partial=False)
    created = sum(result["result"] == "created" for result in results)
    undated = sum(row.due_on is None for row in plan.rows)
    samples = sum(row.data["row_kind"] == "sample" for row in plan.rows)
    wording = "A plan is imported: {:draft|drafts}, from {:real wording|real wordings} and {:sample row|sample rows};"
    say(words(wording, created, created - samples, samples))
    wording = "{} of them name no date («срочно», «до 2025 года» …): those are listed, none is guessed."
    say(words(wording, undated) + "\n")
    totals = _Diary(app, clock, say).live()
    clock.now = app.moment(f"{ENDS} 18:20")
    with app.store.register() as register:
        register.set(SANDBOX_CLOCK, clock.now.isoformat())
    return {"imported": created, "needs_date": undated, **totals, **tell_the_ending(app, clock.now, say)}


class _Clock:
    """The virtual clock of the story."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def _settle(app: App) -> None:
    with app.reading() as reader:
        people = sample_people(regions(reader), agencies(reader))
    with app.store.register() as register:
        for person in people:
            register.put_person(person)


class _Diary:
    """Lives day by day and tells what is worth telling, each thing when it happens."""

    def __init__(self, app: App, clock: _Clock, say: Say) -> None:
        self._app, self._clock, self._say = app, clock, say
        with app.reading() as reader:
            self._calendar: Calendar = calendar_in_force(reader)
            self._definition: Definition = DefinitionShelf(reader).get("campaign", 1)
            self._names = {code: app.output.text(region.names) for code, region in regions(reader).items()}
        agenda = sorted(deeds(list(self._names)), key=lambda deed: deed.at)
        self._agenda = [(app.moment(deed.at), deed) for deed in agenda]
        self._rungs_told = 0
        self._ladder_told: str | None = None

    def live(self) -> dict[str, int]:
        """From the first day to the last; the scheduler beats once a day, a minute after closing."""
        totals = dict.fromkeys(COUNTED, 0)
        day, last = self._app.moment(f"{BEGINS} 09:00"), self._app.moment(f"{ENDS} 18:00")
        while day <= last:
            self._tell_of_the_day(day)
            beat = day + timedelta(hours=9, minutes=31)
            while self._agenda and self._agenda[0][0] <= beat:
                self._clock.now, deed = self._agenda.pop(0)
                self._do(deed)
            self._clock.now = beat
            done = one_pass(self._app, beat)
            for key in COUNTED:
                totals[key] += done[key]
            if done["rungs_fired"]:
                self._tell_of_rungs()
            day += timedelta(days=1)
        return totals

    def _tell(self, wording: str, *names: object, indented: bool = False) -> None:
        self._note("  " * indented + self._app.output.words(wording, *names))

    def _note(self, told: str) -> None:
        self._say(f"{when(self._app, self._clock.now)}  {told}")

    def _tell_of_the_day(self, morning: datetime) -> None:
        """Holidays, days moved by decree, working Saturdays: whatever is not like its weekday."""
        self._clock.now = morning
        day = self._calendar.day(morning)
        working = self._calendar.is_working(day)
        if working != (day.weekday() < 5):
            why = self._calendar.why(day, self._app.settings.lang)
            self._tell("counted: {}" if working else "not counted: {}", why, indented=True)

    def _do(self, deed: Deed) -> None:
        links = (f"https://example.kz/{deed.measure.replace('/', '-')}/{number}" for number in range(deed.links))
        command = Command(
            measure=deed.measure,
            event=deed.event,
            actor=deed.who,
            data=deed.data,
            comment=deed.comment,
            evidence=tuple({"url": link} for link in links),
        )
        try:
            moved = self._app.engine.move(command)
        except QadamError as refusal:
            self._tell("refused: {}", told_in(self._app.settings.lang, refusal.message))
            return
        own, *followed = moved.decisions
        if own.children and deed.measure == CAMPAIGN:
            due_at = min(child.measure.due_at for child in own.children if child.measure.due_at)
            wording = "{} is approved by a second coordinator (four eyes): {:variant|variants},"
            self._tell(wording, CAMPAIGN, len(own.children))
            wording = "each to be tailored within 10 working days, by {}"
            self._tell(wording, when(self._app, due_at), indented=True)
            self._tell("{} will not answer: watch it climb", self._name(VARIANT), indented=True)
        if deed.wording:
            self._tell(deed.wording, self._name(deed.measure), deed.comment)
        for step in followed:
            if step.entry is not None:
                state = self._app.output.text(self._definition.states[step.entry.target].titles)
                self._tell("with the last region {} becomes «{}» by itself (the join)", step.measure.id, state)

    def _tell_of_rungs(self) -> None:
        """The rungs of the silent region that spoke since the last time, under the ladder they belong to."""
        with self._app.reading() as reader:
            clocks = queries.deadlines(reader, VARIANT)
        spoken = [(clock, rung) for clock, fired in clocks for rung in fired if not rung.collapsed]
        for clock, fired in spoken[self._rungs_told :]:
            rule = self._definition.deadlines[clock.name]
            if clock.name != self._ladder_told:
                self._tell("{}, the ladder of «{}»:", VARIANT, self._app.output.text(rule.titles), indented=True)
                self._ladder_told = clock.name
            self._note(f"      {rung_told(self._definition, rule.rungs[fired.rung], self._app.output)}")
        self._rungs_told = len(spoken)

    def _name(self, measure: str) -> str:
        region = region_of(measure)
        return f"{measure} ({self._names[region]})" if region else measure
