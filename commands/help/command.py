"""`qadam help`: topics that belong to no single command, and the help of commands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from commands.app import app_of
from commands.catalogue import near
from commands.options import command
from commands.output import show
from workflow.errors import NotFound

TOPICS = Path(__file__).parent / "topics"


def topics(language: str = "en") -> dict[str, str]:
    """The text of each topic by its name, in order; `{roles}` and `{settings}` in it are told by the program."""
    from commands.config import setting_meanings

    folder = TOPICS if language == "en" else TOPICS / language
    written = {path.stem: path.read_text(encoding="utf-8").rstrip() for path in folder.glob("*.txt")}
    written["roles"] = written["roles"].replace("{roles}", _listed(_roles(language)))
    written["settings"] = written["settings"].replace("{settings}", _listed(setting_meanings(language)))
    return dict(sorted(written.items()))


def _roles(language: str) -> Mapping[str, str]:
    from commands.wording import who_words
    from workflow.directory import ROLES

    return ROLES if language == "en" else {role: who_words(role, language) for role in ROLES}


def _listed(words: Mapping[str, str]) -> str:
    width = max(map(len, words))
    return "\n".join(f"  {name:<{width}}  {meaning}" for name, meaning in words.items())


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
    known = topics(app.settings.lang)
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
