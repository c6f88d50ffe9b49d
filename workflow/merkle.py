"""Merkle trees as in RFC 6962, section 2.1: one hash for many leaves, and the path that proves one of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import islice
from typing import Literal

Side = Literal["left", "right"]

Path = tuple[tuple[Side, str], ...]
"""From a leaf to the root: on which side the neighbour stands, and its hash in hexadecimal."""


def leaf_hash(content: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> str:
    """The root over leaf hashes, in hexadecimal. Keeps as many hashes in memory as the tree is high."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, top = 1, leaf
        while peaks and peaks[-1][0] == size:
            top = node_hash(peaks.pop()[1], top)
            size *= 2
        peaks.append((size, top))
    if not peaks:
        return hashlib.sha256().hexdigest()
    _, top = peaks.pop()
    while peaks:
        top = node_hash(peaks.pop()[1], top)
    return top.hex()


def path(leaves: Iterable[bytes], number: int, index: int) -> Path:
    """What must be known besides a leaf to reckon the root over so many. Keeps no more of them than `root` does."""
    coming = iter(leaves)
    if number == 1:
        next(coming)
        return ()
    middle = 1 << (number - 1).bit_length() - 1  # the largest power of two below the number of leaves
    if index < middle:
        own = path(coming, middle, index)
        return (*own, ("right", root(islice(coming, number - middle))))
    beside = root(islice(coming, middle))
    return (*path(coming, number - middle, index - middle), ("left", beside))


def climbed(leaf: bytes, path: Path) -> str:
    """The root a leaf and its path lead to."""
    top = leaf
    for side, neighbour in path:
        beside = bytes.fromhex(neighbour)
        top = node_hash(beside, top) if side == "left" else node_hash(top, beside)
    return top.hex()
