"""Health and metrics of the daemon, on this machine's own address: what a monitor asks, in Prometheus' plain text.

The format is six lines of text (https://prometheus.io/docs/instrumenting/exposition_formats/), and everything told is
either counted by this process or read from the database when asked: no library, no registry, no state of its own.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from store import health
from store.reader import Reader
from workflow.errors import QadamError, Unavailable

HOST = "127.0.0.1"
LATE_BEATS = 3
"""Beats that may be missed before the daemon calls itself unhealthy."""


@dataclass
class Telemetry:
    """What the daemon has done since it started. Written by the beat, read by the listener."""

    beat: int
    """Seconds between beats."""
    started_at: datetime
    counts: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    """By kind."""
    beats: int = 0
    failed_beats: int = 0
    last_beat_at: datetime | None = None
    seconds: float = 0.0
    """Spent in beats so far."""
    last_seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def passed(self, at: datetime, seconds: float, did: dict[str, Any] | None, refusals: Counter[str]) -> None:
        """A beat is over; `did` is what its pass reports, none when it failed."""
        with self._lock:
            self.beats += 1
            self.failed_beats += did is None
            self.last_beat_at = at if did is not None else self.last_beat_at
            self.seconds += seconds
            self.last_seconds = seconds
            self.refusals += refusals
            for name, number in (did or {}).items():
                if isinstance(number, int) and not isinstance(number, bool):
                    self.counts[name] += number

    def healthy(self, now: datetime) -> bool:
        """It beat lately, or has only just begun."""
        return now - (self.last_beat_at or self.started_at) <= timedelta(seconds=self.beat * LATE_BEATS + 30)


_HELP = {
    "qadam_beats_total": "Passes of the daemon since it started.",
    "qadam_failed_beats_total": "Passes that failed as a whole.",
    "qadam_beat_seconds_total": "Time spent in passes.",
    "qadam_last_beat_seconds": "Duration of the last pass.",
    "qadam_rungs_fired_total": "Rungs of ladders fired.",
    "qadam_rungs_collapsed_total": "Rungs collapsed into a higher one.",
    "qadam_events_triggered_total": "Events triggered by rungs and joins.",
    "qadam_mails_sent_total": "Mails handed to a server or written to the folder.",
    "qadam_mails_failed_total": "Attempts to send that failed.",
    "qadam_refusals_total": "What a pass was refused, by kind.",
    "qadam_rungs_due": "Rungs due now and not fired yet.",
    "qadam_oldest_rung_seconds": "For how long the oldest of them is due.",
    "qadam_oldest_unsent_mail_seconds": "For how long the oldest mail that is due waits.",
    "qadam_dead_letters": "Mails given up.",
}
_COUNTED = ("rungs_fired", "rungs_collapsed", "events_triggered", "mails_sent", "mails_failed")


def exposition(telemetry: Telemetry, reader: Reader, now: datetime) -> str:
    """Everything a monitor wants to know, in Prometheus' text format."""
    due, oldest_rung = health.rungs_waiting(reader, now)
    dead, oldest_mail = health.mail_backlog(reader, now)
    values: list[tuple[str, str, float]] = [
        ("qadam_beats_total", "", telemetry.beats),
        ("qadam_failed_beats_total", "", telemetry.failed_beats),
        ("qadam_beat_seconds_total", "", telemetry.seconds),
        ("qadam_last_beat_seconds", "", telemetry.last_seconds),
        *((f"qadam_{name}_total", "", telemetry.counts[name]) for name in _COUNTED),
        *(("qadam_refusals_total", f'{{kind="{kind}"}}', n) for kind, n in sorted(telemetry.refusals.items())),
        ("qadam_rungs_due", "", due),
        ("qadam_oldest_rung_seconds", "", _age(oldest_rung, now)),
        ("qadam_oldest_unsent_mail_seconds", "", _age(oldest_mail, now)),
        ("qadam_dead_letters", "", dead),
    ]
    lines: list[str] = []
    for name, labels, value in values:
        if not any(line.startswith(f"# HELP {name} ") for line in lines):
            kind = "counter" if name.endswith("_total") else "gauge"
            lines += [f"# HELP {name} {_HELP[name]}", f"# TYPE {name} {kind}"]
        lines.append(f"{name}{labels} {value:g}")
    return "\n".join(lines) + "\n"


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


Ask = Callable[[], tuple[Reader, datetime]]


@contextmanager
def listening(
    port: int, telemetry: Telemetry, reading: Callable[[], Any], clock: Callable[[], datetime]
) -> Iterator[int]:
    """Answer GET /health and GET /metrics on loopback while the block lasts; yields the port (0 asks for any).

    `reading` opens a reader. Raises Unavailable when the port is taken.
    """

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(*_told(lambda reader: exposition(telemetry, reader, clock()), reading))
            elif self.path == "/health":
                fine = telemetry.healthy(clock())
                body = {
                    "ok": fine,
                    "last_beat_at": telemetry.last_beat_at.isoformat() if telemetry.last_beat_at else None,
                    "beats": telemetry.beats,
                    "failed_beats": telemetry.failed_beats,
                }
                status = HTTPStatus.OK if fine else HTTPStatus.SERVICE_UNAVAILABLE
                self._answer(status, json.dumps(body) + "\n", "application/json")
            else:
                self._answer(HTTPStatus.NOT_FOUND, "/health and /metrics are answered\n", "text/plain")

        def _answer(self, status: HTTPStatus, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is http.server's
            """A monitor's questions are not worth a line."""

    try:
        server = ThreadingHTTPServer((HOST, port), Listener)
    except OSError as error:
        raise Unavailable(f"port {port} cannot be used: {error.strerror}", possible="--metrics ANOTHER-PORT") from error
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _told(tell: Callable[[Reader], str], reading: Callable[[], Any]) -> tuple[HTTPStatus, str, str]:
    try:
        with reading() as reader:
            return HTTPStatus.OK, tell(reader), "text/plain; version=0.0.4"
    except QadamError as error:
        return HTTPStatus.SERVICE_UNAVAILABLE, f"# {error.message}\n", "text/plain"
