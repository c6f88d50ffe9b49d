"""What a mail about many measures says, in one language: digests, and notices told together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import Any, NamedTuple

from notifier.distance import Today, remaining
from notifier.labels import Labels, labels_in
from notifier.overview_labels import OverviewLabels, overview_labels_in
from notifier.steps import Step, argument, options_of
from notifier.telling import contacts, instant, readable, why_of
from notifier.visible import clip, line, text_of
from notifier.wording import languages_of, long_date, span
from workflow.mail import Mail
from workflow.noun import dataclass

MOST_ROWS = 40
"""Of all sections together; the rest is counted."""

ROOM, ROOM_BESIDE_HEAT = 33_000, 12_000
"""Octets that the rows of all languages may take, as text and as page; with them the whole of a mail, calendar files
and encoding included, stays below 100 kB in any languages. Where regions are shown too, there is less room."""

IN_FULL = 2
"""Languages that list everything; whoever reads another finds numbers and codes in the lists above."""

ROWS_AGAIN, ROOM_AGAIN = 3, 7_000
"""Rows in each of those others, and the room that takes away from the lists above."""

LONGEST_TITLE = 90
MOST_STEPS = 6
MOST_NAMED = 3
"""Regions the text in place of the picture names."""
MOST_STATES = 8
"""Columns of the heat map; more would not fit a phone."""


class Row(NamedTuple):
    measure: str
    title: str
    state: str
    due: str


class Part(NamedTuple):
    """One section: what it is about, how many there are, and the first of them."""

    name: str
    title: str
    number: int
    rows: tuple[Row, ...]
    more: str | None


class Cell(NamedTuple):
    """A number with the colours that say how much it is; none for nothing."""

    number: int
    background: str | None
    ink: str | None


class HeatRow(NamedTuple):
    code: str | None
    """The region's; none for the national level."""
    name: str
    cells: tuple[Cell, ...]
    late: Cell
    total: int


class Heat(NamedTuple):
    """Region by state: drawn as a picture, and set as a table that says the same in words."""

    legend: tuple[tuple[int, str], ...]
    rows: tuple[HeatRow, ...]
    essence: str
    """What stands for the picture where none is shown, or is read aloud: how many, how many late, and where most."""


@dataclass(frozen=True, kw_only=True)
class Overview:
    """A template may use every name here."""

    language: str
    labels: Labels
    words: OverviewLabels
    period: str | None
    """`daily` or `weekly`; none for a bundle."""
    name: str
    """What the overview is called."""
    date: str
    count: int
    measures: str
    """The number of measures in words."""
    parts: tuple[Part, ...]
    steps: tuple[Step, ...]
    heat: Heat | None
    is_brief: bool
    """What is listed above already, in other languages, is not listed in full again."""
    checkpoint: tuple[str, str] | None
    """What is sealed, and the root."""
    first_line: str
    is_late: bool
    contacts: tuple[str, ...]
    why: str


def overview(mail: Mail, language: str, today: Today) -> Overview:
    """The facts of a digest or a bundle in one language. Raises `Invalid` when they cannot be read."""
    with readable(mail):
        return _overview(mail, language, today)


