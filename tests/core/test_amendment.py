"""A national amendment meets what a region made of the text: what follows, what stays, and what must be decided."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.core.errand import DOCUMENT, NORTH, NOW, at
from tests.core.life import Life
from workflow.amendment import decide_merge, divergences, merge, moved_by
from workflow.definition_document import definition_from
from workflow.errors import Refused
from workflow.model import Conflict, Measure, Variant
from workflow.seal import GENESIS

TITLES = {"title": {"en": "E", "ru": "Р", "kk": "К"}}
WHEN = at("2024-04-17 10:00")


def _amending() -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    document["amendments"] = {"deadline": "reconciling"}
    document["events"] |= {"amend": TITLES, "settle": TITLES, "more": TITLES, "fewer": TITLES}
    document["deadlines"]["reconciling"] = {**TITLES, "level": "regional", "within": "5 working days", "ladder": []}
    document["notices"]["merge"] = {"to": "regional.coordinator", "template": "moved"}
    hq, sets = "national.coordinator", ["title", "lead_agency", "co_executors", "due_on", "note", "links", "amount"]
    document["transitions"] += [
        {"event": "amend", "from": "open", "to": "same", "by": hq, "level": "national", "sets": sets,
         "amends": "regions"},
        {"event": "settle", "from": "open", "to": "same", "by": "regional.coordinator", "level": "regional",
         "settles": "conflicts", "sets": ["urgent"]},
        {"event": "more", "from": "open", "to": "same", "by": hq, "level": "national", "sets": ["regions"],
         "fan_out": "regions"},
        {"event": "fewer", "from": "open", "to": "same", "by": hq, "level": "national", "sets": ["regions"],
         "drops": "regions"},
    ]  # fmt: skip
    return document


AMENDING = definition_from(_amending(), "7" * 64)


def texted(level="national", region=None, **facts: Any) -> Measure:
    titles = {"ru": "Лекции", **facts.pop("titles", {})}
    blank = Measure(
        id="7" if region is None else f"7/{region}", type="errand", type_version=1, level=level, region=region,
        titles=titles, state="open", since=NOW, version=1, head=GENESIS, author="hq",
    )  # fmt: skip
    built_in = {name: facts.pop(name) for name in ("agency", "co_executors", "due_on") if name in facts}
    return replace(blank, **built_in, data=facts)


def regional(**facts: Any) -> Measure:
    return texted("regional", NORTH, **facts)


def merged(before: dict[str, Any], after: dict[str, Any], variant: dict[str, Any], conflicts=None):
    mine = replace(regional(**variant), conflicts=conflicts or {})
    found = merge(texted(**before), texted(**after), mine)
    return dict(found.values), dict(found.conflicts)


# The merge


def test_what_a_region_left_as_it_was_follows_the_new_text():
    assert merged({"note": "a"}, {"note": "b"}, {"note": "a"}) == ({"note": "b"}, {})


def test_what_a_region_made_its_own_stays_where_the_headquarters_changed_nothing():
    assert merged({"note": "a"}, {"note": "a"}, {"note": "own"}) == ({}, {})


def test_what_both_changed_alike_is_no_conflict():
    assert merged({"note": "a"}, {"note": "b"}, {"note": "b"}) == ({}, {})


def test_what_both_changed_is_a_conflict_between_the_old_and_the_new_national_text():
    assert merged({"note": "a"}, {"note": "b"}, {"note": "own"}) == ({}, {"note": Conflict(old="a", new="b")})


def test_a_text_taken_out_or_put_in_is_a_change_like_any_other():
    assert merged({"note": "a"}, {}, {"note": "a"}) == ({"note": None}, {})
    assert merged({}, {"note": "b"}, {}) == ({"note": "b"}, {})
    assert merged({"note": "a"}, {}, {"note": "own"}) == ({}, {"note": Conflict(old="a", new=None)})


def test_each_language_of_the_title_is_merged_on_its_own():
    before, after = {"titles": {"en": "Talks"}}, {"titles": {"ru": "Беседы", "en": "Chats"}}

    assert merged(before, after, {"titles": {"en": "Own"}}) == (
        {"title.ru": "Беседы"},
        {"title.en": Conflict(old="Talks", new="Chats")},
    )


def test_lists_are_merged_entry_by_entry():
    assert merged({"links": ["a", "b"]}, {"links": ["b", "c"]}, {"links": ["own", "a", "b"]}) == (
        {"links": ["own", "b", "c"]},
        {},
    )
    assert merged({}, {"links": ["a"]}, {"links": ["a", "own"]}) == ({"links": ["a", "own"]}, {})
    assert merged({"links": ["a"]}, {"links": ["b"]}, {}) == ({"links": ["b"]}, {})
    assert merged({"links": ["a"]}, {"links": ["a", "b"]}, {"links": ["b", "own"]}) == ({"links": ["b", "own"]}, {})


def test_a_list_is_not_merged_with_what_is_none():
    assert merged({"links": ["a"]}, {"links": ["b"]}, {"links": "own"}) == (
        {},
        {"links": Conflict(old=["a"], new=["b"])},
    )


def test_a_second_amendment_widens_the_conflict_and_the_old_text_stays_where_it_began():
    first = {"note": Conflict(old="a", new="b")}

    assert merged({"note": "b"}, {"note": "c"}, {"note": "own"}, first) == ({}, {"note": Conflict(old="a", new="c")})
    assert merged({"note": "b"}, {"note": "c"}, {"note": "b"}, first) == ({}, {"note": Conflict(old="a", new="c")})


def test_a_conflict_is_over_when_the_headquarters_comes_round_to_the_region_s_text():
    first = {"note": Conflict(old="a", new="b")}

    assert merged({"note": "b"}, {"note": "own"}, {"note": "own"}, first) == ({}, {"note": None})


def test_regions_and_the_plan_are_no_text():
    before, after = replace(texted(), regions=("KZ-10",)), replace(texted(plan={"section": "B"}), regions=("KZ-61",))

    assert merge(before, after, regional()) == merge(before, before, regional())


# The step


def family() -> tuple[Life, Life]:
    """A national measure in three languages' titles, approved, and its northern variant."""
    national = Life.born(AMENDING, title={"en": "Talks", "ru": "Беседы"}, note="a", links=["x"], amount=1)
    step = national.move("approve", "hq2")
    return national, Life(AMENDING, next(c for c in step.children if c.measure.region == NORTH))


