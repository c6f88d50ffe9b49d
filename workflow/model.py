"""The nouns of the engine: what a measure is, what somebody asks for, and everything one step changes.

All of them are frozen. Instants are aware datetimes in UTC; dates are plain days of the local calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, NamedTuple, TypeVar

from workflow.directory import Texts
from workflow.noun import dataclass

Level = Literal["national", "regional"]
Noun = TypeVar("Noun")


def replace(noun: Noun, **values: Any) -> Noun:
    """A copy of a noun with other values; `dataclasses.replace` does the same, and takes eight times as long.

    Raises TypeError for a field there is not.
    """
    own = noun.__dict__
    fields = own | values
    if len(fields) != len(own):
        raise TypeError(f"{type(noun).__name__} has no {', '.join(sorted(values.keys() - own.keys()))}")
    return with_fields(noun.__class__, fields)


def with_fields(kind: type[Noun], fields: dict[str, Any]) -> Noun:
    """A noun of all its fields, put together as it is kept: making one anew, field by field, takes twice as long."""
    noun = _new(kind)
    _put(noun, "__dict__", fields)
    return noun


_new, _put = object.__new__, object.__setattr__


CREATE = "create"
"""The event of the first history row of a measure that a person or a plan made."""

FAN_OUT = "fan_out"
"""The event of the first history row of a regional variant."""

UNDO = "undo"
"""The event that takes back the last move."""

RECOMPUTE = "recompute"
"""The event that moves a measure's open deadlines to the calendar in force."""


TYPE = "type"
"""The key under which the first history row says what type a measure is of."""

VOTE = "vote"
"""The key under which a history row keeps an answer: `{"approval", "voice", "answer"}`."""

UNDOES = "undoes"
"""The key under which a history row says which entry it takes back: its seq."""

MIGRATE = "migrate"
"""The event that brings a measure to another version of its definition."""

REVERT = "revert"
"""The event that brings a measure back from a migration."""

MIGRATION = "migration"
"""The key under which a history row says which migration it belongs to, and what became of the fields."""

MERGE = "merge"
"""The event by which an amendment of the national measure reaches a regional variant."""

CONFLICTS = "conflicts"
"""The key under which a history row says which fields both the headquarters and the region changed."""

ENGINE_KEYS = (TYPE, VOTE, UNDOES, MIGRATION, CONFLICTS)
"""What the engine itself keeps among the values of a history row; no field may be called so."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """How often an event has happened to a measure, and who did it last."""

    times: int
    last_by: str
    on_behalf_of: str | None = None
    """In whose name it was done last, if in somebody else's."""


