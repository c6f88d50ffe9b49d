"""Digests: what they hold, who gets them, and that each is written once per person and period."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from commands.app import App
from commands.digests import write_due_digests
from notifier.digest import digest_key
from notifier.message import composer
from notifier.render import Renderer
from store import mail_rows, mailbox
from store.reader import reading
from tests.mail.test_budget import CALENDAR
from tests.mail.test_settle import deliver
from tests.notifier.test_deliver import Script
from tests.world import World

RENDERER = Renderer(calendar=CALENDAR)


def pass_at(world: World, moment: str, **settings: str) -> int:
    """One pass of digests at a moment of Almaty's clock."""
    world.at(moment)
    app = App(flags={"db": world.url, **settings})
    app.clock = lambda: world.now
    written, errors = write_due_digests(app, world.now)
    app.store.close()
    assert errors == []
    return written


def digests(world: World, person: str) -> list[Any]:
    with reading(world.location) as reader:
        found = reader.all(
            "SELECT * FROM outbox WHERE template = 'digest' AND person = :person ORDER BY id", person=person
        )
    return [mail_rows.mail_from(row) for row in found]


def text_of(world: World, person: str, language: str = "ru") -> str:
    (mail,) = digests(world, person)
    return RENDERER.render(replace(mail, languages=(language,))).text


@pytest.fixture
def on_monday(world: World) -> World:
    """A campaign under way since April, counting of digests begun, and nobody tailoring it by Monday, 13 May."""
    pass_at(world, "2024-04-15 10:00")
    world.approved(number="12")
    return world.at("2024-05-13 09:00")


def test_a_weekly_digest_tells_a_region_what_is_late_and_waits_for_it(on_monday: World) -> None:
    pass_at(on_monday, "2024-05-13 09:00")
    text = text_of(on_monday, "kz-75")

    assert "Просрочено: 1\n\n  12/KZ-75 – город Алматы: " in text
    assert "12/KZ-79" not in text
    assert "qadam --as kz-75 overdue --region KZ-75" in text
    assert "Регионы и статусы" not in text


def test_the_national_digest_has_the_heat_map_and_what_is_late_everywhere(on_monday: World) -> None:
    (sealed,) = on_monday.sealed()
    pass_at(on_monday, "2024-05-13 09:00")
    text = text_of(on_monday, "head")

    assert f"Контрольная печать записей, 13 мая 2024 года, записей – {sealed.entries}\n{sealed.root}" in text
    assert "Просрочено: 20" in text or "Просрочено: 21" in text
    assert "Регионы и статусы" in text
    assert "город Шымкент" in text


def test_the_heat_map_comes_as_a_picture_within_the_page_and_reads_as_text(on_monday: World) -> None:
    pass_at(on_monday, "2024-05-13 09:00")
    (mail,) = digests(on_monday, "head")
    message = message_from_bytes(composer(RENDERER, sender="q@example.kz")(mail).as_bytes(), policy=policy.default)
    page = message.get_body(("html",)).get_content()
    related = next(part for part in message.walk() if part.get_content_type() == "multipart/related")
    shown = list(related.iter_parts())[1]
    (alt,) = re.findall(r'<img [^>]*alt="([^"]+)"', page.partition('lang="ru"')[2])

    assert all(part.defects == [] for part in message.walk())
    assert (shown.get_content_type(), shown.get_content_disposition()) == ("image/png", "inline")
    assert set(re.findall(r'src="([^"]+)"', page)) == {f"cid:{shown['Content-ID'].strip('<>')}"}
    assert re.fullmatch(r"Регионы и статусы: \d+ мер\w?\. Просрочено: 2\d \(.+ – \d+, .+ – \d+, .+ – \d+\)", alt)
    assert alt in message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert "KZ-79 город Шымкент" in page


def test_each_digest_is_written_once_whoever_tries(on_monday: World) -> None:
    first = pass_at(on_monday, "2024-05-13 09:00")
    with on_monday.store.register() as register:
        register.set("digest_weekly_written", "2024-05-01T00:00:00+00:00")  # as if the pass had died before its end

    assert first > 40
    assert pass_at(on_monday, "2024-05-13 09:30") == 0
    assert [mail.key for mail in digests(on_monday, "head")] == [
        digest_key("weekly", on_monday.now.date(), "head"),
    ]


def test_a_digest_nobody_wrote_in_time_is_left_to_the_next_one(on_monday: World) -> None:
    assert pass_at(on_monday, "2024-05-16 10:00") == 0
    assert pass_at(on_monday, "2024-05-20 09:00") > 40


def test_a_new_installation_has_nothing_to_make_up_for(world: World) -> None:
    world.approved()

    assert pass_at(world, "2024-05-13 09:10") == 0


def test_what_was_wanted_daily_is_told_in_the_daily_digest_and_not_again(world: World) -> None:
    pass_at(world, "2024-04-15 08:30")
    with world.store.register() as register:
        register.put_preference("kz-75", "assigned", "daily")
    world.at("2024-04-15 10:00").approved(number="12")
    deliver(world, Script())

    pass_at(world, "2024-04-16 09:00")
    assert "Уведомления, отложенные до обзора: 1\n\n  12/KZ-75" in text_of(world, "kz-75")
    mailer = Script()
    world.at("2024-04-16 12:00")
    deliver(world, mailer)
    with reading(world.location) as reader:
        (told,) = mailbox.mails(reader, measure_id="12/KZ-75")
    (digest,) = digests(world, "kz-75")
    assert (told.status, told.last_error, told.merged_into) == ("skipped", "told in a digest", digest.key)
    assert digest.key in mailer.sent
    assert told.key not in mailer.sent


def test_nobody_gets_a_daily_digest_unasked_and_whoever_asks_does(on_monday: World) -> None:
    with on_monday.store.register() as register:
        register.put_preference("mia", "digest-daily", "at_once")
        register.put_preference("kz-75", "digest-weekly", "off")
    on_monday.now += timedelta(days=1)

    assert pass_at(on_monday, "2024-05-14 09:00") > 1  # Monday's weekly ones are still owed, and one daily
    assert len(digests(on_monday, "mia")) == 1
    assert digests(on_monday, "kz-75") == []


def test_a_switched_off_digest_is_not_written(on_monday: World) -> None:
    assert pass_at(on_monday, "2024-05-13 09:00", digest_weekly="off") == 0


def test_every_digest_is_a_sound_mail_below_a_hundred_kilobytes(on_monday: World) -> None:
    pass_at(on_monday, "2024-05-13 09:00")
    compose = composer(RENDERER, sender="Qadam <qadam@example.kz>")
    with reading(on_monday.location) as reader:
        mails = [mail_rows.mail_from(row) for row in reader.all("SELECT * FROM outbox WHERE template = 'digest'")]

    assert len(mails) > 40
    for mail in mails:
        wire = compose(mail).as_bytes()
        assert len(RENDERER.render(mail).html.encode()) < 100_000
        assert max(map(len, wire.split(b"\r\n"))) <= 998
        assert "In-Reply-To" not in compose(mail)