def _overview(mail: Mail, language: str, today: Today) -> Overview:
    facts, words = mail.facts, overview_labels_in(language)
    period = facts.get("period")
    languages = languages_of(mail.languages)
    is_brief = language in languages[IN_FULL:]
    space = (ROOM_BESIDE_HEAT if facts.get("heat") else ROOM) - ROOM_AGAIN * len(languages[IN_FULL:])
    room = _Room(ROWS_AGAIN if is_brief else MOST_ROWS, space // len(languages[:IN_FULL]))
    more = words.more_above if is_brief else words.more
    parts = _parts(facts["sections"], partial(_row, language=language, today=today), room, words.sections, more)
    count = sum(part.number for part in parts)
    titled = text_of(facts.get("titles"), language, None)
    name = titled or {"daily": words.daily, "weekly": words.weekly}.get(str(period), parts[0].title if parts else "")
    date = long_date(instant(facts["at"]).astimezone(today.zone), language)
    measures = span(count, "measure", language) or ""
    numbers = [f"{words.short[part.name]}: {part.number}" for part in parts if period and part.name in words.short]
    leading = [measures] if facts.get("kind") else []
    _, why = why_of(facts, labels_in(language), language)
    return Overview(
        language=language,
        labels=labels_in(language),
        words=words,
        period=period,
        name=name,
        date=date,
        count=count,
        measures=measures,
        parts=parts,
        steps=_steps(facts, mail.person, language),
        heat=_heat(facts["heat"], language, words) if facts.get("heat") else None,
        is_brief=is_brief,
        checkpoint=_checkpoint(facts.get("checkpoint"), language, words, today),
        first_line=clip(" · ".join([*leading, name, date, *numbers]), 90),
        is_late=any(part.name in ("late", "overdue") for part in parts),
        contacts=contacts(facts),
        why=why,
    )


class _Room:
    """For rows: as many, and no more than there is space for."""

    def __init__(self, rows: int, octets: int) -> None:
        self.rows, self.octets = rows, octets

    def takes(self, row: Row) -> bool:
        self.rows -= 1
        self.octets -= _FRAME + 2 * sum(len(text.encode()) for text in row)
        return self.rows >= 0 and self.octets >= 0


_FRAME = 100
"""Octets around a row, as text and as page."""


def _parts(
    sections: Sequence[Mapping[str, Any]],
    told: Callable[[Mapping[str, Any]], Row],
    room: _Room,
    titles: Mapping[str, str],
    more: str,
) -> tuple[Part, ...]:
    parts = []
    for section in sections:
        count = len(section["items"]) + int(section.get("more") or 0)
        if not count:
            continue
        rows = tuple(takewhile(room.takes, map(told, section["items"])))
        left = count - len(rows)
        name = line(section["name"])
        rest = more.format(n=left) if left else None
        parts.append(Part(name=name, title=titles.get(name, name), number=count, rows=rows, more=rest))
    return tuple(parts)


def _row(item: Mapping[str, Any], language: str, today: Today) -> Row:
    measure = line(item["measure"], 40)
    region = item.get("region")
    title = text_of(item["titles"], language, measure)
    place = text_of(region["names"], language, region.get("code")) if region else ""
    due_at = item.get("due_at") or (item.get("deadline") or {}).get("due_at")
    due = ""
    if due_at:
        at = instant(due_at)
        due = f"{long_date(at.astimezone(today.zone), language)} – {remaining(at, today, language)}"
    return Row(
        measure=measure,
        title=clip(f"{place}: {title}" if place else title, LONGEST_TITLE),
        state=text_of(item.get("state_titles"), language, item.get("state")),
        due=due,
    )


def _steps(facts: Mapping[str, Any], person: str | None, language: str) -> tuple[Step, ...]:
    """Commands to act: those a digest was given, or for a bundle one per event, over all its measures."""
    acting = f"qadam --as {argument(line(person))}" if person else "qadam"
    given = [
        Step(text_of(step["titles"], language, ""), f"{acting} {line(step['command'])}")
        for step in facts.get("steps") or ()
    ]
    events: dict[str, tuple[Mapping[str, Any], list[str]]] = {}
    for section in facts["sections"] if not given else ():
        for item in section["items"][:MOST_ROWS]:
            for step in item.get("next") or ():
                events.setdefault(line(step["event"]), (step, []))[1].append(argument(line(item["measure"])))
    made = [
        Step(
            text_of(step.get("titles"), language, event),
            " ".join([acting, "move", *measures, argument(event), *options_of(step)]),
        )
        for event, (step, measures) in events.items()
    ]
    return tuple([*given, *made][:MOST_STEPS])


def _checkpoint(
    checkpoint: Mapping[str, Any] | None, language: str, words: OverviewLabels, today: Today
) -> tuple[str, str] | None:
    if not checkpoint:
        return None
    date = long_date(instant(checkpoint["at"]).astimezone(today.zone), language)
    return words.checkpoint.format(date=date, entries=int(checkpoint["entries"])), line(checkpoint["root"], 64)


_BLUES = (("#dbe9f6", "#10212f"), ("#a9cbe8", "#10212f"), ("#6ea6d4", "#08131c"), ("#2b6ca3", "#ffffff"))
_REDS = (("#fbe0dc", "#3a0f0a"), ("#f3b3aa", "#3a0f0a"), ("#e0786b", "#200503"), ("#a92d20", "#ffffff"))
"""Backgrounds with their ink, from little to much: each pair holds 4.5:1, so it reads on any page and in grey."""


def _heat(heat: Mapping[str, Any], language: str, words: OverviewLabels) -> Heat:
    titles = [text_of(state["titles"], language, state["name"]) for state in heat["states"]][:MOST_STATES]
    rows = []
    for row in heat["rows"]:
        counts = [int(count) for count in row["counts"]][:MOST_STATES]
        total, late = int(row["total"]), int(row["late"])
        name = text_of(row["names"], language, "") if row.get("names") else words.national
        cells = tuple(_cell(count, total, _BLUES) for count in counts)
        code = line(row.get("code"), 10) or None
        rows.append(HeatRow(code=code, name=name, cells=cells, late=_cell(late, total, _REDS), total=total))
    return Heat(legend=tuple(enumerate(titles, start=1)), rows=tuple(rows), essence=_essence(rows, language, words))


def _essence(rows: Sequence[HeatRow], language: str, words: OverviewLabels) -> str:
    """`Regions and states: 131 measures. Late: 21 (Almaty – 3, Abai Region – 2)`"""
    measures = span(sum(row.total for row in rows), "measure", language)
    late = sum(row.late.number for row in rows)
    most = sorted((row for row in rows if row.late.number), key=lambda row: -row.late.number)[:MOST_NAMED]
    where = ", ".join(f"{row.name} – {row.late.number}" for row in most)
    return f"{words.heat}: {measures}. {words.late}: {late}{f' ({where})' if where else ''}"


def _cell(number: int, total: int, scale: Sequence[tuple[str, str]]) -> Cell:
    if not number or not total:
        return Cell(number, None, None)
    background, ink = scale[min(len(scale) - 1, number * len(scale) // total)]
    return Cell(number, background, ink)
