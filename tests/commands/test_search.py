"""Full-text search: titles and data, three languages, beginnings and word forms, kept by the database itself."""

from __future__ import annotations

import json

import pytest

import cli
from store.queries import Wanted, measures
from store.reader import reading
from tests.world import World


def found(world: World, text: str) -> list[str]:
    with reading(world.location) as reader:
        return [measure.id for measure in measures(reader, Wanted(search=text))[0]]


@pytest.fixture
def library(world: World) -> World:
    world.create(number="1", title={"ru": "Провести антинаркотическую кампанию", "kk": "Есірткіге қарсы науқан"})
    world.create(number="2", title={"en": "Lectures for parents", "ru": "Лекции для родителей"})
    world.create(number="3", title="Проверка аптек, этап 3")
    return world


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("кампанию", ["1"]),
        ("КАМПАН", ["1"]),  # a beginning, in another case
        ("есірткі", ["1"]),
        ("ҚАРСЫ науқан", ["1"]),  # every word must occur
        ("lectures", ["2"]),
        ("лекции parents", ["2"]),
        ("аптек", ["3"]),
        ("3", ["3"]),  # a number
        ("кампанию аптек", []),
        ("слон", []),
        ("к", []),  # a single letter begins too much
        ("3 аптек", ["3"]),
    ],
)
def test_titles_are_found_by_the_beginnings_of_their_words(library: World, typed: str, numbers: list[str]) -> None:
    assert found(library, typed) == numbers


def test_word_forms_are_found_where_the_database_knows_them(library: World) -> None:
    forms = found(library, "кампании"), found(library, "lecture"), found(library, "родитель")
    if library.location.kind == "postgresql":
        assert forms == (["1"], ["2"], ["2"])
    else:
        assert forms == ([], ["2"], [])


def test_data_is_found_as_soon_as_an_event_sets_it_and_its_names_are_not(library: World) -> None:
    library.move("1", "approve", "hq2")
    assert found(library, "студенты") == []
    library.move("1/KZ-75", "tailor", "kz-75", target_group="Студенты вузов")

    assert found(library, "студенты") == ["1/KZ-75"]
    assert found(library, "target_group") == []
    library.move("1", "amend", "hq", comment="уточнено", title={"ru": "Уроки трезвости"})
    assert "1" in found(library, "трезвости")
    assert "1" not in found(library, "кампанию")


@pytest.mark.parametrize("typed", ['"', "'; DROP TABLE measure; --", "a OR b", "NEAR(", "*", "(", ":*", "\x00", "%_"])
def test_nothing_typed_is_taken_for_a_query_language(library: World, typed: str) -> None:
    assert found(library, typed) == []


def test_search_combines_with_the_other_filters(small_busy: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "--search", "жизнь без", "--region", "KZ-75", "--state", "in_execution", "--json"]) == 0
    assert [m["id"] for m in json.loads(capsys.readouterr().out)["measures"]] == ["1/KZ-75"]


def test_a_move_that_changes_no_words_leaves_the_index_alone(small_world: World) -> None:
    """The index is written for new words only: a move pays a comparison, nothing more."""
    measure = small_world.approved()
    small_world.move(f"{measure}/KZ-75", "tailor", "kz-75", target_group="студенты")
    before = _index(small_world)

    small_world.move(f"{measure}/KZ-75", "start", "kz-75")
    assert _index(small_world) == before
    small_world.move(f"{measure}/KZ-75", "interim", "mia", reach=12)
    assert _index(small_world) != before


def _index(world: World) -> list[tuple[int, bytes]]:
    with reading(world.location) as reader:
        return [(row["id"], row["block"]) for row in reader.all("SELECT id, block FROM search_index_data ORDER BY id")]
