"""The outbox: claimed with a lease, marked by whoever holds it, never twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tests.world import World
from workflow.model import SentMail

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
