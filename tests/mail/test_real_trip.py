"""The whole way: from the outbox through Postfix into a mailbox, read back over IMAP; and what bounces, back to us."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from notifier.bounced import bounced_mails
from notifier.bounces import read_place, take_in
from notifier.deliver import deliver_due
from notifier.mailer import open_mailer
from notifier.message import composer
from notifier.render import Renderer
from store.mailbox import paused_addresses
from store.people import everybody
from store.reader import reading
from tests.mail.post_office import PASSWORD, PostOffice, missing
from tests.mail.test_budget import CALENDAR
from tests.notifier.mail_samples import MailServer
from tests.world import World

pytestmark = pytest.mark.skipif(missing() is not None, reason=str(missing()))

RENDERER = Renderer(calendar=CALENDAR)


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with MailServer() as elsewhere, PostOffice(elsewhere.port) as running:
        elsewhere.received.to_recipient["kz-75@gone.test"] = "550 5.1.1 no such user here"
        yield running


def write_to(world: World, person: str, address: str) -> None:
    with reading(world.location) as reader:
        known = everybody(reader)[person]
    with world.store.register() as register:
        register.put_person(replace(known, email=address))


def deliver(world: World, office: PostOffice) -> None:
    compose = composer(RENDERER, sender=f"Қадам <qadam@{office.domain}>")
    mailer = open_mailer(f"smtp://127.0.0.1:{office.smtp}", return_path=f"bounces@{office.domain}")
    deliver_due(world.store.outbox(), mailer, compose, world.now, worker="w1")


def read_over_imap(office: PostOffice, name: str) -> list[EmailMessage]:
    with imaplib.IMAP4("127.0.0.1", office.imap) as session:
        session.login(name, PASSWORD)
        _, (count,) = session.select("INBOX")
        wires = [session.fetch(str(number), "(RFC822)")[1][0][1] for number in range(1, int(count or 0) + 1)]
    assert all(len(line) <= 998 for wire in wires for line in wire.split(b"\r\n"))
    return [message_from_bytes(wire, policy=policy.default) for wire in wires]


def test_a_mail_arrives_in_a_mailbox_with_its_cyrillic_its_thread_and_its_calendar_entry(
    small_world: World, office: PostOffice
) -> None:
    write_to(small_world, "kz-75", f"officer@{office.domain}")
    small_world.approved(
        number="12", title={"kk": "«Есірткісіз өмір» науқаны", "ru": "Кампания «Жизнь без наркотиков»"}
    )
    deliver(small_world, office)
    office.wait_for(lambda: any((office.maildir("officer") / "new").glob("*")))

    (message,) = read_over_imap(office, "officer")
    (mail,) = [mail for mail in small_world.mails() if mail.person == "kz-75"]
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert page is not None
    assert all(not part.defects for part in message.walk())
    assert all(not value.defects for part in message.walk() for value in part.values())
    assert message["Subject"].startswith("12/KZ-75 · Бекітілді · мерзімі 2024 жылғы 29 сәуір")
    assert message["From"].addresses[0].display_name == "Қадам"
    assert message["Return-Path"] == f"<bounces@{office.domain}>"
    assert message["Message-ID"] == f"<{mail.key}@{office.domain}>"
    assert message["References"] == f"<measure-12%2FKZ-75@{office.domain}>"
    assert "«Есірткісіз өмір» науқаны" in plain.get_content()
    assert "Кампания «Жизнь без наркотиков»" in page.get_content()
    (entry,) = message.iter_attachments()
    assert "DTSTART:20240429T133000Z" in entry.get_content()


def test_what_postfix_sends_back_pauses_the_address(small_world: World, office: PostOffice) -> None:
    write_to(small_world, "kz-75", "kz-75@gone.test")
    small_world.approved()
    deliver(small_world, office)
    office.wait_for(lambda: any((office.maildir("bounces") / "new").glob("*")))
    with reading(small_world.location) as reader:
        administrators = [everybody(reader)["admin"]]

    news = take_in(
        read_place(f"maildir:{office.maildir('bounces')}"),
        office.domain,
        lambda found: small_world.store.outbox().take_bounces(
            found, small_world.now, lambda each, mail: bounced_mails(each, mail, administrators, small_world.now)
        ),
    )

    with reading(small_world.location) as reader:
        (paused,) = paused_addresses(reader)
    assert news == 1
    assert paused.address == "kz-75@gone.test"
    assert paused.reason == "5.1.1 550 5.1.1 no such user here"
    assert [mail.person for mail in small_world.mails() if mail.template == "bounced"] == ["admin"]
