"""The nouns of the engine: what a measure is, what somebody asks for, and everything one step changes.

All of them are frozen. Instants are aware datetimes in UTC; dates are plain days of the local calendar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from typing import Any, Literal

from workflow.deadline import Deadline, FiredRung
from workflow.directory import Texts
from workflow.mail import Mail
from workflow.noun import dataclass

Level = Literal["national", "regional"]


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
