"""Delivery reports: read from a maildir and an mbox, tied to the mail that came back, never believed blindly."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.bounced import bounced_mails
from notifier.bounces import Place, read_place, reports, take_in
from notifier.render import Renderer
from store.mail_rows import mail_from
from store.mailbox import MailSummary, paused_addresses
from store.people import everybody
from store.reader import reading
from tests.mail.test_settle import deliver
from tests.notifier.test_deliver import Script
from tests.world import World
from workflow.errors import Invalid, Unavailable
from workflow.post import Bounce

DOMAIN = "qadam.example"
KEY = "0f3c9e5b7d1a4c6e8f00112233445566"


def report(
    key: str = KEY,
    address: str = "mia@qadam.example",
    *,
    status: str = "5.1.1",
    action: str = "failed",
    domain: str = DOMAIN,
    headers_only: bool = False,
) -> bytes:
    """A report as Postfix writes it."""
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    body = "" if headers_only else "\n\nbody"
    return f"""\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: bounces@{DOMAIN}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4F3C

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Remote-MTA: dns; gov.example
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: Recipient address rejected:
    User unknown

--b
Content-Type: {kind}

Message-ID: <{key}@{domain}>
Subject: 12{body}

--b--
""".encode()


def test_a_report_names_the_mail_the_address_and_why() -> None:
    (found,) = reports(report(), DOMAIN)

    assert (found.key, found.address, found.status, found.is_final) == (KEY, "mia@qadam.example", "5.1.1", True)
    assert found.said == "550 5.1.1 <mia@qadam.example>: Recipient address rejected: User unknown"


def test_a_report_with_the_headers_only_is_read_as_well() -> None:
    assert [found.key for found in reports(report(headers_only=True), DOMAIN)] == [KEY]


def test_a_delay_is_not_the_end() -> None:
    (found,) = reports(report(action="delayed", status="4.4.1"), DOMAIN)

    assert not found.is_final


@pytest.mark.parametrize(
    "letter",
    [
        b"",
        b"Subject: out of office\n\nI am away.",
        report(domain="elsewhere.example"),
        report(key="../../etc/passwd"),
        report(action="delivered", status="2.0.0"),
        report(address="nobody"),
        report()[:700],
        b"\xff\xfe" * 1000,
    ],
)
def test_other_letters_report_nothing(letter: bytes) -> None:
    assert reports(letter, DOMAIN) == []


@given(st.binary(max_size=2000), st.integers(0, 1500))
def test_no_letter_however_made_is_more_than_ignored(noise: bytes, cut: int) -> None:
    letter = report()
    for made in (noise, letter[:cut] + noise + letter[cut:]):
        for found in reports(made, DOMAIN):
            assert found.key == KEY


def _maildir(folder: Path, *letters: bytes) -> Place:
    box = mailbox.Maildir(folder)
    for letter in letters:
        box.add(letter)
    return read_place(f"maildir:{folder}")


def _mbox(file: Path, *letters: bytes) -> Place:
    box = mailbox.mbox(file)
    for letter in letters:
        box.add(letter)
    box.flush()
    box.close()
    return read_place(f"mbox:{file}")


@pytest.mark.parametrize("kind", ["maildir", "mbox"])
def test_each_letter_is_taken_in_once(tmp_path: Path, kind: str) -> None:
    letters = (report(), b"Subject: hello\n\nhello", report(address="moh@qadam.example"))
    make = _maildir if kind == "maildir" else _mbox
    place = make(tmp_path / "post", *letters)
    seen: list[list[str]] = []

    def handle(found: object) -> int:
        seen.append(sorted(bounce.address for bounce in found))
        return len(seen[-1])

    assert take_in(place, DOMAIN, handle) == 2
    assert take_in(place, DOMAIN, handle) == 0
    assert seen == [["mia@qadam.example", "moh@qadam.example"], []]


def test_a_letter_whose_report_could_not_be_kept_is_read_again(tmp_path: Path) -> None:
    place = _maildir(tmp_path / "post", report())

    def fails(_: object) -> int:
        raise Unavailable("the database is away")

    with pytest.raises(Unavailable):
        take_in(place, DOMAIN, fails)
    assert take_in(place, DOMAIN, len) == 1


def test_settings_that_name_no_place_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="mail_bounces"):
        read_place("/var/mail")
    with pytest.raises(Unavailable, match="there is no"):
        take_in(read_place(f"mbox:{tmp_path}/none"), DOMAIN, len)


# In the database


def sent_mail(world: World) -> MailSummary:
    world.approved()
    deliver(world, Script())
    return next(mail for mail in world.mails(status="sent") if mail.person in ("mia", "kz-75"))


def take(world: World, *bounces: Bounce) -> int:
    with reading(world.location) as reader:
        administrators = [everybody(reader)["admin"]]
    return world.store.outbox().take_bounces(
        bounces, world.now, lambda each, mail: bounced_mails(each, mail, administrators, world.now)
    )


def bounce_of(mail: MailSummary, status: str = "5.1.1", **changes: str) -> Bounce:
    told = {"id": f"{mail.key}{status}", "key": mail.key, "address": str(mail.address), "status": status, "said": "no"}
    return Bounce(**{**told, **changes})


def test_a_bouncing_address_is_paused_and_the_administrator_told(world: World) -> None:
    mail = sent_mail(world)

    assert take(world, bounce_of(mail)) == 1
    with reading(world.location) as reader:
        (paused,) = paused_addresses(reader)
        (notice,) = [mail_from(row) for row in reader.all("SELECT * FROM outbox WHERE template = 'bounced'")]
    text = Renderer().render(notice).text
    assert (paused.address, paused.reason) == (mail.address, "5.1.1 no")
    assert notice.person == "admin"
    assert f"{mail.address}: 5.1.1 no" in text
    assert f"qadam --as admin mail resume {mail.address}" in text


def test_what_is_sent_there_next_stays_a_dead_letter_until_the_address_is_resumed(world: World) -> None:
    mail = sent_mail(world)
    take(world, bounce_of(mail))
    world.approved()
    mailer = Script()
    deliver(world, mailer)

    kept = [each for each in world.mails(status="dead") if each.address == mail.address]
    assert {each.last_error for each in kept} == {f"{mail.address} is paused: 5.1.1 no"}
    with world.store.register() as register:
        assert register.resume_address(str(mail.address), world.now) == len(kept)
    deliver(world, mailer)
    assert [mailer.sent.count(each.key) for each in kept] == [1] * len(kept)


def test_the_same_report_twice_tells_nobody_twice(world: World) -> None:
    mail = sent_mail(world)

    assert [take(world, bounce_of(mail)), take(world, bounce_of(mail))] == [1, 0]
    assert take(world, bounce_of(mail, id="another")) == 1
    assert len([each for each in world.mails() if each.template == "bounced"]) == 1


def test_a_delay_pauses_nothing(world: World) -> None:
    assert take(world, bounce_of(sent_mail(world), "4.4.1")) == 1
    with reading(world.location) as reader:
        assert paused_addresses(reader) == []


def test_a_report_about_another_address_or_mail_is_not_believed(world: World) -> None:
    mail = sent_mail(world)

    assert take(world, bounce_of(mail, address="akim-kz-75@qadam.example"), bounce_of(mail, key="f" * 32)) == 0
    with reading(world.location) as reader:
        assert paused_addresses(reader) == []


def test_reports_reach_the_outbox_by_the_setting(small_world: World, tmp_path: Path) -> None:
    from commands.app import App
    from commands.doctor.command import examine
    from commands.post import send_due

    app = App(flags={"db": small_world.url, "mail": str(tmp_path / "mail")})
    app.clock = lambda: small_world.now
    small_world.approved()
    send_due(app, small_world.now)
    mail = next(each for each in small_world.mails(status="sent") if each.person == "kz-75")
    _maildir(tmp_path / "post", report(mail.key, str(mail.address), domain="qadam.localhost"))
    (tmp_path / "qadam.toml").write_text(f'mail_bounces = "maildir:{tmp_path}/post"\n')
    again = App(flags={"db": small_world.url, "mail": str(tmp_path / "mail")})
    again.clock = lambda: small_world.now

    delivered = send_due(again, small_world.now)

    assert (delivered.sent, delivered.errors) == (1, ())
    with reading(small_world.location) as reader:
        assert [paused.address for paused in paused_addresses(reader)] == [mail.address]
    (finding,) = [finding for finding in examine(again) if finding.code == "paused_addresses"]
    assert str(mail.address) in finding.message
    app.store.close()
    again.store.close()
