"""Whether a definition can work: every name refers to something, every measure gets to an end and in time.

A check is a function from a draft to the mistakes it sees; this is the table of all of them. Checks must bear a
draft with parts missing, for what is badly shaped is reported by the schema and left out of the draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from definitions import (
    amendment_checks,
    approval_checks,
    family_checks,
    flow_checks,
    guard_checks,
    name_checks,
    people_checks,
    period_checks,
    time_checks,
)
from definitions.draft import Draft, Mistake
from definitions.exploration import Exploration, explore
from definitions.findings import Finding
from definitions.people_checks import Staff
from definitions.yaml_file import YamlFile

Check = Callable[[Draft], Iterable[Mistake]]

MOST: Mapping[str, int] = MappingProxyType(
    {"fields": 200, "states": 100, "events": 200, "transitions": 300, "deadlines": 100, "notices": 300, "approvals": 50}
)
"""How many of each a measure type may have."""

CHECKS: tuple[Check, ...] = (
    # names and words
    name_checks.states_exist,
    name_checks.events_exist,
    name_checks.fields_exist,
    name_checks.dates_are_dates,
    name_checks.roles_exist,
    name_checks.recipients_exist,
    name_checks.recipients_are_at_hand,
    name_checks.templates_exist,
    name_checks.deadlines_exist,
    name_checks.regions_have_codes,
    name_checks.names_are_free,
    name_checks.fields_make_sense,
    name_checks.titles_are_complete,
    # the way through the states
    flow_checks.one_initial_state,
    flow_checks.final_states_are_final,
    flow_checks.transitions_do_not_overlap,
    flow_checks.somebody_does_it,
    flow_checks.what_only_the_system_does_is_triggered,
    flow_checks.joins_are_left_to_the_system,
    flow_checks.fan_outs_are_national,
    flow_checks.joins_can_be_met,
    flow_checks.loops_have_deadlines,
    # guards
    guard_checks.the_system_is_able,
    guard_checks.there_is_time_before_the_deadline,
    guard_checks.there_is_time_to_wait,
    guard_checks.four_eyes_can_see,
    # amendments
    amendment_checks.amendments_reach_variants,
    amendment_checks.conflicts_are_decided,
    amendment_checks.drops_call_variants_off,
    # approvals
    approval_checks.approvals_exist,
    approval_checks.voices_exist,
    approval_checks.approvals_come_to_something,
    approval_checks.answers_stay_and_outcomes_move,
    approval_checks.enough_voices,
    # deadlines and ladders
    time_checks.durations_are_readable,
    time_checks.deadlines_say_when,
    time_checks.deadlines_are_named_once,
    time_checks.deadlines_run,
    time_checks.dates_are_set_in_time,
    time_checks.ladders_are_in_order,
    time_checks.rungs_do_something,
    time_checks.rungs_come_after_the_opening,
    time_checks.rungs_come_before_the_end,
    time_checks.deadlines_end_with_the_measure,
    time_checks.rung_events_are_possible,
    time_checks.pauses_stop_clocks,
    time_checks.due_guards_have_deadlines,
    time_checks.repetitions_have_an_end,
    # periods
    period_checks.recurring_deadlines_have_an_end,
    period_checks.followed_deadlines_exist,
    period_checks.deeds_are_on_recurring_deadlines,
    period_checks.the_period_is_the_engines,
)

FAMILY_CHECKS: tuple[Callable[[Exploration], Iterable[Mistake]], ...] = (
    family_checks.states_are_reached,
    family_checks.transitions_happen,
    family_checks.states_are_left,
    family_checks.joins_are_met,
    family_checks.parents_are_not_stranded,
)
"""On every situation that a national measure and its variants can come to."""


def lint(file: YamlFile, staff: Staff | None = None) -> tuple[Finding, ...]:
    """What every check has to say about a file; those about people only where it is said who there is."""
    draft = Draft.of(file)
    crowded = tuple(_placed(file, mistake) for mistake in _crowd(draft))
    if crowded:
        return crowded
    mistakes = [mistake for check in CHECKS for mistake in check(draft)]
    explored = explore(draft)
    mistakes += [mistake for check in FAMILY_CHECKS for mistake in check(explored)]
    if staff is not None:
        mistakes += people_checks.recipients_answer(draft, staff)
        mistakes += people_checks.somebody_can_lead_on(explored, staff)
        mistakes += people_checks.somebody_can_do_it(draft, staff)
    return tuple(_placed(file, mistake) for mistake in mistakes)


def _crowd(draft: Draft) -> Iterable[Mistake]:
    """More of something than a person can oversee, and than the checks are made for."""
    for section, most in MOST.items():
        rules = draft.document.get(section)
        number = len(rules) if isinstance(rules, list | Mapping) else 0
        if number > most:
            message = f"{number:,} {section} are too many; at most {most} are allowed"
            yield Mistake((section,), "too-many", message, at_key=True)


def _placed(file: YamlFile, mistake: Mistake) -> Finding:
    place = file.key_place(mistake.path) if mistake.at_key else file.place(mistake.path)
    return Finding(
        file=file.name,
        line=place.line,
        column=place.column,
        severity=mistake.severity,
        code=mistake.code,
        message=mistake.message,
        example=mistake.example,
    )
