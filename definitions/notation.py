"""How the values of a definition file are written: names, shares, lengths of time, and the mails there are.

Each has what is checked of it, and what the JSON Schema tells an editor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import PlainValidator, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from workflow.definition import RECIPIENTS_BY_MEASURE
from workflow.directory import ROLES, SYSTEM
from workflow.durations import Unit
from workflow.facts import BUILT_IN_FIELDS

TEMPLATES: Mapping[str, str] = MappingProxyType(
    {
        "assigned": "you have something to do",
        "moved": "for your information: the state changed",
        "returned": "rework is wanted",
        "reminder": "it will be due soon",
        "due": "it is due now",
        "overdue": "it is late",
        "extended": "there is a new date",
        "closed": "accepted, taken off control, or cancelled",
    }
)
"""The mails there are, and what each says."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]


def _names(value: Any) -> Any:
    """One name, or a list of names."""
    if isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        return value
    raise PydanticCustomError("names", "takes a name or a list of names")


def _share(value: Any) -> Any:
    """How many children a join wants."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        return value
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return value
    raise PydanticCustomError("share", "takes all, any, a number, a percentage such as 60%, or a list of regions")


def _one_or_more(known: Iterable[str] = (), **more: Any) -> WithJsonSchema:
    """The published form of names; the known ones complete in an editor, the linter judges all."""
    word: dict[str, Any] = {"enum": list(known)} if known else {"type": "string"}
    return WithJsonSchema({"anyOf": [word, {"type": "array", "items": word}], **more})


def _some_of(each: Mapping[str, Any]) -> WithJsonSchema:
    """The published form of a share: all, any, a number, a percentage, or each by its name."""
    number = {"type": "integer", "minimum": 1}
    percentage = {"type": "string", "pattern": "^[0-9]+%$"}
    return WithJsonSchema({"anyOf": [{"enum": ["all", "any"]}, number, percentage, {"type": "array", "items": each}]})


Names = Annotated[Any, PlainValidator(_names), _one_or_more()]
Doers = Annotated[Any, PlainValidator(_names), _one_or_more((*ROLES, SYSTEM))]
Roles = Annotated[Any, PlainValidator(_names), _one_or_more(ROLES)]
Recipients = Annotated[Any, PlainValidator(_names), _one_or_more((*RECIPIENTS_BY_MEASURE, *ROLES))]
Sources = Annotated[Any, PlainValidator(_names), _one_or_more(examples=["draft", ["reported", "returned"], "*"])]
Facts = Annotated[Any, PlainValidator(_names), _one_or_more(examples=[list(BUILT_IN_FIELDS)])]
Share = Annotated[Any, PlainValidator(_share), _some_of({"type": "string", "pattern": "^KZ-[0-9]{2}$"})]
Voices = Annotated[Any, PlainValidator(_names), _one_or_more(examples=["co_executors", ["MOJ", "national.head"]])]
"""Who is asked in an approval: agencies by their code, roles, `co_executors`."""
Quorum = Annotated[Any, PlainValidator(_share), _some_of({"type": "string"})]
Template = Annotated[str, WithJsonSchema({"enum": list(TEMPLATES)})]
_LENGTH = f"[0-9]{{1,6}} ({'|'.join(unit.removesuffix('s') for unit in Unit)})s?"
_OF_PERIOD = "(end of|day [0-9]{1,2} after|[0-9]{1,2}(st|nd|rd|th) day( of the month)? after)"
_PERIODS = "(month|quarter|half[-_ ]year|year)"

Time = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^{_LENGTH}$",
            "examples": ["10 working days", "1 working day", "20 days", "6 hours"],
        }
    ),
]
Lasting = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": f"^({_LENGTH}|{_OF_PERIOD} (the )?{_PERIODS})$",
            "examples": ["10 working days", "1 month", "end of quarter", "5th day of the month after the quarter"],
        }
    ),
]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
