"""Ten thousand queued mails through a server that fails thirty times in a hundred: all arrive, each once.

python -m tests.soak.ten_thousand_mails [MAILS] [SEED]
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from notifier.deliver import deliver_due
from notifier.mailer import open_mailer
from notifier.message import composer, message_id
from notifier.render import Renderer
from store.reader import reading
from store.settle import add
from tests.mail.moody import THIRTY_PERCENT, MoodyServer
from tests.notifier.mail_samples import a_mail
from tests.world import World, prepare

DOMAIN = "example.kz"


def main(mails: int, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'qadam.db'}"
        prepare(url)
        world = World(url)
        keys = [f"{number:032x}" for number in range(mails)]
        with world.store._database.connection() as connection:
            for number, key in enumerate(keys):
                address = f"officer{number}@example.kz"
                add(connection, a_mail(key=key, address=address, measure=None, created_at=world.now))
        compose = composer(Renderer(), sender="Qadam <qadam@example.kz>")
        begun, passes = time.monotonic(), 0
        with MoodyServer(seed, THIRTY_PERCENT) as server:
            mailer = open_mailer(server.url())
            while True:
                deliver_due(world.store.outbox(), mailer, compose, world.now, worker="soak")
                passes += 1
                with reading(world.location) as reader:
                    left = reader.one("SELECT count(*) AS n FROM outbox WHERE status = 'pending'")
                    dead = reader.one("SELECT count(*) AS n FROM outbox WHERE status = 'dead'")
                if not left or not left["n"]:
                    break
                world.now += timedelta(hours=1)
        world.close()
        taken = server.received.taken
        lost = [key for key in keys if not taken[message_id(key, DOMAIN)]]
        twice = [key for key in keys if taken[message_id(key, DOMAIN)] > 1]
        print(f"{mails} mails, seed {seed}: {passes} passes in {time.monotonic() - begun:.0f} s")
        print(f"moods shown: {dict(server.received.shown)}")
        print(f"lost {len(lost)}, doubled {len(twice)}, dead letters {dead['n'] if dead else 0}")
        sys.exit(1 if lost or twice else 0)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
