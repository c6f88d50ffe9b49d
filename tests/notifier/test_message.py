from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifier.header import text_header, valid_address
from notifier.letter import Leaf
from notifier.message import composer, message_id, thread_id
from notifier.render import Renderer
from notifier.samples import MANY, TOGETHER
from notifier.wire import on_the_wire, unencoded
from tests.notifier.mail_samples import BARE, FACTS, NOW, a_mail
from workflow.errors import Invalid
from workflow.mail import Mail

RENDERER = Renderer()
COMPOSE = composer(RENDERER, sender="Qadam <qadam@example.kz>")


def sent(mail: Mail) -> EmailMessage:
    """The mail as a receiver reads it."""
    wire = COMPOSE(mail).as_bytes()
    assert wire.isascii()
    assert max(map(len, wire.split(b"\r\n"))) <= 78
    assert b"\n" not in wire.replace(b"\r\n", b"")
    message = message_from_bytes(wire, policy=policy.default)
    assert all(part.defects == [] for part in message.walk())
    assert all(value.defects == () for part in message.walk() for value in part.values())
    return message


def text(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return part.get_content().replace("\r\n", "\n")


def entry(mail: Mail, name: str = "due.ics") -> list[str]:
    """The lines of one of the calendar files that came with a mail."""
    attached = {attachment.get_filename(): attachment for attachment in sent(mail).iter_attachments()}
    attachment = attached[name]
    assert attachment.get_content_type() == "text/calendar"
    wire = attachment.get_payload(decode=True)
    assert all(len(line) <= 75 for line in wire.split(b"\r\n"))
    return wire.decode().replace("\r\n ", "").split("\r\n")


def test_a_mail_arrives_as_it_was_written() -> None:
    mail = a_mail("reminder", languages=("kk", "ru", "en"))
    rendered, message = RENDERER.render(mail), sent(mail)

    assert message["Subject"] == rendered.subject
    assert text(message, "plain") == rendered.text
    assert text(message, "html") == rendered.html


def test_its_headers_say_from_whom_to_whom_when_and_about_what() -> None:
    message = sent(a_mail())

    assert message["From"].addresses[0].display_name == "Qadam"
    assert message["From"].addresses[0].addr_spec == "qadam@example.kz"
    assert [address.addr_spec for address in message["To"].addresses] == ["aliya@example.kz"]
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == "<0f3c9e5b7d1a4c6e8f00112233445566@example.kz>"
    assert message["In-Reply-To"] == message["References"] == "<measure-12%2FKZ-75@example.kz>"
    assert [str(address) for address in message["Reply-To"].addresses] == ["Нұрлан Ахметов <hq@example.kz>"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Id"] == "Qadam <qadam.example.kz>"
    assert message["X-Qadam-Measure"] == "12/KZ-75"
    assert message["Content-Language"] == "kk, ru"
    assert message["MIME-Version"] == "1.0"


def test_a_message_in_hand_can_be_read_like_any_other() -> None:
    message = COMPOSE(a_mail())

    assert message["Subject"] == RENDERER.render(a_mail()).subject
    assert text(message, "html") == RENDERER.render(a_mail()).html
    assert [part.get_filename() for part in message.iter_attachments()] == ["due.ics", "cancelled.ics"]


def test_the_same_mail_is_the_same_to_the_byte_every_time() -> None:
    assert COMPOSE(a_mail()).as_bytes() == COMPOSE(a_mail()).as_bytes()


@pytest.mark.parametrize("template", ["moved", "bundle", "digest"])
def test_a_mail_is_kept_before_it_is_encoded_and_what_was_sent_is_made_of_that(template: str) -> None:
    letter = COMPOSE(a_mail(template, facts={"moved": FACTS, "bundle": TOGETHER, "digest": MANY}[template]))
    kept, encoded = letter.kept(), letter.as_bytes(policy=policy.SMTP)

    assert on_the_wire(kept) == encoded
    assert on_the_wire(encoded) == encoded
    assert len(kept) < len(encoded)
    assert all(part.octets in kept for part in letter.walk() if isinstance(part, Leaf))


@given(st.lists(st.tuples(st.binary(max_size=300).map(lambda text: text.replace(b"\0", b"")), st.binary(max_size=300))))
def test_whatever_is_kept_is_encoded_in_its_place_and_as_the_library_would(parts: list[tuple[bytes, bytes]]) -> None:
    kept = b"".join(head + unencoded(octets) for head, octets in parts)
    lines = [base64.encodebytes(octets).replace(b"\n", b"\r\n") for _, octets in parts]

    assert on_the_wire(kept) == b"".join(head + encoded for (head, _), encoded in zip(parts, lines, strict=True))


def test_mails_of_one_measure_share_a_thread_and_no_id() -> None:
    first, second = sent(a_mail(key="a")), sent(a_mail("overdue", key="b"))

    assert first["References"] == second["References"]
    assert first["Message-ID"] != second["Message-ID"]


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_different_keys_and_measures_never_share_an_id(one: str, other: str) -> None:
    assert (message_id(one, "a.kz") == message_id(other, "a.kz")) is (one == other)
    assert (thread_id(one, "a.kz") == thread_id(other, "a.kz")) is (one == other)
    assert re.fullmatch(r"<[A-Za-z0-9%_~-]{1,64}@a\.kz>", message_id(one, "a.kz"))


def test_the_domain_of_ids_may_differ_from_the_senders() -> None:
    message = composer(RENDERER, sender="Штаб <qadam@example.kz>", domain="qadam.gov.kz")(a_mail())
    message = message_from_bytes(message.as_bytes(), policy=policy.default)

    assert message["Message-ID"].endswith("@qadam.gov.kz>")
    assert message["From"].addresses[0].display_name == "Штаб"


@pytest.mark.parametrize(
    "typed",
    ["a\r\nBcc: evil@example.com", "a\nX-Evil: 1\n\nbody", "--=_qadam_mixed--", "=?utf-8?q?=0ABcc?=", "\x00\x1b[2J"],
)
def test_nothing_typed_adds_a_header_a_recipient_or_a_part(typed: str) -> None:
    facts = {**FACTS, "measure": f"12{typed}", "titles": {"kk": typed}, "comment": typed, "state_titles": {"kk": typed}}
    facts["contacts"] = [{"name": typed, "email": "hq@example.kz"}]
    plain = sent(a_mail("moved"))
    message = sent(a_mail("moved", facts=facts, measure=f"12{typed}"))

    assert message.keys() == plain.keys()
    assert [part.get_content_type() for part in message.walk()] == [part.get_content_type() for part in plain.walk()]
    assert message["To"] == "aliya@example.kz"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_title_gives_a_sound_message(typed: str) -> None:
    facts = {**FACTS, "titles": {"ru": typed}, "state_titles": {"ru": typed}, "comment": typed}
    mail = a_mail("moved", facts=facts)

    assert sent(mail)["Subject"] == RENDERER.render(mail).subject


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b.kz, evil@example.com",
        "a@b.kz\r\nBcc: evil@example.com",
        "a@b.kz\n",
        "Name <a@b.kz>",
        "a b@c.kz",
        "a@b@c.kz",
        ".a@b.kz",
        "a@-b.kz",
        "a@b..kz",
        "айгүл@b.kz",
        "a@" + "b" * 64 + ".kz",
        "a@" + "ү" * 80 + ".kz",
        "x" * 65 + "@b.kz",
        "<script>@b.kz",
    ],
)
def test_what_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid, match="is not a mail address"):
        COMPOSE(a_mail(address=address))


