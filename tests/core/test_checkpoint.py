"""A seal stands for a measure's entries, and a checkpoint's root for all it says."""

from __future__ import annotations

import hashlib

from tests.core.errand import at
from workflow.checkpoint import Checkpoint, Seal

HASHES = "".join(letter * 64 for letter in "abc")


def seal(hashes: str = HASHES, first_seq: int = 5) -> Seal:
    return Seal(checkpoint=3, measure="7/KZ-10", first_seq=first_seq, hashes=hashes)


def test_a_seal_names_every_entry_it_holds_from_its_first_on():
    assert list(seal().each()) == [(5, "a" * 64), (6, "b" * 64), (7, "c" * 64)]
    assert (seal().last_seq, seal("d" * 64, 1).last_seq) == (7, 1)
    assert [repr(seq) for seq, _ in seal().each()] == ["5", "6", "7"]  # whole numbers, as they are looked up by


def test_the_leaf_of_a_measure_is_its_last_entry_spelled_with_sorted_keys():
    content = b'{"hash":"' + b"c" * 64 + b'","measure":"7/KZ-10","seq":7}'

    assert seal().leaf == hashlib.sha256(b"\x00" + content).digest()


def test_the_root_of_a_checkpoint_is_the_hash_of_its_content_spelled_with_sorted_keys():
    checkpoint = Checkpoint(number=3, at=at("2024-04-19 18:00"), entries=7, tree="t", previous="p", root="")
    spelled = b'{"at":"2024-04-19T18:00:00.000000+00:00","entries":7,"number":3,"previous":"p","tree":"t"}'

    assert checkpoint.reckoned() == hashlib.sha256(spelled).hexdigest()
