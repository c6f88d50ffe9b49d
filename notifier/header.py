"""The headers of a message, encoded once to lines of ASCII; and addresses as servers take them."""

from __future__ import annotations

import re
from binascii import b2a_base64
from email.policy import Policy
from email.utils import quote
from typing import Self

from notifier.calendar_file import pieces
from notifier.visible import line
from workflow.errors import Invalid


class Header(str):
    """A header's value, with its name and its form on the wire, as the `email` package wants them."""

    __slots__ = ("name", "wire")
    name: str
    wire: str

    def __new__(cls, name: str, value: str, wire: str) -> Self:
        header = super().__new__(cls, value)
        header.name, header.wire = name, wire
        return header

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self.wire}{policy.linesep}"


class Disposition(Header):
    """How a part is to be shown."""

    __slots__ = ()

    @property
    def content_disposition(self) -> str:
        return self.wire.partition(";")[0]


def fixed(name: str, value: str) -> Header:
    return Header(name, value, value)


_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_ATEXT}(\.{_ATEXT})*")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")


def valid_address(address: str) -> str:
    """The address as servers take it, its domain in ASCII. Raises `Invalid` for anything that is not exactly one.

    >>> valid_address("officer@мвд.қаз")
    'officer@xn--b1aew.xn--80ao21a'
    """
    local, at, domain = address.strip(" ").rpartition("@")
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            domain = ""
    if not (at and len(local) <= 64 and len(domain) <= 253 and _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        raise Invalid(f"{line(address, 100)!r} is not a mail address", possible="name@example.kz")
    return f"{local}@{domain}"


def text_header(name: str, text: str) -> Header:
    """A header for people to read: as it is where it is short ASCII, encoded words (RFC 2047) otherwise."""
    text = line(text)
    if text.isascii() and "=?" not in text and len(name) + 2 + len(text) <= _LINE:
        return Header(name, text, text)
    return Header(name, text, _encoded_words(text, _LINE - len(name) - 2))


_LINE = 76


def _encoded_words(text: str, room: int) -> str:
    """Each word within `room` and on a line of its own, none splitting a letter."""
    words = pieces(text.encode(), (room - len("=?utf-8?b??=")) // 4 * 3)
    return "\r\n ".join(f"=?utf-8?b?{b2a_base64(word, newline=False).decode()}?=" for word in words)


def mailbox(name: str, address: str, header: str) -> str:
    if not name:
        return address
    plain = name.isascii() and "=?" not in name
    shown = f'"{quote(name)}"' if plain else _encoded_words(name, _LINE - len(header) - 2)
    return f"{shown}\r\n <{address}>"
