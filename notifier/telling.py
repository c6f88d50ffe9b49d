"""What a mail's frozen facts say, in one language: plain strings, bounded and free of invisible characters.

Facts hold what people typed. Nothing here trusts them: templates are given these strings, never the facts.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from notifier.catalogue import LANGUAGES
from notifier.labels import Labels, labels_in
from notifier.wording import days_late, days_left, long_date, long_moment, quoted, span
from workflow.calendar import Calendar
from workflow.errors import Invalid
from workflow.model import RECOMPUTE, Mail
from workflow.noun import dataclass

WEEKDAYS = Calendar(name="weekdays", hours=(((9 * 60, 18 * 60 + 30),),) * 5 + ((), ()))
"""Working days where no calendar is known."""

LONGEST_LINE = 500
LONGEST_COMMENT = 3_000
MOST_EVENTS = 20
MOST_CONTACTS = 3
_FIRST_LINE = 90


class Step(NamedTuple):
    """Something the recipient may do now, and the command that does it."""

    title: str
    command: str


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What a mail says in one language; a notice's template may use every name here."""

    language: str
    labels: Labels
    measure: str
    title: str
    quoted: str
    """The title in quotation marks."""
    state: str
    from_state: str | None
    event: str | None
    recomputed: bool
    """It is about a date that moved with the calendar."""
    actor: str | None
    on_behalf_of: str | None
    comment: tuple[str, ...]
    """The comment's lines."""
    deadline: str | None
    """What the deadline is called."""
    due: str | None
    """Date, weekday and time."""
    due_date: str | None
    first_due: str | None
    """The first date, only where an extension changed it."""
    due_today: bool
    is_late: bool
    left: str | None
    """Working days from the day this is said to the due date, e.g. `3 working days`."""
    late: str | None
    """Working days from the due date to the day this is said."""
    remaining: str | None
    """The same as a remark: `3 working days left`, `due today`, `2 working days late`."""
    steps: tuple[Step, ...]
    role: str
    head: bool
    """Whether the recipient is written to as somebody's head."""
    first_line: str
    """Number, state and date in at most 90 characters: what a phone shows."""
    rows: tuple[tuple[str, str], ...]
    contacts: tuple[str, ...]
    """Who to ask: names with addresses."""
    why: str


@dataclass(frozen=True, kw_only=True)
class Today:
    """When something is said, and where: what `today` and `3 working days left` mean."""

    at: datetime
    zone: ZoneInfo
    calendar: Calendar


def tell(mail: Mail, language: str, today: Today) -> Telling:
    """The facts of a mail in one language, as of the moment it goes out. Raises `Invalid` when they cannot be read."""
    with readable(mail):
        return _tell(mail, language, today)


