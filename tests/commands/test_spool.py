"""What a command found may be long: it is read as often as it is asked for, and hardly any of it is held."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from commands.spool import Spool

AT = datetime(2026, 4, 15, 10, tzinfo=UTC)


def test_what_was_found_comes_back_as_it_was_and_in_its_order():
    found = Spool({"n": n, "at": AT, "rungs": ["a"], "why": None} for n in range(3))
    found.add({"n": 3})

    assert [each["n"] for each in found] == [0, 1, 2, 3]
    assert next(iter(found)) == {"n": 0, "at": AT, "rungs": ["a"], "why": None}
    assert len(found) == 4
    assert not Spool()


def test_it_can_be_read_twice_at_a_time_and_added_to_in_between():
    found = Spool({"n": n} for n in range(3))
    one, other = iter(found), iter(found)

    assert (next(one), next(one), next(other)) == ({"n": 0}, {"n": 1}, {"n": 0})
    found.add({"n": 3})
    assert [each["n"] for each in other] == [1, 2]  # as many as there were when it began
    assert [each["n"] for each in found] == [0, 1, 2, 3]


def test_what_is_long_lies_in_a_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("commands.spool.IN_MEMORY", 100)
    found = Spool({"n": n} for n in range(50))

    assert found._file._rolled
    assert [each["n"] for each in found] == list(range(50))