def amended(national: Life, variant: Life, comment="new text", **data: Any):
    before = national.measure
    cause = national.move("amend", "hq", WHEN, data=data, comment=comment, evidence=0).entry
    step = decide_merge(AMENDING, before, national.measure, variant.measure, cause, variant.context(), WHEN)
    return None if step is None else variant.take(step)


def own(variant: Life, **data: Any) -> None:
    variant.measure = replace(variant.measure, data={**variant.measure.data, **data})


def test_a_variant_takes_over_the_new_text_in_a_step_of_its_own():
    national, variant = family()
    before = variant.measure
    step = amended(national, variant, note="b", due_on="2024-06-14", co_executors=["MOH"], title={"en": "Chats"})
    entry, after = step.entry, step.measure

    assert (entry.measure, entry.seq, entry.at, entry.event) == ("7/KZ-10", 2, WHEN, "merge")
    assert (entry.actor, entry.on_behalf_of, entry.comment) == ("hq", None, "new text")
    assert (entry.source, entry.target, entry.type_version) == ("open", "open", 1)
    assert entry.data == {
        "note": "b", "due_on": "2024-06-14", "co_executors": ["MOH"], "title": {"en": "Chats"},
    }  # fmt: skip
    assert (entry.prev_hash, after.head, after.version) == (before.head, entry.hash, 2)
    assert after.titles == {"en": "Chats", "ru": "Беседы"}
    assert (after.due_on, after.co_executors, after.data["note"]) == (date(2024, 6, 14), ("MOH",), "b")
    assert variant.deadlines["7/KZ-10#answer@1"].due_at == after.due_at == at("2024-06-14 18:00")
    assert [(mail.person, mail.template) for mail in step.mails] == [("north", "moved")]
    assert variant.replayed() == (after, variant.deadlines)


def test_nothing_happens_to_a_variant_that_has_the_new_text_already():
    national, variant = family()
    own(variant, note="b")

    assert amended(national, variant, note="b") is None


