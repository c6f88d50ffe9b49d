"""`qadam`: the command line. Each command is loaded only when it is asked for."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from time import monotonic

import click

from commands.app import App, app_of
from commands.help.first_steps import FIRST_STEPS
from commands.help.told import QadamGroup
from commands.options import global_options, verbose_option
from workflow.config import LANGUAGES
from workflow.errors import QadamError
from workflow.secrecy import without_secrets

DAILY = {
    "list": "commands.list:list_",
    "show": "commands.show:show",
    "move": "commands.move:move",
    "undo": "commands.undo:undo",
    "amend": "commands.amend:amend",
    "settle": "commands.amend:settle",
    "divergence": "commands.divergence:divergence",
    "new": "commands.new:new",
    "history": "commands.history:history",
    "explain": "commands.explain:explain_",
    "status": "commands.status:status",
    "overdue": "commands.overdue:overdue",
    "forecast": "commands.forecast.command:forecast",
    "import": "commands.import_plan:import_",
    "report": "commands.report.command:report",
    "bottlenecks": "commands.bottlenecks:bottlenecks_",
    "view": "commands.view:view",
}
RUNNING = {
    "tick": "commands.tick:tick",
    "run": "commands.run:run",
    "mail": "commands.mail:mail",
    "people": "commands.people:people",
    "definitions": "commands.definitions:definitions",
    "calendar": "commands.calendar:calendar",
    "audit": "commands.audit:audit",
    "doctor": "commands.doctor.command:doctor",
    "config": "commands.config:config",
    "export": "commands.export:export",
    "replay": "commands.replay:replay",
}
BEGINNING = {
    "demo": "commands.demo:demo",
    "init": "commands.init:init",
    "login": "commands.login:login",
    "db": "commands.db:db",
    "help": "commands.help.command:help_",
    "completion": "commands.completion_script:completion",
}
SECTIONS = {"Every day": DAILY, "Running it": RUNNING, "Beginning": BEGINNING}
COMMANDS = DAILY | RUNNING | BEGINNING

COMPLETING = "_QADAM_COMPLETE"
"""Set by the shell's completion function; click takes the same variable."""


class Qadam(QadamGroup):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0] if args else "", COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"{error.message}{hint}", ctx) from None

    def sections(self, ctx: click.Context) -> dict[str, Sequence[str]]:
        return {title: list(names) for title, names in SECTIONS.items()}


@click.group(
    cls=Qadam,
    invoke_without_command=True,
    params=[*global_options(), verbose_option()],
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="qadam", prog_name="qadam")
@click.pass_context
def qadam(ctx: click.Context) -> None:
    """Carries every preventive measure of the national anti-drug headquarters from draft to report."""
    if ctx.invoked_subcommand is None:
        click.echo(FIRST_STEPS[app_of(ctx).language])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code 0 done, 1 refused or failed, 2 wrong usage."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if os.environ.get(COMPLETING, "").endswith("_complete"):
        from commands.completion.asked import complete

        answer = complete(os.environ[COMPLETING])
        if answer is not None:
            click.echo(answer)
            return 0
    app = App(flags=_language_asked_for(arguments))
    began = monotonic()
    try:
        code = _run(arguments, app)
        app.log("ended", code=code, seconds=round(monotonic() - began, 3))
    finally:
        app.close()
    return code


def _run(arguments: list[str], app: App) -> int:
    try:
        qadam.main(arguments, prog_name="qadam", obj=app, standalone_mode=False)
    except click.exceptions.Exit as asked:
        return asked.exit_code
    except click.UsageError as error:
        return _misused(error, app)
    except (click.Abort, KeyboardInterrupt):
        click.echo(_told(app, "stopped"), err=True)
        return 130
    except QadamError as error:
        return _refuse(error, app, as_json="--json" in arguments)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on, e.g. `qadam list | head`
        return 0
    except Exception as error:
        return _refuse(_unexpected(error), app, as_json="--json" in arguments)
    return 0


def _refuse(error: QadamError, app: App, *, as_json: bool) -> int:
    app.log("refused", error, kind=error.kind, measure=error.measure)
    message = _told(app, error.message)
    possible = _told(app, error.possible) if error.possible else None
    if as_json:
        told = {"kind": error.kind, "message": message, **({"possible": possible} if possible else {})}
        click.echo(json.dumps({"error": told}, ensure_ascii=False), err=True)
        return 1
    click.echo(f"error: {message}", err=True)
    if possible:
        click.echo(f"try: {possible}", err=True)
    return 1


def _misused(error: click.UsageError, app: App) -> int:
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):  # a group by itself: what it says is help
        error.show()
        return 2
    if error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
    click.echo(f"error: {_told(app, error.format_message())}", err=True)
    if error.ctx is not None:
        click.echo(f"try: {error.ctx.command_path} --help", err=True)
    return 2


def _told(app: App, text: str) -> str:
    """A refusal in the language of whoever is asking. `error:` and `try:` stay: scripts look for them."""
    text = without_secrets(text)
    if app.language == "en":
        return text
    from commands.translations.told import told_in

    return told_in(app.language, text)


def _language_asked_for(arguments: Sequence[str]) -> dict[str, str]:
    """--lang, wherever it stands: what is wrong with the other words is told in that language already."""
    for word, following in pairwise([*arguments, ""]):
        name, _, value = word.partition("=")
        if name == "--lang" and (value or following) in LANGUAGES:
            return {"lang": value or following}
    return {}


def _unexpected(error: Exception) -> QadamError:
    if isinstance(error, OSError):
        return QadamError(f"{error.strerror or error}: {error.filename or ''}".rstrip(": "))
    unexpected = QadamError(f"unexpected {type(error).__name__}: {error}", possible="the same with -v, and tell us")
    unexpected.__cause__ = error
    return unexpected


if __name__ == "__main__":
    sys.exit(main())
