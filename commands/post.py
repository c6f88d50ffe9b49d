"""The notifier, built from the settings: used by every command that sends."""

from __future__ import annotations

import os
import socket
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from commands.app import App

if TYPE_CHECKING:
    from notifier.deliver import Delivered
    from notifier.message import Composer


def worker_name() -> str:
    """Who holds a lease: this process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


def send_due(app: App, now: datetime) -> Delivered:
    """One pass over the outbox."""
    from notifier.deliver import deliver_due
    from notifier.mailer import open_mailer

    settings = app.settings
    compose = _composer(app.zone, settings.mail_from, settings.mail_domain)
    mailer = open_mailer(settings.mail)
    return deliver_due(app.store.outbox(), mailer, compose, now, worker=worker_name(), clock=app.clock)


@lru_cache(maxsize=4)
def _composer(zone: ZoneInfo, sender: str, domain: str) -> Composer:
    """Kept between passes: it holds the compiled templates."""
    from notifier.message import composer
    from notifier.render import Renderer

    return composer(Renderer(zone=zone), sender=sender, domain=domain)
