"""On a live database a token proves who somebody is; in a sandbox their word does."""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from cli import COMMANDS, QadamGroup, main, qadam
from commands.options import QadamCommand
from definitions.calendar_kz import OVERRIDES
from definitions.loader import MEASURE_TYPES
from store.backup import back_up
from store.location import locate
from store.people import everybody, tokens
from store.reader import reading
from tests.trust.live import Terminal
from workflow.directory import SYSTEM
from workflow.errors import Forbidden
from workflow.identity import Token, check, digest_of, spelled

NEW = ("new", "campaign", "Sample", "--lead", "MIA", "--due", "2027-06-26")
SECRET = "s" * 43
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def history(terminal: Terminal, measure: str = "1"):
    return terminal("history", measure, "--json").json["entries"]


# A token by itself


def token(**changes) -> Token:
    facts = {"id": "0" * 12, "person": "hq", "digest": digest_of(SECRET), "made_at": NOW, "made_by": "admin"}
    return Token(**{**facts, "expires_at": NOW + timedelta(days=1), **changes})


def test_a_token_proves_its_person_until_it_expires():
    text = spelled("0" * 12, SECRET)

    assert check(text, token(), NOW).person == "hq"
    with pytest.raises(Forbidden, match="has expired"):
        check(text, token(), NOW + timedelta(days=1))


def test_a_revoked_token_is_good_for_nothing_from_that_moment():
    revoked = token(revoked_at=NOW)

    assert check(spelled("0" * 12, SECRET), revoked, NOW - timedelta(seconds=1))
    with pytest.raises(Forbidden, match="was revoked"):
        check(spelled("0" * 12, SECRET), revoked, NOW)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (spelled("0" * 12, "t" * 43), token()),
        (spelled("0" * 12, SECRET), None),
        (spelled("0" * 12, ""), token(digest=digest_of(""))),
        (spelled("0" * 12, "t" * 43), token(expires_at=NOW - timedelta(days=9), made_at=NOW - timedelta(days=99))),
        ("", token()),
        ("hq", token()),
        (digest_of(SECRET), token()),
    ],
)
def test_a_wrong_secret_learns_nothing_not_even_whether_the_token_exists(text: str, known: Token | None):
    with pytest.raises(Forbidden) as refused:
        check(text, known, NOW)

    assert refused.value.message == "this token is not known here"


# The command line


def test_a_live_database_believes_nobody_without_a_token(live: Terminal):
    answer = live("--as", "hq", *NEW, "--json")

    assert (answer.code, answer.error["kind"]) == (1, "forbidden")
    assert "hq must prove who they are" in answer.error["message"]
    assert "qadam login" in answer.error["possible"]


def test_a_person_acts_with_their_own_token_and_need_not_say_who_they_are(live: Terminal):
    hq = live.token("hq", by=live.token("admin"))

    assert live(*NEW, token=hq).code == 0
    assert [(e["actor"], e["on_behalf_of"]) for e in history(live)] == [("hq", None)]


def test_a_token_is_needed_from_the_right_person(live: Terminal):
    admin = live.token("admin")
    hq, hq2 = live.token("hq", by=admin), live.token("hq2", by=admin)

    assert live(*NEW, token=hq).code == 0
    refused = live("--as", "hq2", "move", "1", "approve", token=hq)
    assert refused.code == 1
    assert "this token is hq's: nothing can be done as hq2 with it" in refused.err
    assert live("--as", "hq2", "move", "1", "approve", token=hq2).code == 0


def test_an_administrator_in_somebodys_name_is_on_record(live: Terminal):
    admin = live.token("admin")

    assert live("--as", "hq", *NEW, token=admin).code == 0
    assert [(e["actor"], e["on_behalf_of"]) for e in history(live)] == [("admin", "hq")]


def test_a_sandbox_needs_no_token(practice: Terminal):
    assert practice("--as", "hq", *NEW).code == 0


def test_a_token_is_shown_once_and_only_its_digest_is_stored(small_live: Terminal):
    text = small_live.token("admin")
    secret = text.split("_", 2)[2]
    small_live("people", "token", "hq", token=text)
    small_live("-v", "--as", "kz-75", "people", "token", "hq", token=text)

    for file in Path(small_live.url.removeprefix("sqlite:///")).parent.glob("qadam.db*"):
        assert secret.encode() not in file.read_bytes()
    listed = small_live("people", "token", "admin", "--list", "--json", token=text)
    assert secret not in listed.out
    assert [each["good"] for each in listed.json["tokens"]] == [True]


def test_a_revoked_token_opens_nothing_any_more(live: Terminal):
    admin = live.token("admin")
    hq = live.token("hq", by=admin)

    assert live("people", "token", "hq", "--revoke", token=admin).code == 0

    refused = live(*NEW, token=hq)
    assert (refused.code, "was revoked" in refused.err) == (1, True)
    assert live("people", "token", "hq", "--revoke", token=admin).code == 1  # there is none left to take back


