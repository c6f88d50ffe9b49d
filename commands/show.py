"""`qadam show`: one measure, what may happen next and who may do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import click

from commands.app import App, app_of
from commands.catalogue import place_names
from commands.documents import deadline_document, entry_document, measure_document
from commands.from_plan import from_plan
from commands.lateness import due_words
from commands.options import command
from commands.output import fill
from commands.reckoning import calendar_in_force, rungs_to_come
from commands.vocabulary import deadline_titles, event_titles
from commands.wording import phrase, rung_words, status_words, who_words
from store import queries
from store.reader import Reader
from store.shelf import DefinitionShelf
from workflow.approval import doers, voices
from workflow.calendar import Calendar
from workflow.deadline import Deadline, FiredRung
from workflow.deadlines import stood_at
from workflow.definition import Definition
from workflow.directory import SYSTEM, Texts
from workflow.errors import NotFound
from workflow.facts import PLAN
from workflow.model import Measure
from workflow.noun import dataclass
from workflow.numbers import as_meant
from workflow.offers import offered
from workflow.remedy import options_for
from workflow.waiting import lacking, waiting_for

LAST = 10
"""Newest history rows shown."""

FACTS = ("type", "state", "due", "lead", "region", "plan_date", "needs", "conflict", "deadline", "children")
LONGEST_LABEL = 24
"""Where a longer label begins to push its own line aside, and no other."""


@command("show", watch=True)
@click.argument("measure", type=as_meant)
@click.option("--as-of", metavar="ISO", help="As it was at this moment, from history.")
def show(ctx: click.Context, measure: str, as_of: str | None) -> None:
    """Show one measure: facts, deadline, children, what may happen next and who may do it, last events.

    \b
    Example:
      qadam show 12/KZ-75
    """
    app = app_of(ctx)
    with app.reading() as reader:
        now = app.moment(as_of) if as_of else app.now
        noun = _measure(reader, measure, as_of, app)
        definition = DefinitionShelf(reader).get(noun.type, noun.type_version)
        clocks = _clocks(reader, measure, now) if as_of else queries.deadlines(reader, measure)
        children = _children(reader, measure, now) if as_of else queries.children(reader, measure)
        entries = [entry for entry in queries.history(reader, measure) if entry.at <= now or not as_of][-LAST:]
        calendar = calendar_in_force(reader)
        events = offered(definition, noun, [deadline for deadline, _ in clocks], calendar, now)
        document = {
            **measure_document(noun, definition, now, app.settings.lang),
            "events": list(events),
            "children": [child.id for child in children],
            "next": [_next_document(event, definition, noun) for event in events],
            "deadlines": [
                deadline_document(deadline, fired, rungs_to_come(reader, definition, deadline))
                for deadline, fired in clocks
            ],
            "history": [entry_document(entry) for entry in entries],
        }
        told = _Told(measure=noun, definition=definition, clocks=clocks, children=children, calendar=calendar, now=now)
        app.output.answer(document, after=_told(app, reader, document, told))


@dataclass(frozen=True, kw_only=True)
class _Told:
    """One measure with everything that is told of it."""

    measure: Measure
    definition: Definition
    clocks: list[tuple[Deadline, list[FiredRung]]]
    children: list[Measure]
    calendar: Calendar
    now: datetime


def _clocks(reader: Reader, measure: str, moment: datetime) -> list[tuple[Deadline, list[FiredRung]]]:
    """The deadlines that had been opened by a past moment, as they stood then, with the rungs fired by then."""
    stood = (
        (clock if clock.closed_at and clock.closed_at <= moment else stood_at(clock, moment), fired)
        for clock, fired in queries.deadlines(reader, measure)
    )
    return [(clock, [rung for rung in fired if rung.fired_at <= moment]) for clock, fired in stood if clock]


def _children(reader: Reader, measure: str, moment: datetime) -> list[Measure]:
    from store.as_of import measures_as_of

    found, _ = measures_as_of(reader, queries.Wanted(parent=measure), moment)
    return list(found)


def _measure(reader: Reader, measure: str, as_of: str | None, app: App) -> Measure:
    if as_of is None:
        return queries.measure(reader, measure)
    queries.measure(reader, measure)  # raises if there never was one
    from store.as_of import measure_as_of

    found = measure_as_of(reader, measure, app.moment(as_of))
    if found is None:
        raise NotFound(f"{measure} did not exist at {as_of}", possible=f"qadam history {measure}", measure=measure)
    return found


def _next_document(event: str, definition: Definition, measure: Measure) -> dict[str, Any]:
    ways = [t for t in definition.leaving(measure.state, measure.level) if t.event == event and t.by != (SYSTEM,)]
    return {
        "event": event,
        "titles": dict(definition.events.get(event, {})),
        "by": list(dict.fromkeys(who for way in ways for who in doers(definition, way, measure))),
        "to": ways[0].target,
        "requires": list(ways[0].requires),
        "anew": list(ways[0].anew),
        "later": list(ways[0].later),
        "evidence": ways[0].evidence,
        "comment": ways[0].comment,
    }


def _told(app: App, reader: Reader, document: dict[str, Any], told: _Told) -> str:
    """The measure as a person reads it, in the chosen language."""
    language, text, measure = app.settings.lang, app.output.text, told.measure
    places = place_names(reader, language)

    def fact(key: str, words: str) -> tuple[str, str]:
        return phrase(key, language) if key in FACTS else key, words

    state = text(told.definition.states[measure.state].titles)
    due = (
        due_words(measure.due_at, told.now, told.calendar, language)
        if measure.due_at
        else phrase("nothing_runs", language)
    )
    helpers = ", ".join(places.get(code, code) for code in measure.co_executors)
    facts = [
        fact("type", f"{text(told.definition.titles)} ({measure.type} v{measure.type_version})"),
        fact("state", f"{state} ({measure.state}) {phrase('since', language)} {app.output.time(measure.since)}"),
        fact("due", due),
        fact(
            "lead",
            places.get(measure.agency or "", "-") + (f" {phrase('with', language)} {helpers}" if helpers else ""),
        ),
    ]
    if measure.region:
        variant = phrase("variant_of", language, parent=measure.parent)
        facts.append(fact("region", f"{places.get(measure.region, '')} ({measure.region}), {variant}"))
    if measure.due_on:
        facts.append(fact("plan_date", measure.due_on.isoformat()))
    needs = lacking(told.definition, measure)
    if needs:
        facts.append(fact("needs", ", ".join(phrase(f"needs_{name}", language) for name in needs)))
    for name, value in measure.data.items():
        if value not in (None, "") and not isinstance(value, dict):
            rule = told.definition.fields.get(name)
            facts.append(fact(text(rule.titles) if rule and rule.titles else name, _value(value)))
    for name, conflict in measure.conflicts.items():
        now = phrase("national_now", language, old=_value(conflict.old), new=_value(conflict.new))
        facts.append(fact("conflict", f"{name}: {now}; qadam settle {measure.id} {name}=national|regional"))
    asked = sorted(told.definition.asked_in(measure.state))
    facts += [_round(approval, told.definition, measure, text) for approval in asked]
    facts += [fact("deadline", _clock(app, told, clock, fired)) for clock, fired in told.clocks if not clock.period]
    facts += [fact("deadline", row) for row in _periods(app, told)]
    if told.children:
        tally = Counter(child.state for child in told.children)
        counted = ", ".join(f"{n} {text(told.definition.states[s].titles).lower()}" for s, n in tally.items())
        facts.append(fact("children", f"{len(told.children)}: {counted}"))
    width = max(len(label) for label, _ in facts if len(label) <= LONGEST_LABEL)
    lines = [f"{measure.id}  {text(measure.titles)}", ""]
    lines += [f"  {fill(label, width)} {words}" for label, words in facts]
    if measure.data.get(PLAN):
        lines += ["", phrase("plan_says", language), *from_plan(measure.data[PLAN], language)]
    lines += ["", _next(app, document, told, places)]
    lines += [_way(way, measure, text, language, places) for way in document["next"]]
    lines += ["", phrase("last_events", language)]
    for entry in document["history"]:
        said = f"  “{entry['comment']}”" if entry["comment"] else ""
        event = text(event_titles(told.definition, entry["event"]))
        reached = text(told.definition.states[entry["to"]].titles)
        lines.append(f"  {app.output.time(entry['at'])}  {fill(entry['actor'], 14)} {event} → {reached}{said}")
    return "\n".join(lines)


def _round(
    approval: str, definition: Definition, measure: Measure, text: Callable[[Texts | None], str]
) -> tuple[str, str]:
    """Who has answered what in the present round of an approval, and who is still asked."""
    rule, given = definition.approvals[approval], measure.votes.get(approval, {})
    said = []
    for voice in voices(rule, measure):
        answer = given[voice].answer if voice in given else None
        event = next((t.event for t in definition.transitions if answer and t.votes == (approval, answer)), None)
        said.append(f"{voice} {text(definition.event_titles(event)).lower() if event else '…'}")
    return text(rule.titles), ", ".join(said)


def _clock(app: App, told: _Told, clock: Deadline, fired: list[FiredRung]) -> str:
    language = app.settings.lang
    title = app.output.text(deadline_titles(told.definition, clock.name))
    spoken = [rung for rung in fired if not rung.collapsed and rung.fired_at <= told.now]
    last = ""
    if spoken:
        rung = rung_words(spoken[-1].rung, language)
        last = f"; {phrase('last_rung', language)}: {rung}, {app.output.time(spoken[-1].fired_at)}"
    status = status_words(clock.status.value, language)
    return f"{title}: {status}, {phrase('due', language)} {app.output.time(clock.due_at)}{last}"


def _periods(app: App, told: _Told) -> Iterator[str]:
    """Each recurring deadline as a row of its periods: what became of each, or when it is due."""
    language = app.settings.lang
    rows: dict[str, list[str]] = {}
    for clock, _ in told.clocks:
        if clock.period is None:
            continue
        if clock.accepted_at is not None:
            what = phrase("accepted", language)
        elif clock.is_open:
            what = f"{phrase('due', language)} {app.output.time(clock.due_at)}"
        else:
            what = status_words(clock.status.value, language)
        rows.setdefault(clock.name, []).append(f"{clock.period} {what}")
    for name, periods in rows.items():
        yield f"{app.output.text(deadline_titles(told.definition, name))}: {' · '.join(periods)}"


def _next(app: App, document: dict[str, Any], told: _Told, places: dict[str, str]) -> str:
    language = app.settings.lang
    if document["next"] or told.measure.closed:
        return phrase("next" if document["next"] else "finished", language)
    whom = f" {phrase('or', language)} ".join(
        who_words(who, language, places) for who in waiting_for(told.definition, told.measure)
    )
    return phrase("nothing_now", language, whom=whom or "-")


def _way(
    way: dict[str, Any], measure: Measure, text: Callable[[Texts], str], language: str, places: dict[str, str]
) -> str:
    """One way on: the command to type, what the event is called, and who may do it."""
    required = (name for name in way["requires"] if name in way["anew"] or measure.lacks(name))
    gaps = options_for(fields=(*required, *way["later"]), evidence=way["evidence"], comment=way["comment"])
    typed = " ".join([f"qadam move {measure.id} {way['event']}", *gaps])
    who = f" {phrase('or', language)} ".join(who_words(each, language, places) for each in way["by"])
    title = text(way["titles"]) or way["event"]
    return f"  {typed}\n      {title}; {phrase('by', language)} {who}"


def _value(value: Any) -> str:
    if value in (None, "", []):
        return "–"
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
