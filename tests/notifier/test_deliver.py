from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Event
from types import TracebackType
from typing import Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.deliver import MOST_ERRORS, Delivered, deliver_due
from notifier.header import Header
from notifier.letter import Letter
from notifier.mailer import open_mailer
from notifier.marking import MOST_UNMARKED
from notifier.message import composer, message_id
from notifier.render import Renderer
from notifier.retry import RetryCurve
from notifier.sending import Permanent, Transient, Unreachable
from tests.notifier.mail_samples import NOW, MailServer, Row, Shelf, a_mail, mails
from workflow.mail import Mail, SentMail

COMPOSE = composer(Renderer(), sender="Qadam <qadam@example.kz>")
LATER = NOW + timedelta(hours=3)


class Script:
    """A mailer that does as told: for each mail, by its key, an error to raise."""

    def __init__(self, *, errors: dict[str, Exception] | None = None, then: Callable[[], None] = lambda: None) -> None:
        self.errors, self.then = errors or {}, then
        self.sent: list[str] = []
        self.tried: list[str] = []
        self.sessions = 0

    def __enter__(self) -> Self:
        self.sessions += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def send(
        self,
        message: EmailMessage,
        ready: Callable[[], None] = lambda: None,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        ready()
        key = message["Message-ID"].strip("<>").partition("@")[0]
        self.tried.append(key)
        if key in self.errors:
            raise self.errors[key]
        self.sent.append(key)
        self.then()


def run(shelf: Shelf, mailer: object, now: datetime = NOW, **options: object) -> Delivered:
    return deliver_due(shelf, mailer, COMPOSE, now, worker="w1", **options)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


# Over a real server


def test_everything_due_is_sent_over_one_connection_for_each_batch(server: MailServer) -> None:
    shelf = Shelf.of(*mails(5))

    assert run(shelf, open_mailer(server.url()), limit=3) == Delivered(sent=5)
    assert shelf.statuses() == ["sent"] * 5
    assert server.received.connections == 2
    assert [envelope.rcpt_tos for envelope in server.received.envelopes][4] == ["officer4@example.kz"]


def test_450_is_tried_again_and_then_sent(server: MailServer) -> None:
    shelf = Shelf.of(*mails(2))
    server.received.to_recipient["officer0@example.kz"] = "450 4.2.1 mailbox busy"

    assert (run(shelf, open_mailer(server.url())).sent, shelf.statuses()) == (1, ["pending", "sent"])
    row = shelf.rows["key-0"]
    assert "450 4.2.1 mailbox busy" in str(row.note)
    assert NOW + timedelta(minutes=1) <= row.due <= NOW + timedelta(minutes=2)

    server.received.to_recipient.clear()
    assert run(shelf, open_mailer(server.url()), NOW) == Delivered()
    assert run(shelf, open_mailer(server.url()), row.due) == Delivered(sent=1)


def test_550_is_a_dead_letter_with_the_reply_and_stops_nobody(server: MailServer) -> None:
    shelf = Shelf.of(*mails(2))
    server.received.to_recipient["officer0@example.kz"] = "550 5.1.1 no such user"

    done = run(shelf, open_mailer(server.url()))

    assert (done.sent, done.dead) == (1, 1)
    assert shelf.rows["key-0"].status == "dead"
    assert "550 5.1.1 no such user" in str(shelf.rows["key-0"].note)
    assert "mail key-0: " in done.errors[0]


def test_a_refused_connection_is_tried_again() -> None:
    shelf = Shelf.of(*mails(1))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = run(shelf, open_mailer(f"smtp://127.0.0.1:{taken.getsockname()[1]}"))

    assert done.failed == 1
    assert "refused" in done.errors[0].lower()
    assert shelf.rows["key-0"].due > NOW


def test_a_server_that_hangs_times_out_and_is_tried_again(server: MailServer) -> None:
    async def hang(_: object) -> None:
        await asyncio.sleep(60)

    shelf = Shelf.of(*mails(1))
    server.received.on_data = hang

    assert run(shelf, open_mailer(server.url(), timeout=0.2)).failed == 1
    assert "no answer" in str(shelf.rows["key-0"].note)


def test_a_mail_whose_last_answer_was_lost_goes_out_again_with_the_same_id(server: MailServer) -> None:
    async def drop(smtp: object) -> None:
        smtp.transport.abort()
        await asyncio.sleep(0)

    shelf = Shelf.of(*mails(1))
    server.received.on_data = drop
    assert run(shelf, open_mailer(server.url())).failed == 1
    server.received.on_data = None
    assert run(shelf, open_mailer(server.url()), LATER).sent == 1

    first, second = server.received.messages
    assert first["Message-ID"] == second["Message-ID"]


# What a pass does


def test_nothing_due_opens_nothing() -> None:
    mailer = Script()

    assert run(Shelf.of(a_mail(created_at=LATER)), mailer) == Delivered()
    assert mailer.sessions == 0


def test_a_stale_mail_is_skipped_with_the_reason() -> None:
    shelf, mailer = Shelf.of(*mails(2)), Script()
    shelf.rows["key-0"].stale = "its deadline is met"

    assert run(shelf, mailer) == Delivered(sent=1, skipped=1)
    assert (shelf.rows["key-0"].status, shelf.rows["key-0"].note) == ("skipped", "its deadline is met")
    assert mailer.sent == ["key-1"]


def test_a_mail_to_nobody_is_skipped_with_its_own_reason() -> None:
    shelf = Shelf.of(a_mail(address=None, skipped="nobody is regional.head of KZ-75"))

    assert run(shelf, Script()).skipped == 1


@pytest.mark.parametrize(
    "broken",
    [
        {"facts": {}},
        {"template": "unknown"},
        {"address": "a@b.kz\r\nBcc: evil@example.com"},
    ],
)
def test_a_mail_that_cannot_be_written_is_dead_with_the_reason_and_stops_nobody(broken: dict[str, object]) -> None:
    shelf = Shelf.of(a_mail(key="broken", **broken), a_mail(key="sound"))

    assert (run(shelf, Script()).dead, shelf.rows["sound"].status) == (1, "sent")
    assert str(shelf.rows["broken"].note).startswith("cannot be written: ")


def test_a_composer_that_fails_in_any_way_stops_nobody() -> None:
    def compose(mail: object, at: object) -> Letter:
        raise RuntimeError("bug")

    shelf = Shelf.of(*mails(2))
    done = deliver_due(shelf, Script(), compose, NOW, worker="w1")

    assert done.dead == 2
    assert shelf.rows["key-0"].note == "cannot be written: RuntimeError: bug"


def test_a_lost_lease_changes_nothing_and_is_told() -> None:
    shelf = Shelf.of(*mails(2))

    def taken_over() -> None:
        shelf.rows["key-0"].worker = "w2"

    done = run(shelf, Script(then=taken_over))

    assert (done.sent, done.lost) == (1, 1)
    assert shelf.rows["key-0"].status == "pending"
    assert done.errors == ("mail key-0: sent, but its lease had gone to another worker",)


def test_no_mail_is_sent_once_its_lease_may_have_run_out() -> None:
    shelf, clock = Shelf.of(*mails(3)), [NOW]

    def slow() -> None:
        clock[0] += timedelta(minutes=3)

    mailer = Script(then=slow)
    run(shelf, mailer, lease=timedelta(minutes=5), clock=lambda: clock[0])

    assert mailer.sent == ["key-0", "key-1"]
    assert shelf.statuses() == ["sent", "sent", "pending"]
    assert run(shelf, mailer, clock[0]).sent == 1


def test_an_expired_lease_is_taken_over_by_another_worker() -> None:
    shelf = Shelf.of(*mails(1))
    shelf.claim(NOW, lease=timedelta(minutes=5), limit=1, worker="died")

    assert run(shelf, Script(), NOW + timedelta(minutes=4)) == Delivered()
    assert run(shelf, Script(), NOW + timedelta(minutes=5)) == Delivered(sent=1)


def test_an_unreachable_server_is_tried_twice_and_then_left_in_peace() -> None:
    shelf = Shelf.of(*mails(50))
    shelf.rows["key-9"].stale = "its deadline is met"
    mailer = Script(errors={f"key-{n}": Unreachable("no answer") for n in range(50)})

    done = run(shelf, mailer, limit=20)

    assert mailer.tried == ["key-0", "key-1"]
    assert (done.failed, done.skipped, shelf.claims) == (19, 1, 1)
    assert len({row.due for row in shelf.rows.values() if row.due > NOW}) == 19
    assert len(done.errors) <= MOST_ERRORS


def test_one_mail_that_breaks_the_session_does_not_stop_the_rest() -> None:
    shelf = Shelf.of(*mails(4))
    mailer = Script(errors={"key-1": Unreachable("dropped"), "key-3": Transient("450 later")})

    assert run(shelf, mailer).sent == 2


def test_a_mail_nobody_takes_for_days_is_given_up_with_the_last_reply() -> None:
    shelf, mailer = Shelf.of(a_mail()), Script(errors={a_mail().key: Transient("450 busy")})
    row, passes = shelf.rows[a_mail().key], 0
    while row.status == "pending":
        passes += 1
        run(shelf, mailer, row.due)

    assert row.status == "dead"
    assert row.note == f"given up after {passes} attempts: 450 busy"
    assert row.due - NOW >= RetryCurve().give_up_after - RetryCurve().longest * 2


def test_a_pass_asked_to_stop_finishes_the_mail_it_began() -> None:
    shelf, mailer = Shelf.of(*mails(3)), Script()

    assert run(shelf, mailer, stopping=lambda: len(mailer.sent) == 1) == Delivered(sent=1)
    assert shelf.statuses() == ["sent", "pending", "pending"]


def test_a_failing_store_is_not_hidden() -> None:
    class Broken(Shelf):
        def mark_sent(self, sent: Sequence[SentMail], worker: str) -> frozenset[str]:
            raise ConnectionError("database is gone")

    shelf, mailer = Broken({f"k{n}": Row(a_mail(key=f"k{n}")) for n in range(20)}), Script()
    with pytest.raises(ConnectionError):
        run(shelf, mailer)
    assert 1 <= len(mailer.sent) <= MOST_UNMARKED


def test_while_the_disk_takes_its_time_three_mails_at_most_are_sent_and_not_marked() -> None:
    """The disk is held up until as many mails are sent as ever will be; then it takes them, several at a time."""
    unmarked: list[int] = []

    class Slow(Shelf):
        def mark_sent(self, sent: Sequence[SentMail], worker: str) -> frozenset[str]:
            full.wait(2)
            return super().mark_sent(sent, worker)

    def look() -> None:
        unmarked.append(len(mailer.sent) - shelf.statuses().count("sent"))
        if unmarked[-1] == MOST_UNMARKED:
            full.set()

    full, shelf = Event(), Slow.of(*mails(20))
    mailer = Script(then=look)

    assert run(shelf, mailer) == Delivered(sent=20)
    assert max(unmarked) == MOST_UNMARKED == 3


def test_the_next_mail_is_composed_while_the_server_takes_this_one(server: MailServer) -> None:
    composed: list[str] = []
    seen: list[list[str]] = []

    def compose(mail: Mail, at: datetime | None = None) -> Letter:
        composed.append(mail.key)
        return COMPOSE(mail, at)

    async def answer_late(_: object) -> None:
        for _ in range(100):
            await asyncio.sleep(0.01)
            if len(composed) > len(seen) + 1:
                break
        seen.append(composed.copy())

    server.received.on_data = answer_late
    shelf = Shelf.of(*mails(3))
    shelf.rows["key-1"].stale = "its deadline is met"
    done = deliver_due(shelf, open_mailer(server.url()), compose, NOW, worker="w1")

    assert (done.sent, done.skipped) == (2, 1)
    assert seen == [["key-0", "key-2"], ["key-0", "key-2"]]


OUTCOMES = st.sampled_from([None, Transient("450"), Unreachable("no answer"), Permanent("550")])


def plain(mail: Mail, at: datetime | None = None) -> Letter:
    own, message = message_id(mail.key, "example.kz"), Letter()
    message.set_raw("Message-ID", Header("Message-ID", own, own))
    return message


@settings(deadline=None)
@given(st.lists(OUTCOMES, max_size=12), st.integers(min_value=1, max_value=5))
def test_every_mail_is_in_the_end_sent_or_dead_and_none_is_sent_twice(
    fates: list[Exception | None], limit: int
) -> None:
    shelf = Shelf.of(*mails(len(fates)))
    mailer = Script(errors={f"key-{n}": fate for n, fate in enumerate(fates) if fate is not None})
    now = NOW
    for _ in range(1000):
        deliver_due(shelf, mailer, plain, now, worker="w1", limit=limit, curve=RetryCurve(at_most=4))
        waiting = [row.due for row in shelf.rows.values() if row.status == "pending"]
        if not waiting:
            break
        now = max(now + timedelta(seconds=1), min(waiting))

    assert shelf.statuses() == ["sent" if fate is None else "dead" for fate in fates]
    assert sorted(mailer.sent) == sorted(f"key-{n}" for n, fate in enumerate(fates) if fate is None)
