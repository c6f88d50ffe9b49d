"""What measures carry: the facts that every measure may have, and the fields of a type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from workflow.directory import Texts
from workflow.noun import dataclass

PLAN = "plan"
"""What the plan file says of a measure besides: section, form of completion, wording of the deadline, …"""

BUILT_IN_FIELDS: Mapping[str, str] = {
    "title": "texts",
    "lead_agency": "agency",
    "co_executors": "agencies",
    "regions": "regions",
    "starts_on": "date",
    "due_on": "date",
    PLAN: "notes",
}
"""Facts every measure may carry, whatever its type, and how they are read."""

PERIOD = "period"
"""The value by which a step names the period it is about; kept in history, not a fact of the measure."""

FieldType = Literal["string", "integer", "number", "boolean", "date", "choice", "list"]


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    name: str
    type: str
    titles: Texts = field(default_factory=dict)
    min: float | None = None
    max: float | None = None
    """Bounds of a number, or of the length of a text."""
    choices: tuple[str, ...] = ()
