"""The notifier, built from the settings: used by every command that sends."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from commands.app import App
from commands.reckoning import calendar_in_force
from store.people import everybody
from workflow.calendar import Calendar
from workflow.directory import ADMINISTRATOR
from workflow.errors import Invalid, QadamError
from workflow.post import Bounce

if TYPE_CHECKING:
    from notifier.budget import NoticeBudget
    from notifier.deliver import Delivered
    from notifier.message import Composer
    from notifier.pace import Pace
    from notifier.render import Renderer
    from notifier.sending import Mailer
    from workflow.scheduler import Cron


def worker_name() -> str:
    """Who holds a lease: this process on this machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


def cron_name() -> str:
    """Whose heartbeats those of `qadam tick` are: every pass is a process of its own, and the work goes on."""
    return f"{socket.gethostname()}:tick"


def send_due(app: App, now: datetime) -> Delivered:
    """One pass over the mail: what bounced is taken in, digests whose time has come are written, what is due goes."""
    from commands.digests import write_due_digests
    from notifier.deliver import deliver_due
    from notifier.retry import RetryCurve

    errors = take_bounces(app, now)
    errors += write_due_digests(app, now)[1]
    delivered = deliver_due(
        app.store.outbox(budget_of(app)),
        mailer_of(app),
        composer_of(app),
        now,
        worker=worker_name(),
        clock=app.clock,
        curve=RetryCurve(give_up_after=timedelta(days=app.settings.mail_give_up_days)),
        pace=_pace(app.settings.mail_pace),
    )
    return replace(delivered, errors=(*errors, *delivered.errors))


def take_bounces(app: App, now: datetime) -> list[str]:
    """Take in the delivery reports that came back; says what stood in the way, which never stops the mail."""
    if not app.settings.mail_bounces:
        return []
    from notifier.bounced import bounced_mails
    from notifier.bounces import read_place, take_in

    with app.reading() as reader:
        administrators = [
            person
            for person in everybody(reader).values()
            if person.here_on(app.today) and any(grant.role == ADMINISTRATOR for grant in person.grants)
        ]
    outbox = app.store.outbox()

    def handle(bounces: Sequence[Bounce]) -> int:
        return outbox.take_bounces(bounces, now, lambda each, mail: bounced_mails(each, mail, administrators, now))

    try:
        take_in(read_place(app.settings.mail_bounces), app.settings.mail_domain, handle)
    except QadamError as error:
        return [error.message]
    return []


def mailer_of(app: App) -> Mailer:
    from notifier.mailer import open_mailer

    settings = app.settings
    return open_mailer(settings.mail, return_path=settings.mail_return or None, lasting=app.location.lasting)


@lru_cache(maxsize=4)
def _pace(text: str) -> Pace:
    """Kept between passes: it remembers the last minute."""
    from notifier.pace import Pace, read_pace

    return Pace(limits=read_pace(text))


def budget_of(app: App) -> NoticeBudget:
    """The notice budget the settings make."""
    from notifier.budget import NoticeBudget, read_quiet

    daily = cron_of(app, "digest_daily")
    return NoticeBudget(
        calendar=_calendar(app),
        zone=app.zone,
        quiet=read_quiet(app.settings.mail_quiet),
        ceiling=app.settings.mail_ceiling,
        next_digest=daily.after if daily else lambda _: None,
    )


def cron_of(app: App, setting: str) -> Cron | None:
    """When a digest is written; None when it is switched off. Raises Invalid naming the setting."""
    from workflow.scheduler import Cron

    text = getattr(app.settings, setting)
    if text.strip() in ("", "off"):
        return None
    try:
        return Cron(text, app.zone)
    except Invalid as error:
        raise Invalid(f"{setting}: {error.message}", possible=error.possible) from error


def renderer_of(app: App) -> Renderer:
    """Words as this installation has them. Raises Invalid when its folder of templates is not there."""
    folder = Path(app.settings.mail_templates) if app.settings.mail_templates else None
    if folder is not None and not folder.is_dir():
        raise Invalid(f"mail_templates: there is no folder {folder}", possible="a folder of templates, or leave it out")
    return _renderer(app.zone, folder, _calendar(app))


def _calendar(app: App) -> Calendar:
    with app.reading() as reader:
        return calendar_in_force(reader)


def composer_of(app: App) -> Composer:
    return _composer(renderer_of(app), app.settings.mail_from, app.settings.mail_domain)


@lru_cache(maxsize=4)
def _renderer(zone: ZoneInfo, folder: Path | None, calendar: Calendar) -> Renderer:
    """Kept between passes: it holds the compiled templates."""
    from notifier.render import Renderer

    return Renderer(zone=zone, overrides=folder, calendar=calendar)


@lru_cache(maxsize=4)
def _composer(renderer: Renderer, sender: str, domain: str) -> Composer:
    from notifier.message import composer

    return composer(renderer, sender=sender, domain=domain)