def test_a_conflict_is_written_down_opens_its_deadline_and_leaves_the_region_s_text():
    national, variant = family()
    own(variant, note="own")
    step = amended(national, variant, note="b")

    assert step.entry.data == {"conflicts": {"note": {"old": "a", "new": "b"}}}
    assert step.measure.conflicts == {"note": Conflict(old="a", new="b")}
    assert step.measure.data["note"] == "own"
    assert [(clock.name, clock.due_at) for clock in step.opened] == [("reconciling", at("2024-04-24 18:00"))]
    assert step.measure.due_at == at("2024-04-24 18:00")


def test_a_conflict_that_the_headquarters_gave_up_is_written_down_as_over():
    national, variant = family()
    own(variant, note="own")
    amended(national, variant, note="b")
    step = amended(national, variant, note="own")

    assert step.entry.data == {"conflicts": {"note": None}}
    assert step.measure.conflicts == {}
    assert [clock.status for clock in step.changed] == ["met"]


def test_the_region_settles_a_conflict_by_setting_the_field():
    national, variant = family()
    own(variant, note="own", amount=5)
    amended(national, variant, note="b", amount="2")
    assert set(variant.measure.conflicts) == {"note", "amount"}
    with pytest.raises(Refused) as refused:
        variant.move("settle", "north", data={"urgent": "yes"})
    assert refused.value.reasons == ("say what holds for note, amount",)
    assert refused.value.possible == "the same with --set note=… --set amount=…"
    with pytest.raises(Refused) as refused:
        variant.move("settle", "north", data={"rate": "1", "note": "b"})
    assert refused.value.reasons == ("'settle' sets urgent, not rate",)

    assert variant.move("settle", "north", data={"note": "own, kept"}).measure.conflicts.keys() == {"amount"}
    assert variant.move("settle", "north", data={"amount": "2"}).measure.conflicts == {}
    with pytest.raises(Refused) as refused:
        variant.move("settle", "north")
    assert refused.value.reasons == ("nothing is in conflict",)
    assert refused.value.possible == "qadam show 7/KZ-10"


def test_only_who_has_something_to_settle_is_told_that_they_may():
    leaving = [way.event for way in AMENDING.leaving("open", "regional")]
    national, variant = family()
    own(variant, note="own")
    (quiet,) = amended(national, variant, amount="2").mails
    (asked,) = amended(national, variant, note="b").mails

    assert "settle" not in [leaving[place] for place in quiet.facts["ways"]]
    assert "settle" in [leaving[place] for place in asked.facts["ways"]]


def test_a_language_of_the_title_is_settled_on_its_own():
    national, variant = family()
    variant.measure = replace(variant.measure, titles={"en": "Own", "ru": "Своё"})
    amended(national, variant, title={"en": "Chats", "ru": "Встречи"})
    step = variant.move("settle", "north", data={"title": {"en": "Own"}})

    assert step.measure.conflicts.keys() == {"title.ru"}


# How far a region has moved


def test_a_divergence_says_what_either_wrote_and_how_far_apart_they_are():
    national = texted(note="abcd", links=["a", "b"], amount=1, agency="MIA")
    variant = replace(
        regional(note="abcx", links=["b", "c"], amount=2, agency="MIA"), conflicts={"amount": Conflict(old=0, new=1)}
    )
    found = {each.field: each for each in divergences(national, variant)}

    assert {name: each.distance for name, each in found.items()} == {"note": 0.25, "links": 0.667, "amount": 1.0}
    assert (found["note"].national, found["note"].regional) == ("abcd", "abcx")
    assert {name for name, each in found.items() if each.conflict} == {"amount"}


def test_what_only_the_region_reports_is_no_divergence_unless_it_is_in_conflict():
    national, variant = texted(note=""), regional(note="own", amount=3)

    assert divergences(national, variant) == ()
    assert [
        e.field for e in divergences(national, replace(variant, conflicts={"note": Conflict(old="a", new="")}))
    ] == ["note"]


def test_a_region_has_moved_by_the_mean_over_the_fields_the_national_text_has():
    national, variant = texted(note="abcd", agency="MIA", links=[]), regional(note="abcx", agency="MIA")

    assert moved_by(national, divergences(national, variant)) == 0.083
    assert moved_by(replace(national, titles={}, agency=None, data={}), ()) == 0.0
    assert moved_by(national, ()) == 0.0


# Regions put in and taken out