@contextmanager
def readable(mail: Mail) -> Iterator[None]:
    """Facts that are not as they should be are refused with the reason, whatever is wrong with them."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Invalid(
            f"the facts of the mail cannot be read: {type(error).__name__}: {error}", measure=mail.measure
        ) from error


def _tell(mail: Mail, language: str, today: Today) -> Telling:
    facts, labels, zone = mail.facts, labels_in(language), today.zone
    measure = line(facts["measure"])
    title = text_of(facts["titles"], language, measure)
    state = text_of(facts["state_titles"], language, facts["state"])
    from_state = text_of(facts.get("from_titles"), language, facts.get("from_state")) or None
    if from_state == state:
        from_state = None
    happened = facts.get("event")
    event = text_of(facts.get("event_titles"), language, labels.events.get(str(happened), happened)) or None
    actor, on_behalf_of = line(facts.get("actor")) or None, line(facts.get("on_behalf_of")) or None
    deadline = facts.get("deadline")
    due = first_due = due_date = name = None
    distance = Distance()
    if deadline:
        due_at, first_due_at = instant(deadline["due_at"]), instant(deadline.get("first_due_at") or deadline["due_at"])
        due, due_date = long_moment(due_at, zone, language), long_date(due_at.astimezone(zone), language)
        first_due = long_moment(first_due_at, zone, language) if first_due_at != due_at else None
        name = text_of(deadline.get("titles"), language, None) or None
        distance = _distance(due_at, today)
    left_or_late = _remaining(distance, labels, language)
    role, why = why_of(facts, labels, language)
    stands_on = f"{labels.due} {due_date}" if due_date else long_date(instant(facts["at"]).astimezone(zone), language)
    return Telling(
        language=language,
        labels=labels,
        measure=measure,
        title=title,
        quoted=quoted(title, language),
        state=state,
        from_state=from_state,
        event=event,
        recomputed=happened == RECOMPUTE,
        actor=actor,
        on_behalf_of=on_behalf_of,
        comment=lines(facts.get("comment")),
        deadline=name,
        due=due,
        due_date=due_date,
        first_due=first_due,
        due_today=distance.left == 0,
        is_late=distance.late is not None,
        left=span(distance.left, "working day", language) if distance.left else None,
        late=span(distance.late, "working day", language) if distance.late else None,
        remaining=left_or_late,
        steps=tuple(_step(measure, mail.person, step, language) for step in (facts.get("next") or ())[:MOST_EVENTS]),
        role=role,
        head=role.endswith(".head"),
        first_line=_summary(measure, state, stands_on),
        rows=tuple(
            (label, value)
            for label, value in (
                (labels.title, title),
                (labels.type, text_of(facts.get("type_titles"), language, facts.get("type"))),
                (labels.level, labels.levels.get(str(facts.get("level")), "")),
                (labels.region, _place(facts.get("region"), language)),
                (labels.agency, _place(facts.get("agency"), language)),
                (labels.state, f"{state} ({labels.before}: {from_state})" if from_state else state),
                (labels.event, event),
                (labels.actor, f"{actor} ({labels.on_behalf_of}: {on_behalf_of})" if on_behalf_of else actor),
                (labels.deadline, f"{due} – {left_or_late}" if due else None),
                (labels.stage, name),
                (labels.first_due, first_due),
            )
            if value
        ),
        contacts=contacts(facts),
        why=why,
    )


def contacts(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """Who to ask: names with addresses."""
    return tuple(_contact(person) for person in (facts.get("contacts") or ())[:MOST_CONTACTS])


def _contact(person: Mapping[str, Any]) -> str:
    """
    >>> _contact({"name": "Айгүл", "email": "aigul@example.kz"})
    'Айгүл, aigul@example.kz'
    """
    return ", ".join(part for part in (line(person["name"], 120), line(person["email"], 254)) if part)


def text_of(texts: Mapping[str, str] | None, language: str, otherwise: str | None) -> str:
    """A wording in the language, or in the first of the others that has one, or else the code itself."""
    if texts:
        wording = texts.get(language)
        if wording:
            return line(wording)
        for other in LANGUAGES:
            if texts.get(other):
                return line(texts[other])
    return line(otherwise)


def line(text: Any, longest: int = LONGEST_LINE) -> str:
    """A value as one visible line.

    >>> line("a\\r\\nBcc: b\\u202e")
    'a Bcc: b'
    """
    return "" if text is None else _line(str(text), longest)


@lru_cache(maxsize=4_096)
def _line(text: str, longest: int) -> str:
    """Kept, because names of states, regions and agencies come again in every mail."""
    if not text.isprintable():
        text = "".join(map(_visible, text))
    if "  " in text or "\n" in text:
        text = " ".join(text.split())
    return clip(text.strip(), longest)


def lines(text: Any) -> tuple[str, ...]:
    """A comment as visible lines, without blank ones at either end."""
    if text is None:
        return ()
    visible = "\n".join(
        part if part.isprintable() else "".join(map(_visible, part))
        for part in str(text)[: 2 * LONGEST_COMMENT].split("\n")
    )
    return (
        tuple(part.rstrip() for part in clip(visible.strip(), LONGEST_COMMENT).split("\n")) if visible.strip() else ()
    )


def clip(text: str, longest: int) -> str:
    """
    >>> clip("seven steps", 8)
    'seven s…'
    """
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def _visible(character: str) -> str:
    if character == "\r":
        return ""
    if character in _BREAKS:
        return "\n"
    if character == "\t":
        return " "
    return "" if unicodedata.category(character) in _HIDDEN else character


def instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} names no offset from UTC")
    return at


@dataclass(frozen=True, kw_only=True)
class Distance:
    """Working days between a day and a due date; neither where nothing is due."""

    left: int | None = None
    """0 on the due day itself."""
    late: int | None = None
    """0 where no working day has ended since."""


def _distance(due_at: datetime, today: Today) -> Distance:
    days = _working_days(today.calendar, today.at.astimezone(today.zone).date(), due_at.astimezone(today.zone).date())
    return Distance(late=max(0, -days)) if today.at > due_at else Distance(left=max(0, days))


@lru_cache(maxsize=4_096)
def _working_days(calendar: Calendar, start: date, end: date) -> int:
    return calendar.working_days_between(start, end)


def remaining(due_at: datetime, today: Today, language: str) -> str:
    """`3 working days left`, `due today`, `2 working days late`."""
    return _remaining(_distance(due_at, today), labels_in(language), language) or ""


def _remaining(distance: Distance, labels: Labels, language: str) -> str | None:
    if distance.left is not None:
        return days_left(distance.left, language) if distance.left else labels.last_day
    if distance.late is not None:
        return days_late(distance.late, language) if distance.late else labels.past
    return None


def _place(body: Mapping[str, Any] | None, language: str) -> str:
    """A region's or agency's name, with the abbreviation where there is one."""
    if not body:
        return ""
    name = text_of(body.get("names"), language, body.get("code"))
    short = text_of(body.get("abbreviations"), language, None)
    return f"{name} ({short})" if short and short != name else name


def why_of(facts: Mapping[str, Any], labels: Labels, language: str) -> tuple[str, str]:
    """The recipient's role, and the sentence that says why they are written to."""
    because = facts.get("because") or {}
    role, scope = line(because.get("role")), line(because.get("scope"))
    reason = labels.roles.get(role, labels.otherwise)
    for body in (facts.get("region"), facts.get("agency")):
        if scope and body and body.get("code") == scope:
            scope = text_of(body.get("names"), language, scope)
            break
    return role, f"{labels.why}: {reason} ({scope})." if scope else f"{labels.why}: {reason}."


