"""What every command works with: settings, output, clock, and the store once it is really needed.

Nothing here loads SQLAlchemy: reading commands go through `reading`, changing ones import the store when they begin.
Completion and help come through here too, so that what only some commands need is imported where it is used.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from commands.output import Mode, Output
from store.location import Location, locate
from workflow.clock import Clock, stopped_at, utc_now
from workflow.config import Settings, read_settings
from workflow.errors import Invalid, QadamError, Refused, Unavailable

if TYPE_CHECKING:
    from store.reader import Reader
    from store.store import SqlStore
    from workflow.engine import Engine

REAL_TIME = "real"
"""The word for --now that lets a sandbox's clock run again."""


@dataclass
class App:
    """The composition root: built from the flags, handed to every command."""

    flags: dict[str, Any] = field(default_factory=dict)
    _vouched: dict[str, str | None] = field(default_factory=dict, init=False)
    _open: Reader | None = field(default=None, init=False)

    @cached_property
    def settings(self) -> Settings:
        return read_settings(self.given_settings, os.environ, Path.cwd())

    @property
    def given_settings(self) -> dict[str, Any]:
        """The settings the command line gave."""
        return {name: self.flags.get(name) for name in ("db", "actor", "lang", "mail", "evidence", "digest_weekly")}

    def log(self, event: str, /, error: Exception | None = None, **facts: Any) -> None:
        """With -v, a line of the log on stderr: what is done, with nothing of a person beyond ids."""
        if self.flags.get("verbose"):
            from commands.logs import LOG, set_up, tell

            if not LOG.handlers:
                set_up()
            tell(event, error=error, **facts)

    @property
    def language(self) -> str:
        """The language people are told things in, even where it is the settings themselves that are refused."""
        try:
            return self.settings.lang
        except QadamError:
            return "en"

    @cached_property
    def output(self) -> Output:
        mode: Mode | None = "json" if self.flags.get("json") else "csv" if self.flags.get("csv") else None
        columns = (name.strip() for name in str(self.flags.get("columns") or "").split(","))
        return Output(
            mode=mode,
            language=self.settings.lang,
            zone=self.zone,
            columns=tuple(name for name in columns if name),
            sort=self.flags.get("sort_by"),
        )

    @cached_property
    def zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.settings.time_zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise Invalid(f"there is no time zone {self.settings.time_zone!r}", possible="e.g. Asia/Almaty") from error

    @cached_property
    def location(self) -> Location:
        return locate(self.settings.db)

    @property
    def dry_run(self) -> bool:
        return bool(self.flags.get("dry_run"))

    @property
    def actor(self) -> str:
        """Who is asking: as they say, or else as their token does. A usage error if nobody said so.

        What they say is only a claim: `vouch` proves it, before every command the engine is given.
        """
        if self.settings.actor:
            return self.settings.actor
        with self.reading() as reader:
            return self._claimed(reader, self.now)

    @cached_property
    def token(self) -> str | None:
        from commands.credentials import token_for

        return token_for(self.location, os.environ)

    def vouch(self, actor: str) -> str | None:
        """Proof that the actor is who they say, found once per process. Raises Forbidden."""
        if actor not in self._vouched:
            from commands import identity

            with self.reading() as reader:
                self._vouched[actor] = identity.vouch(reader, actor, self.token, self.now, self.today)
        return self._vouched[actor]

    def administer(self, deed: str) -> None:
        """Let only those pass who may change people, definitions, calendar, …: Raises Forbidden."""
        from commands import identity

        with self.reading() as reader:
            if not identity.open_to_all(reader, deed, self.now, self.today):
                identity.administers(reader, deed, self.actor, self.token, self.now, self.today)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        from store.reader import reading

        with reading(self.location) as reader:
            self._open, before = reader, self._open
            try:
                yield reader
            finally:
                self._open = before

    def _look(self) -> AbstractContextManager[Reader]:
        """The view of the database that is open, or one of its own."""
        return self.reading() if self._open is None else nullcontext(self._open)

    @cached_property
    def clock(self) -> Clock:
        """The real time, or in a sandbox the moment it was set to. Raises Refused for --now on a live database."""
        from store.settings import SANDBOX, SANDBOX_CLOCK, setting

        wanted = self.flags.get("now")
        with self._look() as reader:
            if setting(reader, SANDBOX) is None:
                if wanted is not None:
                    raise Refused(
                        f"{self.location} is a live database: its clock cannot be set",
                        possible="leave out --now, or practise on one made with qadam init --sandbox",
                    )
                return utc_now
            remembered = setting(reader, SANDBOX_CLOCK)
        if wanted == REAL_TIME or (wanted is None and remembered is None):
            return utc_now
        return stopped_at(self.moment(wanted) if wanted is not None else datetime.fromisoformat(str(remembered)))

    @cached_property
    def now(self) -> datetime:
        return self.clock()

    def administer_schema(self) -> None:
        """Let only administrators change the schema of a live database; whoever makes a new one passes."""
        from commands import identity
        from store.reader import reading

        now = utc_now()
        day = self._day(now)
        try:
            with reading(self.location, any_schema=True) as reader:
                if not identity.open_to_all(reader, "people", now, day):
                    identity.administers(reader, "database", self._claimed(reader, now), self.token, now, day)
        except Unavailable:
            return  # there is no database yet, or one from before there were tokens

    def _claimed(self, reader: Reader, now: datetime) -> str:
        if self.settings.actor:
            return self.settings.actor
        if self.token is None:
            raise click.UsageError("say who you are: --as ACTOR, or QADAM_ACTOR in the environment")
        from commands import identity

        return identity.holder(reader, self.token, now, self._day(now)).id

    @property
    def today(self) -> date:
        """The local day."""
        return self._day(self.now)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def moment(self, text: str) -> datetime:
        """An instant as somebody typed it: ISO 8601; without an offset it is local time. Raises Invalid."""
        try:
            at = datetime.fromisoformat(text.strip())
        except ValueError:
            raise Invalid(f"{text!r} is no moment", possible="ISO 8601, e.g. 2026-12-01T09:00 or 2026-12-01") from None
        try:
            return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(UTC)
        except OverflowError:
            raise Invalid(f"{text!r} is beyond what can be reckoned with") from None

    @cached_property
    def store(self) -> SqlStore:
        from store.store import SqlStore

        with self.reading():  # says clearly when there is no database, before anything is opened for writing
            pass
        return SqlStore(self.location)

    def close(self) -> None:
        """Give back what the command opened."""
        if self.flags.get("verbose"):
            from commands.logs import take_down

            take_down()
        if "store" in self.__dict__:
            self.store.close()

    @cached_property
    def engine(self) -> Engine:
        from workflow.engine import Engine

        return Engine(self.store, self.clock, self.vouch)

    def remember_clock(self) -> None:
        """After a change in a sandbox: its clock stays where --now put it."""
        from store.settings import SANDBOX_CLOCK

        wanted = self.flags.get("now")
        if wanted is None or self.dry_run:
            return
        with self.store.register() as register:
            if wanted == REAL_TIME:
                register.forget(SANDBOX_CLOCK)
            else:
                register.set(SANDBOX_CLOCK, self.now.isoformat())


def app_of(context: click.Context) -> App:
    return context.ensure_object(App)
