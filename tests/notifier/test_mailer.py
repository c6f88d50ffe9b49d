from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from notifier.mail_folder import FolderMailer
from notifier.mailer import SmtpMailer, open_mailer
from notifier.message import composer
from notifier.render import Renderer
from notifier.sending import Permanent, Transient, Unreachable
from tests.notifier.mail_samples import MailServer, a_mail
from workflow.errors import Invalid

COMPOSE = composer(Renderer(), sender="Qadam <qadam@example.kz>")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


# A folder


def test_a_mail_becomes_a_file_named_for_when_what_and_which(tmp_path: Path) -> None:
    with open_mailer(f"file:{tmp_path}/mail") as mailer:
        mailer.send(COMPOSE(a_mail("reminder")))

    (file,) = (tmp_path / "mail").iterdir()
    assert file.name == "20261124-100000_12-KZ-75_reminder_0f3c9e5b7d1a4c6e8f00112233445566.eml"
    assert message_from_bytes(file.read_bytes(), policy=policy.default)["To"] == "aliya@example.kz"


def test_a_repeat_replaces_its_own_file_and_no_other(tmp_path: Path) -> None:
    with open_mailer(str(tmp_path)) as mailer:
        for key in ("a", "a", "b"):
            mailer.send(COMPOSE(a_mail(key=key)))

    assert len(list(tmp_path.iterdir())) == 2


def test_file_names_are_short_and_stay_in_their_folder(tmp_path: Path) -> None:
    with open_mailer(str(tmp_path)) as mailer:
        mailer.send(COMPOSE(a_mail(key="../../k" * 50, measure="../" * 100 + "қадам" * 90)))

    (file,) = tmp_path.iterdir()
    assert file.parent == tmp_path
    assert file.name.endswith(".eml")


def test_a_folder_that_cannot_be_written_is_unreachable_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file in its place")

    with open_mailer(str(tmp_path / "mail")) as mailer, pytest.raises(Unreachable, match=r"cannot write to .*mail"):
        mailer.send(COMPOSE(a_mail()))


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with open_mailer(str(tmp_path)) as mailer, pytest.raises(Unreachable, match="No space left"):
        mailer.send(COMPOSE(a_mail()))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["mail", "file:mail", "file:///var/mail", "./out/mail", "C:\\mail"])
