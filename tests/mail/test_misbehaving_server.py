"""Mail through servers that misbehave, from a real outbox: nothing lost, and twice only where an answer was."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from notifier.deliver import Delivered, deliver_due
from notifier.mailer import open_mailer
from notifier.message import message_id
from notifier.pace import Pace
from notifier.sending import Mailer, Unreachable
from store.people import everybody
from store.reader import reading
from tests.mail.moody import ANSWER_LOST, THIRTY_PERCENT, MoodyServer
from tests.mail.test_settle import COMPOSE, rows
from tests.notifier.mail_samples import NOW, MailServer, Shelf, a_mail
from tests.notifier.test_deliver import run
from tests.world import World
from workflow.errors import QadamError

DOMAIN = "example.kz"


def deliver_until_settled(world: World, mailer: Mailer, *, passes: int = 400) -> int:
    """Passes as a daemon makes them, an hour apart, until nothing is pending; says how many."""
    for number in range(passes):
        deliver_due(world.store.outbox(), mailer, COMPOSE, world.now, worker="w1")
        if not rows(world, "status = 'pending'"):
            return number + 1
        world.now += timedelta(hours=1)
    raise AssertionError(f"still pending after {passes} passes")


def test_hundreds_of_mails_through_a_server_failing_thirty_percent_all_arrive_once(world: World) -> None:
    for _ in range(12):
        world.approved()
    with MoodyServer(7, THIRTY_PERCENT) as server:
        deliver_until_settled(world, open_mailer(server.url()))

    sent = {message_id(str(row["key"]), DOMAIN) for row in rows(world, "status = 'sent'")}
    assert len(sent) > 250
    assert server.received.taken == dict.fromkeys(sent, 1)
    assert set(server.received.shown) == {*THIRTY_PERCENT, "well"}


def test_where_the_last_answer_is_lost_a_mail_comes_again_with_the_same_id_and_only_then(small_world: World) -> None:
    for _ in range(4):
        small_world.approved()
    with MoodyServer(3, ANSWER_LOST) as server:
        deliver_until_settled(small_world, open_mailer(server.url()))

    sent = {message_id(str(row["key"]), DOMAIN) for row in rows(small_world, "status = 'sent'")}
    assert server.received.taken.keys() == sent
    assert sum(server.received.taken.values()) == len(sent) + server.received.shown["lost"]
    assert server.received.shown["lost"] > 3


def test_a_slow_server_holds_nobody_else_up_for_longer_than_the_lease() -> None:
    """Twenty seconds at each look at the clock: the pass ends before its lease does, and the next one goes on."""
    shelf = Shelf.of(*(a_mail(key=f"k{n}") for n in range(9)))
    with MailServer() as server:
        clock = SlowClock()
        first = run(shelf, open_mailer(server.url()), clock=clock)
        second = run(shelf, open_mailer(server.url()), clock.now + timedelta(minutes=10))

    assert 0 < first.sent < 9
    assert first.sent + second.sent == 9
    assert len(server.received.envelopes) == 9


class SlowClock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=20)
        return self.now


def test_a_server_that_hangs_up_in_the_middle_of_the_mail_gets_it_again() -> None:
    shelf = Shelf.of(a_mail(key="a"))
    with MoodyServer(1, {"cut": 100}) as server:
        assert run(shelf, open_mailer(server.url())).failed == 1
    with MoodyServer(1, {}) as server:
        assert run(shelf, open_mailer(server.url()), shelf.rows["a"].due) == Delivered(sent=1)
        assert list(server.received.taken.values()) == [1]


def test_one_domain_that_refuses_does_not_hold_up_the_others() -> None:
    shelf = Shelf.of(*(a_mail(key=f"k{n}", address=f"a@{'slow' if n % 2 else 'quick'}.kz") for n in range(10)))
    with MailServer() as server:
        server.received.to_recipient["a@slow.kz"] = "451 4.7.1 greylisted"
        done = run(shelf, open_mailer(server.url()), pace=Pace(limits={"*": 100}))

    assert (done.sent, done.failed) == (5, 5)


def test_a_server_elsewhere_must_offer_starttls_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = socket.create_connection
    with MailServer() as server:
        here = ("127.0.0.1", server.port)
        monkeypatch.setattr(socket, "create_connection", lambda address, *rest, **more: genuine(here, *rest, **more))
        with open_mailer("smtp://mail.example.kz") as mailer, pytest.raises(Unreachable, match="offers no STARTTLS"):
            mailer.send(COMPOSE(a_mail()))
        with open_mailer("smtp://mail.example.kz?starttls=never") as mailer:
            mailer.send(COMPOSE(a_mail()))

    assert len(server.received.envelopes) == 1


def test_a_server_that_babbles_is_no_reason_to_fall_over() -> None:
    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\xff\xfe\x00 hello?\r\n" * 200)
        await writer.drain()
        writer.close()

    async def main() -> Delivered:
        server = await asyncio.start_server(babble, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        shelf = Shelf.of(a_mail(key="a"))
        async with server:
            return await asyncio.to_thread(run, shelf, open_mailer(f"smtp://127.0.0.1:{port}?timeout=5"))

    done = asyncio.run(main())
    assert (done.failed, done.dead) == (1, 0)


# What people type, from the command to the wire

HOSTILE = (
    "x\r\nBcc: evil@example.com",
    "x\nX-Evil: 1\n\nbody",
    "--=_qadam_mixed--",
    "{{ 7 * 7 }}{% raw %}",
    "<script>alert(1)</script>",
    "=?utf-8?q?=0d=0aBcc:_evil@example.com?=",
    "\u202egnp.exe\u200b",
    "$(reboot)`id`'; rm -rf /",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_anywhere_reaches_a_header_a_template_or_a_shell(small_world: World, typed: str) -> None:
    """Title, a field of the type, a comment, the names of the actor and of whom to ask."""
    with reading(small_world.location) as reader:
        people = everybody(reader)
    with small_world.store.register() as register:
        for name in ("hq", "hq2", "kz-75", "mia"):
            register.put_person(replace(people[name], name=typed))
    try:
        measure = small_world.approved(title={"ru": typed, "kk": typed}, number="12")
        small_world.move(f"{measure}/KZ-75", "tailor", "kz-75", target_group=typed, comment=typed)
    except QadamError:
        measure = small_world.approved(number="12")  # refused where it was typed: then it reaches no mail at all
        small_world.move(f"{measure}/KZ-75", "tailor", "kz-75", target_group="students")
    with MailServer() as server:
        deliver_due(small_world.store.outbox(), open_mailer(server.url()), COMPOSE, small_world.now, worker="w1")

    assert len(server.received.messages) > 20
    for message, envelope in zip(server.received.messages, server.received.envelopes, strict=True):
        assert len(envelope.rcpt_tos) == 1
        assert not {"Bcc", "X-Evil", "Cc"} & set(message.keys())
        assert message.get_content_type() == "multipart/mixed"
        assert all(not part.defects for part in message.walk())
        assert len(message["Reply-To"].addresses) == 1
        html = message.get_body(("html",)).get_content()
        text = message.get_body(("plain",)).get_content()
        assert "<script" not in html
        assert "49" not in text.replace(typed, "").replace("KZ-", "")
        assert not any(ord(letter) in (0x202E, 0x200B) for letter in text + html)
        assert not [line for line in text.splitlines() if line.strip().startswith("qadam") and "$(reboot)" in line]


def test_an_address_that_would_be_two_is_never_offered(small_world: World) -> None:
    mail = a_mail(address="a@b.kz>\r\nRCPT TO:<evil@example.com")
    shelf = Shelf.of(mail)
    with MailServer() as server:
        done = run(shelf, open_mailer(server.url()))

    assert (done.dead, server.received.envelopes) == (1, [])
