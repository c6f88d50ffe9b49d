"""When the regions have come far enough for the national measure to move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.loader import shipped_definitions
from tests.core.errand import approved, context, move
from workflow.errors import Refused
from workflow.guards import join_lacks
from workflow.model import Variant
from workflow.transition import Join

STATES = ("open", "checked", "done", "dropped")
DEFINITIONS = [source.definition for source in shipped_definitions()]
JOINS = {
    definition.type: [t.when_children for t in definition.transitions if t.when_children] for definition in DEFINITIONS
}


def family(*states: str) -> tuple[Variant, ...]:
    return tuple(Variant(region=f"R{number}", state=state) for number, state in enumerate(states, start=1))


def join(at_least, *, states=("done",), ignores=()) -> Join:
    return Join(states=frozenset(states), at_least=at_least, ignores=frozenset(ignores))


@pytest.mark.parametrize(
    ("at_least", "states", "met"),
    [
        ("all", ("done", "done"), True),
        ("all", ("done", "open"), False),
        ("any", ("open", "done", "open"), True),
        ("any", ("open", "open"), False),
        (2, ("done", "done", "open"), True),
        (2, ("done", "open", "open"), False),
        (9, ("done", "done"), True),  # more than there are means all of them
        (9, ("done", "open"), False),
        ("50%", ("done", "open"), True),
        ("51%", ("done", "open"), False),
        ("60%", ("done", "done", "open"), True),
        ("67%", ("done", "done", "open"), False),  # two of three are 66.7 %
        ("100%", ("done", "done"), True),
        (("R1", "R3"), ("done", "open", "done"), True),
        (("R1", "R3"), ("done", "done", "open"), False),
        (("R1", "R9"), ("done",), False),  # a region that has no variant at all
    ],
)
def test_a_join_counts_as_it_says(at_least, states, met):
    assert (join_lacks(join(at_least), family(*states)) is None) is met


def test_what_is_ignored_neither_counts_nor_is_waited_for():
    ignoring = join("all", ignores=("dropped",))

    assert join_lacks(ignoring, family("done", "dropped")) is None
    assert join_lacks(join("all"), family("done", "dropped")) is not None
    assert join_lacks(join(("R1", "R2"), ignores=("dropped",)), family("done", "dropped")) is None


def test_a_share_is_of_those_that_count():
    assert join_lacks(join("50%", ignores=("dropped",)), family("done", "open", "dropped", "dropped")) is None


def test_a_family_of_which_nobody_counts_is_no_completion():
    assert join_lacks(join("all", ignores=("dropped",)), family("dropped", "dropped")) == (
        "it has no regional variant that counts"
    )
    assert join_lacks(join("any"), ()) == "it has no regional variant that counts"


def test_what_is_lacking_is_said_in_numbers():
    assert join_lacks(join("all"), family("done", "open", "open", "checked")) == (
        "4 of 4 regional variants must be done; 1 are (1 checked, 2 open)"
    )
    assert join_lacks(join(("R2", "R3")), family("done", "open")) == "R2, R3 must be done"


@given(st.lists(st.sampled_from(STATES), min_size=1, max_size=20), st.integers(1, 100))
def test_more_is_never_met_by_fewer(states, percent):
    """Whoever satisfies a larger share satisfies a smaller one, and `all` satisfies every share."""
    variants = family(*states)
    lacks = {at_least: join_lacks(join(at_least), variants) for at_least in ("all", "any", f"{percent}%")}

    if lacks["all"] is None:
        assert lacks[f"{percent}%"] is None
    if lacks[f"{percent}%"] is None:
        assert lacks["any"] is None


@given(
    st.permutations(["done", "done", "open", "dropped", "checked"]), st.sampled_from(["all", "any", 2, "40%", "75%"])
)
def test_the_order_of_the_regions_does_not_matter(states, at_least):
    sample = join(at_least, ignores=("dropped",))
    sorted_lack = join_lacks(sample, family(*sorted(states)))

    assert join_lacks(sample, family(*states)) == sorted_lack


@given(st.data())
def test_a_step_that_does_not_concern_the_parent_changes_nothing_the_parent_looks_at(data):
    """Why such a step needs no lock on the parent: whatever the others do meanwhile, each join says the same of it."""
    definition = data.draw(st.sampled_from(DEFINITIONS))
    others = data.draw(st.lists(st.sampled_from(sorted(definition.states)), max_size=20))
    state, event = data.draw(st.sampled_from(sorted(definition._of_no_concern)))
    passed = sorted(definition._passed(state, event))
    met = {tuple(join_lacks(join, family(*others, each)) is None for join in JOINS[definition.type]) for each in passed}

    assert len(met) == 1
    assert not any(definition.states[each].final for each in passed)


@given(
    st.sampled_from(["all", "any", 3, "40%", ("R1", "R3")]),
    st.sets(st.sampled_from(STATES)),
    st.sets(st.sampled_from(STATES)),
    st.lists(st.sampled_from(STATES), max_size=8),
    st.sampled_from(STATES),
    st.sampled_from(STATES),
)
def test_what_a_join_neither_counts_nor_ignores_is_all_one_to_it(at_least, counted, ignored, others, one, another):
    sample = join(at_least, states=counted, ignores=ignored)
    if {one, another} & (counted | ignored):
        return
    verdicts = {join_lacks(sample, family(each, *others)) is None for each in (one, another)}

    assert len(verdicts) == 1


def test_what_closes_or_counts_concerns_the_parent():
    campaign = next(definition for definition in DEFINITIONS if definition.type == "campaign")

    assert campaign.concerns_parent("reported", "accept")
    assert campaign.concerns_parent("closed", "reopen")
    assert campaign.concerns_parent("in_execution", "cancel")
    assert campaign.concerns_parent("in_execution", "no such event")
    assert not campaign.concerns_parent("in_execution", "report")
    assert not campaign.concerns_parent("reported", "return")


def test_a_national_measure_moves_by_the_system_when_its_join_is_met():
    parent = approved().measure

    with pytest.raises(Refused, match="must be done"):
        move(parent, "gather", "system", within=context(variants=family("done", "open")))
    assert (
        move(parent, "gather", "system", within=context(variants=family("done", "dropped"))).measure.state == "checked"
    )