def test_a_path_means_a_folder(url: str) -> None:
    assert isinstance(open_mailer(url), FolderMailer)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "cannot go to"),
        ("https://example.kz", "cannot go to 'https'"),
        ("smtp://", "names no host"),
        ("smtp://user:hush@host:no", "cannot be read"),
        ("smtp://user:құпия@host", "must be ASCII"),
        ("smtp://host?starttls=maybe", "starttls cannot be 'maybe'"),
        ("smtp://host?verify=perhaps", "verify cannot be 'perhaps'"),
        ("smtp://host?timeout=0", "timeout cannot be '0'"),
        ("smtp://host?timeout=nan", "timeout cannot be 'nan'"),
        ("smtp://host?helo=a%0d%0aMAIL", "helo cannot be"),
        ("smtp://host?colour=red", "takes no 'colour'"),
    ],
)
def test_a_setting_that_names_no_mailer_is_refused_with_what_is_possible(url: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        open_mailer(url)

    assert refused.value.possible
    assert "hush" not in f"{refused.value} {refused.value.__cause__} {refused.value.__context__ and ''}"


def test_starttls_is_required_unless_the_server_is_this_machine() -> None:
    def starttls(url: str) -> str:
        mailer = open_mailer(url)
        assert isinstance(mailer, SmtpMailer)
        return mailer.server.starttls

    assert starttls("smtp://u:p@mail.example.kz") == "required"
    assert starttls("smtp://mail.example.kz") == "required"
    assert starttls("smtp://u:p@localhost") == "optional"
    assert starttls("smtp://localhost") == "never"
    assert starttls("smtp://u:p@mail.example.kz?starttls=never") == "never"


# A server


def test_a_cyrillic_mail_arrives_intact(server: MailServer) -> None:
    message = COMPOSE(a_mail("returned"))
    with open_mailer(server.url()) as mailer:
        mailer.send(message)

    (envelope,), (received,) = server.received.envelopes, server.received.messages
    assert envelope.mail_from == "qadam@example.kz"
    assert envelope.rcpt_tos == ["aliya@example.kz"]
    assert received["Subject"] == message["Subject"]
    assert "Прошу учесть замечания штаба." in received.get_body(("plain",)).get_content()
    assert all(part.defects == [] for part in received.walk())


def test_many_mails_share_one_connection(server: MailServer) -> None:
    with open_mailer(server.url()) as mailer:
        for n in range(5):
            mailer.send(COMPOSE(a_mail(key=f"k{n}")))

    assert len(server.received.envelopes) == 5
    assert server.received.connections == 1


@pytest.mark.parametrize("offered", [True, False])
def test_sender_and_recipient_are_named_together_only_where_the_server_takes_that(
    server: MailServer, offered: bool
) -> None:
    server.received.pipelining = offered
    server.received.to_recipient["nobody@example.kz"] = "550 5.1.1 no such user"
    with open_mailer(server.url()) as mailer:
        mailer.send(COMPOSE(a_mail()))
        with pytest.raises(Permanent, match="no such user"):
            mailer.send(COMPOSE(a_mail(key="b", address="nobody@example.kz")))
        mailer.send(COMPOSE(a_mail(key="c")))

    assert server.received.together == [offered] * 3
    assert [envelope.rcpt_tos for envelope in server.received.envelopes] == [["aliya@example.kz"]] * 2
    assert server.received.connections == 1


def test_a_server_that_takes_its_leave_in_the_middle_of_both_is_asked_again(server: MailServer) -> None:
    server.received.pipelining = True
    with open_mailer(server.url()) as mailer:
        mailer.send(COMPOSE(a_mail()))
        server.received.leaving = 1
        mailer.send(COMPOSE(a_mail(key="b")))

    assert (len(server.received.envelopes), server.received.connections) == (2, 2)


def test_nothing_is_connected_until_there_is_something_to_send() -> None:
    with open_mailer("smtp://127.0.0.1:1"):
        pass


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("450 4.2.1 try later", Transient),
        ("421 4.3.2 closing", Unreachable),
        ("550 5.1.1 no such user", Permanent),
        ("530 5.7.0 authentication required", Unreachable),
    ],
)
def test_a_refused_recipient_is_told_apart_by_its_code(server: MailServer, answer: str, kind: type[Exception]) -> None:
    server.received.to_recipient["aliya@example.kz"] = answer

    with open_mailer(server.url()) as mailer:
        with pytest.raises(kind, match=answer[:3]) as refused:
            mailer.send(COMPOSE(a_mail()))
        mailer.send(COMPOSE(a_mail(address="other@example.kz")))

    assert type(refused.value) is kind
    assert answer[4:] in str(refused.value)
    assert [envelope.rcpt_tos for envelope in server.received.envelopes] == [["other@example.kz"]]


@pytest.mark.parametrize(("answer", "kind"), [("451 busy", Transient), ("554 5.7.1 spam", Permanent)])
def test_a_mail_refused_after_it_was_read_is_told_apart_too(server: MailServer, answer: str, kind: type) -> None:
    server.received.to_data = answer

    with open_mailer(server.url()) as mailer, pytest.raises(kind, match=answer):
        mailer.send(COMPOSE(a_mail()))


def test_a_server_that_drops_after_the_mail_is_unreachable_and_not_asked_twice(server: MailServer) -> None:
    async def drop(smtp: Any) -> None:
        smtp.transport.abort()
        await asyncio.sleep(0)

    with open_mailer(server.url()) as mailer:
        mailer.send(COMPOSE(a_mail(key="first")))
        server.received.on_data = drop
        with pytest.raises(Unreachable):
            mailer.send(COMPOSE(a_mail()))
        server.received.on_data = None
        mailer.send(COMPOSE(a_mail(key="next")))

    assert len(server.received.envelopes) == 3
    assert server.received.connections == 2


def test_a_session_the_server_closed_between_two_mails_is_opened_again(server: MailServer) -> None:
    with open_mailer(server.url()) as mailer:
        mailer.send(COMPOSE(a_mail(key="first")))
        server.hang_up()
        mailer.send(COMPOSE(a_mail(key="second")))

    assert [message["Message-ID"][:7] for message in server.received.messages] == ["<first@", "<second"]


def test_a_refused_connection_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with open_mailer(f"smtp://127.0.0.1:{port}") as mailer, pytest.raises(Unreachable, match=r"[Rr]efused"):
            mailer.send(COMPOSE(a_mail()))


def test_a_server_that_says_nothing_times_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with (
            open_mailer(f"smtp://127.0.0.1:{port}?timeout=0.1") as mailer,
            pytest.raises(Unreachable, match=r"no answer within 0\.1 seconds"),
        ):
            mailer.send(COMPOSE(a_mail()))


