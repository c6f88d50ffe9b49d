"""A history that is not what was written is named by its first bad entry, and why."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from tests.core.errand import at
from workflow.model import Entry
from workflow.seal import GENESIS, Chain, canonical, digest, first_break, instant, sealed


def history(length: int, after: str = GENESIS, since: int = 1) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(since, since + length):
        entry = Entry(
            measure="12", seq=seq, at=at("2024-04-15 10:00") + timedelta(hours=seq), actor="hq", event="edit",
            source="draft", target="draft", type_version=1, prev_hash=entries[-1].hash if entries else after, hash="",
        )  # fmt: skip
        entries.append(sealed(entry))
    return entries


def test_an_entry_is_spelled_whole_in_the_order_of_the_alphabet():
    entry = replace(
        history(1)[0], comment='"quoted" и кириллица', on_behalf_of="hq2", request_id="r", source=None,
        data={"b": 1, "a": [None]}, evidence=({"url": "https://e.kz"},), event="create",
    )  # fmt: skip

    assert canonical(entry).decode() == (
        '{"actor":"hq","at":"2024-04-15T11:00:00.000000+00:00","comment":"\\"quoted\\" и кириллица",'
        '"data":{"a":[null],"b":1},"event":"create","evidence":[{"url":"https://e.kz"}],"from":null,"measure":"12",'
        f'"on_behalf_of":"hq2","prev_hash":"{"0" * 64}","request_id":"r","seq":1,"to":"draft","type_version":1}}'
    )
    assert sealed(entry).hash == hashlib.sha256(canonical(entry)).hexdigest()


def test_the_state_it_came_from_is_spelled_too():
    assert b'"from":"draft"' in canonical(history(1)[0])
    assert b'"from":null' in canonical(replace(history(1)[0], source=None))


def test_half_a_letter_that_somebody_typed_is_sealed_as_it_was_typed():
    torn = replace(history(1)[0], comment="\ud83d")

    assert b"\xed\xa0\xbd" in canonical(torn)


def test_an_instant_of_another_zone_is_spelled_in_utc():
    almaty = datetime(2024, 4, 15, 15, 30, tzinfo=timezone(timedelta(hours=5)))

    assert instant(almaty) == instant(at("2024-04-15 10:30")) == "2024-04-15T10:30:00.000000+00:00"


def test_a_history_as_it_was_written_is_whole_and_so_is_one_that_a_checkpoint_sealed():
    entries = history(3)
    sealed_before = {entry.seq: (entry.hash, 4) for entry in entries}

    assert first_break(entries, entries[-1].hash) is None
    assert first_break(entries, entries[-1].hash, sealed_before) is None


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_changed_entry_is_named_though_everything_after_it_is_whole(place: int):
    entries = history(3)
    head = entries[-1].hash
    entries[place] = replace(entries[place], actor="mallory")

    assert first_break(entries, head) == (place + 1, "its content was changed")


def test_a_removed_entry_is_named_with_the_one_that_follows():
    entries = history(4)

    assert first_break([entries[0], *entries[2:]], entries[-1].hash) == (2, "it is missing, 3 follows")
    assert first_break(entries[1:], entries[-1].hash) == (1, "it is missing, 2 follows")


def test_an_entry_that_follows_another_is_named():
    entries = history(2)
    stranger = history(1, after="f" * 64, since=3)

    assert first_break([*entries, *stranger], stranger[-1].hash) == (3, "it does not follow the entry before it")


def test_only_the_first_bad_entry_is_named():
    entries = history(4)
    bad = [entries[0], replace(entries[1], actor="mallory"), replace(entries[2], prev_hash="x"), entries[3]]

    assert first_break(bad, entries[-1].hash) == (2, "its content was changed")


def test_a_rewritten_history_is_named_by_the_checkpoint_that_sealed_another():
    entries = history(3)
    was = {2: ("e" * 64, 9), 3: (entries[2].hash, 9)}

    assert first_break(entries, entries[-1].hash, was) == (2, "it was rewritten: checkpoint 9 sealed another")


def test_a_tail_that_was_cut_is_named_by_the_measure_or_else_by_a_checkpoint():
    entries = history(3)
    was = {3: (entries[2].hash, 9)}

    assert first_break(entries[:2], entries[2].hash) == (3, "it and what follows is missing")
    assert first_break(entries[:2], entries[1].hash, was) == (3, "it is missing, and checkpoint 9 sealed it")
    assert first_break([], entries[0].hash) == (1, "it and what follows is missing")


def test_an_entry_that_was_added_is_named_by_the_measure_that_does_not_know_it():
    entries = history(4)

    assert first_break(entries, entries[1].hash) == (3, "it was added: its measure does not know it")
    assert first_break(entries, entries[2].hash) == (4, "it was added: its measure does not know it")


def test_a_history_without_a_measure_belongs_to_none():
    assert first_break(history(2), None) == (1, "it belongs to no measure")


def test_a_chain_counts_what_it_was_given_also_after_it_broke():
    chain = Chain(None)
    for entry in history(3):
        chain.add(entry.seq, entry.prev_hash, "not its hash", canonical(entry))

    assert (chain.length, chain.broken, chain.end()) == (
        3,
        (1, "its content was changed"),
        (1, "its content was changed"),
    )


def test_nothing_is_broken_at_first():
    chain = Chain(GENESIS)

    assert (chain.length, chain.broken, chain.end()) == (0, None, None)
    assert digest(b"") == hashlib.sha256().hexdigest()
