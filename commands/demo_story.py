"""The demo lived and told: people do their deeds, the scheduler beats, and what matters is said as it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from commands.app import App
from commands.demo_deeds import BEGINS, CAMPAIGN, ENDS, SILENT, Deed, deeds
from commands.import_plan import import_plan, read
from commands.init import prepare
from commands.lateness import days_between
from commands.post import renderer_of
from commands.reckoning import calendar_in_force
from commands.tick import one_pass
from commands.wording import rung_words
from definitions.sample_people import sample_people
from store import queries
from store.board import Tally, tallied
from store.mailbox import mail_row, mails
from store.places import agencies, regions
from store.settings import SANDBOX_CLOCK
from store.shelf import DefinitionShelf
from store.told import told_from
from workflow.calendar import Calendar
from workflow.definition import Definition
from workflow.errors import QadamError
from workflow.model import Command
from workflow.waiting import waiting_for

PLAN = Path(__file__).parents[1] / "definitions" / "plan" / "sample_plan.csv"
VARIANT = f"{CAMPAIGN}/{SILENT}"
"""The measure whose ladder is told."""

COUNTED = ("rungs_fired", "rungs_collapsed", "events_triggered", "mails_queued", "mails_sent")
MAIL_LINES = 3
"""Lines of a mail that are shown in each of its languages."""

Say = Callable[[str], None]


def play(app: App, say: Say) -> dict[str, Any]:
    """Make the sandbox and live through the story; tells it on the way and returns its figures."""
    prepare(app, sandbox=True)
    clock = _Clock(app.moment(f"{BEGINS} 09:00"))
    app.clock = clock
    _settle(app)
    say(f"A practice headquarters in {app.location}; its own clock says {_when(app, clock.now)} 2024.\n")
    plan = read(app, PLAN)
    results = import_plan(app, plan, partial=False)
    created = sum(result["result"] == "created" for result in results)
    undated = sum(row.due_on is None for row in plan.rows)
    samples = sum(row.data["row_kind"] == "sample" for row in plan.rows)
    say(f"A plan is imported: {created} drafts, from {created - samples} real wordings and {samples} sample rows;")
    say(f"{undated} of them name no date («срочно», «до 2025 года» …): those are listed, none is guessed.\n")
    totals = _Diary(app, clock, say).live()
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

    def _tell(self, text: str) -> None:
        self._say(f"{_when(self._app, self._clock.now)}  {text}")

    def _tell_of_the_day(self, morning: datetime) -> None:
        """Holidays, days moved by decree, working Saturdays: whatever is not like its weekday."""
        self._clock.now = morning
        day = self._calendar.local(morning).date()
        working = self._calendar.is_working(day)
        if working != (day.weekday() < 5):
            why = self._calendar.why(day, self._app.settings.lang)
            self._tell(f"  {'counted' if working else 'not counted'}: {why}")

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
            self._tell(f"refused: {refusal.message}")
            return
        own, *followed = moved.decisions
        if own.children and deed.measure == CAMPAIGN:
            due_at = min(child.measure.due_at for child in own.children if child.measure.due_at)
            self._tell(f"{CAMPAIGN} is approved by a second coordinator (four eyes): {len(own.children)} variants,")
            self._tell(f"  each to be tailored within 10 working days, by {_when(self._app, due_at)}")
            self._tell(f"  {self._name(VARIANT)} will not answer: watch it climb")
        if deed.told:
            self._tell(f"{self._name(deed.measure)} {deed.told}")
        for step in followed:
            if step.entry is not None:
                self._tell(
                    f"with the last region {step.measure.id} moves to {step.entry.target!r} by itself (the join)"
                )

    def _tell_of_rungs(self) -> None:
        """The rungs of the silent region that spoke since the last time."""
        with self._app.reading() as reader:
            clocks = queries.deadlines(reader, VARIANT)
        spoken = [(clock, rung) for clock, fired in clocks for rung in fired if not rung.collapsed]
        for clock, fired in spoken[self._rungs_told :]:
            rung = self._definition.deadlines[clock.name].rungs[fired.rung]
            done = ", ".join(rung.notify) if rung.notify else f"{rung.event!r} happens by itself"
            words = rung_words(fired.rung, self._app.settings.lang)
            self._tell(f"  {VARIANT}  {clock.name:<9}  {words:<22} → {done}")
        self._rungs_told = len(spoken)

    def _name(self, measure: str) -> str:
        _, _, region = measure.partition("/")
        return f"{measure} ({self._names[region]})" if region else measure


def _when(app: App, at: datetime) -> str:
    return f"{at.astimezone(app.zone):%a %d %b %H:%M}"


def _ending(app: App, now: datetime, say: Say) -> dict[str, Any]:
    """One of the mails, the board, the late list, and what to try."""
    with app.reading() as reader:
        ladder = [
            {"deadline": deadline.name, "rung": rung.rung, "fired_at": rung.fired_at}
            for deadline, fired in queries.deadlines(reader, VARIANT)
            for rung in fired
            if not rung.collapsed
        ]
        sent = [m for m in mails(reader, measure_id=VARIANT, status="sent") if m.template == "overdue"]
        mail = told_from(mail_row(reader, sent[-1].id), DefinitionShelf(reader).get)
        board = tallied(reader, "region", now, now + timedelta(days=7))
        late, total = queries.measures(reader, queries.Wanted(level="regional", overdue_at=now), sort="due", limit=5)
        _, waiting = queries.measures(reader, queries.Wanted(level="national", overdue_at=now), limit=1)
        shelf = DefinitionShelf(reader)
        late_lines = [
            f"  {m.id:<11} {days_between(m.due_at or now, now, app.output):>3} days; waits for"
            f" {' or '.join(waiting_for(shelf.get(m.type, m.type_version), m))}"
            for m in late
        ]
        names = {code: app.output.text(region.names) for code, region in regions(reader).items()}
        state = queries.measure(reader, CAMPAIGN).state
    folder = Path(app.settings.mail)
    file = next(folder.glob(f"*{mail.key}*.eml"), folder)
    rendered = renderer_of(app).render(mail)
    say(f"\nOne of {len(list(folder.glob('*.eml')))} mails, in {file}:\n")
    for line in (f"To: {mail.address}", f"Subject: {rendered.subject}", *_beginnings(rendered.text)):
        say(f"  | {line}")
    say(f"\nThe board on {_when(app, now)}:\n\n{_board(board, names)}")
    say("\n".join([f"\nLate in the regions: {total}, among them", *late_lines]))
    say(f"Late at the headquarters itself: {waiting} drafts of the plan that nobody has approved.")
    say(
        f"\nTry next:\n  export QADAM_DB={app.settings.db} QADAM_ACTOR=hq\n  qadam show {VARIANT}\n"
        f"  qadam explain {VARIANT}\n  qadam overdue --region Almaty\n  qadam list --needs date"
    )
    return {
        "now": now,
        "ladder": ladder,
        "overdue": total + waiting,
        "late": [measure.id for measure in late],
        "national_state": state,
    }


def _beginnings(text: str) -> list[str]:
    """The first lines of each language's part of a mail."""
    shown = []
    for part in text.split("―" * 30):
        lines = [line for line in part.splitlines() if line.strip()]
        shown += [*lines[1 : 1 + MAIL_LINES], "…"]
    return shown


def _board(tallies: list[Tally], names: Mapping[str, str]) -> str:
    """A line per region, no wider than eighty columns: a title of several words stands one below the other."""
    states = list(dict.fromkeys(tally.state for tally in tallies))
    heads = [state.split("_") for state in (*states, "overdue")]
    widths = [max(map(len, head)) for head in heads]
    first, deepest = max(len(name) for name in names.values()), max(map(len, heads))
    titles = [[""] * (deepest - len(head)) + head for head in heads]
    lines = [_cells("", first, [title[line] for title in titles], widths) for line in range(deepest)]
    for key in dict.fromkeys(tally.key for tally in tallies):
        row = [tally for tally in tallies if tally.key == key]
        counts = {tally.state: tally.total for tally in row}
        figures = [*(counts.get(state) for state in states), sum(tally.overdue for tally in row)]
        lines.append(
            _cells(names.get(key or "", "national"), first, [str(figure or "·") for figure in figures], widths)
        )
    return "\n".join(lines)


def _cells(name: str, first: int, cells: list[str], widths: list[int]) -> str:
    counted = "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"  {name:<{first}}{counted}".rstrip()
