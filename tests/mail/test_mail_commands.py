"""`qadam mail`, as it is typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from cli import main
from store.settings import SANDBOX_CLOCK
from tests.mail.test_settle import tailored_everywhere
from tests.notifier.mail_samples import MailServer
from tests.world import World, local

Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(small_world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Type:
    """A sandbox whose clock stands at the world's beginning; answers with exit code, stdout and stderr."""
    with small_world.store.register() as register:
        register.set(SANDBOX_CLOCK, local("2024-04-15 10:00").isoformat())

    def give(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["--db", small_world.url, *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return give


def document(answer: tuple[int, str, str]) -> Any:
    code, out, err = answer
    assert code == 0, err
    return json.loads(out)


def test_skipped_lists_what_was_merged_and_into_which(small_world: World, typed: Type) -> None:
    tailored_everywhere(small_world)
    typed("tick")

    found = document(typed("mail", "list", "--skipped", "--json"))["mails"]
    (bundle,) = [m for m in document(typed("mail", "list", "--json"))["mails"] if m["template"] == "bundle"]
    merged = [mail for mail in found if mail["merged_into"]]
    assert len(merged) == 20
    assert {f"<{mail['merged_into']}@qadam.localhost>" for mail in merged} == {bundle["message_id"]}
    assert all(mail["last_error"] or mail["held"] for mail in found)


def test_show_gives_what_was_sent_even_when_the_templates_changed_since(
    small_world: World, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_world.approved()
    typed("tick")
    before = document(typed("mail", "show", "3", "--json"))
    (tmp_path / "own" / "assigned").mkdir(parents=True)
    for language in ("kk", "ru"):
        (tmp_path / "own" / "assigned" / f"{language}.j2").write_text(
            "{% block subject %}x{% endblock %}{% block heading %}y{% endblock %}"
            "{% block lead %}z{% endblock %}{% block ask %}{% endblock %}"
        )
    monkeypatch.setenv("QADAM_MAIL_TEMPLATES", str(tmp_path / "own"))

    assert document(typed("mail", "show", "3", "--json")) == before
    assert before["as_sent"]
    assert "Мера ждёт вашего шага" in before["text"]


def test_raw_is_the_whole_message(small_world: World, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    small_world.approved()
    with small_world.store.register() as register:
        register.set(SANDBOX_CLOCK, local("2024-04-15 10:00").isoformat())
    main(["--db", small_world.url, "tick"])
    capsysbinary.readouterr()
    main(["--db", small_world.url, "mail", "show", "3", "--raw"])
    message = message_from_bytes(capsysbinary.readouterr().out, policy=policy.default)

    assert message["List-Id"] == "Qadam <qadam.qadam.localhost>"
    assert [part.get_content_type() for part in message.walk()][-1] == "text/calendar"


def test_preview_writes_pages_without_causing_anything(small_world: World, typed: Type) -> None:
    measure = small_world.create()
    before = small_world.counts()
    mails = document(typed("--as", "hq2", "mail", "preview", measure, "approve", "--open", "--json"))["mails"]

    assert len(mails) == 21
    assert all("<html" in Path(mail["file"]).read_text(encoding="utf-8") for mail in mails)
    assert small_world.counts() == before


def test_preferences_are_ones_own(typed: Type) -> None:
    assert typed("--as", "hq", "mail", "prefer", "hq", "moved", "daily")[0] == 0
    assert typed("--as", "hq", "mail", "prefer", "hq", "moved", "off")[0] == 0

    assert document(typed("mail", "preferences", "hq", "--json"))["preferences"] == [
        {"person": "hq", "kind": "moved", "manner": "off"}
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("hq", "overdue", "off"), "cannot be switched off"),
        (("nobody", "moved", "off"), "nobody here is called"),
        (("hq", "digest-daily", "daily"), "comes when it comes"),
    ],
)
def test_a_preference_that_cannot_be_is_refused(typed: Type, words: tuple[str, ...], said: str) -> None:
    code, _, err = typed("--as", "hq", "mail", "prefer", *words)

    assert (code, said in err, "try: " in err) == (1, True, True)


def test_a_test_mail_proves_the_configuration(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    with MailServer() as server:
        monkeypatch.setenv("QADAM_MAIL", server.url())
        monkeypatch.setenv("QADAM_MAIL_RETURN", "bounces@example.kz")
        answer = document(typed("--as", "admin", "mail", "test", "you@example.kz", "--json"))

    (envelope,) = server.received.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("bounces@example.kz", ["you@example.kz"])
    assert answer["through"] == f"127.0.0.1:{server.port}, not encrypted"
    assert "настройки верны" in server.received.messages[0].get_body(("plain",)).get_content()


def test_a_test_mail_that_is_not_taken_says_what_the_server_said(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    with MailServer() as server:
        server.received.to_recipient["you@example.kz"] = "550 5.1.1 no such mailbox"
        monkeypatch.setenv("QADAM_MAIL", server.url())
        code, _, err = typed("--as", "admin", "mail", "test", "you@example.kz")

    assert code == 1
    assert "was not taken" in err
    assert "550 5.1.1 no such mailbox" in err


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("QADAM_MAIL_QUIET", "night"),
        ("QADAM_DIGEST_WEEKLY", "mondays"),
        ("QADAM_MAIL_PACE", "slow"),
        ("QADAM_MAIL_TEMPLATES", "nowhere"),
        ("QADAM_MAIL_CEILING", "-1"),
        ("QADAM_MAIL_GIVE_UP_DAYS", "0"),
        ("QADAM_MAIL_RETURN", "nobody"),
        ("QADAM_MAIL", "gopher://x"),
    ],
)
def test_a_setting_that_cannot_be_is_one_clear_line(
    typed: Type, monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    monkeypatch.setenv(setting, value)
    code, _, err = typed("tick")

    assert code == 1
    assert err.startswith("error: ")
    assert "Traceback" not in err
