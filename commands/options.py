"""The options every command takes, before or after the command's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from commands.app import app_of


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
        _option("--lang", type=click.Choice(["en", "ru", "kk"]), help="Language of names and words."),
        _option("--json", is_flag=True, help="Print one JSON document."),
        _option("--csv", is_flag=True, help="Print CSV."),
        _option("--now", metavar="ISO", help="Set the clock of a sandbox ('real' lets it run again)."),
    ]


def changing_options() -> list[click.Option]:
    return [
        _option("--dry-run", is_flag=True, help="Say what would happen, change nothing."),
        _option("--yes", is_flag=True, help="Do not ask."),
    ]


class QadamCommand(click.Command):
    """A command whose help begins with an example and lists the options all commands share at the end."""

    def __init__(self, *arguments: Any, changes: bool = False, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self._shared = [*(changing_options() if changes else ()), *global_options()]
        self.params = [*self.params, *self._shared, verbose_option()]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = [record for p in self.params if p not in self._shared and (record := p.get_help_record(ctx))]
        shared = [record for p in self._shared if (record := p.get_help_record(ctx))]
        for title, records in (("Options", own), ("Options of all commands", shared)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


def verbose_option() -> click.Option:
    return _option("-v", "--verbose", is_flag=True, help="Say more, with the whole story of an error.")


def command(name: str, *, changes: bool = False, **attributes: Any) -> Callable[[Callable[..., Any]], QadamCommand]:
    """`@command("move", changes=True)`: a click command with the shared options; it is passed the context."""

    def decorate(function: Callable[..., Any]) -> QadamCommand:
        made = click.command(name, cls=QadamCommand, changes=changes, **attributes)(click.pass_context(function))
        assert isinstance(made, QadamCommand)  # noqa: S101 - narrows click's own type
        return made

    return decorate
