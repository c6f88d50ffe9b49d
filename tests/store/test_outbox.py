"""The outbox: claimed with a lease, marked by whoever holds it, never twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from notifier.render import Renderer
from store.database import Database
from store.reader import reading
from store.settle import add
from tests.world import World
from workflow.errors import Invalid
from workflow.mail import SentMail

LEASE = timedelta(minutes=5)


def claimed(world: World, worker: str, limit: int = 100, **later: int) -> list[str]:
    now = world.now + timedelta(**later)
    return [claim.mail.key for claim in world.store.outbox().claim(now, lease=LEASE, limit=limit, worker=worker)]


def test_a_claimed_mail_is_nobody_else_s_until_its_lease_ends(world: World):
    world.create()
    mine = claimed(world, "one")

    assert mine
    assert claimed(world, "two") == []
    assert claimed(world, "two", minutes=5) == mine


def test_who_lost_the_lease_cannot_mark(world: World):
    world.create()
    outbox = world.store.outbox()
    (key,) = claimed(world, "one")
    claimed(world, "two", minutes=6)

    sent = [SentMail(key=key, at=world.now)]
    assert not outbox.mark_sent(sent, "one")
    assert outbox.mark_sent(sent, "two") == {key}
    assert not outbox.mark_sent(sent, "two")
    assert [mail.status for mail in world.mails()] == ["sent"]


def test_workers_at_once_share_the_mails_without_overlap(world: World):
    world.approved()
    barrier = threading.Barrier(4)

    def claim(number: int) -> list[str]:
        barrier.wait()
        return claimed(world, f"worker {number}", limit=7)

    with ThreadPoolExecutor(4) as pool:
        shares = list(pool.map(claim, range(4)))

    keys = [key for share in shares for key in share]
    assert len(keys) == len(set(keys)) > 7


def test_a_reminder_whose_deadline_is_met_comes_with_the_reason_not_to_send_it(world: World):
    (child,) = world.children(world.approved(regions="KZ-75"))
    world.tick("2024-04-24 18:30")
    world.move(child.id, "tailor", "kz-75", target_group="x")
    stale = {
        claim.mail.template: claim.stale
        for claim in world.store.outbox().claim(world.now, lease=LEASE, limit=100, worker="w")
        if claim.mail.measure == child.id
    }

    assert stale["reminder"] is not None
    assert stale["assigned"] is None


def test_mails_of_one_cause_share_one_row_of_facts_and_are_claimed_with_all_of_them(world: World):
    world.approved(regions="KZ-75")
    world.tick("2024-05-06 10:00")
    with reading(world.location) as reader:
        shared = reader.all("SELECT * FROM occasion")
        own = reader.all("SELECT * FROM outbox WHERE occasion IS NOT NULL")
    claims = world.store.outbox().claim(world.now, lease=LEASE, limit=100, worker="one")

    assert {row["occasion"] for row in own} == {row["key"] for row in shared}
    assert len(own) > len(shared)
    assert claims
    for claim in claims:
        assert claim.mail.facts["state_titles"]["ru"]
        assert claim.mail.facts["because"]["role"]


def test_a_mail_written_before_there_were_occasions_goes_out_as_it_is(world: World):
    world.create()
    (claim,) = world.store.outbox().claim(world.now, lease=LEASE, limit=1, worker="one")
    old = replace(claim.mail, key="0" * 32)
    database = Database(world.location)
    with database.connection() as connection:
        assert add(connection, old)
    database.close()
    again = world.store.outbox().claim(world.now, lease=LEASE, limit=100, worker="two")

    assert [each.mail for each in again if each.mail.key == old.key] == [old]


def test_facts_that_were_meddled_with_reach_the_notifier_which_refuses_that_mail_alone(world: World):
    world.create()
    database = Database(world.location)
    with database.connection() as connection:
        connection.exec_driver_sql("UPDATE outbox SET facts = '{\"because\": 7}'")
    database.close()
    (claim,) = world.store.outbox().claim(world.now, lease=LEASE, limit=1, worker="one")

    with pytest.raises(Invalid, match="cannot be read"):
        Renderer().render(claim.mail)