def test_one_of_several_tokens_can_be_taken_back(small_live: Terminal):
    admin = small_live.token("admin")
    first, second = small_live.token("hq", by=admin), small_live.token("hq", by=admin)

    small_live("people", "token", "hq", "--revoke", "--id", first.split("_")[1], token=admin)

    assert small_live(*NEW, token=first).code == 1
    assert small_live(*NEW, token=second).code == 0


def test_an_expired_token_opens_nothing(small_live: Terminal):
    admin = small_live.token("admin")
    hq = small_live.token("hq", by=admin)
    with sqlite3.connect(small_live.url.removeprefix("sqlite:///")) as database:
        database.execute(
            "UPDATE token SET made_at = '2020-01-01 00:00:00', expires_at = '2020-01-02 00:00:00' WHERE person = 'hq'"
        )
    database.close()

    refused = small_live(*NEW, token=hq)

    assert (refused.code, "has expired" in refused.err) == (1, True)


def test_a_token_ends_with_the_day_its_person_leaves_even_if_they_come_back(live: Terminal):
    admin = live.token("admin")
    hq = live.token("hq", by=admin)

    assert live("people", "leave", "hq", "--on", "2026-01-01", token=admin).code == 0
    assert live(*NEW, token=hq).code == 1
    live("people", "add", "hq", "--email", "hq@qadam.example", "--role", "national.coordinator", token=admin)

    assert live(*NEW, token=hq).code == 1
    assert live(*NEW, token=live.token("hq", by=admin)).code == 0


def test_people_renew_and_take_back_their_own_tokens_and_nobody_elses(small_live: Terminal):
    admin = small_live.token("admin")
    hq = small_live.token("hq", by=admin)

    assert small_live("people", "token", "hq", token=hq).code == 0
    assert small_live("people", "token", "admin", token=hq).code == 1
    assert small_live("people", "token", "admin", "--revoke", token=hq).code == 1
    assert small_live("people", "token", "admin", "--list", token=hq).code == 1
    assert small_live("people", "token", "hq", "--revoke", token=hq).code == 0
    assert small_live(*NEW, token=hq).code == 1


def test_a_dry_run_gives_no_token(small_live: Terminal):
    answer = small_live("people", "token", "admin", "--dry-run", "--json")

    assert answer.json["token"] is None
    with reading(locate(small_live.url)) as reader:
        assert tokens(reader, "admin") == []


# Setting up


