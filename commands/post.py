"""The notifier, built from the settings: used by every command that sends."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

from commands.app import App

if TYPE_CHECKING:
    from datetime import datetime

    from notifier.deliver import Delivered


def worker_name() -> str:
    """Who holds a lease: this process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


def send_due(app: App, now: datetime) -> Delivered:
    """One pass over the outbox."""
    from notifier.deliver import deliver_due
    from notifier.mailer import open_mailer
    from notifier.message import Composer
    from notifier.render import Renderer

    settings = app.settings
    renderer = Renderer(zone=app.zone)
    composer = Composer(renderer=renderer, sender=settings.mail_from, domain=settings.mail_domain)
    mailer = open_mailer(settings.mail)
    return deliver_due(app.store.outbox(), mailer, composer, now, worker=worker_name(), clock=app.clock)