def test_a_server_that_hangs_after_the_mail_times_out(server: MailServer) -> None:
    async def hang(_: object) -> None:
        await asyncio.sleep(60)

    server.received.on_data = hang
    with (
        open_mailer(server.url(), timeout=0.2) as mailer,
        pytest.raises(Unreachable, match=r"no answer within 0\.2 seconds"),
    ):
        mailer.send(COMPOSE(a_mail()))


def test_a_greeting_that_refuses_us_is_not_the_mails_fault() -> None:
    with socket.create_server(("127.0.0.1", 0)) as rude:

        def refuse() -> None:
            connection, _ = rude.accept()
            with connection:
                connection.sendall(b"554 go away\r\n")

        thread = threading.Thread(target=refuse)
        thread.start()
        with (
            open_mailer(f"smtp://127.0.0.1:{rude.getsockname()[1]}") as mailer,
            pytest.raises(Unreachable, match="554"),
        ):
            mailer.send(COMPOSE(a_mail()))
        thread.join(5)


def test_an_address_no_server_takes_is_permanent() -> None:
    message = COMPOSE(a_mail())
    message.replace_header("To", "айгүл@example.kz")

    with open_mailer("smtp://127.0.0.1:1") as mailer, pytest.raises(Permanent, match="no server takes"):
        mailer.send(message)


# Encryption and passwords


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    files = ["-keyout", folder / "key.pem", "-out", folder / "cert.pem"]
    subprocess.run([*request.split(), *files], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def accepting(password: bytes) -> Any:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=given.password == password, handled=False)

    return authenticate


def test_a_password_is_given_only_once_the_line_is_encrypted(certificate: ssl.SSLContext) -> None:
    with MailServer(tls_context=certificate, authenticator=accepting(b"p@ss word"), auth_required=True) as server:
        with open_mailer(server.url("qadam:p%40ss%20word@", "?starttls=required&verify=no")) as mailer:
            mailer.send(COMPOSE(a_mail()))

        assert len(server.received.envelopes) == 1


def test_a_wrong_password_is_unreachable_and_never_shown(certificate: ssl.SSLContext) -> None:
    with MailServer(tls_context=certificate, authenticator=accepting(b"right"), auth_required=True) as server:
        mailer = open_mailer(server.url("qadam:hush-hush@", "?verify=no"))
        with mailer, pytest.raises(Unreachable, match="535") as refused:
            mailer.send(COMPOSE(a_mail()))

        assert "hush-hush" not in repr(mailer) + repr(refused.value) + repr(refused.value.__cause__)
        assert "aHVzaC1odXNo" not in str(refused.value)


def test_a_password_a_server_repeats_is_taken_out() -> None:
    mailer = open_mailer("smtp://qadam:hush-hush@127.0.0.1:1")
    assert isinstance(mailer, SmtpMailer)

    said = mailer._said(OSError("bad credentials qadam hush-hush aHVzaC1odXNo"))

    assert said == "127.0.0.1:1: bad credentials qadam … …"


def test_a_server_without_starttls_is_refused_where_it_is_required(server: MailServer) -> None:
    with (
        open_mailer(server.url(query="?starttls=required")) as mailer,
        pytest.raises(Unreachable, match="offers no STARTTLS"),
    ):
        mailer.send(COMPOSE(a_mail()))

    assert server.received.envelopes == []


def test_a_certificate_nobody_vouches_for_is_refused_and_nothing_sent_in_clear(certificate: ssl.SSLContext) -> None:
    with MailServer(tls_context=certificate) as server:
        with (
            open_mailer(server.url(query="?starttls=optional")) as mailer,
            pytest.raises(Unreachable, match=r"certificate cannot be trusted.*verify=no"),
        ):
            mailer.send(COMPOSE(a_mail()))

        assert server.received.envelopes == []


def test_smtps_is_encrypted_from_the_first_byte(certificate: ssl.SSLContext) -> None:
    with MailServer(ssl=certificate) as server:
        with open_mailer(f"smtps://127.0.0.1:{server.port}?verify=no") as mailer:
            mailer.send(COMPOSE(a_mail()))

        assert len(server.received.envelopes) == 1


def test_smtps_checks_the_certificate(certificate: ssl.SSLContext) -> None:
    with (
        MailServer(ssl=certificate) as server,
        open_mailer(f"smtps://127.0.0.1:{server.port}") as mailer,
        pytest.raises(Unreachable, match="certificate cannot be trusted"),
    ):
        mailer.send(COMPOSE(a_mail()))
