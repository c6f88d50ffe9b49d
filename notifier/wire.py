"""A message as it is kept, and as it goes over the wire.

Kept are headers and boundaries as they stand, and parts before they are encoded: `NUL length NUL octets` stands for
their base64. No header holds a NUL, so a message without parts of ours is kept as it is. What is sent is made out of
what is kept, which therefore proves to the byte what was sent, in half the room.
"""

from __future__ import annotations

from binascii import b2a_base64
from functools import lru_cache
from struct import Struct

WIDTH = 76
"""Letters of base64 in a line (RFC 2045, 6.8)."""

_MARK = b"\0"


def unencoded(octets: bytes) -> bytes:
    """A part as it is kept."""
    return b"%b%d%b%b" % (_MARK, len(octets), _MARK, octets)


def on_the_wire(kept: bytes) -> bytes:
    r"""
    >>> on_the_wire(b"Content-Transfer-Encoding: base64\r\n\r\n" + unencoded(b"step"))
    b'Content-Transfer-Encoding: base64\r\n\r\nc3RlcA==\r\n'
    """
    written: list[bytes] = []
    at = 0
    while (mark := kept.find(_MARK, at)) >= 0:
        start = kept.index(_MARK, mark + 1) + 1
        end = start + int(kept[mark + 1 : start - 1])
        written += kept[at:mark], base64_lines(kept[start:end])
        at = end
    return b"".join((*written, kept[at:]))


def base64_lines(octets: bytes) -> bytes:
    r"""
    >>> base64_lines(b"a" * 58).split(b"\r\n")[1:]
    [b'YQ==', b'']
    """
    encoded = b2a_base64(octets, newline=False)
    whole = len(encoded) // WIDTH
    lines, rest = _lines(whole).unpack_from(encoded), encoded[whole * WIDTH :]
    return b"\r\n".join((*lines, rest, b"") if rest else (*lines, b""))


@lru_cache(maxsize=256)
def _lines(number: int) -> Struct:
    """Takes a text apart into so many lines at once, three times as quick as one after the other."""
    return Struct(f"{WIDTH}s" * number)
