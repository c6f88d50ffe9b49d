"""A real mail system of Debian's for a test: Postfix takes, delivers and bounces, Dovecot shows it over IMAP.

Both run on loopback from folders of their own. Postfix insists on being started by root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PASSWORD = "secret"  # noqa: S105 - of a server that lives for one test
MASTER = Path("/usr/share/postfix/master.cf.dist")


def missing() -> str | None:
    """Why there can be none here; None where there can."""
    for program in ("postfix", "dovecot"):
        if shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is None:
            return f"{program} is not installed (apt-get install postfix dovecot-imapd)"
    if os.geteuid() != 0:
        return "Postfix can be started by root only"
    if not MASTER.exists():
        return f"there is no {MASTER}: not Debian's Postfix"
    return None


class PostOffice:
    """`domain` has a mailbox `officer` and one for delivery reports; `gone.test` is served by the port `elsewhere`.

    Nothing leaves this machine: whatever else it is given it throws away.
    """

    domain = "qadam.test"

    def __init__(self, elsewhere: int) -> None:
        self._elsewhere = elsewhere

    def __enter__(self) -> PostOffice:
        self._base = Path(tempfile.mkdtemp(prefix="qadam-post-"))
        self._base.chmod(0o755)
        self.smtp, self.imap = _free_port(), _free_port()
        self._start_postfix()
        self._start_dovecot()
        self.wait_for(lambda: _listens(self.smtp) and _listens(self.imap))
        return self

    def __exit__(self, *_: object) -> None:
        self._dovecot.terminate()
        self._dovecot.wait()
        subprocess.run(["postfix", "-c", self._base / "postfix", "stop"], check=False, capture_output=True)
        shutil.rmtree(self._base, ignore_errors=True)

    def maildir(self, name: str) -> Path:
        return self._base / "mail" / name

    def wait_for(self, happened: Callable[[], bool], *, seconds: float = 15) -> None:
        """Look again and again: these are other programs, with clocks of their own."""
        until = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > until:
                raise AssertionError(f"not within {seconds} s; the log says:\n{self._log()}")
            time.sleep(0.05)

    def _log(self) -> str:
        return "\n".join(log.read_text(errors="replace")[-2000:] for log in self._base.glob("*.log"))

    def _start_postfix(self) -> None:
        owner, nobody = pwd.getpwnam("postfix"), pwd.getpwnam("nobody")
        for name, of in (("postfix", None), ("queue", None), ("data", owner), ("mail", nobody)):
            (self._base / name).mkdir()
            if of is not None:
                os.chown(self._base / name, of.pw_uid, of.pw_gid)
        (self._base / "postfix" / "main.cf").write_text(f"""\
compatibility_level = 3.6
queue_directory = {self._base}/queue
data_directory = {self._base}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.{self.domain}
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relay_domains = gone.test
transport_maps = inline:{{ {{ gone.test = smtp:[127.0.0.1]:{self._elsewhere} }} }}
default_transport = discard:silently
virtual_mailbox_domains = {self.domain}
virtual_mailbox_base = {self._base}/mail
virtual_mailbox_maps = inline:{{ {{officer@{self.domain} = officer/}}, {{bounces@{self.domain} = bounces/}} }}
virtual_uid_maps = static:{nobody.pw_uid}
virtual_gid_maps = static:{nobody.pw_gid}
virtual_minimum_uid = 1
maillog_file = {self._base}/postfix.log
maillog_file_prefixes = {self._base}
""")
        services = MASTER.read_text().splitlines()
        ours = f"127.0.0.1:{self.smtp} inet n - n - - smtpd"
        services = [ours if service.startswith("smtp      inet") else service for service in services]
        (self._base / "postfix" / "master.cf").write_text("\n".join(services) + "\n")
        subprocess.run(["postfix", "-c", self._base / "postfix", "start"], check=True, capture_output=True)

    def _start_dovecot(self) -> None:
        nobody = pwd.getpwnam("nobody")
        conf = self._base / "dovecot.conf"
        conf.write_text(f"""\
base_dir = {self._base}/run
state_dir = {self._base}/run
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
log_path = {self._base}/dovecot.log
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{self._base}/mail/%n
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={nobody.pw_uid} gid={nobody.pw_gid} home={self._base}/mail/%n
}}
""")
        self._dovecot = subprocess.Popen(["dovecot", "-F", "-c", conf], stderr=subprocess.DEVNULL)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0
