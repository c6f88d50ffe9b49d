"""`qadam explain`: why a measure is due when it is, whose lateness it is, and its ladders, fired and to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import click

from commands.app import App, app_of
from commands.blame import Blame, blame_document, blame_words
from commands.documents import deadline_document
from commands.options import command
from commands.output import fill
from commands.reckoning import rungs_to_come
from commands.translations.reckoning import RECKONING
from commands.translations.spoken import Speaker
from commands.translations.told import told_in
from commands.vocabulary import deadline_titles, field_titles
from commands.wording import rung_words, status_words
from store import queries
from store.calendars import almanac
from store.places import agencies, regions
from store.reader import Reader
from store.shelf import DefinitionShelf
from workflow.deadline import Deadline, FiredRung
from workflow.definition import Definition
from workflow.directory import Directory
from workflow.explanation import Counted, Explanation, Leg, explain
from workflow.model import Measure
from workflow.numbers import as_meant
from workflow.replay import rebuilt

SATURDAY = 5
FACTS = ("rule", "reckon", "due", "BUT", "ended", "accepted", "calendar", "rung", "to come", "late")


@command("explain")
@click.argument("measure", type=as_meant)
def explain_(ctx: click.Context, measure: str) -> None:
    """Explain when a measure is due and why, so that it can be checked by hand.

    The rule and its line, every step of the reckoning with the days passed over, pauses, earlier dates, the
    calendar, whose lateness it is, and the ladder.

    \b
    Example:
      qadam explain 12/KZ-75
    """
    app = app_of(ctx)
    speaker = Speaker(app.settings.lang)
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
        shelf = DefinitionShelf(reader)
        calendars, blame = almanac(reader), Blame(reader, app.now)
        lives = _Lives(reader, noun, shelf)
        documents, told = [], []
        for deadline, fired in queries.deadlines(reader, measure):
            definition = shelf.get(noun.type, deadline.type_version)
            to_come = rungs_to_come(reader, definition, deadline)
            then = lives.during(deadline)
            found = explain(definition.deadlines[deadline.name], then, deadline, calendars, app.settings.lang)
            split = blame.of(definition, noun, deadline)
            documents.append(
                deadline_document(deadline, fired, to_come)
                | {
                    "rule": str(found.rule),
                    "line": found.line,
                    "calendar": found.calendar,
                    "provisional": found.provisional,
                    "period": deadline.period,
                    "accepted_at": deadline.accepted_at,
                    "working_days": sum(day.number is not None for leg in found.legs for day in leg.days),
                    "skipped": [
                        {"date": day.day, "why": day.why}
                        for leg in found.legs
                        for day in leg.days
                        if day.number is None and day.day.weekday() < SATURDAY
                    ],
                    "legs": [_leg(leg) for leg in found.legs],
                    "reckoned_due_at": found.due_at,
                    "agrees": found.due_at == deadline.due_at,
                    "earlier": [{"at": was.at, "due": was.due, "why": was.why} for was in deadline.earlier],
                    "lateness": blame_document(split),
                }
            )
            told += [*_told(app, definition, deadline, found), *_ladder(app, fired, to_come)]
            if split:
                told.append(_fact(speaker, "late", blame_words(split, app.settings.lang)))
    app.output.answer(
        {"measure": measure, "deadlines": documents},
        after="\n".join(told) or speaker.say("{} has no deadline", measure),
    )


class _Lives:
    """What a measure was while one of its deadlines ran: a date set later is not the one it was reckoned from."""

    def __init__(self, reader: Reader, measure: Measure, shelf: DefinitionShelf) -> None:
        self._measure = measure
        self._shelf = shelf
        self._entries = queries.history(reader, measure.id)
        self._directory = Directory(regions=regions(reader), agencies=agencies(reader))

    def during(self, deadline: Deadline) -> Measure:
        ended = deadline.closed_at
        entries = [entry for entry in self._entries if ended is None or entry.at < ended]
        if ended is None or not entries:
            return self._measure
        return rebuilt(entries, self._shelf.get, self._directory)


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "says": str(leg.says),
        "at": leg.at,
        "days": [{"day": day.day, "number": day.number, "why": day.why} for day in leg.days],
        "spans": [{"from": start, "to": end} for start, end in leg.spans],
    }


def _told(app: App, definition: Definition, deadline: Deadline, found: Explanation) -> Iterator[str]:
    speaker = Speaker(app.settings.lang, _called(app, definition))
    period = f" {deadline.period}" if deadline.period else ""
    line = f" ({speaker.say('line {} of the definition', found.line)})" if found.line else ""
    provisional = f" ({speaker.say('provisional')})" if found.provisional else ""

    yield f"{speaker.name(deadline.name)}{period}: {status_words(deadline.status.value, app.settings.lang)}"
    yield _fact(speaker, "rule", speaker.name(found.rule) + line)
    for leg in found.legs:
        yield _fact(speaker, "reckon", speaker.name(leg.says))
        yield from (f"{_fact(speaker)}{day}" for day in _days(speaker, leg.days))
        if leg.spans:
            whole = sum((end - start for start, end in leg.spans), timedelta())
            first, last = app.output.time(leg.spans[0][0]), app.output.time(leg.spans[-1][1])
            yield _fact(speaker) + speaker.say(
                "{} spans of open hours from {} to {}, {} in all", len(leg.spans), first, last, whole
            )
    for was in deadline.earlier:
        why = speaker.say(was.why) if was.why in RECKONING else was.why
        yield "  " + speaker.say("{} at {}: until then due {}", why, app.output.time(was.at), app.output.time(was.due))
    yield _fact(speaker, "due", app.output.time(deadline.due_at) + provisional)
    if found.due_at != deadline.due_at:
        again = speaker.say("reckoned again it comes to {}; try: qadam db check", app.output.time(found.due_at))
        yield _fact(speaker, "BUT", again)
    if deadline.closed_at is not None:
        yield _fact(speaker, "ended", app.output.time(deadline.closed_at))
    if deadline.accepted_at is not None:
        yield _fact(speaker, "accepted", app.output.time(deadline.accepted_at))
    yield _fact(speaker, "calendar", found.calendar)


def _called(app: App, definition: Definition) -> dict[str, str]:
    """The titles of the deadlines, and of the fields whose days they follow."""
    fields = (name for rule in definition.deadlines.values() if (name := rule.until))
    titles = {name: field_titles(definition, name) for name in fields}
    titles |= {name: deadline_titles(definition, name) for name in definition.deadlines}
    return {name: app.output.text(texts) for name, texts in titles.items()}


def _fact(speaker: Speaker, name: str = "", words: str = "") -> str:
    """A line of the explanation: what it tells of, filled up so that all lines begin under each other."""
    width = max(len(speaker.say(fact)) for fact in FACTS)
    return f"  {fill(speaker.say(name) if name else '', width)} {words}"


def _days(speaker: Speaker, days: Iterable[Counted]) -> Iterator[str]:
    """The days counted, in runs; each one passed over, and each worked weekend day, by its name."""
    run: list[Counted] = []
    for day in days:
        if day.number is not None and day.day.weekday() < SATURDAY:
            run.append(day)
            continue
        yield from _run(speaker, run)
        run = []
        number = speaker.say("passed over") if day.number is None else speaker.say("day {}", day.number)
        yield f"{day.day}  {number}: {day.why}"
    yield from _run(speaker, run)


def _run(speaker: Speaker, run: list[Counted]) -> Iterator[str]:
    if len(run) == 1:
        yield f"{run[0].day}  {speaker.say('day {}', run[0].number)}"
    elif run:
        days = speaker.say("{} to {}", run[0].day, run[-1].day)
        yield f"{days}  {speaker.say('days {} to {}', run[0].number, run[-1].number)}"


def _ladder(app: App, fired: Iterable[FiredRung], to_come: Iterable[tuple[str, datetime]]) -> Iterator[str]:
    speaker, language = Speaker(app.settings.lang), app.settings.lang

    def rung_at(name: str, at: datetime, key: str) -> str:
        return _fact(speaker, name, f"{app.output.time(at)} {rung_words(key, language)}")

    for rung in fired:
        late = _to_the_minute(rung.fired_at - rung.at)
        outage = _to_the_minute(timedelta(seconds=rung.outage))
        remarks = [
            *([speaker.say("collapsed into a higher one")] if rung.collapsed else []),
            *([speaker.say("{} late", late)] if late >= timedelta(minutes=2) else []),
            *([speaker.say("we were down for {} of it", outage)] if rung.outage else []),
            *([speaker.say("refused: {}", told_in(language, rung.refusal))] if rung.refusal else []),
        ]
        said = f" ({', '.join(remarks)})" if remarks else ""
        yield rung_at("rung", rung.fired_at, rung.rung) + said
    for key, at in to_come:
        yield rung_at("to come", at, key)


def _to_the_minute(length: timedelta) -> timedelta:
    return timedelta(minutes=round(length.total_seconds() / 60))
