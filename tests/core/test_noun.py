"""A noun is a frozen dataclass like any other, though its methods are written late."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import field
from threading import Barrier
from typing import Any

import pytest

from workflow.noun import dataclass as noun


def step(decorator: Callable[[type], Any]) -> Any:
    class Step:
        name: str
        """A docstring of a field."""
        times: int = 1
        told: list[str] = field(default_factory=list)

        @property
        def twice(self) -> int:
            return 2 * self.times

    return decorator(Step)


def test_a_noun_is_what_dataclasses_makes_of_it():
    ours, theirs = (step(each(frozen=True, kw_only=True)) for each in (noun, dataclasses.dataclass))
    made = ours(name="draft", told=["hq"])

    assert vars(made) == vars(theirs(name="draft", told=["hq"]))
    assert repr(made) == repr(theirs(name="draft", told=["hq"]))
    assert made == ours(name="draft", told=["hq"]) != ours(name="draft")
    assert made.twice == 2
    assert dataclasses.replace(made, times=3).twice == 6
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert vars(ours).keys() == vars(theirs).keys()


def test_its_fields_can_be_asked_for_before_one_is_made():
    assert [each.name for each in dataclasses.fields(step(noun(frozen=True)))] == ["name", "times", "told"]
    assert dataclasses.is_dataclass(step(noun(frozen=True)))


def test_what_is_missing_or_unknown_is_refused_from_the_first_one_on():
    for _ in range(2):
        made = step(noun(frozen=True, kw_only=True))
        with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'name'"):
            made()
        with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
            made(name="draft", colour="red")


def test_it_cannot_be_changed():
    made = step(noun(frozen=True))("draft")
    with pytest.raises(dataclasses.FrozenInstanceError, match="'times'"):
        made.times = 2
    with pytest.raises(dataclasses.FrozenInstanceError, match="'times'"):
        del made.times


def test_no_name_of_a_field_stands_in_the_way():
    @noun(frozen=True, kw_only=True)
    class Words:
        fields: list[str] = field(default_factory=list)
        own: str = "a"
        made: str = "b"
        name: str

    assert vars(Words(name="c")) == {"fields": [], "own": "a", "made": "b", "name": "c"}
    assert Words(name="c").fields is not Words(name="c").fields


def test_equal_nouns_have_equal_hashes():
    @noun(frozen=True)
    class Place:
        code: str

    assert {Place("KZ-75"), Place("KZ-75")} == {Place("KZ-75")}


def test_a_noun_may_be_made_of_another():
    @noun(frozen=True, kw_only=True)
    class Person:
        name: str

    @noun(frozen=True, kw_only=True)
    class Officer(Person):
        agency: str

    assert vars(Officer(name="aliya", agency="MIA")) == {"name": "aliya", "agency": "MIA"}
    assert vars(Person(name="aliya")) == {"name": "aliya"}


def test_threads_that_make_the_first_one_together_all_get_whole_ones():
    workers = 8
    for _ in range(50):
        made, ready = step(noun(frozen=True, kw_only=True)), Barrier(workers)

        def make(number: int, made: Any = made, ready: Barrier = ready) -> Any:
            ready.wait()
            return made(name=str(number))

        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(make, range(workers)))
        assert found == [made(name=str(number)) for number in range(workers)]
