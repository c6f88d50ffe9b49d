"""Whoever a mail has put a date into the calendar of gets it called off, with whatever goes to their address next."""

from __future__ import annotations

from email import message_from_bytes, policy
from itertools import count

from notifier.deliver import deliver_due
from notifier.sending import Transient
from notifier.wire import on_the_wire
from store.mail_rows import mail_values
from store.mailbox import message_kept
from store.reader import reading
from store.tables import outbox
from tests.mail.test_settle import COMPOSE
from tests.notifier.mail_samples import BARE, FACTS, a_mail
from tests.notifier.test_deliver import Script
from tests.world import World
from workflow.deadline import Deadline

HEAD = "head@example.kz"
"""Somebody to whom no event of the measure writes."""

numbers = count(1)


def write(world: World, *, deadline: Deadline | None = None, ended: Deadline | None = None, address: str = HEAD) -> str:
    """A mail that names a deadline, or one that ended, or none, waits for an address."""
    named = {"deadline": clock(deadline) if deadline else None, "ended": [clock(ended)] if ended else []}
    facts = {**BARE, "version": 1, **named}
    mail = a_mail("moved", key=f"{next(numbers):032x}", address=address, facts=facts, measure=None)
    with world.store.register() as register:
        register._connection.execute(outbox.insert(), [{**mail_values(mail), "next_attempt_at": world.now}])
    return mail.key


def clock(deadline: Deadline) -> dict[str, object]:
    due_at = deadline.due_at.isoformat()
    return {**FACTS["deadline"], "id": deadline.id, "due_at": due_at, "first_due_at": due_at}


def deliver(world: World, mailer: Script | None = None) -> None:
    deliver_due(world.store.outbox(), mailer or Script(), COMPOSE, world.now, worker="w1")


def files(world: World, key: str) -> dict[str, list[str]]:
    """The calendar files of a mail that was sent, as lines."""
    with reading(world.location) as reader:
        kept = message_kept(reader, key)
    assert kept is not None
    message = message_from_bytes(on_the_wire(kept), policy=policy.default)
    return {str(part.get_filename()): part.get_content().splitlines() for part in message.iter_attachments()}


def value(lines: list[str], name: str) -> str:
    (found,) = [line.partition(":")[2] for line in lines if line.startswith(name)]
    return found


def told(world: World, number: str = "12") -> tuple[str, Deadline, str]:
    """A variant whose running deadline was told to somebody whom its events do not write to."""
    world.approved(number=number)
    ((deadline, _),) = world.deadlines(f"{number}/KZ-75")
    key = write(world, deadline=deadline)
    deliver(world)
    return f"{number}/KZ-75", deadline, key


def end(world: World, variant: str) -> None:
    world.move(variant, "tailor", "kz-75", target_group="students")
    deliver(world)  # the mails of the event itself, to others


def test_a_date_that_ended_is_called_off_with_the_next_mail_to_whoever_was_told_and_only_once(world: World) -> None:
    variant, _, first = told(world)
    before = write(world)
    deliver(world)
    end(world, variant)
    after_the_event = len(world.mails(status="sent"))
    key, another, elsewhere = write(world), write(world), write(world, address="other@example.kz")
    deliver(world)

    assert len(world.mails(status="sent")) == after_the_event + 3, "nothing goes out only to call off"
    assert "cancelled.ics" not in files(world, before)
    came, went = files(world, first)["due.ics"], files(world, key)["cancelled.ics"]
    assert (value(came, "METHOD"), value(went, "METHOD"), value(went, "STATUS")) == ("PUBLISH", "CANCEL", "CANCELLED")
    assert value(came, "UID") == value(went, "UID")
    assert int(value(came, "SEQUENCE")) < int(value(went, "SEQUENCE"))
    assert value(went, "SUMMARY").startswith("12/KZ-75: ")
    assert [files(world, other) for other in (another, elsewhere)] == [{}, {}]


def test_each_date_is_called_off_in_a_file_of_its_own(small_world: World) -> None:
    ends = [told(small_world, number) for number in ("12", "13")]
    for variant, _, _ in ends:
        end(small_world, variant)
    key = write(small_world)
    deliver(small_world)

    called_off = files(small_world, key)
    assert list(called_off) == ["cancelled.ics", "cancelled-2.ics"]
    assert {value(lines, "UID") for lines in called_off.values()} == {
        value(files(small_world, first)["due.ics"], "UID") for _, _, first in ends
    }


def test_it_is_called_off_until_a_mail_that_says_so_was_sent(small_world: World) -> None:
    variant, _, _ = told(small_world)
    end(small_world, variant)
    refused = write(small_world)
    deliver(small_world, Script(errors={refused: Transient("450 busy")}))
    key = write(small_world)
    deliver(small_world)

    assert list(files(small_world, key)) == ["cancelled.ics"]


def test_nobody_is_called_off_a_date_that_was_never_told(small_world: World) -> None:
    _, deadline, _ = told(small_world)
    end(small_world, "12/KZ-75")
    key = write(small_world, ended=deadline, address="other@example.kz")
    deliver(small_world)

    assert files(small_world, key) == {}


def test_what_has_passed_is_left_where_it_is(small_world: World) -> None:
    variant, _, _ = told(small_world)
    end(small_world, variant)
    small_world.at("2025-01-15 10:00")
    key = write(small_world)
    deliver(small_world)
    again = write(small_world)
    deliver(small_world)

    assert [files(small_world, each) for each in (key, again)] == [{}, {}]
