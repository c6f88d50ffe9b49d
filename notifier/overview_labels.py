"""The fixed words of mails about many measures: digests, and bundles of notices."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from notifier.catalogue import catalogue
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class OverviewLabels:
    daily: str
    weekly: str
    sections: Mapping[str, str]
    """By section: those of a digest, and the kinds a bundle can be of."""
    short: Mapping[str, str]
    """Before a section's number in the first line."""
    more: str
    """How many are not listed; `{n}` stands for the number."""
    more_above: str
    """The same where the list stands above in another language."""
    heat: str
    below: str
    """Under the picture: where the same is said in words."""
    above: str
    """The same where it is said above, in another language."""
    region: str
    late: str
    total: str
    national: str
    """The row of the headquarters' own measures."""
    checkpoint: str
    """What the seal of the record is; `{date}` and `{entries}` stand for when and how many."""
    nothing: str


@cache
def overview_labels_in(language: str) -> OverviewLabels:
    _ = catalogue(language).gettext
    return OverviewLabels(
        daily=_("Daily overview"),
        weekly=_("Weekly overview"),
        sections={
            "late": _("Late"),
            "due_soon": _("Due within seven days"),
            "waiting": _("Waiting for you"),
            "changed": _("Changed"),
            "told": _("Notices held for this overview"),
            "dead": _("Undelivered mails"),
            "assigned": _("Waiting for your step"),
            "reminder": _("Due soon"),
            "due": _("Due now"),
            "overdue": _("Overdue"),
            "returned": _("Returned for rework"),
            "extended": _("A new date"),
            "moved": _("Moved on"),
            "closed": _("Closed"),
        },
        short={"late": _("late"), "due_soon": _("due soon"), "waiting": _("waiting for you"), "changed": _("changed")},
        more=_("and {n} more"),
        more_above=_("and {n} more, see the list above"),
        heat=_("Regions and states"),
        below=_("The table below names the states and regions."),
        above=_("The table above names the regions."),
        region=_("Region"),
        late=_("Late"),
        total=_("Total"),
        national=_("National level"),
        checkpoint=_("Seal of the record, {date}, {entries} entries"),
        nothing=_("No measure needs attention."),
    )