@dataclass(frozen=True, kw_only=True)
class Vote:
    """What one voice has answered in the present round of an approval."""

    answer: str
    """`agree`, `refuse`, `change` (asks for one) or `decline` (has nothing to say in it)."""
    by: str
    """The person who spoke for it."""


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """A field that both the headquarters and the region changed; the region keeps its value until it decides."""

    old: Any
    """The national value the region started from, in stored form."""
    new: Any
    """The national value now."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One tracked piece of work: national, or a regional variant whose `parent` is the national one."""

    id: str
    """The plan number (`12`), or for a regional variant the parent's with the region (`12/KZ-75`)."""
    type: str
    type_version: int
    level: Level
    titles: Texts
    state: str
    since: datetime
    """When it entered its state."""
    version: int
    """The number of events so far; equals the `seq` of its last history row."""
    head: str
    """The hash of its last history row."""
    author: str
    """Who created it. A regional variant's author is whoever fanned it out."""
    parent: str | None = None
    region: str | None = None
    agency: str | None = None
    """Code of the lead agency, the one that executes and reports."""
    co_executors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    """For a national measure: the regions it fans out to; none named means all."""
    starts_on: date | None = None
    due_on: date | None = None
    """The nominal last day of execution, as the plan says it; working time is reckoned by its deadline."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """The type's own fields."""
    deeds: Mapping[str, Deed] = field(default_factory=dict)
    """Kept for the events whose definition limits how often or by whom they may be done; `create` and `fan_out`
    among them where the author may not do something."""
    votes: Mapping[str, Mapping[str, Vote]] = field(default_factory=dict)
    """By approval and voice, what was answered since the present round began."""
    conflicts: Mapping[str, Conflict] = field(default_factory=dict)
    """Of a variant: by field (`title.kk`, `target_group`, …) what an amendment left to be decided."""
    due_at: datetime | None = None
    """When the nearest of its running deadlines is due; none while nothing runs."""
    closed: bool = False
    """It has reached a final state."""
    plan_key: str | None = None
    """What identifies it in the plan file it came from, so that a second import finds it again."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """Everything a transition can require or set, under the names the definition uses."""
        return {
            "title": dict(self.titles) or None,
            "lead_agency": self.agency,
            "co_executors": self.co_executors or None,
            "regions": self.regions or None,
            "starts_on": self.starts_on,
            "due_on": self.due_on,
            **self.data,
        }

    def lacks(self, name: str) -> bool:
        """Whether a fact has no value; an empty text or list is none."""
        return self.facts.get(name) in (None, "", (), [])


@dataclass(frozen=True, kw_only=True)
class Command:
    """Somebody wants an event to happen to a measure."""

    measure: str
    event: str
    actor: str
    data: Mapping[str, Any] = field(default_factory=dict)
    """Values to set, by field name; text is read by the field's type."""
    comment: str | None = None
    evidence: tuple[Mapping[str, Any], ...] = ()
    """Files and links: `{"name", "sha256", "size"}` or `{"url"}`."""
    request_id: str | None = None
    """Repeating a command with the same id does nothing and returns the first answer."""
    expected_version: int | None = None
    through: str | None = None
    """The administrator who does it in the actor's name; the engine finds out, nobody can claim it."""


@dataclass(frozen=True, kw_only=True)
class Creation:
    """Somebody wants a new national measure."""

    type: str
    actor: str
    data: Mapping[str, Any]
    """Facts and fields by name: `title`, `lead_agency`, `due_on`, … and the type's own."""
    number: str | None = None
    """The plan number; the next free one when none is given."""
    comment: str | None = None
    request_id: str | None = None
    plan_key: str | None = None
    through: str | None = None
    """As in Command."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of a measure's history. Never changed, never removed."""

    measure: str
    seq: int
    at: datetime
    actor: str
    event: str
    source: str | None
    """The state before; none for the first row."""
    target: str
    type_version: int
    on_behalf_of: str | None = None
    """Whose grant was used: the absent person's by a substitute, or anybody's by an administrator."""
    comment: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    """The values this event set, in their stored form."""
    evidence: tuple[Mapping[str, Any], ...] = ()
    request_id: str | None = None
    prev_hash: str
    hash: str


