"""A real mail server that counts what arrives, by Message-ID."""

from __future__ import annotations

import socket
from collections import Counter
from email import message_from_bytes
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope


class Sink:
    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._controller.port}?starttls=never"

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.arrived[str(message_from_bytes(content)["Message-ID"])] += 1
        return "250 kept"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
