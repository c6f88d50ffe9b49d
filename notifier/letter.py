"""Messages and their parts, made of headers and octets that stand as they are kept."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP, Policy
from typing import Any, Self

from notifier.header import Header, fixed
from notifier.wire import base64_lines, on_the_wire, unencoded

_BASE64 = fixed("Content-Transfer-Encoding", "base64")
# Every leaf is base64, in which no boundary can occur: they need not be random, and a repeat is the same to the byte.
_BOUNDARIES = {kind: f"=_qadam_{kind}" for kind in ("mixed", "alternative", "related")}
_MULTIPART = {
    kind: fixed("Content-Type", f'multipart/{kind}; boundary="{boundary}"') for kind, boundary in _BOUNDARIES.items()
}


class Letter(EmailMessage):
    """A message made of headers and parts that stand as they are kept: writing it out is joining them."""

    def __init__(self) -> None:
        super().__init__(SMTP)
        self._written: tuple[bytes, bytes] | None = None
        """As it is kept and as it is sent, once it is finished."""
        self.dates: tuple[str, ...] = ()
        """Deadlines it puts into the recipient's calendar."""
        self.called_off: tuple[str, ...] = ()
        """Deadlines it takes out of there."""

    def finished(self) -> Self:
        """Written out once; nothing is added any more."""
        kept = self.kept()
        self._written = kept, on_the_wire(kept)
        return self

    def as_bytes(self, unixfrom: bool = False, policy: Policy | None = None) -> bytes:  # noqa: FBT001, FBT002 - as the library has it
        if unixfrom or (policy or SMTP).linesep != "\r\n":
            return super().as_bytes(unixfrom, policy)
        return self._written[1] if self._written else on_the_wire(self.kept())

    def kept(self) -> bytes:
        """All that is sent, as it is kept; see `notifier/wire.py`."""
        if self._written:
            return self._written[0]
        headers = "".join(f"{header.name}: {header.wire}\r\n" for _, header in self.raw_items())
        return b"%b\r\n%b" % (headers.encode("ascii"), self._kept_body())

    def _kept_body(self) -> bytes:
        return b""


class Leaf(Letter):
    """A part before it is encoded, which it is when it is sent."""

    def __init__(self, content_type: Header, octets: bytes) -> None:
        super().__init__()
        self.octets = octets
        self.set_payload("")  # the library looks whether there is one before it asks for it
        self.set_raw("Content-Type", content_type)
        self.set_raw("Content-Transfer-Encoding", _BASE64)

    def get_payload(self, i: int | None = None, decode: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 - as the library has it
        return self.octets if decode else base64_lines(self.octets).decode("ascii")

    def _kept_body(self) -> bytes:
        return unencoded(self.octets)


class Multipart(Letter):
    def __init__(self, kind: str, *parts: Letter) -> None:
        super().__init__()
        self.parts = parts
        self.boundary = _BOUNDARIES[kind].encode()
        self.set_payload(list(parts))
        self.set_raw("Content-Type", _MULTIPART[kind])

    def _kept_body(self) -> bytes:
        boundary = self.boundary
        parts = (b"--%b\r\n%b\r\n" % (boundary, part.kept()) for part in self.parts)
        return b"%b--%b--\r\n" % (b"".join(parts), boundary)
