"""The budget in the database, on SQLite and on PostgreSQL: rows held, merged and skipped, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from notifier.budget import NoticeBudget, read_quiet
from notifier.deliver import Delivered, deliver_due
from notifier.message import composer
from notifier.render import Renderer
from notifier.sending import Transient
from store import mailbox
from store.mail_rows import mail_values
from store.outbox import SqlOutbox
from store.reader import reading
from store.settle import BATCH
from store.settle import outbox as waiting
from tests.mail.test_budget import CALENDAR, DAILY
from tests.notifier.mail_samples import a_mail
from tests.notifier.test_deliver import Script
from tests.world import ALMATY, World
from workflow.guards import Context
from workflow.notices import on_rung

COMPOSE = composer(Renderer(calendar=CALENDAR), sender="Qadam <qadam@example.kz>")


def outbox(world: World, ceiling: int = 0) -> SqlOutbox:
    quiet = read_quiet("20:00-08:00")
    return world.store.outbox(
        NoticeBudget(calendar=CALENDAR, zone=ALMATY, quiet=quiet, ceiling=ceiling, next_digest=DAILY.after)
    )


def deliver(world: World, mailer: Script, *, ceiling: int = 0) -> Delivered:
    return deliver_due(outbox(world, ceiling), mailer, COMPOSE, world.now, worker="w1")


def rows(world: World, where: str = "1 = 1") -> list[dict[str, object]]:
    with reading(world.location) as reader:
        return [dict(row) for row in reader.all(f"SELECT * FROM outbox WHERE {where} ORDER BY id")]


def tailored_everywhere(world: World) -> str:
    """Twenty regions hand their variant to the same agency within one pass."""
    measure = world.approved()
    deliver(world, Script())
    for child in world.children(measure):
        world.move(child.id, "tailor", str(child.region).lower(), target_group="students")
    return measure


def test_twenty_regional_items_reach_the_agency_as_one_mail(world: World) -> None:
    tailored_everywhere(world)
    mailer = Script()

    deliver(world, mailer)
    merged = rows(world, "merged_into IS NOT NULL")
    (one,) = rows(world, "template = 'bundle'")
    assert len(merged) == 20
    assert {row["merged_into"] for row in merged} == {one["key"]}
    assert {row["last_error"] for row in merged} == {"told together with 19 others"}
    assert mailer.sent.count(str(one["key"])) == 1
    assert (one["status"], one["person"]) == ("sent", "mia")


def test_what_one_person_gets_together_is_not_cut_in_two_where_a_batch_ends(world: World) -> None:
    ours = set(range(BATCH - 8, BATCH + 60, 4))
    written = [
        a_mail("moved", key=f"k{number}", measure=None, address="mia@x.kz" if number in ours else f"a{number}@x.kz")
        for number in range(BATCH + 100)
    ]
    with world.store.register() as register:
        register._connection.execute(waiting.insert(), [mail_values(mail) for mail in written])
    world.now = written[0].created_at
    outbox(world).claim(world.now, lease=timedelta(minutes=5), limit=1, worker="w1")

    bundles = rows(world, "template = 'bundle'")
    assert [row["address"] for row in bundles] == ["mia@x.kz"]
    assert len(rows(world, f"merged_into = '{bundles[0]['key']}'")) == len(ours)
    assert len(rows(world, "NOT settled")) == 100 - len([number for number in ours if number >= BATCH])


def test_at_night_mails_wait_with_the_reason_and_go_in_the_morning(world: World) -> None:
    world.at("2024-04-15 21:00")
    world.approved()
    mailer = Script()

    assert deliver(world, mailer) == Delivered()
    held = rows(world, "status = 'pending'")
    assert {str(row["held"]) for row in held} == {"quiet hours; waits until 16 April 2024 (Tuesday), 08:00"}
    world.at("2024-04-16 08:00")
    assert deliver(world, mailer).sent == len(held)
    assert all(row["held"] for row in rows(world, "status = 'sent'"))


def test_a_step_asked_for_and_taken_meanwhile_is_not_asked_again(world: World) -> None:
    world.at("2024-04-15 21:00")
    measure = world.approved()
    deliver(world, Script())
    world.move(f"{measure}/KZ-75", "tailor", "kz-75", target_group="students")
    world.at("2024-04-16 08:00")

    deliver(world, Script())
    (skipped,) = rows(world, f"measure = '{measure}/KZ-75' AND person = 'kz-75'")
    assert skipped["status"] == "skipped"
    assert skipped["last_error"] == f"{measure}/KZ-75 moved on to 'tailored' before this was sent"


def test_preferences_hold_and_skip(world: World) -> None:
    with world.store.register() as register:
        register.put_preference("kz-75", "assigned", "daily")
        register.put_preference("mia", "moved", "off")
    measure = world.create()
    world.move(measure, "approve", "hq2")

    deliver(world, Script())
    (daily,) = rows(world, f"measure = '{measure}/KZ-75'")
    (off,) = rows(world, "template = 'moved' AND person = 'mia'")
    assert (daily["status"], str(daily["held"]).partition(";")[0]) == ("pending", "wanted with the daily digest")
    assert (off["status"], off["last_error"]) == ("skipped", "mia wants no mails of the kind 'moved'")


def test_the_ceiling_counts_what_went_today(world: World) -> None:
    for _ in range(3):
        world.approved()
        deliver(world, Script(), ceiling=2)

    own = rows(world, "person = 'kz-75'")
    assert [row["status"] for row in own] == ["sent", "sent", "pending"]
    assert "2 mails went there today" in str(own[2]["held"])


def test_a_mail_that_could_not_be_sent_is_weighed_again_before_the_next_attempt(world: World) -> None:
    world.at("2024-04-15 19:59")
    world.approved()
    keys = [str(row["key"]) for row in rows(world)]
    deliver(world, Script(errors=dict.fromkeys(keys, Transient("450 busy"))))
    world.now += timedelta(minutes=5)

    assert deliver(world, Script()) == Delivered()
    assert all(str(row["held"]).startswith("quiet hours") for row in rows(world, "status = 'pending'"))


def test_mails_shows_what_was_held_and_merged(world: World) -> None:
    tailored_everywhere(world)
    deliver(world, Script())

    with reading(world.location) as reader:
        found = mailbox.mails(reader, status="skipped")
    assert len({summary.merged_into for summary in found}) == 1


def test_a_rung_marked_urgent_writes_mails_that_may_go_at_night(small_world: World) -> None:
    measure = f"{small_world.approved()}/KZ-75"
    (deadline, _), *_ = small_world.deadlines(measure)
    with small_world.store.begin() as tx:
        noun = tx.lock(measure).measure
        definition, context = tx.definition(noun.type), Context(directory=tx.directory(), calendar=tx.calendar())
    rung = next(each for each in definition.deadlines[deadline.name].ladder if each.notify)

    for urgent in (False, True):
        mails = on_rung(definition, replace(rung, urgent=urgent), deadline, noun, context, small_world.now)
        assert {mail.urgent for mail in mails} == {urgent}
