"""The shape of a definition file: which keys there are and what each takes.

The models serve two readers: the check of a file (definitions/shape.py), and the JSON Schema that editors complete from
(`measure_type.schema.json` beside this module, written by `python -m definitions.schema`). What the names refer to,
and whether the whole can work, is the linter's business.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from definitions.notation import (
    TEMPLATES,
    Day,
    Doers,
    Facts,
    Lasting,
    Name,
    Names,
    Quorum,
    Recipients,
    Roles,
    Share,
    Sources,
    Template,
    Time,
    Voices,
)
from workflow.deadline_rule import DayOff
from workflow.definition import Outcome
from workflow.definition_document import MOST_REPETITIONS
from workflow.facts import FieldType
from workflow.model import Level
from workflow.transition import Answer

SCHEMA_FILE = Path(__file__).with_name("measure_type.schema.json")


class _Strict(BaseModel):
    """Unknown keys are mistakes, and nothing is taken for what it is not."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Titles(_Strict):
    """One wording per language. Kazakh and Russian are needed wherever people are written to."""

    en: str | None = None
    ru: str | None = None
    kk: str | None = None


class Create(_Strict):
    """Who may create a measure of this type, and what it must say from the start."""

    by: Roles = Field("national.coordinator", description="Roles.")
    requires: Facts = Field("title", description="Facts and fields that must be given.")


class AmendmentsSpec(_Strict):
    """What happens where a national amendment meets what a region made its own."""

    deadline: str = Field(description="The deadline that runs while a variant has conflicts to decide.")


class UndoSpec(_Strict):
    """Who may take back the last move of a measure, with a reason. Left out, nothing is taken back."""

    by: Roles = Field(description="Roles.")
    within: Time | None = Field(None, description="How long after the move.")


class FieldSpec(_Strict):
    """One piece of data a measure carries."""

    type: FieldType = Field(description="What it takes.")
    title: Titles | None = None
    min: float | None = Field(None, description="Least number, or least length of a text or list.")
    max: float | None = Field(None, description="Greatest number, or greatest length of a text or list.")
    choices: list[str] | None = Field(None, description="For `choice`: the values to choose from.")


class StateSpec(_Strict):
    """Where a measure can stand."""

    title: Titles
    initial: bool = Field(default=False, description="New measures start here. Exactly one state is initial.")
    final: bool = Field(default=False, description="The work is over; only a correction leads out again.")
    outcome: Outcome = Field("done", description="For a final state: done, or called off.")
    deadline: Names | None = Field(None, description="Deadlines that run while a measure stands here.")
    pauses: bool = Field(default=False, description="The clocks a measure came with stand still here.")


class EventSpec(_Strict):
    """Something that somebody does to a measure."""

    title: Titles


class JoinSpec(_Strict):
    """When the regional variants have come far enough for the national measure to move."""

    in_: Names = Field(alias="in", description="States of a variant that count.")
    at_least: Share = Field("all", description="How many variants: all, any, a number, a percentage, or the regions.")
    ignores: Names | None = Field(None, description="States that take a variant out of the reckoning.")


class ApprovalSpec(_Strict):
    """Who is asked whether something may go on, and how many of them must agree."""

    title: Titles
    asks: Voices = Field(description="Codes of agencies, roles, or `co_executors`: each is one voice.")
    at_least: Quorum = Field("all", description="How many must agree: all, any, a number, a percentage, or the named.")
    mandatory: Voices | None = Field(None, description="Nothing is approved without these; they are asked as well.")
    veto: Voices | None = Field(
        None, description="The refusal of one of these rejects at once; they are asked as well."
    )
    hear_all: bool = Field(default=False, description="Reject only when everybody has answered.")


class TransitionSpec(_Strict):
    """An event that leads from a state to a state, and what it takes."""

    event: str = Field(description="One of `events`.")
    from_: Sources = Field(alias="from", description='A state, a list of states, or "*" for all that are not final.')
    to: str = Field(description="A state, or `same`.")
    by: Doers | None = Field(None, description="Roles that may do it, or `system`.")
    level: Level | None = Field(None, description="Only for national measures, or only for regional variants.")
    not_by: Names | None = Field(None, description="Four eyes: `author`, or events whose doer must be somebody else.")
    requires: Facts | None = Field(None, description="Facts and fields that must be set; it may set them itself.")
    sets: Facts | None = Field(None, description="Facts and fields it may set.")
    later: Facts | None = Field(None, description="Dates that it moves, and only to a later day.")
    evidence: int | None = Field(None, ge=0, le=100, description="How many files or links must be attached.")
    comment: Literal["required"] | None = Field(None, description="A reason must be given.")
    at_most: int | None = Field(None, ge=1, description="How often it may happen to one measure.")
    before_due: Time | None = Field(None, description="It must happen at least this long before the deadline.")
    after: Time | None = Field(None, description="It must happen at least this long after entering the state.")
    fan_out: Literal["regions"] | None = Field(None, description="Makes one variant per region, in the target state.")
    cascade: bool = Field(default=False, description="Is also done to every open regional variant.")
    reports: str | None = Field(
        None, description="A recurring deadline: one of its periods is reported, all of `requires` given anew for it."
    )
    accepts: str | None = Field(None, description="A recurring deadline: the report for a period is accepted.")
    returns: str | None = Field(None, description="A recurring deadline: the report for a period is sent back.")
    when_children: JoinSpec | None = Field(None, description="Happens by itself once the variants have come this far.")
    amends: Literal["regions"] | None = Field(None, description="What it changes is merged into the open variants.")
    drops: Literal["regions"] | None = Field(None, description="Is also done to variants of regions no longer named.")
    settles: Literal["conflicts"] | None = Field(None, description="Decides what an amendment left in conflict.")
    votes: Annotated[dict[str, Answer], Field(min_length=1, max_length=1)] | None = Field(
        None, description="Answers an approval for one voice, e.g. `{agreement: agree}`."
    )
    restarts: str | None = Field(None, description="An approval: nothing answered in it before counts any more.")
    when_approved: str | None = Field(None, description="An approval: happens by itself once it is given.")
    when_rejected: str | None = Field(None, description="An approval: happens by itself once it is refused.")


