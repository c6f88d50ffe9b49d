"""What a mail's frozen facts say, in one language: plain strings, bounded and free of invisible characters.

Facts hold what people typed. Nothing here trusts them: templates are given these strings, never the facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from notifier.distance import Distance, Today, distance_to, remark_of
from notifier.labels import Labels, labels_in
from notifier.steps import Step, step_of
from notifier.visible import clip, line, lines, text_of
from notifier.wording import long_date, long_moment, quoted, span
from workflow.engine_events import RECOMPUTE
from workflow.errors import Invalid
from workflow.mail import Mail
from workflow.noun import dataclass

MOST_EVENTS = 20
MOST_CONTACTS = 3
_FIRST_LINE = 90


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
        distance = distance_to(due_at, today)
    left_or_late = remark_of(distance, labels, language)
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
        steps=tuple(step_of(measure, mail.person, step, language) for step in (facts.get("next") or ())[:MOST_EVENTS]),
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


def instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} names no offset from UTC")
    return at


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


def _summary(measure: str, state: str, stands_on: str) -> str:
    room = _FIRST_LINE - len(measure) - len(stands_on) - 2 * len(_BETWEEN)
    return clip(_BETWEEN.join(part for part in (measure, clip(state, max(room, 8)), stands_on) if part), _FIRST_LINE)


_BETWEEN = " · "
