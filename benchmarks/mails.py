"""Mails: words and wire of one; the outbox to a local server against smtplib alone; a hundred thousand that wait.

The server is a process of its own on this machine and takes whatever it is given. smtplib alone sends the same bytes,
made beforehand, over one connection: what is compared is all that the outbox does around it, marking each mail durably
before the next is sent.
"""

from __future__ import annotations

import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.policy import SMTP
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.__main__ import Skipped
from benchmarks.timing import Contender, Figure, goal, milliseconds, per_second, quick, rates
from definitions.calendar_kz import kazakhstan
from notifier.budget import NoticeBudget, read_quiet
from notifier.deliver import deliver_due
from notifier.mailer import open_mailer
from notifier.message import composer
from notifier.render import Renderer
from notifier.samples import FACTS, MANY, SAID_AT, TOGETHER
from store.location import locate
from store.mail_rows import mail_values
from store.migrate import migrate
from store.outbox import SqlOutbox
from store.settle import outbox
from store.store import SqlStore
from workflow.mail import Mail

WANTED = 1_000
"""Mails a second."""

WEIGHED = 5
"""Claims in a row that all find mails to weigh, also where a thousand wait."""

SINK = """
import asyncio, sys
from aiosmtpd.smtp import SMTP

class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

async def main():
    make = lambda: SMTP(Sink(), loop=asyncio.get_running_loop())
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(main())
"""

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 5, tzinfo=UTC)


def a_mail(number: int, template: str = "assigned", facts: dict[str, object] = FACTS) -> Mail:
    return Mail(
        key=f"{number:032x}",
        measure=None,  # no measure has to stand in the database for it
        created_at=SAID_AT,
        template=template,
        facts=facts,
        person="aliya",
        address=f"officer{number}@example.kz",
    )


def measure() -> dict[str, Figure]:
    return {**_written(), **_sent(), **_claimed()}


def _written() -> dict[str, Figure]:
    """Rendered in two languages and built to the bytes that go over the wire, on one core."""
    renderer = Renderer(calendar=kazakhstan())
    compose = composer(renderer, sender="Qadam <qadam@example.kz>")
    numbers = count()

    def write(template: str, facts: dict[str, object]) -> Contender:
        def run(times: int) -> None:
            for _ in range(times):
                compose(a_mail(next(numbers), template, facts), NOW).as_bytes(policy=SMTP)

        return Contender(run=run, warm_up=50)

    found = rates(
        {"notice": write("assigned", FACTS), "bundle": write("bundle", TOGETHER), "digest": write("digest", MANY)}
    )
    notice = found["notice"]
    return {
        "notice, rendered and built": goal(
            per_second(notice), notice / WANTED, f"{WANTED:,} a second on one core", must=1, aim=1.2
        ),
        "bundle of three": per_second(found["bundle"]),
        "weekly digest with heat map": per_second(found["digest"]),
    }


def _sent() -> dict[str, Figure]:
    """From the outbox to a server, and the same bytes by smtplib alone, in turn over the same server."""
    with tempfile.TemporaryDirectory() as folder, _sink() as port:
        store = _store(Path(folder))
        compose = composer(Renderer(calendar=kazakhstan()), sender="Qadam <qadam@example.kz>")
        numbers = count()
        wire = compose(a_mail(0), NOW).as_bytes(policy=SMTP)
        mailer = open_mailer(f"smtp://127.0.0.1:{port}")

        def by_outbox(times: int) -> None:
            _fill(store, [a_mail(next(numbers), "moved") for _ in range(times)])
            begun = time.perf_counter()
            done = deliver_due(store.outbox(), mailer, compose, NOW, worker="benchmark")
            spent["outbox"].append((time.perf_counter() - begun) / times)
            assert done.sent == times, done

        def alone(times: int) -> None:
            begun = time.perf_counter()
            with smtplib.SMTP("127.0.0.1", port) as session:
                for number in range(times):
                    session.sendmail("qadam@example.kz", [f"officer{number}@example.kz"], wire)
            spent["alone"].append((time.perf_counter() - begun) / times)

        spent: dict[str, list[float]] = {"outbox": [], "alone": []}
        for _ in range(3 if quick() else 9):
            by_outbox(200)
            alone(200)
        store.close()
    outbox_rate, alone_rate = 1 / median(spent["outbox"]), 1 / median(spent["alone"])
    return {
        "smtplib alone, one connection": per_second(alone_rate),
        "outbox to a local server": goal(
            per_second(outbox_rate), outbox_rate / alone_rate, "smtplib alone", must=0.7, aim=0.8
        ),
    }


@contextmanager
def _sink() -> Iterator[int]:
    """The port of a mail server that takes everything, in a process of its own."""
    if find_spec("aiosmtpd") is None:
        raise Skipped("aiosmtpd is not installed")
    with subprocess.Popen([sys.executable, "-c", SINK], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield int(server.stdout.readline())
        finally:
            server.terminate()


def _claimed() -> dict[str, Figure]:
    """The first twenty, weighed and claimed, with few and with many mails waiting behind them."""
    many = 10_000 if quick() else 100_000
    few, crowded = _first_twenty(1_000), _first_twenty(many)
    return {
        "first twenty in hand, 1,000 waiting": milliseconds(few),
        f"first twenty in hand, {many:,} waiting": goal(
            milliseconds(crowded), crowded / few, "with 1,000 waiting", must=2, aim=1.2
        ),
    }


def _first_twenty(waiting: int) -> float:
    """Seconds until they are in hand."""
    with tempfile.TemporaryDirectory() as folder:
        store = _store(Path(folder))
        for mails in _batches(waiting):
            _fill(store, mails)
        budget = NoticeBudget(calendar=kazakhstan(), zone=ALMATY, quiet=read_quiet("20:00-08:00"), ceiling=30)
        taken = [_claim(store.outbox(budget), NOW + timedelta(seconds=number)) for number in range(WEIGHED)]
        store.close()
    return median(taken)


def _store(folder: Path) -> SqlStore:
    location = locate(f"sqlite:///{folder / 'qadam.db'}")
    migrate(location)
    return SqlStore(location)


def _fill(store: SqlStore, mails: Sequence[Mail]) -> None:
    with store.register() as register:
        register._connection.execute(  # noqa: SLF001 - no engine writes so many mails so fast
            outbox.insert(), [mail_values(mail) for mail in mails]
        )


def _claim(mails: SqlOutbox, now: datetime) -> float:
    begun = time.perf_counter()
    claimed = mails.claim(now, lease=timedelta(hours=1), limit=20, worker="benchmark")
    assert len(claimed) == 20
    return time.perf_counter() - begun


def _batches(waiting: int, size: int = 1_000) -> Iterator[Sequence[Mail]]:
    for first in range(0, waiting, size):
        yield [a_mail(number, "moved") for number in range(first, min(first + size, waiting))]