def test_the_first_administrator_is_made_with_the_database(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    terminal = Terminal(f"sqlite:///{tmp_path / 'new.db'}", capsys, monkeypatch)

    made = terminal("init", "--admin", "aliya", "--email", "aliya@hq.example", "--json")
    aliya = made.json["administrator"]["token"]

    assert terminal("people", "add", "x", "--email", "x@hq.example", "--role", "national.coordinator").code == 2
    assert terminal("people", "add", "x", "--email", "x@hq.example", "--role", "national.head", token=aliya).code == 0
    assert terminal("init", "--admin", "mallory", "--email", "m@hq.example").code == 2
    assert terminal("--as", "mallory", "init", "--admin", "mallory", "--email", "m@hq.example").code == 1
    with reading(locate(terminal.url)) as reader:
        assert set(everybody(reader)) == {"aliya", "x"}


def test_a_lost_token_of_the_only_administrator_can_be_replaced_once_it_is_good_no_more(small_live: Terminal):
    admin = small_live.token("admin")

    answer = small_live("people", "token", "admin", "--revoke", token=admin)
    assert "no administrator holds a good token now" in answer.out
    assert small_live("people", "token", "admin").code == 0


# No command goes around it

EXAMPLES = {
    "init": (),
    "people add": ("mallory", "--email", "m@hq.example", "--role", "administrator"),
    "people load": ("people.csv",),
    "people sample": (),
    "people substitute": ("hq2", "--for", "hq", "--from", "2026-01-01", "--to", "2027-01-01"),
    "people leave": ("hq", "--on", "2026-01-01"),
    "people token": ("admin",),
    "definitions load": ("campaign.yaml",),
    "mail retry": ("1",),
    "calendar load": ("calendar.yaml",),
    "calendar recompute": ("--yes",),
    "mail prefer": ("hq", "moved", "off"),
    "mail resume": ("hq@hq.example",),
    "audit checkpoint": (),
    "db migrate": (),
    "db restore": ("backup.zip", "--yes"),
    "move": ("1", "approve"),
    "undo": ("1", "--comment", "x"),
    "amend": ("1", "--set", "title=x", "--comment", "x"),
    "settle": ("1", "title=national"),
    "definitions migrate": ("campaign", "--to", "2"),
    "new": NEW[1:],
    "import": ("plan.csv",),
    "replay": ("plan.csv", "--type", "campaign"),
}
"""How each changing command may be typed."""

OWN_FILES = {"view save", "view remove"}
"""What changes nothing but a person's own settings."""


def every_command(group: click.Group, above: str = ""):
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from every_command(found, f"{above}{name} ")
        elif isinstance(found, QadamCommand) and found.changes:
            yield f"{above}{name}", found


def test_every_changing_command_is_tried_below():
    assert isinstance(qadam, QadamGroup)
    assert COMMANDS
    changing = dict(every_command(qadam)).keys() - OWN_FILES

    assert changing == EXAMPLES.keys(), "give the new command an example in EXAMPLES"


WHO = {
    "nobody": ((), None),
    "a stranger": (("--as", "mallory"), None),
    "a forger": (("--as", "admin"), "qadam_" + "0" * 12 + "_" + "x" * 43),
    "an officer": ((), "the officer's own"),
}


@pytest.mark.parametrize("who", WHO)
def test_no_changing_command_works_on_a_live_database_without_the_right_token(
    small_live: Terminal, tmp_path: Path, who: str
):
    admin = small_live.token("admin")
    officer = small_live.token("mia", by=admin)
    _files(tmp_path)
    made = ("import", "plan.csv") if who != "an officer" else NEW  # nor may a plan be imported that changes nothing
    assert small_live("--as", "hq", *made, token=admin).code == 0
    before = _content(small_live.url)
    actor, token = WHO[who]

    for name, words in EXAMPLES.items():
        answer = small_live(*actor, *name.split(), *words, token=officer if who == "an officer" else token)

        assert answer.code in (1, 2), f"{name}: {answer.out}"
        assert "Traceback" not in answer.err
        assert _content(small_live.url) == before, name


def _files(folder: Path) -> None:
    """What the examples name."""
    (folder / "people.csv").write_text("id,name,email,role\nmallory,M,m@hq.example,administrator\n", encoding="utf-8")
    (folder / "plan.csv").write_text(
        "№,Мероприятие,Срок исполнения,Ответственные исполнители\n1,Акция,20 декабря 2027 года,МВД\n", encoding="utf-8"
    )
    (folder / "calendar.yaml").write_text(OVERRIDES.read_text(encoding="utf-8"), encoding="utf-8")
    shipped = (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8")
    back_up(locate(f"sqlite:///{folder / 'qadam.db'}"), folder / "backup.zip", NOW)
    (folder / "campaign.yaml").write_text(shipped.replace("version: 1", "version: 2", 1), encoding="utf-8")


def _content(url: str) -> list[str]:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        dumped = [line for line in database.iterdump() if "INSERT" in line]
    database.close()
    return dumped


# The login file


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_login_keeps_the_token_in_a_file_only_its_owner_can_read(small_live: Terminal, typed, tmp_path: Path):
    hq = small_live.token("hq", by=small_live.token("admin"))
    typed(f"{hq}\n")

    answer = small_live("login")

    file = tmp_path / "home" / ".config" / "qadam" / "login.json"
    assert (answer.code, hq in answer.out) == (0, False)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert small_live(*NEW).code == 0
    assert history(small_live)[0]["actor"] == "hq"
    assert small_live("login", "--forget").code == 0
    assert small_live(*NEW).code == 2


def test_login_refuses_what_is_no_good_token(small_live: Terminal, typed, tmp_path: Path):
    small_live.token("admin")
    typed("qadam_000000000000_" + "x" * 43)

    assert small_live("login").code == 1
    assert not (tmp_path / "home").exists()


def test_a_login_file_others_can_read_is_not_used(small_live: Terminal, typed, tmp_path: Path):
    typed(small_live.token("hq", by=small_live.token("admin")))
    small_live("login")
    file = tmp_path / "home" / ".config" / "qadam" / "login.json"
    file.chmod(0o644)

    answer = small_live(*NEW)

    assert (answer.code, "can be read by others" in answer.err) == (1, True)
    assert f"chmod 600 {file}" in answer.err


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"x": 1}', b"\xff\xfe", b"null"])
def test_a_broken_login_file_is_said_to_be_one(small_live: Terminal, tmp_path: Path, content: bytes):
    small_live.token("admin")
    file = tmp_path / "home" / ".config" / "qadam" / "login.json"
    file.parent.mkdir(parents=True)
    file.touch(mode=0o600)
    file.write_bytes(content)

    answer = small_live("--as", "hq", *NEW)

    assert (answer.code, "is no login file" in answer.err) == (1, True)


def test_each_database_has_its_own_login(small_live: Terminal, typed, tmp_path: Path):
    typed(small_live.token("hq", by=small_live.token("admin")))
    small_live("login")

    known = json.loads((tmp_path / "home" / ".config" / "qadam" / "login.json").read_text(encoding="utf-8"))

    assert list(known) == [os.path.realpath(small_live.url.removeprefix("sqlite:///"))]


# Secrets stay secret


@pytest.mark.parametrize("words", [("list",), ("-v", "list"), ("--json", "list"), ("db", "migrate"), ("init",)])
def test_the_password_of_a_database_is_never_printed(capsys: pytest.CaptureFixture[str], words: tuple[str, ...]):
    for url in (
        "postgresql://qadam:hunter2@127.0.0.1:1/x",
        "postgresql://qadam:hunter2@[bad/x",
        "mysql://a:hunter2@b/c",
    ):
        assert main(["--db", url, *words]) == 1
        told = capsys.readouterr()
        assert "hunter2" not in told.out + told.err
        assert not re.search(r"error: (ValueError|unexpected)", told.err)


def test_system_never_has_a_token(small_live: Terminal):
    assert small_live("people", "token", SYSTEM).code == 1
