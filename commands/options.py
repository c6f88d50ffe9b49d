"""The options every command takes, before or after the command's name."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import click

from commands.app import App, app_of
from commands.help.told import QadamGroup, write_options, write_own_help, write_usage
from workflow.config import LANGUAGES

WATCH = 5.0
"""Seconds between two looks of --watch."""


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value not in (None, False) and parameter.name:
        app_of(context).flags[parameter.name] = value


def _option(*names: str, **attributes: Any) -> click.Option:
    return click.Option([*names], expose_value=False, callback=_remember, **attributes)


def global_options() -> list[click.Option]:
    return [
        _option(
            "--db", metavar="URL", help="Database: sqlite:///FILE or postgresql://…  [QADAM_DB; sqlite:///qadam.db]"
        ),
        _option("--as", "actor", metavar="ACTOR", help="Who is asking.  [QADAM_ACTOR]"),
        _option("--lang", type=click.Choice(LANGUAGES), help="Language of names and words."),
        _option("--json", is_flag=True, help="Print one JSON document."),
        _option("--csv", is_flag=True, help="Print CSV."),
        _option("--now", metavar="ISO", help="Set the clock of a sandbox ('real' lets it run again)."),
    ]


def changing_options() -> list[click.Option]:
    return [
        _option("--dry-run", is_flag=True, help="Say what would happen, change nothing."),
        _option("--yes", is_flag=True, help="Do not ask."),
    ]


def table_options(*, sort: bool) -> list[click.Option]:
    """For commands that answer with a table; `sort` where they bring no --sort of their own."""
    columns = _option("--columns", metavar="A,B,…", help="Show these columns, in this order.")
    order = _option("--sort", "sort_by", metavar="COLUMN", help="In the order of a column; -COLUMN the other way.")
    return [columns, order] if sort else [columns]


def watch_option() -> click.Option:
    return _option(
        "--watch",
        type=click.FloatRange(min=0.2),
        is_flag=False,
        flag_value=WATCH,
        metavar="SECONDS",
        help=f"Look again every so many seconds (alone: {WATCH:g}) until Ctrl-C.",
    )


class QadamCommand(click.Command):
    """A command whose help begins with an example and lists the options all commands share at the end.

    `table`: it answers with a table, so columns and their order can be chosen (`sorts`: it sorts by itself).
    `watch`: it only reads, so it can look again and again.
    `administers`: the deed of ADMINISTRATION it does; on a live database its roles only may run it.
    """

    def __init__(
        self,
        *arguments: Any,
        changes: bool = False,
        administers: str | None = None,
        table: bool = False,
        sorts: bool = False,
        watch: bool = False,
        **attributes: Any,
    ) -> None:
        super().__init__(*arguments, **attributes)
        self.changes = changes
        self.administers = administers
        if table:
            self.params += table_options(sort=not sorts)
        if watch:
            self.params.append(watch_option())
        self._shared = [*(changing_options() if changes else ()), *global_options()]
        self.params = [*self.params, *self._shared, verbose_option()]

    def invoke(self, ctx: click.Context) -> Any:
        self._log_beginning(ctx, app_of(ctx))
        if self.administers is not None:
            app_of(ctx).administer(self.administers)
        seconds = app_of(ctx).flags.get("watch")
        if seconds is None:
            return super().invoke(ctx)
        return self.look_again(ctx, float(seconds), time.sleep)

    def _log_beginning(self, ctx: click.Context, app: App) -> None:
        if app.flags.get("verbose"):
            name = ctx.command_path.partition(" ")[2]
            app.log("began", command=name, actor=app.settings.actor, database=str(app.location), dry_run=app.dry_run)

    def look_again(self, ctx: click.Context, seconds: float, wait: Callable[[float], None]) -> None:
        """Answer, wait and answer anew with the clock and the data as they are then, until Ctrl-C."""
        flags = app_of(ctx).flags
        try:
            while True:
                ctx.obj = App(flags=flags)
                if ctx.obj.output.mode is None:
                    click.clear()
                super().invoke(ctx)
                wait(seconds)
        except KeyboardInterrupt:
            click.echo(err=True)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_usage(ctx, self, formatter)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_own_help(ctx, self, self._shared, formatter)
        write_options(ctx, "Options of all commands", self._shared, formatter)


def verbose_option() -> click.Option:
    return _option(
        "-v",
        "--verbose",
        is_flag=True,
        help="Log what is done to stderr, a line each, with the whole story of an error.",
    )


def group(cls: type[QadamGroup] = QadamGroup) -> Callable[[Callable[..., Any]], QadamGroup]:
    """`@group()`: commands under one name, which takes the shared options before theirs."""

    def decorate(function: Callable[..., Any]) -> QadamGroup:
        return click.group(cls=cls, shared=[*global_options(), verbose_option()])(function)

    return decorate


def command(name: str, **attributes: Any) -> Callable[[Callable[..., Any]], QadamCommand]:
    """`@command("move", changes=True)`: a click command with the shared options; it is passed the context.

    A command that changes something either goes through the engine, which asks who the actor is, or says what it
    `administers`.
    """

    def decorate(function: Callable[..., Any]) -> QadamCommand:
        return click.command(name, cls=QadamCommand, **attributes)(click.pass_context(function))

    return decorate
