"""Who a plan makes responsible, by every name plans use; what nobody knows is listed, never dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.directory import load_agencies, load_regions
from definitions.plan.executors import read_executors

AGENCIES, REGIONS = load_agencies(), load_regions()
CITIES = ("KZ-71", "KZ-75", "KZ-79")


def read(text: str):
    return read_executors(text, AGENCIES, REGIONS)


def codes(text: str) -> list[str]:
    return [body.agency for body in read(text).bodies]


@pytest.mark.parametrize("code", AGENCIES)
def test_every_body_is_known_by_its_names_and_abbreviations_in_three_languages(code: str):
    agency = AGENCIES[code]
    for name in (*agency.names.values(), *agency.abbreviations.values(), *agency.aliases):
        assert codes(name) == [code], name
        assert read(name).unrecognised == ()


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("МВД", ["MIA"]),
        ("МВД, МЗ, МЮ", ["MIA", "MOH", "MOJ"]),
        ("ІІМ, ДСМ", ["MIA", "MOH"]),
        ("МВД (свод), ГП (по согласованию)", ["MIA", "GPO"]),
        ("МНВО совместно с МЗ, МВД", ["MSHE", "MOH", "MIA"]),
        ("Министерство внутренних дел совместно с Министерством здравоохранения", ["MIA", "MOH"]),
        ("Министерства внутренних дел и юстиции", ["MIA"]),
        ("МКИ; КНБ\nМЮ", ["MCI", "KNB", "MOJ"]),
        ("МКИ, министерство искусственного интеллекта (МИИЦР), совместно с КНБ", ["MCI", "MAIDD", "KNB"]),
        ("МЦРИАП", ["MAIDD"]),
        ("КПМ", ["GOV"]),
        ("ДП области совместно с местными исполнительными органами", ["MIA", "AKIMAT"]),
    ],
)
def test_lists_of_bodies_are_taken_apart_in_order(text: str, bodies: list[str]):
    known = {"MAIDD", "GOV"} & set(bodies)
    assert known <= set(AGENCIES) or pytest.skip("codes differ")
    assert codes(text) == bodies


def test_the_one_who_merges_leads_else_the_one_named_first():
    assert read("МКИ, МВД (свод), МЗ").lead == "MIA"
    assert read("МКИ, МВД, МЗ").lead == "MCI"
    assert read("МКИ, МВД (свод), МЗ").co_executors == ("MCI", "MOH")


def test_bodies_that_are_asked_and_not_ordered_are_marked():
    assert read("МВД, КНБ (по согласованию), ГП (по согласованию)").by_agreement == ("KNB", "GPO")
    assert read("ІІМ, ҰҚК (келісім бойынша)").by_agreement == ("KNB",)


@pytest.mark.parametrize("text", ["акиматы", "акиматы областей, городов Астана, Алматы, Шымкент",
                                  "акимы областей, городов Астаны, Алматы и Шымкента", "МИО",
                                  "облыстардың, Астана, Алматы және Шымкент қалаларының әкімдіктері", "әкімдіктер",
                                  "местные исполнительные органы"])  # fmt: skip
def test_the_akimats_are_those_of_all_twenty_regions(text: str):
    executors = read(text)

    assert executors.lead == "AKIMAT"
    assert set(executors.regions) == set(REGIONS)
    assert executors.unrecognised == ()


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("акимат города Алматы", {"KZ-75"}),
        ("акимат г. Шымкент", {"KZ-79"}),
        ("акимат Алматинской области", {"KZ-19"}),
        ("акиматы Жамбылской и Туркестанской областей", {"KZ-31", "KZ-61"}),
        ("акиматы городов Астана, Алматы, Шымкент", set(CITIES)),
        ("акимат области Жетісу", {"KZ-33"}),
        ("акимат области Жетысу", {"KZ-33"}),
        ("акиматы Алматинской, Жамбылской областей и города Шымкент", {"KZ-19", "KZ-31", "KZ-79"}),
        ("Алматы қаласының әкімдігі", {"KZ-75"}),
        ("Алматы облысының әкімдігі", {"KZ-19"}),
        ("Жамбыл облысының, Астана қаласының әкімдіктері", {"KZ-31", "KZ-71"}),
    ],
)
def test_named_akimats_are_those_regions_only(text: str, regions: set[str]):
    assert set(read(text).regions) == regions


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("МВД, общество любителей книги", ("общество любителей книги",)),
        ("заинтересованные государственные органы", ("заинтересованные государственные органы",)),
        ("Правительство", ("Правительство",)),
    ],
)
def test_a_body_nobody_knows_is_listed(text: str, left: tuple[str, ...]):
    assert read(text).unrecognised == left


@pytest.mark.parametrize("text", ["", " ", "-", "не назван", "нет", "—"])
def test_nobody_is_nobody(text: str):
    assert read(text).bodies == read(text).unrecognised == ()


def test_a_remark_in_brackets_is_kept():
    assert read("МКИ (докладчик)").notes == ("(докладчик)",)


def test_an_abbreviation_inside_a_word_is_none():
    assert codes("СОМВДОМ") == []
    assert codes("мзда") == []


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["МВД", "акиматы", "(свод)", ",", ";", "Алматы", "и", "x"])).map(" ".join)
)
def test_any_text_is_taken_apart_without_failing(text: str):
    executors = read(text)

    assert set(executors.regions) <= set(REGIONS)
    assert len({body.agency for body in executors.bodies}) == len(executors.bodies)


@pytest.mark.parametrize("text", ["МВД, " * 8_000, "(" * 40_000, "акиматы " * 5_000, "а" * 40_000])
def test_a_cell_of_forty_thousand_characters_is_answered_soon(text: str):
    assert len(read(text).bodies) <= 1