def test_regions_are_put_in_without_losing_one():
    national, _ = family()
    national.measure = replace(national.measure, regions=("KZ-10", "KZ-61"))
    national.variants = _variants("KZ-10", "KZ-61")
    with pytest.raises(Refused) as refused:
        national.move("more", "hq", data={"regions": "KZ-63"})
    assert refused.value.reasons == ("KZ-10, KZ-61 would be dropped: name all regions, the new ones as well",)
    with pytest.raises(Refused) as refused:
        national.move("more", "hq", data={"regions": "KZ-10,KZ-61"})
    assert refused.value.reasons == ("every region named has its variant already",)

    step = national.move("more", "hq", data={"regions": "KZ-10,KZ-61,KZ-63"})
    assert [child.measure.region for child in step.children] == ["KZ-63"]


def test_no_region_named_means_every_region():
    national, _ = family()
    national.variants = _variants("KZ-10", "KZ-61", "KZ-63")
    with pytest.raises(Refused) as refused:
        national.move("more", "hq", data={"regions": "KZ-10"})
    assert refused.value.reasons == ("KZ-61, KZ-63 would be dropped: name all regions, the new ones as well",)

    national.measure = replace(national.measure, regions=("KZ-10",))
    national.variants = _variants("KZ-10")
    assert len(national.move("more", "hq", data={"regions": ""}).children) == 2


@pytest.mark.parametrize("given", ["KZ-10,KZ-61,KZ-63", "KZ-10,KZ-61", ""])
def test_regions_are_dropped_without_putting_one_in_and_one_at_least_goes(given):
    national, _ = family()
    national.measure = replace(national.measure, regions=("KZ-10", "KZ-61"))
    with pytest.raises(Refused) as refused:
        national.move("fewer", "hq", data={"regions": given})

    assert refused.value.reasons == ("name the regions that remain: fewer than now, and none that is new",)
    assert national.move("fewer", "hq", data={"regions": "KZ-61"}).measure.regions == ("KZ-61",)


def _variants(*regions: str):
    return tuple(Variant(region=region, state="open") for region in regions)


def test_an_amendment_by_a_substitute_reaches_the_variants_in_the_same_name():
    national, variant = family()
    before = national.measure
    cause = national.move("amend", "hq", WHEN, data={"note": "b"}, evidence=0).entry
    step = decide_merge(
        AMENDING,
        before,
        national.measure,
        variant.measure,
        replace(cause, on_behalf_of="head"),
        variant.context(),
        WHEN,
    )

    assert step is not None
    assert step.entry is not None
    assert (step.entry.actor, step.entry.on_behalf_of) == ("hq", "head")


def test_every_date_an_amendment_moves_is_held_as_a_date():
    national, variant = family()
    before = national.measure
    after = replace(before, starts_on=date(2024, 4, 20))
    cause = national.move("amend", "hq", WHEN, data={"links": ["x", "y"]}, evidence=0).entry
    step = decide_merge(
        AMENDING, before, replace(after, data=national.measure.data), variant.measure, cause, variant.context(), WHEN
    )

    assert step is not None
    assert (step.measure.starts_on, step.measure.data["links"]) == (date(2024, 4, 20), ["x", "y"])


@pytest.mark.parametrize(
    ("national", "regional_value", "distance"),
    [
        ("abc", "axyc", 0.429),  # two of seven letters stand in both: a thousandth is near enough
        ("a" * 150 + "b" * 150, "b" * 150 + "a" * 150, 0.5),  # a letter that comes often is a letter
        ("abcd", None, 1.0),
        (["a"], None, 1.0),
        (["a"], "a", 1.0),
        ("a", ["a"], 1.0),
        ([], [], 0.0),
        (1, 1, 0.0),
        (True, False, 1.0),
    ],
)
def test_a_distance_is_from_nothing_to_all(national, regional_value, distance):
    in_conflict = replace(regional(note=regional_value), conflicts={"note": Conflict(old=None, new=None)})
    (found,) = divergences(texted(note=national), in_conflict)

    assert found.distance == distance


def test_what_the_national_text_leaves_empty_is_nothing_to_move_from():
    national = texted(note="", links=[], kind=None, amount=4)

    assert moved_by(national, divergences(national, regional(amount=5))) == 0.5