def test_a_mail_to_nobody_is_refused() -> None:
    with pytest.raises(Invalid, match="is not a mail address"):
        COMPOSE(a_mail(address=None))


@pytest.mark.parametrize("address", ["a@localhost", "o'neil+tag@sub.example.kz", "a_b-c@мвд.қаз"])
def test_plain_addresses_are_taken(address: str) -> None:
    assert valid_address(address).isascii()


@given(st.text(max_size=200))
def test_a_text_header_reads_back_as_one_visible_line(typed: str) -> None:
    header = text_header("Subject", typed)
    wire = header.fold(policy=policy.SMTP)
    read = message_from_bytes(wire.encode("ascii") + b"\r\n", policy=policy.default)

    assert read["Subject"] == header
    assert all(len(line) <= 76 for line in wire.split("\r\n"))


def test_a_deadline_comes_as_a_calendar_entry() -> None:
    lines = entry(a_mail())

    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20261208T133000Z" in lines
    assert "SUMMARY;LANGUAGE=kk:12/KZ-75: Мектептердегі алдын алу науқаны" in lines


def test_an_extension_moves_the_entry_it_does_not_add_one() -> None:
    later = {**FACTS, "version": 3, "deadline": {**FACTS["deadline"], "due_at": "2027-01-15T13:30:00+00:00"}}
    first = dict(line.partition(":")[::2] for line in entry(a_mail()) if line)
    moved = a_mail("extended", key="b", facts=later, created_at=datetime(2026, 12, 1, tzinfo=UTC))
    second = dict(line.partition(":")[::2] for line in entry(moved) if line)

    assert first["UID"] == second["UID"]
    assert int(first["SEQUENCE"]) < int(second["SEQUENCE"])
    assert second["DTSTART"] == "20270115T133000Z"


