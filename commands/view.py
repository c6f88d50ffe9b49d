"""`qadam view`: filters worth keeping, by name. They are a person's own, in a file beside that person's settings."""

from __future__ import annotations

import json
import os
import re
import tomllib
from pathlib import Path
from typing import Any

import click

from commands.app import app_of
from commands.catalogue import near
from commands.help.told import QadamGroup
from commands.options import command, group
from workflow.errors import Invalid, NotFound, Unavailable

READING = ("list", "overdue", "status", "show", "history", "explain", "forecast", "report")
"""What a view may run: commands that change nothing."""

NAME = re.compile(r"[\w.-]{1,40}")


def views_file() -> Path:
    """`$XDG_CONFIG_HOME/qadam/views.toml`, by default in `~/.config`."""
    base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "qadam" / "views.toml"


def saved_views() -> dict[str, list[str]]:
    """The arguments of each view by its name. Raises Invalid for a file that cannot be read."""
    path = views_file()
    if not path.is_file():
        return {}
    try:
        views = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise Invalid(f"{path}: {error}", possible="mend the line, or remove the file") from error
    if not all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in views.values()):
        raise Invalid(f"{path}: a view is a list of words", possible='late = ["overdue", "--region", "KZ-75"]')
    return views


def _keep(views: dict[str, list[str]]) -> None:
    path = views_file()
    text = "".join(f"{json.dumps(n)} = {json.dumps(w, ensure_ascii=False)}\n" for n, w in sorted(views.items()))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise Unavailable(f"{path}: {error.strerror}", possible="a writable XDG_CONFIG_HOME") from error


def _names(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    try:
        return [name for name in saved_views() if name.startswith(typed)]
    except Invalid:
        return []


class ViewGroup(QadamGroup):
    """A name that is no command of the group is a saved view, and runs with whatever is added to it."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        if found is not None:
            return found
        views = saved_views()
        if cmd_name not in views:
            nearest = near(cmd_name, views)
            raise NotFound(
                f"there is no view {cmd_name!r}",
                possible=f"did you mean {nearest}?" if nearest else "qadam view list, or qadam view save NAME …",
            )
        verb, *words = views[cmd_name]
        target = _reading(ctx, verb)

        @click.command(
            cmd_name,
            context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []},
        )
        @click.argument("more", nargs=-1, type=click.UNPROCESSED)
        @click.pass_context
        def run(inner: click.Context, more: tuple[str, ...]) -> Any:
            return target.main([*words, *more], verb, parent=inner.parent, obj=inner.obj, standalone_mode=False)

        return run


def _reading(context: click.Context, verb: str) -> click.Command:
    """The command a view runs. Raises Invalid for one that could change something."""
    root = context.find_root().command
    found = root.get_command(context, verb) if isinstance(root, click.Group) and verb in READING else None
    if found is None:
        raise Invalid(f"a view cannot run {verb!r}", possible=f"one of {', '.join(READING)}")
    return found


@group(ViewGroup)
def view() -> None:
    """Saved views: save filters by name, run them with `qadam view NAME`.

    \b
    Example:
      qadam view save late-almaty overdue --region KZ-75
      qadam view late-almaty
      qadam view late-almaty --columns measure,late,title
    """


@command("save", changes=True, context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@click.argument("name")
@click.argument("words", metavar="[COMMAND] OPTIONS…", nargs=-1, type=click.UNPROCESSED, required=True)
def save(ctx: click.Context, name: str, words: tuple[str, ...]) -> None:
    """Keep a reading command with its options under a name; `list` when no command is named.

    \b
    Example:
      qadam view save late-almaty --region KZ-75 --overdue
      qadam view save ministry status --by agency
    """
    app = app_of(ctx)
    if not NAME.fullmatch(name) or name in view.commands:
        raise Invalid(
            f"{name!r} cannot be a view's name", possible="letters, digits, dots and dashes, e.g. late-almaty"
        )
    arguments = list(words) if words[0] in READING or not words[0].startswith("-") else ["list", *words]
    target = _reading(ctx, arguments[0])
    target.make_context(arguments[0], arguments[1:], parent=ctx.find_root(), obj=type(app)())  # refuses wrong options
    views = saved_views()
    if not app.dry_run:
        _keep({**views, name: arguments})
    app.output.answer({"name": name, "words": arguments}, after=app.output.words("next: {}", f"qadam view {name}"))


@command("list", table=True)
def list_(ctx: click.Context) -> None:
    """List the saved views.

    \b
    Example:
      qadam view list
    """
    app = app_of(ctx)
    views = saved_views()
    lines = [(name, " ".join(["qadam", *words])) for name, words in sorted(views.items())]
    app.output.answer({"views": views}, ("name", "runs"), lines)


@command("remove", changes=True)
@click.argument("name")
def remove(ctx: click.Context, name: str) -> None:
    """Forget a view.

    \b
    Example:
      qadam view remove late-almaty
    """
    app = app_of(ctx)
    views = saved_views()
    if name not in views:
        raise NotFound(f"there is no view {name!r}", possible="qadam view list")
    if not app.dry_run:
        _keep({known: words for known, words in views.items() if known != name})
    app.output.answer({"removed": name}, after=app.output.words("{} is forgotten", name))


for each in (save, list_, remove):
    view.add_command(each)
