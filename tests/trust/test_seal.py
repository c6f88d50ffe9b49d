"""The chain of a history and the tree of a checkpoint: pure, and as laws."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import rows
from store.measure_rows import entry_values
from store.seal_rows import sealed_content
from workflow import merkle
from workflow.checkpoint import Seal
from workflow.compact import compact
from workflow.model import Entry
from workflow.seal import GENESIS, canonical, first_break, instant, sealed

TEXT = st.text(max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
ENTRIES = st.builds(
    Entry,
    measure=TEXT,
    seq=st.integers(1, 10**6),
    at=st.datetimes(timezones=st.just(UTC)),
    actor=TEXT,
    event=TEXT,
    source=st.none() | TEXT,
    target=TEXT,
    type_version=st.integers(1, 99),
    on_behalf_of=st.none() | TEXT,
    comment=st.none() | TEXT,
    data=st.dictionaries(TEXT, JSON, max_size=3),
    evidence=st.lists(st.dictionaries(TEXT, TEXT, max_size=2), max_size=2).map(tuple),
    request_id=st.none() | TEXT,
    prev_hash=st.just(GENESIS),
    hash=st.just(""),
)


def history(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for seq in range(1, length + 1):
        entry = Entry(
            measure="12",
            seq=seq,
            at=datetime(2024, 4, 15, tzinfo=UTC) + timedelta(hours=seq),
            actor="hq",
            event=f"event-{seq}",
            source=None if seq == 1 else "draft",
            target="draft",
            type_version=1,
            data={"reach": seq},
            prev_hash=entries[-1].hash if entries else GENESIS,
            hash="",
        )
        entries.append(sealed(entry))
    return entries


def rewritten(entries: list[Entry], at: int) -> list[Entry]:
    """The same history with entry `at` changed and every hash from there on reckoned anew: a chain that is whole."""
    fresh = entries[: at - 1]
    for entry in entries[at - 1 :]:
        changed = replace(entry, actor="mallory") if entry.seq == at else entry
        fresh.append(sealed(replace(changed, prev_hash=fresh[-1].hash if fresh else GENESIS)))
    return fresh


@given(ENTRIES)
def test_what_is_hashed_is_plain_json_with_sorted_keys(entry: Entry):
    content = canonical(entry)
    said = json.loads(content)

    assert compact(said).encode("utf-8", "surrogatepass") == content
    assert set(said) == {
        "measure", "seq", "at", "actor", "on_behalf_of", "event", "from", "to", "type_version", "comment", "data",
        "evidence", "request_id", "prev_hash",
    }  # fmt: skip


@given(ENTRIES)
def test_a_stored_row_is_checked_as_the_entry_it_was_made_of(entry: Entry):
    values = entry_values(entry)

    assert sealed_content(values) == canonical(entry)
    assert sealed_content({**values, "at": rows.sqlite_value(entry.at)}) == canonical(entry)


@given(ENTRIES, ENTRIES)
def test_two_entries_that_differ_are_spelled_differently(one: Entry, other: Entry):
    if compact([dict(one.data), one.actor, one.seq]) != compact([dict(other.data), other.actor, other.seq]):
        assert canonical(one) != canonical(other)


def test_an_instant_is_spelled_in_utc_to_the_microsecond():
    assert instant(datetime.fromisoformat("2024-04-15T10:00:00+05:00")) == "2024-04-15T05:00:00.000000+00:00"


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_history_as_it_was_written_is_whole(length: int):
    entries = history(length)

    assert first_break(entries, entries[-1].hash) is None


@given(st.integers(1, 8), st.data())
def test_any_change_of_any_field_is_found_at_its_entry(length: int, data):
    entries = history(length)
    at = data.draw(st.integers(1, length))
    change = data.draw(
        st.sampled_from(
            [
                {"actor": "mallory"},
                {"on_behalf_of": "hq"},
                {"event": "x"},
                {"source": "x"},
                {"target": "x"},
                {"comment": ""},
                {"data": {"reach": 10**6}},
                {"data": {}},
                {"evidence": ({"url": "https://x"},)},
                {"request_id": "x"},
                {"type_version": 2},
                {"measure": "13"},
                {"at": datetime(2024, 1, 1, tzinfo=UTC)},
            ]
        )
    )
    head = entries[-1].hash
    entries[at - 1] = replace(entries[at - 1], **change)

    broken = first_break(entries, head)

    assert broken == (at, "its content was changed")


@given(st.integers(2, 8), st.data())
def test_a_removed_entry_is_named(length: int, data):
    entries = history(length)
    at = data.draw(st.integers(1, length - 1))
    head = entries[-1].hash
    del entries[at - 1]

    assert first_break(entries, head) == (at, f"it is missing, {at + 1} follows")


@given(st.integers(2, 8), st.data())
def test_a_cut_tail_is_named_by_the_measure_that_remembers_it(length: int, data):
    entries = history(length)
    left = data.draw(st.integers(0, length - 1))

    assert first_break(entries[:left], entries[-1].hash) == (left + 1, "it and what follows is missing")


@given(st.integers(2, 8), st.data())
def test_a_cut_tail_that_the_measure_forgot_as_well_is_named_by_a_checkpoint(length: int, data):
    entries = history(length)
    left = data.draw(st.integers(1, length - 1))
    earlier = {entry.seq: (entry.hash, 3) for entry in entries}

    broken = first_break(entries[:left], entries[left - 1].hash, earlier)

    assert broken == (left + 1, "it is missing, and checkpoint 3 sealed it")


@given(st.integers(2, 8), st.data())
def test_exchanged_entries_are_named(length: int, data):
    entries = history(length)
    at = data.draw(st.integers(1, length - 1))
    head = entries[-1].hash
    one, other = entries[at - 1], entries[at]
    entries[at - 1], entries[at] = replace(other, seq=one.seq), replace(one, seq=other.seq)

    assert first_break(entries, head) == (at, "it does not follow the entry before it")


def test_an_entry_added_at_the_end_is_named():
    entries = history(4)

    assert first_break(entries, entries[2].hash) == (4, "it was added: its measure does not know it")


@given(st.integers(1, 8), st.data())
def test_a_chain_rewritten_with_all_its_hashes_is_named_by_a_checkpoint(length: int, data):
    entries = history(length)
    at = data.draw(st.integers(1, length))
    forged = rewritten(entries, at)
    earlier = {entry.seq: (entry.hash, 7) for entry in entries}

    assert first_break(forged, forged[-1].hash) is None  # by itself it looks whole
    assert first_break(forged, forged[-1].hash, earlier) == (at, "it was rewritten: checkpoint 7 sealed another")


# Trees


def by_the_book(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return hashlib.sha256(b"\x01" + by_the_book(leaves[:middle]) + by_the_book(leaves[middle:])).digest()


LEAVES = st.lists(st.binary(max_size=4).map(merkle.leaf_hash), max_size=40)


@given(LEAVES)
def test_the_root_is_that_of_rfc_6962(leaves: list[bytes]):
    assert merkle.root(leaves) == by_the_book(leaves).hex()


@given(LEAVES.filter(bool), st.data())
def test_every_leafs_path_leads_to_the_root_and_no_other_leafs_does(leaves: list[bytes], data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.path(iter(leaves), len(leaves), index)

    assert merkle.climbed(leaves[index], path) == merkle.root(leaves)
    assert merkle.climbed(merkle.leaf_hash(b"forged"), path) != merkle.root(leaves)


def test_known_roots():
    """Vectors of the reference implementation of RFC 6962 (certificate-transparency, merkletree tests)."""
    inputs = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
    leaves = [merkle.leaf_hash(each) for each in inputs]

    assert merkle.root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root(leaves[:1]) == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root(leaves[:2]) == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
    assert merkle.root(leaves[:3]) == "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"
    assert merkle.root(leaves[:7]) == "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"


def test_a_seal_knows_its_entries_and_its_leaf_stands_for_the_last():
    entries = history(3)
    seal = Seal(checkpoint=1, measure="12", first_seq=2, hashes=entries[1].hash + entries[2].hash)

    assert list(seal.each()) == [(2, entries[1].hash), (3, entries[2].hash)]
    assert seal.last_seq == 3
    assert seal.leaf == merkle.leaf_hash(compact({"measure": "12", "seq": 3, "hash": entries[2].hash}).encode())