class DeadlineStatus(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    CANCELLED = "cancelled"


OPEN_STATUSES = (DeadlineStatus.RUNNING, DeadlineStatus.PAUSED)


@dataclass(frozen=True, kw_only=True)
class FiredRung:
    """The record that a rung of a deadline happened. (deadline, epoch, rung) is unique: the row is the claim."""

    deadline: str
    epoch: int
    """How often the deadline had been extended before; each extension arms the ladder anew."""
    rung: str
    at: datetime
    """When it was due to fire."""
    fired_at: datetime
    collapsed: bool = False
    """True when a higher rung spoke for it, because we were down or it came late."""
    refusal: str | None = None
    """Why the event it should trigger was refused, if it was."""
    outage: int = 0
    """For how many seconds between `at` and `fired_at` we are known to have been down."""


class EarlierDue(NamedTuple):
    """A due instant that was in force until it was moved."""

    at: datetime
    """When it was moved."""
    due: datetime
    why: str = "extended"
    """`extended`: its date moved. `migrated`: its rule changed. `undone`: one of these was taken back.
    `recomputed`: the calendar changed."""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A running clock on a state. `due_at` and `next_fire_at` are derived from its rule, budget and pauses."""

    id: str
    """`<measure>#<name>@<seq>`, the seq being that of the event that opened it; for a recurring one `@<period>`."""
    measure: str
    name: str
    type_version: int
    """The definition version whose rule it follows."""
    opened_at: datetime
    due_at: datetime
    earlier: tuple[EarlierDue, ...] = ()
    """Every due instant it had before; nothing overwrites them."""
    status: DeadlineStatus = DeadlineStatus.RUNNING
    closed_at: datetime | None = None
    next_fire_at: datetime | None = None
    """When its next rung is due; none when the ladder is spent or the clock does not run."""
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()
    """The ledger of intervals in which the clock stood still; an open end means now."""
    fired: tuple[str, ...] = ()
    """Keys of the rungs on record since the last extension, fired or collapsed."""
    calendar: str = ""
    """The version of the calendar it is reckoned with, until it is recomputed."""
    period: str | None = None
    """For a deadline that recurs: the period its report is for, e.g. `2026-Q1`."""
    accepted_at: datetime | None = None
    """When the report for its period was accepted."""

    @property
    def first_due_at(self) -> datetime:
        return self.earlier[0].due if self.earlier else self.due_at

    @property
    def epoch(self) -> int:
        return len(self.earlier)

    @property
    def armed_at(self) -> datetime:
        """Since when its present ladder stands: the opening, or the last time it was moved."""
        return self.earlier[-1].at if self.earlier else self.opened_at

    @property
    def based_at(self) -> datetime:
        """Since when it counts from its present date: the opening, or the last extension. Pauses before are over."""
        since = [self.opened_at]
        for was in self.earlier:
            if was.why in ("extended", "migrated"):
                since.append(was.at if was.why == "extended" else since[-1])
            elif was.why == "undone" and len(since) > 1:
                since.pop()
        return since[-1]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """An event or a rung as all who are written to about it are told, frozen as it stood; see workflow/occasion.py."""

    key: str
    """`12/KZ-75:7` for an event, `12/KZ-75#execution@5:0:before-3` for a rung."""
    type: str
    type_version: int
    """The definition version that says what states, events and deadlines are called."""
    facts: Mapping[str, Any]
    place: Mapping[str, Any] = field(default_factory=dict)
    """What the region, the agency and those one may ask are called: the same for all that stand alike there."""


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to one person, written by the transaction that caused it and sent later."""

    key: str
    """Unique, and derived from its cause and recipient; the Message-ID is made of it."""
    measure: str | None
    """None for a digest, which speaks of many."""
    created_at: datetime
    template: str
    facts: Mapping[str, Any]
    """Everything the template may say, as it stood when the mail was caused; of a mail with an occasion only what
    concerns its recipient, until it is told."""
    person: str | None
    address: str | None
    languages: tuple[str, ...] = ("kk", "ru")
    deadline: str | None = None
    """Sent only while this deadline is still open."""
    urgent: bool = False
    """It may go out in quiet hours and on days off."""
    skipped: str | None = None
    """Why it will not be sent at all, e.g. nobody holds the role."""
    occasion: Occasion | None = None
    """What it shares with the others of the same event or rung."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Everything one step changes. `Transaction.save` writes it together or not at all."""

    measure: Measure
    """As it is afterwards."""
    entry: Entry | None
    """None only where a rung notifies and nothing else happens."""
    changed: tuple[Deadline, ...] = ()
    """Deadlines closed, paused, resumed, moved or fired by the step, as they are afterwards."""
    opened: tuple[Deadline, ...] = ()
    fired: tuple[FiredRung, ...] = ()
    mails: tuple[Mail, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Keys of mails that are not to be sent any more, because what caused them was taken back."""
    children: tuple[Decision, ...] = ()
    """Regional variants created by the step."""
    cascade: bool = False
    """The same event is to be done to the open children."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """What a join needs to know of one child."""

    region: str
    state: str


@dataclass(frozen=True, kw_only=True)
class ClaimedMail:
    """A mail a worker has claimed for sending, until its lease ends."""

    mail: Mail
    attempts: int
    """How often it was tried before."""
    stale: str | None = None
    """Why it must not be sent any more, e.g. its deadline is met."""


@dataclass(frozen=True, kw_only=True)
class SentMail:
    """A mail a server has taken."""

    key: str
    at: datetime
    address: str | None = None
    dates: tuple[str, ...] = ()
    """Deadlines it put into the calendar of its address."""
    called_off: tuple[str, ...] = ()
    """Deadlines it took out of there."""
    message: bytes | None = None
    """As it is kept; `notifier.wire` makes of it what went over the wire."""
