"""The settings: flags, then QADAM_* variables, then qadam.toml, then the defaults written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from workflow.errors import Invalid
from workflow.noun import dataclass

FILE = "qadam.toml"


LANGUAGES = ("en", "ru", "kk")
"""Those people can be told things in."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    db: str = "sqlite:///qadam.db"
    """Where the database is: `sqlite:///FILE` or `postgresql://…`."""
    actor: str | None = None
    """Who is asking, when no --as says so."""
    lang: str = "en"
    """Language people are told things in: en, ru or kk."""
    mail: str = "mail"
    """Where mails go: a folder (one .eml file each), `smtp://user:password@host:587` or `smtps://…`."""
    mail_from: str = "Qadam <qadam@localhost>"
    """Sender of every mail."""
    mail_domain: str = "qadam.localhost"
    """Right-hand side of the Message-IDs; choose it once and keep it."""
    mail_return: str = ""
    """Where delivery reports come back to (the envelope's sender); the sender itself when empty."""
    mail_templates: str = ""
    """A folder with templates of this installation's own, which go before the shipped ones."""
    mail_quiet: str = "20:00-08:00"
    """Hours in which, and on days off, only urgent mails go out; empty for none."""
    mail_ceiling: int = 30
    """Most mails to one recipient in a day; the rest waits for the digest. 0 for no ceiling."""
    mail_pace: str = ""
    """Most mails in a minute to a domain: `*=60 gov.kz=20`; as fast as it goes when empty."""
    mail_give_up_days: int = 5
    """Age at which a mail that could not be sent becomes a dead letter."""
    mail_bounces: str = ""
    """Where delivery reports lie: `maildir:PATH` or `mbox:PATH`."""
    digest_daily: str = "0 9 * * mon-fri"
    """When daily digests are written, as cron says it, in local time; `off` for never."""
    digest_weekly: str = "0 9 * * mon"
    """When weekly digests are written."""
    evidence: str = "evidence"
    """Folder in which files given as evidence are kept, by their content."""
    beat: int = 30
    """Seconds between two beats of `qadam run`."""
    tick_every: int = 3600
    """Seconds after which cron runs `qadam tick` again, at most: after three times as many we were down."""
    log: str = ""
    """File `qadam run` writes its log to as well, one line for each thing done; none when empty."""
    metrics: int = 0
    """Port on this machine's own address where `qadam run` tells its health and metrics; 0 for none."""
    time_zone: str = "Asia/Almaty"
    """Zone in which times are shown."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A setting's value and where it came from."""

    value: Any
    source: str


DEFAULT = "default"


def read_settings(flags: Mapping[str, Any], environment: Mapping[str, str], folder: Path) -> Settings:
    """Settings from what the command line gave, the environment and `qadam.toml` in `folder`.

    Raises Invalid naming the place of a value that cannot be used.
    """
    found = find_settings(flags, environment, folder)
    settings = Settings(**{name: each.value for name, each in found.items() if each.source != DEFAULT})
    if settings.lang not in LANGUAGES:
        raise Invalid(f"lang cannot be {settings.lang!r}", possible="en, ru or kk")
    for name, least in (("mail_ceiling", 0), ("mail_give_up_days", 1)):
        if getattr(settings, name) < least:
            raise Invalid(f"{name} must be at least {least}, not {getattr(settings, name)}")
    for name in ("beat", "tick_every"):
        if getattr(settings, name) < 1:
            raise Invalid(f"{name} must be at least 1 second, not {getattr(settings, name)}")
    if not 0 <= settings.metrics <= 65_535:
        raise Invalid(f"metrics must be a port, not {settings.metrics}", possible="e.g. 9464, or 0 for none")
    return settings


def find_settings(flags: Mapping[str, Any], environment: Mapping[str, str], folder: Path) -> dict[str, Found]:
    """Every setting with where its value came from, whether or not the values can be used together."""
    kinds = {field.name: int if field.type in ("int", int) else str for field in fields(Settings)}
    found = {field.name: Found(value=field.default, source=DEFAULT) for field in fields(Settings)}
    for source, values in (
        (str(folder / FILE), _from_file(folder / FILE)),
        (
            "environment",
            {name: environment[f"QADAM_{name.upper()}"] for name in kinds if environment.get(f"QADAM_{name.upper()}")},
        ),
        ("command line", {name: value for name, value in flags.items() if value is not None}),
    ):
        for name, value in values.items():
            if name not in kinds:
                from difflib import get_close_matches

                near = get_close_matches(name, kinds, n=1)
                possible = f"did you mean {near[0]}?" if near else f"settings: {', '.join(kinds)}"
                raise Invalid(f"{source}: there is no setting {name!r}", possible=possible)
            found[name] = Found(value=_read(source, name, value, kinds[name]), source=source)
    return found


def _from_file(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{path}: {error}", possible="qadam help settings") from error


def _read(source: str, name: str, value: Any, kind: type) -> Any:
    try:
        return kind(value)
    except ValueError:
        raise Invalid(f"{source}: {name} takes a whole number, not {value!r}") from None