class RungSpec(_Strict):
    """One step of an escalation ladder: when, whom to notify, which event to trigger."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["before"]}, {"required": ["at"]}, {"required": ["after"]}]}
    )

    before: Time | None = Field(None, description="This long before the due instant.")
    at: Literal["due"] | None = Field(None, description="At the due instant.")
    after: Time | None = Field(None, description="This long after it.")
    every: Time | None = Field(None, description="Repeats at this distance, towards the due instant or away from it …")
    times: int | None = Field(None, ge=2, le=MOST_REPETITIONS, description="… so many times in all.")
    urgent: bool = Field(default=False, description="May speak outside working hours; others wait for the opening.")
    notify: Recipients | None = Field(None, description="Who gets a mail.")
    event: str | None = Field(None, description="An event that the system triggers.")
    template: Template | None = Field(None, description="Another mail than the one its position chooses.")


class DeadlineSpec(_Strict):
    """A clock that runs while a measure stands in the states that name it."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["within"]},
                {"required": ["until"]},
                {"required": ["on"]},
                {"required": ["follows"]},
            ]
        }
    )

    title: Titles
    level: Level | None = Field(None, description="Runs only for national measures, or only for regional variants.")
    within: Lasting | None = Field(None, description="Due this long after the state is entered, or on that day.")
    until: str | None = Field(None, description="Due on the day a date field names.")
    on: Day | None = Field(None, description="Due on a fixed day.")
    follows: str | None = Field(None, description="Due when another deadline is, e.g. the summary of the reports.")
    every: Literal["month", "quarter", "half_year", "year"] | None = Field(
        None, description="With `until`: recurs, one deadline per period until the day the field names."
    )
    by_day: int | None = Field(None, ge=1, le=31, description="With `every`: due on this day of the month after it.")
    plus: Time | None = Field(None, description="With `until`, `on`, `every` or `follows`: time granted after that.")
    on_day_off: DayOff = Field("before", description="Where a due day that is no working day goes.")
    ladder: list[RungSpec] = Field(default_factory=list, description="Reminders and escalations, in order of time.")


class NoticeSpec(_Strict):
    """Who is written to when an event happens."""

    to: Recipients = Field(description="Roles, or `responsible`, `co_executors`, `author`.")
    template: Template = Field(description="; ".join(f"{name}: {what}" for name, what in TEMPLATES.items()) + ".")
    level: Level | None = Field(None, description="Only for national measures, or only for regional variants.")


def _written_as(value: Any) -> str:
    return "several" if isinstance(value, list) else "one"


NoticeOrList = Annotated[
    Annotated[NoticeSpec, Tag("one")] | Annotated[list[NoticeSpec], Tag("several")], Discriminator(_written_as)
]


class MeasureType(_Strict):
    """A kind of measure: its states, who may move it, its deadlines, and who is written to."""

    model_config = ConfigDict(title="Qadam measure type")

    type: Name = Field(description="The name used on the command line.")
    version: int = Field(ge=1, description="Raise it with every change; running measures keep theirs.")
    title: Titles
    create: Create | None = None
    undo: UndoSpec | None = None
    amendments: AmendmentsSpec | None = None
    fields: dict[Name, FieldSpec] = Field(default_factory=dict)
    states: dict[Name, StateSpec]
    events: dict[Name, EventSpec] = Field(default_factory=dict)
    transitions: list[TransitionSpec]
    approvals: dict[Name, ApprovalSpec] = Field(default_factory=dict)
    deadlines: dict[Name, DeadlineSpec] = Field(default_factory=dict)
    notices: dict[str, NoticeOrList] = Field(
        default_factory=dict, description="By event; `create` and `fan_out` are the births of measures and variants."
    )


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a definition file (draft 2020-12)."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **MeasureType.model_json_schema()}


def json_schema_text() -> str:
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(json_schema_text(), encoding="utf-8")
