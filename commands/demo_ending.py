"""How the demo ends: one of its mails, the board, what is late and whose move that is, and what to try next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from textwrap import fill as wrapped
from typing import Any

from commands.app import App
from commands.catalogue import place_names
from commands.demo_deeds import CAMPAIGN, SILENT
from commands.lateness import moment_words
from commands.output import fill
from commands.post import renderer_of
from commands.reckoning import calendar_in_force
from commands.wording import phrase, who_words
from notifier.wording import span
from store import queries
from store.board import Tally, tallied
from store.mailbox import mail_row, mails
from store.places import regions
from store.reader import Reader
from store.shelf import DefinitionShelf
from store.titles import titles_of_states
from store.told import told_from
from workflow.directory import Region
from workflow.model import Measure
from workflow.waiting import waiting_for

VARIANT = f"{CAMPAIGN}/{SILENT}"
"""The measure whose ladder is told."""

MAIL_LINES = 3
"""Lines of a mail that are shown in each of its languages."""

WIDTH = 80
"""Columns that the board keeps within."""

Say = Callable[[str], None]


def when(app: App, at: datetime) -> str:
    return moment_words(at.astimezone(app.zone), app.settings.lang)


def tell_the_ending(app: App, now: datetime, say: Say) -> dict[str, Any]:
    words = app.output.words
    with app.reading() as reader:
        ladder = [
            {"deadline": deadline.name, "rung": rung.rung, "fired_at": rung.fired_at}
            for deadline, fired in queries.deadlines(reader, VARIANT)
            for rung in fired
            if not rung.collapsed
        ]
        _tell_of_a_mail(app, reader, say)
        say(f"\n{words('The board on {}:', when(app, now))}\n\n{_board(app, reader, now)}")
        late, total = queries.measures(reader, queries.Wanted(level="regional", overdue_at=now), sort="due", limit=5)
        _, waiting = queries.measures(reader, queries.Wanted(level="national", overdue_at=now), limit=1)
        say(f"\n{words('Late in the regions: {}, among them', total)}")
        _tell_of_the_late(app, reader, now, late, say)
        state = queries.measure(reader, CAMPAIGN).state
    say(words("Late at the headquarters itself: {:draft|drafts} of the plan that nobody has approved.", waiting))
    say(
        f"\n{words('Try next:')}\n  export QADAM_DB={app.settings.db} QADAM_ACTOR=hq\n  qadam show {VARIANT}\n"
        f"  qadam explain {VARIANT}\n  qadam overdue --region Almaty\n  qadam list --needs date"
    )
    return {
        "now": now,
        "ladder": ladder,
        "overdue": total + waiting,
        "late": [measure.id for measure in late],
        "national_state": state,
    }


def _tell_of_a_mail(app: App, reader: Reader, say: Say) -> None:
    sent = [mail for mail in mails(reader, measure_id=VARIANT, status="sent") if mail.template == "overdue"]
    mail = told_from(mail_row(reader, sent[-1].id), DefinitionShelf(reader).get)
    folder = Path(app.settings.mail)
    file = next(folder.glob(f"*{mail.key}*.eml"), folder)
    rendered = renderer_of(app).render(mail)
    say(f"\n{app.output.words('One of {} mails, in {}:', len(list(folder.glob('*.eml'))), file)}\n")
    for line in (f"To: {mail.address}", f"Subject: {rendered.subject}", *_beginnings(rendered.text)):
        say(f"  | {line}")


def _beginnings(text: str) -> Iterator[str]:
    """The first lines of each language's part of a mail."""
    for part in text.split("―" * 30):
        lines = [line for line in part.splitlines() if line.strip()]
        yield from (*lines[1 : 1 + MAIL_LINES], "…")


def _tell_of_the_late(app: App, reader: Reader, now: datetime, late: list[Measure], say: Say) -> None:
    language, shelf = app.settings.lang, DefinitionShelf(reader)
    calendar, places = calendar_in_force(reader), place_names(reader, language)
    for measure in late:
        due_at = measure.due_at or now
        days = calendar.working_days_between(calendar.day(due_at), calendar.day(now))
        waits = waiting_for(shelf.get(measure.type, measure.type_version), measure)
        whose = f" {phrase('or', language)} ".join(who_words(who, language, places) for who in waits)
        told = f"{measure.id}  {span(days, 'working days', language)}; {app.output.words('waits for {}', whose)}"
        say(wrapped(told, WIDTH, initial_indent="  ", subsequent_indent=" " * 13, break_on_hyphens=False))


def _board(app: App, reader: Reader, now: datetime) -> str:
    """A line per region: a title of several words stands one below the other, cut where there is no room for it."""
    tallies = tallied(reader, "region", now, now + timedelta(days=7))
    titles = {state: app.output.text(texts) for (_, state), texts in titles_of_states(reader).items()}
    names = _short_names(app, regions(reader)) | {"": phrase("national", app.settings.lang)}
    states = list(dict.fromkeys(tally.state for tally in tallies))
    heads = [head.replace(",", "").split() for head in (*(titles[s] for s in states), app.output.words("overdue"))]
    first = max(map(len, names.values()))
    most = next(most for most in range(20, 3, -1) if first + sum(2 + _width(head, most) for head in heads) < WIDTH - 2)
    heads = [[_cut(word, most) for word in head] for head in heads]
    deepest = max(map(len, heads))
    stacked = [[""] * (deepest - len(head)) + head for head in heads]
    widths = [_width(head, most) for head in heads]
    lines = [_cells("", first, [head[line] for head in stacked], widths) for line in range(deepest)]
    grouped: dict[str, list[Tally]] = {}
    for tally in tallies:
        grouped.setdefault(tally.key or "", []).append(tally)
    for key, row in grouped.items():
        counts = Counter({tally.state: tally.total for tally in row})
        figures = [*(counts[state] for state in states), sum(tally.overdue for tally in row)]
        lines.append(_cells(names[key], first, [str(figure or "·") for figure in figures], widths))
    return "\n".join(lines)


def _short_names(app: App, known: Mapping[str, Region]) -> dict[str, str]:
    """Names of regions without the word for their kind, where no other is called so too."""
    names = {code: app.output.text(region.names) for code, region in known.items()}
    kinds = ("область", "облысы", "город", "қаласы", "Region", "City")
    bare = {code: " ".join(word for word in name.split() if word not in kinds) for code, name in names.items()}
    alone = Counter(bare.values())
    return {code: bare[code] if alone[bare[code]] == 1 else name for code, name in names.items()}


def _width(head: list[str], most: int) -> int:
    return max(min(len(word), most) for word in head)


def _cut(word: str, most: int) -> str:
    return word if len(word) <= most else f"{word[: most - 1]}."


def _cells(name: str, first: int, cells: list[str], widths: list[int]) -> str:
    counted = "".join(f"  {cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    return f"  {fill(name, first)}{counted}".rstrip()
