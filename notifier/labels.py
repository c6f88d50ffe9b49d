"""The fixed words around every mail: labels of facts, headings, and why somebody is written to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from notifier.catalogue import catalogue
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Labels:
    due: str
    """Before the date in a mail's first line."""
    todo: str
    for_information: str
    """What to do, where nothing is asked."""
    facts: str
    title: str
    type: str
    level: str
    levels: Mapping[str, str]
    region: str
    agency: str
    state: str
    before: str
    """Before the state a measure came from."""
    event: str
    events: Mapping[str, str]
    """The events that belong to no measure type."""
    actor: str
    on_behalf_of: str
    deadline: str
    stage: str
    first_due: str
    comment: str
    why: str
    roles: Mapping[str, str]
    """By recipient in the definition, the end of the sentence that says why."""
    otherwise: str
    """For a recipient that is not among `roles`."""
    contact: str
    """Heading of who to ask."""
    automatic: str
    answered: str
    """Instead of `automatic`, where an answer goes to a coordinator."""
    last_day: str
    """What remains, on the due day itself."""
    past: str
    """What remains, after the due moment while no working day has passed."""


@cache
def labels_in(language: str) -> Labels:
    of = catalogue(language)
    _ = of.gettext
    return Labels(
        due=_("due"),
        todo=_("What to do"),
        for_information=_("This is for your information: nothing is asked of you in the system."),
        facts=_("About the measure"),
        title=_("Title"),
        type=_("Type"),
        level=_("Level"),
        levels={"national": of.pgettext("level", "national"), "regional": of.pgettext("level", "regional")},
        region=_("Region"),
        agency=_("Responsible agency"),
        state=_("State"),
        before=_("before"),
        event=_("Event"),
        events={"create": _("Creation"), "fan_out": _("Sending to the region")},
        actor=_("Done by"),
        on_behalf_of=_("on behalf of"),
        deadline=_("Due"),
        stage=_("Stage"),
        first_due=_("First due"),
        comment=_("Comment"),
        why=_("Why you received this"),
        roles={
            "responsible": _("you act for the responsible agency"),
            "co_executors": _("you act for a co-executing agency"),
            "author": _("you created this measure"),
            "awaited": _("an answer of your agency is awaited"),
            "national.coordinator": _("you are a coordinator of the national headquarters"),
            "national.head": _("you are among the heads of the national headquarters"),
            "regional.coordinator": _("you are a coordinator of the regional headquarters"),
            "regional.head": _("you are a head of the regional headquarters"),
            "agency.officer": _("you act for the responsible agency"),
            "agency.head": _("you are among the heads of the responsible agency"),
            "administrator": _("you administer the system"),
        },
        otherwise=_("you are among those notified about this measure"),
        contact=_("Who to ask"),
        automatic=_("This mail was sent automatically; there is no need to answer it."),
        answered=_("This mail was sent automatically; an answer to it goes to the coordinator."),
        last_day=_("due today"),
        past=_("past due"),
    )
