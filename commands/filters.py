"""The filters that choose measures, one set for every command: they combine, and names may be typed in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

import click

from commands.app import App
from commands.catalogue import agency_code, region_code, state_name, type_name
from store.queries import NEEDS, Wanted
from store.reader import Reader
from workflow.errors import Invalid

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_FILTERS: Mapping[str, Mapping[str, Any]] = {
    "state": {"help": "In this state, by name or title."},
    "type": {"help": "Of this measure type."},
    "region": {"help": "Of this region, by code or name."},
    "agency": {"help": "Led by this agency, by code or name."},
    "level": {"help": "National measures or regional variants.", "type": click.Choice(["national", "regional"])},
    "parent": {"help": "Variants of this national measure."},
    "overdue": {"help": "Whose deadline has passed.", "is_flag": True},
    "due_before": {"help": "Whose deadline is before this moment.", "metavar": "DATE"},
    "needs": {"help": "Open ones the plan left without a date or a lead agency.", "type": click.Choice(list(NEEDS))},
    "search": {"help": "With words that begin so in title, data or number.", "metavar": "TEXT"},
}
WHERE = tuple(name for name in _FILTERS if name != "overdue")
"""What --where of a bulk move takes as KEY=VALUE; `overdue=yes` besides."""


def filters(*names: str) -> Callable[[Decorated], Decorated]:
    """The options for these filters (all when none is named)."""

    def decorate(function: Decorated) -> Decorated:
        for name in reversed(names or tuple(_FILTERS)):
            function = click.option(f"--{name.replace('_', '-')}", name, **_FILTERS[name])(function)
        return function

    return decorate


def _need(given: str | None) -> str | None:
    if given is not None and given not in NEEDS:
        raise Invalid(f"a measure cannot need {given!r}", possible=f"one of: {', '.join(NEEDS)}")
    return given


def wanted(app: App, reader: Reader, given: Mapping[str, Any], now: datetime) -> Wanted:
    """The measures the filters ask for. Raises NotFound with the nearest for a name that is not there."""
    return Wanted(
        state=state_name(reader, given["state"]) if given.get("state") else None,
        type=type_name(reader, given["type"]) if given.get("type") else None,
        region=region_code(reader, given["region"]) if given.get("region") else None,
        agency=agency_code(reader, given["agency"]) if given.get("agency") else None,
        level=given.get("level"),
        parent=given.get("parent"),
        overdue_at=now if given.get("overdue") else None,
        due_before=app.moment(given["due_before"]) if given.get("due_before") else None,
        needs=_need(given.get("needs")),
        search=given.get("search"),
    )