_PLACEHOLDER = "…"
_OPTIONS = {"comment": f"--comment {_PLACEHOLDER}", "evidence": f"--evidence {_PLACEHOLDER}"}
_CODE = re.compile(r"[\w./-]+")


def _step(measure: str, person: str | None, step: Mapping[str, Any], language: str) -> Step:
    event = line(step["event"])
    acting = f"qadam --as {argument(line(person))} move" if person else "qadam move"
    command = " ".join([acting, argument(measure), argument(event), *options_of(step)])
    return Step(title=text_of(step.get("titles"), language, event), command=command)


def options_of(step: Mapping[str, Any]) -> list[str]:
    """What a step requires, as options to fill in."""
    names = [line(name) for name in step.get("requires") or ()]
    return [_OPTIONS.get(name) or f"--set {shlex.quote(name)}={_PLACEHOLDER}" for name in names]


def argument(text: str) -> str:
    """Quoted where a shell would read more into it: people copy these lines."""
    return text if _CODE.fullmatch(text) and not text.startswith("-") else shlex.quote(text)


def _summary(measure: str, state: str, stands_on: str) -> str:
    room = _FIRST_LINE - len(measure) - len(stands_on) - 2 * len(_BETWEEN)
    return clip(_BETWEEN.join(part for part in (measure, clip(state, max(room, 8)), stands_on) if part), _FIRST_LINE)


_BETWEEN = " · "
