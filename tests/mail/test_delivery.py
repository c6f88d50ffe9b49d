"""What delivery keeps and how fast it goes."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from notifier.deliver import Delivered, deliver_due
from notifier.mailer import open_mailer
from notifier.pace import Pace, read_pace
from notifier.retry import RetryCurve
from notifier.sending import Unreachable
from notifier.wire import on_the_wire
from store.mailbox import message_kept
from store.reader import reading
from tests.mail.test_settle import COMPOSE
from tests.notifier.mail_samples import NOW, MailServer, Shelf, a_mail, mails
from tests.notifier.test_deliver import Script, run
from tests.world import World
from workflow.errors import Invalid


def test_a_domain_is_given_no_more_in_a_minute_than_was_set() -> None:
    shelf = Shelf.of(*mails(5), a_mail(key="other", address="a@other.kz"))
    pace = Pace(limits=read_pace("example.kz=2"))

    assert run(shelf, Script(), pace=pace) == Delivered(sent=3, put_off=3)
    assert shelf.rows["key-2"].note == "example.kz is given no more in a minute"
    assert run(shelf, Script(), NOW + timedelta(seconds=59), pace=pace) == Delivered()
    assert run(shelf, Script(), NOW + timedelta(seconds=60), pace=pace) == Delivered(sent=2, put_off=1)
    assert run(shelf, Script(), NOW + timedelta(seconds=120), pace=pace) == Delivered(sent=1)


@pytest.mark.parametrize("text", ["60", "gov.kz=0", "gov.kz=-1", "gov.kz=fast", "a b=1"])
def test_a_pace_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="mail_pace"):
        read_pace(text)


def test_a_mail_put_off_waits_in_the_outbox_with_the_reason_and_no_attempt_counted(world: World) -> None:
    world.approved()
    outbox, pace = world.store.outbox(), Pace(limits={"*": 1})
    deliver_due(outbox, Script(), COMPOSE, world.now, worker="w1", pace=pace)
    waiting = world.mails(status="pending")

    assert len(waiting) > 10
    assert {mail.held for mail in waiting} == {"qadam.example is given no more in a minute"}
    assert {mail.attempts for mail in waiting} == {0}


def test_what_went_over_the_wire_is_kept_to_the_byte(world: World) -> None:
    world.approved()
    with MailServer() as server:
        deliver_due(world.store.outbox(), open_mailer(server.url()), COMPOSE, world.now, worker="w1")

    received = {
        str(message["Message-ID"]).strip("<>").partition("@")[0]: message for message in server.received.messages
    }
    with reading(world.location) as reader:
        for mail in world.mails(status="sent"):
            kept = message_kept(reader, mail.key)
            assert kept is not None
            assert (
                message_from_bytes(on_the_wire(kept), policy=policy.default).as_bytes() == received[mail.key].as_bytes()
            )


def test_a_mail_is_given_up_at_the_age_that_was_set() -> None:
    shelf = Shelf.of(a_mail(key="a"))
    curve = RetryCurve(give_up_after=timedelta(days=1))
    errors: dict[str, Exception] = {"a": Unreachable("nobody listens")}
    now, tries = NOW, 0
    while shelf.statuses() == ["pending"]:
        tries += run(shelf, Script(errors=errors), now, curve=curve) != Delivered()
        now += timedelta(minutes=5)

    assert shelf.rows["a"].note is not None
    assert shelf.rows["a"].note.startswith(f"given up after {tries} attempts: nobody listens")
    assert timedelta(days=1) <= now - NOW < timedelta(days=1, hours=4)
