"""Mistakes in approvals and amendments are found, each at its place; the shipped types have none."""

import pytest

from definitions.loader import MEASURE_TYPES, check_definition

LEGISLATION = (MEASURE_TYPES / "legislation.yaml").read_text(encoding="utf-8")
CAMPAIGN = (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8")


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("{agreement: refuse}", "{agrement: refuse}", "unknown-approval", "{agrement: refuse}"),
        ("when_approved: agreement}", "when_approved: agreemnt}", "unknown-approval", "when_approved: agreemnt}"),
        ("restarts: agreement}", "restarts: other}", "unknown-approval", "restarts: other}"),
        ("    asks: co_executors", "    asks: co_executer", "unknown-voice", "    asks: co_executer"),
        ("    asks: co_executors", "    asks: [MOJ, regional.boss]", "unknown-voice", "    asks: [MOJ"),
        ("    at_least: all\n", "    at_least: 0\n", "impossible-quorum", "    at_least: 0\n"),
        ("    at_least: all\n", "    at_least: 120%\n", "impossible-quorum", "    at_least: 120%\n"),
        ("    asks: co_executors\n    at_least: all", "    asks: [MOJ, MIA]\n    at_least: 3", "impossible-quorum",
         "    at_least: 3"),
        ("{event: consent, from: agency_draft, to: same", "{event: consent, from: agency_draft, to: agreed",
         "answer-moves", "{event: consent, from: agency_draft, to: agreed"),
        ("to: agreed, when_approved", "to: same, when_approved", "outcome-stays", "to: same, when_approved"),
        ("votes: {agreement: agree}}", "votes: {agreement: change}}", "approval-unanswered", "  agreement:\n    asks"),
        ("  - {event: concur, from: agency_draft, to: agreed, when_approved: agreement}\n", "",
         "approval-without-end", "  agreement:\n    asks"),
        ("  - {event: remit, from: agency_draft, to: returned, when_rejected: agreement}\n", "",
         "approval-without-refusal", "  agreement:\n    asks"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_approval_is_found_at_its_place(old, new, code, at):
    assert old in LEGISLATION
    text = LEGISLATION.replace(old, new, 1)
    found = [finding for finding in check_definition(text, "x.yaml") if finding.code == code]

    assert [finding.line for finding in found][:1] == [line_of(text, at)]


def test_an_approval_nobody_asks_for_is_pointed_out():
    text = LEGISLATION.replace("approvals:\n", "approvals:\n  other: {asks: MOJ, title: {en: O, ru: О, kk: О}}\n", 1)

    assert [finding.code for finding in check_definition(text, "x.yaml")] == ["unused-approval"]


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("level: regional, settles: conflicts}", "level: national, settles: conflicts}", "conflicts-undecided",
         "amends: regions"),
        ("amendments: {deadline: reconciliation}", "# ", "conflicts-without-deadline", "settles: conflicts"),
        ('{event: drop_region, from: "*", to: not_needed', "{event: drop_region, from: approved, to: not_needed",
         "drop-without-end", "drops: regions"),
        ("level: national, comment: required,\n     requires: [regions], drops", "level: regional, comment: required,\n"
         "     requires: [regions], drops", "amendment-level", "drops: regions"),
        ("amendments: {deadline: reconciliation}", "amendments: {deadline: reconcilation}", "unknown-deadline",
         "amendments: {deadline"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_amendment_is_found_at_its_place(old, new, code, at):
    assert old in CAMPAIGN
    text = CAMPAIGN.replace(old, new, 1)
    found = [finding for finding in check_definition(text, "x.yaml") if finding.code == code]

    assert [finding.line for finding in found][:1] == [line_of(text, at)]


def test_an_undo_by_nobody_known_and_an_event_of_the_engine_are_refused():
    text = CAMPAIGN.replace("undo: {by: national.coordinator", "undo: {by: national.cordinator", 1)
    assert "unknown-role" in {finding.code for finding in check_definition(text, "x.yaml")}

    text = CAMPAIGN.replace("  edit:          {title", "  undo:          {title", 1)
    assert "reserved-name" in {finding.code for finding in check_definition(text, "x.yaml")}


@pytest.mark.parametrize("name", ["type", "vote", "undoes", "migration", "conflicts"])
def test_a_field_cannot_be_called_as_the_engine_calls_its_own(name):
    text = CAMPAIGN.replace("fields:\n", f"fields:\n  {name}: {{type: string, title: {{en: T, ru: Т, kk: Т}}}}\n", 1)

    assert "reserved-name" in {finding.code for finding in check_definition(text, "x.yaml")}
