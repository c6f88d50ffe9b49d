"""Names that are data, of regions, agencies and pieces of evidence: from the database to the wire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from definitions.directory import load_agencies, load_regions
from notifier.deliver import deliver_due
from notifier.mailer import open_mailer
from tests.mail.test_digests import pass_at
from tests.mail.test_misbehaving_server import HOSTILE
from tests.mail.test_settle import COMPOSE, rows
from tests.notifier.mail_samples import MailServer
from tests.world import World
from workflow.model import Command

REGIONS = tuple(load_regions())[: len(HOSTILE)]
"""One for each of the hostile names."""


@pytest.fixture
def renamed(small_world: World) -> World:
    """Every region and every agency bears one of the hostile names, in all languages and as its abbreviation."""
    words = {code: HOSTILE[place % len(HOSTILE)] for place, code in enumerate(load_regions())}
    regions = [
        replace(region, names=dict.fromkeys(("en", "ru", "kk"), words[code]), centres={})
        for code, region in load_regions().items()
    ]
    agencies = [
        replace(agency, names=dict.fromkeys(("en", "ru", "kk"), name), abbreviations=dict.fromkeys(("ru", "kk"), name))
        for place, agency in enumerate(load_agencies().values())
        for name in (HOSTILE[place % len(HOSTILE)],)
    ]
    with small_world.store.register() as register:
        register.put_regions(regions)
        register.put_agencies(agencies)
    return small_world


def test_no_name_of_a_region_an_agency_or_a_file_adds_a_header_or_runs(renamed: World) -> None:
    pass_at(renamed, "2024-04-15 10:00")
    measure = renamed.approved(number="12", regions=",".join(REGIONS), co_executors=["MOH", "MOE"])
    for region, typed in zip(REGIONS, HOSTILE, strict=True):
        renamed.at("2024-04-16 10:00")
        variant = f"{measure}/{region}"
        coordinator = region.lower()
        renamed.move(variant, "tailor", coordinator, target_group="students")
        renamed.move(variant, "start", "mia")
        report = Command(
            measure=variant, event="report", actor="mia", data={"reach": 1, "events_held": 1},
            evidence=({"name": typed, "sha256": "0" * 64, "size": 1}, {"url": f"https://e.kz/{typed}"}),
        )  # fmt: skip
        renamed.engine.move(report)
    renamed.tick("2024-05-20 10:00")
    assert pass_at(renamed, "2024-05-20 10:00") > 0  # the weekly digests, with the heat map of the regions
    with MailServer() as server:
        for _ in range(20):
            deliver_due(renamed.store.outbox(), open_mailer(server.url()), COMPOSE, renamed.now, worker="w1", limit=500)

    assert {row["last_error"] for row in rows(renamed, "status = 'dead'")} == set()
    assert {row["template"] for row in rows(renamed, "status = 'sent'")} >= {"assigned", "moved", "digest"}
    for message, envelope in zip(server.received.messages, server.received.envelopes, strict=True):
        assert len(envelope.rcpt_tos) == 1
        assert not {"Bcc", "X-Evil", "Cc"} & set(message.keys())
        assert all(not part.defects for part in message.walk())
        page = message.get_body(("html",)).get_content()
        text = message.get_body(("plain",)).get_content()
        assert "<script" not in page
        assert not any(ord(letter) in (0x202E, 0x200B) for letter in text + page)
        assert "49" not in text
        assert not [said for said in text.splitlines() if said.strip().startswith("qadam") and "$(reboot)" in said]
    shown = " ".join(message.get_body(("plain",)).get_content() for message in server.received.messages)
    assert "{{ 7 * 7 }}{% raw %}" in shown  # as it is, and not run
