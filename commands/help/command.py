"""`qadam help`: topics that belong to no single command, and the help of commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from commands.app import app_of
from commands.catalogue import near
from commands.options import command
from commands.output import show
from workflow.errors import NotFound

TOPICS = Path(__file__).parent / "topics"


def topics() -> dict[str, str]:
    """The text of each topic by its name, in order."""
    written = {path.stem: path.read_text(encoding="utf-8").rstrip() for path in TOPICS.glob("*.txt")}
    made: Mapping[str, Callable[[], str]] = {"roles": _roles, "settings": _settings}
    return dict(sorted({**written, **{name: make() for name, make in made.items()}}.items()))


def _roles() -> str:
    from workflow.directory import ROLES

    width = max(map(len, ROLES))
    lines = "\n".join(f"  {name:<{width}}  {who}" for name, who in ROLES.items())
    return (
        "ROLES: who may do what\n\n"
        "  qadam people list                      who holds which role, and where\n"
        "  qadam people add aliya --email a@hq.kz --role regional.coordinator --region KZ-75\n"
        "  qadam show 12/KZ-75                    what may happen next, and who may do it\n\n"
        f"{lines}\n\n"
        "A role comes with its scope: national ones reach everything, regional ones the variants of one region,\n"
        "agency ones what that agency leads (an akimat, in its region). The definition of a type says which role may\n"
        "do which event; somebody who wrote a measure cannot approve it (four eyes). Nobody can act as `system`."
    )


def _settings() -> str:
    from commands.config import setting_meanings

    meanings = setting_meanings()
    width = max(map(len, meanings))
    lines = "\n".join(f"  {name:<{width}}  {meaning}" for name, meaning in meanings.items())
    return (
        "SETTINGS: qadam.toml, QADAM_* and flags\n\n"
        "  qadam config show                      every setting, its value and where it came from\n"
        "  qadam config example > qadam.toml      a file with all of them, to edit\n\n"
        "A flag goes before a variable (QADAM_LANG), which goes before qadam.toml in the working folder.\n\n"
        f"{lines}\n\n"
        "  NO_COLOR, QADAM_PAGER, VISUAL and EDITOR are honoured as elsewhere; QADAM_TOKEN proves who you are."
    )


@command("help")
@click.argument("words", metavar="[TOPIC|COMMAND]", nargs=-1)
def help_(ctx: click.Context, words: tuple[str, ...]) -> None:
    """Explain a topic (states, deadlines, roles, exit-codes, …), or show a command's help.

    \b
    Example:
      qadam help deadlines
      qadam help mail retry
    """
    app = app_of(ctx)
    known = topics()
    if not words:
        first_lines = "\n".join(
            f"  {name:<12} {text.splitlines()[0].partition(': ')[2]}" for name, text in known.items()
        )
        document = {"topics": list(known)}
        app.output.answer(document, after=f"qadam help TOPIC\n\n{first_lines}\n\nqadam COMMAND --help for a command")
        return
    name = " ".join(words)
    text = known.get(name) or _help_of(ctx, words)
    if text is None:
        nearest = near(name, [*known, *_commands(ctx)])
        raise NotFound(
            f"there is no help on {name!r}",
            possible=f"did you mean {nearest}?" if nearest else f"topics: {', '.join(known)}",
        )
    if app.output.at_terminal:
        show(text)
    else:
        app.output.answer({"topic": name, "text": text}, after=text)


def _commands(ctx: click.Context) -> list[str]:
    root = ctx.find_root().command
    return root.list_commands(ctx) if isinstance(root, click.Group) else []


def _help_of(ctx: click.Context, words: tuple[str, ...]) -> str | None:
    """The help of a command or of one within a group."""
    context, found = ctx.find_root(), ctx.find_root().command
    for word in words:
        inner = found.get_command(context, word) if isinstance(found, click.Group) else None
        if inner is None:
            return None
        context, found = click.Context(inner, info_name=word, parent=context), inner
    return found.get_help(context)