def test_every_date_that_a_changed_calendar_moved_moves_its_entry() -> None:
    other = {**FACTS["deadline"], "id": "12/KZ-75#execution@2026-Q4", "due_at": "2027-01-15T13:30:00+00:00"}
    moved = a_mail("extended", facts={**FACTS, "event": "recompute", "others": [other]}, languages=("en",))
    lines = entry(moved)

    assert [line for line in lines if line.startswith("DTSTART")] == [
        "DTSTART:20261208T133000Z",
        "DTSTART:20270115T133000Z",
    ]
    assert len({line for line in lines if line.startswith("UID")}) == 2
    said = text(sent(moved), "plain")
    assert "because the calendar of working days has changed" in " ".join(said.split())
    assert "more time" not in said


def test_a_deadline_that_went_is_called_off_under_the_id_it_came_with() -> None:
    (ended,) = FACTS["called_off"]
    told = {**FACTS, "deadline": ended["deadline"], "version": 1, "called_off": []}
    came = dict(line.partition(":")[::2] for line in entry(a_mail(facts=told)))
    went = dict(line.partition(":")[::2] for line in entry(a_mail(), "cancelled.ics"))

    assert (came["METHOD"], went["METHOD"], went["STATUS"]) == ("PUBLISH", "CANCEL", "CANCELLED")
    assert came["UID"] == went["UID"] != dict(line.partition(":")[::2] for line in entry(a_mail()))["UID"]
    assert int(came["SEQUENCE"]) < int(went["SEQUENCE"])
    assert came["ORGANIZER"] == went["ORGANIZER"] == "mailto:qadam@example.kz"
    assert "method=CANCEL" in sent(a_mail()).as_string()


def test_one_mail_for_many_brings_the_entries_of_all_and_the_last_word_on_each() -> None:
    def about(region: str, version: int, deadline: str | None, ended: str | None = None) -> dict[str, Any]:
        clocks = {name: {**FACTS["deadline"], "id": f"12/{region}#{name}@1"} for name in (deadline, ended) if name}
        return {
            **FACTS,
            "measure": f"12/{region}",
            "version": version,
            "deadline": clocks.get(str(deadline)),
            "ended": [clocks[ended]] if ended else [],
        }

    told = [
        about("KZ-75", 3, "execution", ended="tailoring"),
        about("KZ-75", 2, "tailoring"),
        about("KZ-79", 2, "tailoring"),
        about("KZ-71", 5, None, ended="execution"),
        {"measure": "4", "titles": {}, "due_at": FACTS["at"]},
    ]
    facts = {**TOGETHER, "sections": [{"name": "told", "items": told, "more": 0}]}
    mail = a_mail("bundle", facts=facts, measure=None)
    came = [line for line in entry(mail) if line.startswith(("SUMMARY", "SEQUENCE"))]

    assert came[::2] == ["SEQUENCE:2", "SEQUENCE:3"]
    assert ["KZ-79" in came[1], "KZ-75" in came[3]] == [True, True]


def test_what_is_called_off_is_not_put_in_by_the_same_mail_whatever_it_was_written_with() -> None:
    (ended,) = FACTS["called_off"]
    message = sent(a_mail(facts={**FACTS, "deadline": {**FACTS["deadline"], **ended["deadline"]}}))

    assert [part.get_filename() for part in message.iter_attachments()] == ["cancelled.ics"]


def test_text_in_a_calendar_entry_is_escaped() -> None:
    facts = {**FACTS, "titles": {"kk": "a;b,c\\d\r\nATTENDEE:mailto:evil@example.com"}}
    lines = entry(a_mail(facts=facts))

    assert r"SUMMARY;LANGUAGE=kk:12/KZ-75: a\;b\,c\\d ATTENDEE:mailto:evil@example.com" in lines
    assert not any(line.startswith("ATTENDEE") for line in lines)


def test_without_a_deadline_there_is_no_calendar_entry() -> None:
    message = sent(a_mail(facts=BARE))

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
